import type { Random } from '../../test/support/random.ts';
import { codeExamples } from './corpus/codeExamples.ts';
import type { Example } from './example.ts';
import { declinedTask, question, SYSTEM_PROMPTS } from './questions/index.ts';

/** How the kinds of conversation share the training set; code that is explained is the rest. */
const shares = { questions: 0.45, declined: 0.03, mixed: 0.12, system: 0.03 };

/** The training set, endless: `nameParts` are tokens that identifiers are made of at random. */
export function* conversations(random: Random, nameParts: readonly string[]): Generator<Example> {
  const code = codeExamples(random, { heldOut: false, extraParts: nameParts });
  const nextCode = (): Example => next(code);
  for (;;) yield withSystem(conversation(random, nextCode), random);
}

function conversation(random: Random, nextCode: () => Example): Example {
  const draw = random.float();
  if (draw < shares.questions) return { messages: question(random) };
  if (draw < shares.questions + shares.declined) return declined(nextCode(), random);
  if (draw < shares.questions + shares.declined + shares.mixed) {
    const parts = Array.from({ length: 2 + random.int(2) }, () =>
      random.float() < 0.4 ? nextCode().messages : question(random),
    );
    return { messages: parts.flat() };
  }
  return nextCode();
}

function withSystem({ messages }: Example, random: Random): Example {
  if (messages[0]?.role === 'system' || random.float() >= shares.system) return { messages };
  return { messages: [{ role: 'system', content: random.pick(SYSTEM_PROMPTS) }, ...messages] };
}

/** The same code, with another task. */
function declined(example: Example, random: Random): Example {
  const fenced = example.messages.flatMap(({ content }) => {
    const groups = /```(?<languageId>\w*)\n(?<code>.*?)\n```/su.exec(content)?.groups;
    return groups === undefined ? [] : [groups];
  });
  const { code = '', languageId = '' } = fenced[0] ?? {};
  return code === '' ? example : declinedTask(code, languageId, random);
}

function next<T>(generator: Generator<T, void>): T {
  const { value } = generator.next();
  if (value === undefined) throw new Error('the corpus ended');
  return value;
}
