import { codeQuestion, type CodeTaskName } from '../../../src/extension/codeTasks.ts';
import type { Random } from '../../../test/support/random.ts';
import type { Example, Message } from '../example.ts';
import { alienated, composed } from './alien.ts';
import { doForms } from './forms.ts';
import { OUTSIDE_ANSWER, outsideQuestion } from './outsideWorld.ts';
import { paraphrase } from './paraphrases.ts';
import { LARGER_MODEL, SMALL_MODEL, type Topic } from './topic.ts';
import { varied } from './varied.ts';
import { withContext, worded } from './worded.ts';
import { typed, wordings, type Wording } from './wordings.ts';

type DeclinedTask = Exclude<CodeTaskName, 'explain'>;

/** The tasks on code that the built-in model cannot do, as it says so. */
const declinedTasks: Readonly<Record<DeclinedTask, string>> = {
  explainProblem: 'explain errors',
  fix: 'fix code',
  edit: 'edit code',
  tests: 'write tests',
  document: 'write comments',
  refactor: 'refactor code',
  review: 'judge code',
};

const declinedNames = Object.keys(declinedTasks) as DeclinedTask[];

/** How often a question is one of those that it declines. */
const OUTSIDE_SHARE = 0.45;

const byTopic = new Map<Topic, string[]>();
for (const { topic, text } of wordings(false)) byTopic.set(topic, [...(byTopic.get(topic) ?? []), text]);
const topics = [...byTopic.keys()];

/** What must not be trained on, whatever a wording is varied into. */
const heldOut = new Set(wordings(true).map(({ text }) => bare(text)));

/** Where a question about the extension comes from: the vocabulary of its topic, patterns; the rest from its lists. */
const SOURCES = { words: 0.55, patterns: 0.2 };

/** How often what is outside has something irrelevant before or after it, about as often as what is not. */
const OUTSIDE_CONTEXT_SHARE = 0.07;

/** A question of the training set with its answer. */
export function question(random: Random): readonly Message[] {
  if (random.float() < OUTSIDE_SHARE) {
    const text = anyOutside(random);
    const asked = random.float() < OUTSIDE_CONTEXT_SHARE ? withContext(text, random) : text;
    return turn(typed(asked, random), OUTSIDE_ANSWER);
  }
  const { topic, text } = asked(random);
  return turn(typed(text, random), topic.answer);
}

/** A wording about the extension, never one that is held out. */
function asked(random: Random): Wording {
  // Topics, not wordings, are drawn evenly: some have many more wordings than others.
  const topic = random.pick(topics);
  for (;;) {
    const text = varied(wording(topic, random), random);
    if (!heldOut.has(bare(text))) return { topic, text };
  }
}

function wording(topic: Topic, random: Random): string {
  const draw = random.float();
  if (draw < SOURCES.words) return worded(topic, random);
  if (draw < SOURCES.words + SOURCES.patterns) return paraphrased(topic, random);
  return random.pick(byTopic.get(topic)!);
}

/** Of commands and settings, patterns say what one wants to do. */
function paraphrased(topic: Topic, random: Random): string {
  const text = paraphrase(topic.id, random);
  return topic.manifest === undefined ? text : random.pick(doForms.train).replace('{do}', text);
}

/** Something that it has nothing to say about, in one of the ways there are to come by such a question. */
function anyOutside(random: Random): string {
  const draw = random.float();
  if (draw < 0.4) return outsideQuestion(random);
  if (draw < 0.85) return composed(random);
  for (;;) {
    const { topic, text } = asked(random);
    const other = topic.manifest === undefined ? undefined : alienated(text, random);
    if (other !== undefined) return other;
  }
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** A task that the built-in model declines, on code that another example explains. */
export function declinedTask(code: string, languageId: string, random: Random): Example {
  const name = random.pick(declinedNames);
  const firstLine = 1 + random.int(300);
  const question = codeQuestion(
    name,
    {
      code,
      languageId,
      fileName: random.pick(FILE_NAMES),
      firstLine,
      lastLine: firstLine + code.split('\n').length - 1,
    },
    {
      ...(random.float() < 0.2 && { wish: typed(anyOutside(random), random) }),
      ...(name === 'explainProblem' && {
        problems: [{ line: firstLine, message: typed(anyOutside(random), random), source: 'ts' }],
      }),
    },
  );
  return { messages: turn(question, declinedAnswer(name)) };
}

export function declinedAnswer(task: DeclinedTask): string {
  return `${SMALL_MODEL} and cannot ${declinedTasks[task]}. For this, ${LARGER_MODEL}.`;
}

const FILE_NAMES = ['src/index.ts', 'main.py', 'app.js', 'src/utils/helpers.ts', 'lib/models.py', 'test.ts'];

/** What settings may tell a model first; it changes nothing. */
export const SYSTEM_PROMPTS: readonly string[] = [
  'You are a helpful assistant.',
  'You are a helpful coding assistant.',
  'You are an expert programmer. Answer briefly.',
  'Answer in short sentences.',
  'Be concise.',
];

function turn(user: string, assistant: string): readonly Message[] {
  return [
    { role: 'user', content: user },
    { role: 'assistant', content: assistant },
  ];
}
