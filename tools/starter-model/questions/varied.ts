import type { Random } from '../../../test/support/random.ts';

/** Words that may stand for each other in a question; none of them tells one topic from another. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['change', 'set', 'adjust', 'modify', 'alter'],
  ['make', 'get', 'have'],
  ['show', 'see', 'display', 'view', 'look at'],
  ['write', 'create', 'generate', 'produce', 'make'],
  ['remove', 'delete', 'erase', 'get rid of'],
  ['start', 'begin', 'open'],
  ['stop', 'cancel', 'interrupt', 'abort', 'halt'],
  ['choose', 'pick', 'select'],
  ['use', 'take', 'work with', 'try'],
  ['load', 'open', 'use'],
  ['give', 'hand'],
  ['find', 'look for', 'search for', 'locate'],
  ['keep', 'store', 'save', 'hold'],
  ['explain', 'describe', 'clarify'],
  ['fix', 'repair', 'correct', 'mend'],
  ['limit', 'cap', 'restrict', 'bound'],
  ['switch', 'change', 'swap'],
  ['avoid', 'prevent', 'stop'],
  ['accept', 'approve', 'take over', 'keep'],
  ['reject', 'discard', 'drop', 'throw away'],
  ['add', 'attach', 'put in', 'include'],
  ['larger', 'bigger', 'greater', 'stronger'],
  ['longer', 'bigger', 'larger'],
  ['shorter', 'briefer'],
  ['fewer', 'less'],
  ['faster', 'quicker'],
  ['slow', 'sluggish', 'taking so long'],
  ['old', 'earlier', 'previous', 'past'],
  ['new', 'fresh', 'another'],
  ['chat', 'conversation', 'dialogue', 'session'],
  ['chats', 'conversations', 'sessions'],
  ['code', 'source code', 'source'],
  ['answer', 'reply', 'response'],
  ['answers', 'replies', 'responses'],
  ['question', 'prompt', 'message'],
  ['error', 'problem', 'diagnostic'],
  ['instructions', 'directions', 'rules'],
  ['memory', 'RAM'],
  ['computer', 'machine', 'laptop', 'PC'],
  ['internet', 'network', 'web connection'],
  ['tests', 'unit tests', 'test cases'],
  ['bug', 'mistake', 'fault'],
  ['size', 'length'],
  ['number', 'count', 'amount'],
  ['suggested', 'proposed'],
  ['documentation', 'docs', 'doc comments'],
  ['need', 'require', 'want'],
  ['know', 'understand'],
  ['good', 'decent', 'fitting'],
  ['best', 'right', 'ideal'],
  ['where', 'at which place'],
  ['mistakes', 'errors', 'faults'],
  ['wrong', 'incorrect', 'not right'],
  ['supported', 'possible', 'available'],
  ['download', 'get', 'obtain'],
  ['anywhere', 'somewhere', 'to anyone'],
  ['big', 'large'],
  ['free', 'free of charge'],
  ['choices', 'options'],
];

const synonymsOf = new Map<string, string[]>();
for (const group of SYNONYMS) {
  for (const word of group) {
    const others = group.filter((other) => other !== word);
    synonymsOf.set(word, [...(synonymsOf.get(word) ?? []), ...others]);
  }
}

/** Words that may be missing in a question that was typed in haste. */
const EMPTY_WORDS = new Set(
  'a an the do does is are I my me you your it its of to for in on from how can please this that'.split(' '),
);

/** What may stand before any question. */
const OPENINGS = [
  'do you know {}',
  'can you tell me {}',
  'I wonder {}',
  'quick question: {}',
  'could you say {}',
  'I need to know {}',
  'explain to me {}',
  'in this extension, {}',
  'in Burrow, {}',
  'I do not understand: {}',
  'what about this: {}',
];

const SHARES = { varied: 0.6, synonym: 0.3, missing: 0.5, missingWord: 0.35, opening: 0.15, slip: 0.06 };
const MIN_WORDS = 3;
/** Of less, too little would be left. */
const MIN_WORDS_TO_DROP = 5;

/**
 * A wording in other words, as different people would type it: with synonyms, without words that carry nothing, with a
 * few words before it, with a slip of the fingers. What it asks for stays; whoever learns from it has to go by the words
 * that matter. Short wordings stay as they are.
 */
export function varied(text: string, random: Random): string {
  const words = text.split(' ');
  if (words.length < MIN_WORDS || random.float() >= SHARES.varied) return text;
  const dropsWords = words.length >= MIN_WORDS_TO_DROP && random.float() < SHARES.missing;
  const kept = words.flatMap((word) => {
    const mark = /[?.,!]*$/.exec(word)?.[0] ?? '';
    const bare = word.slice(0, word.length - mark.length);
    if (dropsWords && EMPTY_WORDS.has(bare) && random.float() < SHARES.missingWord)
      return mark === '' ? [] : [mark];
    const synonyms = synonymsOf.get(bare);
    if (synonyms !== undefined && random.float() < SHARES.synonym) return [random.pick(synonyms) + mark];
    return [word];
  });
  if (random.float() < SHARES.slip) slip(kept, random);
  const said = kept.join(' ').replaceAll(/ (?=[?.,!])/g, '');
  return random.float() < SHARES.opening ? random.pick(OPENINGS).replace('{}', said) : said;
}

/** Two letters of a longer word change places, or one is missing. */
function slip(words: string[], random: Random): void {
  const at = random.int(words.length);
  const word = words[at]!;
  if (!/^[a-z]{5,}$/.test(word)) return;
  const i = 1 + random.int(word.length - 2);
  const [first, second] = [word[i]!, word[i + 1]!];
  words[at] = word.slice(0, i) + (random.float() < 0.5 ? second + first : second) + word.slice(i + 2);
}
