import { ggufValue, type GgufEntries } from '../../../src/gguf/writer.ts';
import { byteToCharacter } from '../../../src/tokenizer/byteAlphabet.ts';
import { utf8Bytes } from '../../../src/tokenizer/utf8.ts';
import type { Example, Message } from '../example.ts';
import { PRE_TOKENIZER, spacedWords, strictWords } from './strictWords.ts';
import { trainBpe, type Merges } from './trainBpe.ts';

/** A multiple of 256, and small: each token has a row of the embedding to learn, and these are seen often. */
export const N_VOCAB = 2048;

export const specialTokens = ['<|im_start|>', '<|im_end|>', '<|endoftext|>'] as const;

/** Merges of a space and a word of prose or punctuation; names have none, see `strictWords`. */
const MAX_SPACED = 320;

/**
 * Words of prose that names are often called by, too: read, they keep their space apart whatever was learnt; the model may
 * still say space and word as one token. Without it, it copied the space into the name.
 */
const APART = new Set(
  (
    'value step number object case time block space word page key label list lines length code model string method ' +
    'errors parameters property memory start power range question questions answer chat machine editor reverse ones'
  ).split(' '),
);

/** A word with a space merged to it must be at least so common, for the two forms of it to be learnt. */
const MIN_SPACED = 20;

/** A word that so large a share of its uses is part of a name keeps its space apart. */
const NAME_SHARE = 0.1;

/** ChatML, as the training set has it. */
export const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** The merges of a vocabulary of `N_VOCAB` tokens: the special tokens, the bytes, and a token a merge. */
export function learnMerges(examples: readonly Example[]): Merges {
  const messages = examples.flatMap((example) => example.messages);
  const counts = countOf(messages.flatMap(({ role, content }) => [role, ...strictWords(content)]).map(spell));
  const nMerges = N_VOCAB - specialTokens.length - byteToCharacter.length;
  const merges = trainBpe(counts, nMerges);
  const spaced = spacedTokens(messages, new Set(merges.map(([left, right]) => left + right)));
  return [...merges.slice(0, nMerges - spaced.length), ...spaced];
}

/** What is often written after a space, and never or seldom as a part of a name. */
function spacedTokens(messages: readonly Message[], known: ReadonlySet<string>): Merges {
  const named = countOf(
    messages.flatMap(({ role, content }) =>
      role === 'assistant' ? (content.match(/`[^`]+`/g) ?? []).flatMap(strictWords) : [],
    ),
  );
  const isToken = (word: string): boolean => word.length === 1 || known.has(spell(word));
  return [...countOf(messages.flatMap(({ content }) => spacedWords(content)))]
    .filter(
      ([word, count]) =>
        count >= MIN_SPACED && isToken(word) && (isMark(word) || (named.get(word) ?? 0) < NAME_SHARE * count),
    )
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_SPACED)
    .map(([word]) => [SPACE, spell(word)]);
}

function isMark(word: string): boolean {
  return !/\p{L}/u.test(word);
}

/** All `tokenizer.ggml.*` keys and the chat template. */
export function vocabMetadata(merges: Merges): GgufEntries {
  const tokens = [...specialTokens, ...byteToCharacter, ...merges.map(([left, right]) => left + right)];
  const [normal, control] = [1, 3]; // llama_token_type
  return {
    'tokenizer.ggml.model': ggufValue.string('gpt2'),
    'tokenizer.ggml.pre': ggufValue.string(PRE_TOKENIZER),
    'tokenizer.ggml.tokens': ggufValue.strings(tokens),
    'tokenizer.ggml.token_type': ggufValue.int32s(
      tokens.map((_, id) => (id < specialTokens.length ? control : normal)),
    ),
    'tokenizer.ggml.merges': ggufValue.strings(
      merges.filter((merge) => !isApart(merge)).map(([left, right]) => `${left} ${right}`),
    ),
    'tokenizer.ggml.bos_token_id': ggufValue.uint32(specialTokens.indexOf('<|endoftext|>')),
    'tokenizer.ggml.eos_token_id': ggufValue.uint32(specialTokens.indexOf('<|im_end|>')),
    'tokenizer.ggml.padding_token_id': ggufValue.uint32(specialTokens.indexOf('<|endoftext|>')),
    'tokenizer.ggml.add_bos_token': ggufValue.bool(false),
    'tokenizer.ggml.add_eos_token': ggufValue.bool(false),
    'tokenizer.chat_template': ggufValue.string(CHAT_TEMPLATE),
  };
}

/** The tokens that identifiers can be made of at random, so that each is seen copied often enough. */
export function nameParts(merges: Merges): string[] {
  return merges.map(([left, right]) => left + right).filter((text) => /^[a-z]{2,}$/.test(text));
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** In the byte alphabet, as the file spells tokens. */
function spell(text: string): string {
  return Array.from(utf8Bytes(text), (byte) => byteToCharacter[byte]!).join('');
}

const SPACE = spell(' ');

function isApart([left, right]: readonly [string, string]): boolean {
  return left === SPACE && APART.has(right);
}
