import type { Random } from '../../../test/support/random.ts';
import { commandTopics } from './commands.ts';
import { commandForms, doForms, settingForms } from './forms.ts';
import { knowledgeTopics, talkTopics } from './knowledge.ts';
import { otherAsks } from './otherAsks/index.ts';
import { settingTopics } from './settings.ts';
import type { Topic } from './topic.ts';

/** A question as it may be asked, before case and punctuation are varied. */
export interface Wording {
  readonly topic: Topic;
  readonly text: string;
}

/** All questions of one side of the split; the two have no wording in common. */
export function wordings(isHeldOut: boolean): readonly Wording[] {
  const split: Side = isHeldOut ? 'heldOut' : 'train';
  return [
    ...commandTopics.flatMap((topic) => [
      ...doWordings(topic, split),
      ...named(topic, [`Burrow: ${topic.title}`, topic.title.replace('…', '')], commandForms[split]),
    ]),
    ...settingTopics.flatMap((topic) => [
      ...doWordings(topic, split),
      ...named(topic, [topic.manifest, topic.id], settingForms[split]),
    ]),
    ...[...knowledgeTopics, ...talkTopics].flatMap((topic) =>
      (isHeldOut ? topic.heldOut : asksOf(topic)).map((text) => ({ topic, text })),
    ),
  ];
}

function asksOf({ id, asks }: Topic): readonly string[] {
  return [...asks, ...(otherAsks[id] ?? [])];
}

type Side = 'train' | 'heldOut';

/** Held out: each new ask in a trained form, and each trained ask in a new form. */
function doWordings(topic: Topic, split: Side): Wording[] {
  const pairs =
    split === 'train'
      ? cross(asksOf(topic), doForms.train)
      : [
          ...cross(topic.heldOut, doForms.train.slice(0, 2)),
          ...cross(topic.asks.slice(0, 1), doForms.heldOut),
        ];
  return pairs.map(([ask, form]) => ({ topic, text: form.replace('{do}', ask) }));
}

function named(topic: Topic, titles: readonly string[], forms: readonly string[]): Wording[] {
  return cross(titles, forms).map(([title, form]) => ({ topic, text: form.replace('{title}', title) }));
}

function cross<A, B>(as: readonly A[], bs: readonly B[]): [A, B][] {
  return as.flatMap((a) => bs.map((b): [A, B] => [a, b]));
}

/** As people type: with or without capital, mark and politeness. */
export function typed(text: string, random: Random): string {
  const bare = text.replace(/\?$/, '');
  const polite = random.float() < 0.12 ? random.pick(POLITE).replace('{}', bare) : bare;
  const cased = random.float() < 0.5 ? polite : `${polite.slice(0, 1).toUpperCase()}${polite.slice(1)}`;
  const isQuestion = text.endsWith('?') || QUESTION_WORD.test(bare);
  const mark = isQuestion ? random.pick(['?', '?', '?', '', ' ?', '??']) : random.pick(['', '', '.', '!']);
  return cased + mark;
}

const QUESTION_WORD =
  /^(?:how|what|which|who|where|when|why|do|does|can|is|are|will|should|must|on which|in which|from where|may)\b/i;

const POLITE = [
  'please, {}',
  '{} please',
  'hey, {}',
  'hi, {}',
  'one question: {}',
  'so, {}',
  'tell me, {}',
  'Burrow, {}',
];
