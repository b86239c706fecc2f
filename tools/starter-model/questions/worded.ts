import type { Random } from '../../../test/support/random.ts';
import { doForms } from './forms.ts';
import { expanded } from './paraphrases.ts';
import type { Topic } from './topic.ts';
import { commandWords } from './vocabulary/commands.ts';
import { knowledgeWords } from './vocabulary/knowledge.ts';
import { modelWords } from './vocabulary/models.ts';
import { settingWords } from './vocabulary/settings.ts';
import { talkWords } from './vocabulary/talk.ts';
import type { TopicWords } from './vocabulary/topicWords.ts';

export const vocabulary: Readonly<Record<string, TopicWords>> = {
  ...commandWords,
  ...settingWords,
  ...knowledgeWords,
  ...modelWords,
  ...talkWords,
};

/** How the ways to name a matter share what is asked; sentences with acts and things are the rest. */
const SHARES = { sign: 0.16, key: 0.14, keyInForm: 0.1, bag: 0.12, context: 0.12 };

/**
 * A question of the topic's vocabulary: every act meets every thing, in sentences, as search words, or as what somebody
 * complains of. Whoever learns from it has to go by each of the words.
 */
export function worded(topic: Topic, random: Random): string {
  const text = said(topic, random);
  if (random.float() >= SHARES.context) return text;
  return withContext(text, random);
}

function said(topic: Topic, random: Random): string {
  const words = vocabulary[topic.id];
  if (words === undefined) throw new Error(`worded: expected words for every topic, none for ${topic.id}`);
  let draw = random.float();
  if ((draw -= SHARES.sign) < 0) return oneOf(words.signs, random);
  if ((draw -= SHARES.key) < 0) return oneOf(words.keys, random);
  if ((draw -= SHARES.keyInForm) < 0) return random.pick(KEY_FORMS).replace('{}', oneOf(words.keys, random));
  if ((draw -= SHARES.bag) < 0 && topic.manifest !== undefined) return bag(words, random);
  const pattern = random.pick(words.forms ?? ['{act} {thing}']);
  const text = filled(pattern, words, random);
  return topic.manifest === undefined ? text : random.pick(doForms.train).replace('{do}', text);
}

function filled(pattern: string, words: TopicWords, random: Random): string {
  const text = expanded(pattern, random);
  return text
    .replaceAll('{act}', () => oneOf(words.acts, random))
    .replaceAll('{thing}', () => oneOf(words.things, random));
}

/** As one types into a search box: without small words, in whatever order, one word perhaps twice named. */
function bag(words: TopicWords, random: Random): string {
  const pattern = random.pick(words.forms ?? ['{act} {thing}']);
  const bare = filled(pattern, words, random)
    .split(' ')
    .filter((word) => !SMALL_WORDS.has(word));
  const all = random.float() < 0.3 ? [...bare, random.pick(SEARCH_WORDS)] : bare;
  return (random.float() < 0.5 ? shuffled(all, random) : all).join(' ');
}

function shuffled(words: readonly string[], random: Random): readonly string[] {
  const all = [...words];
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** Something that has nothing to do with the question, before or after it. */
export function withContext(text: string, random: Random): string {
  const [context, end] = random.pick(CONTEXTS);
  return random.float() < 0.75 ? `${context}${end} ${text}` : `${text.replace(/\?$/, '')}? ${context}`;
}

const oneOf = (choices: string, random: Random): string => random.pick(choices.split('|'));

const SMALL_WORDS = new Set(
  'a an the my this that of to in on for it is are I me some by with as at'.split(' '),
);
const SEARCH_WORDS = ['how', 'vscode', 'burrow', 'help', 'where', 'pls', 'howto', 'command', 'possible'];

const KEY_FORMS = [
  '{}: how?',
  'how about {}',
  'question about {}',
  'I have a question about {}',
  '{} please',
  'what about {}',
  'info about {}',
  'something about {}',
  'burrow {}',
  '{} in burrow',
  '{} vscode',
  'tell me more about {}',
  'it is about {}',
  '{}, how does it work',
];

/** What people say besides, and how it ends. */
const CONTEXTS: readonly (readonly [string, string])[] = [
  ['I just installed this on my laptop', '.'],
  ['I am new here', '.'],
  ['sorry if this is obvious', ','],
  ['I am in a hurry', ':'],
  ['I searched everywhere', '.'],
  ['a colleague asked me', ':'],
  ['I have used it for a week', '.'],
  ['maybe a silly question', ','],
  ['thanks in advance', '.'],
  ['I am working on a big project', '.'],
  ['my friend told me about this', '.'],
  ['I read the readme', ','],
  ['I am not a native speaker', ','],
  ['just curious', ','],
  ['it is my first day', '.'],
  ['excuse me', ','],
  ['by the way', ','],
  ['okay', ','],
  ['well', ','],
  ['hmm', ','],
  ['I have tried everything', '.'],
  ['this may be stupid', ','],
  ['I am on Windows', '.'],
  ['I use a Mac', '.'],
  ['I run Linux', '.'],
  ['I have been looking for an hour', '.'],
];
