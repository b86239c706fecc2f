import { Metadata } from '../../src/gguf/metadata.ts';
import { ggufValue, type GgufEntries, writeGguf } from '../../src/gguf/writer.ts';
import { byteToCharacter } from '../../src/tokenizer/byteAlphabet.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { preTokenizerNames } from '../../src/tokenizer/pretokenizer.ts';
import type { ModelFolder } from '../compute/openComputeModel.ts';
import { Random } from '../support/random.ts';
import { spellings, tokenType, type VocabKind } from '../support/tinyVocab.ts';
import type { Check } from './check.ts';
import { fuzzControl, fuzzText, fuzzWords } from './fuzzText.ts';

/*
 * Vocabularies whose merges reach across everything: learnt from fuzzed texts as a whole, where real ones are learnt from
 * words. So wherever a text is split otherwise than llama.cpp splits it, other tokens result.
 */

const N_TEXTS = 150;
const N_RUNS = 25;
const TRAINING_RUNS = 4000;
const N_MERGES = 700;
const SEED = 11;

/** Every pre-tokenizer by name, and SentencePiece with what its files may say. */
export function encodeChecks(folder: ModelFolder): Check[] {
  const pre = (name: string): GgufEntries => ({ 'tokenizer.ggml.pre': ggufValue.string(name) });
  const flag = (name: string, value: boolean): GgufEntries => ({
    [`tokenizer.ggml.${name}`]: ggufValue.bool(value),
  });
  return [
    ...preTokenizerNames.map((name) => encodeCheck(`encode/bpe/${name}`, 'bpe', pre(name), folder)),
    encodeCheck('encode/spm', 'spm', {}, folder),
    encodeCheck('encode/spm/no space prefix', 'spm', flag('add_space_prefix', false), folder),
    encodeCheck('encode/spm/no BOS', 'spm', flag('add_bos_token', false), folder),
  ];
}

/** Ids of fuzzed texts with and without control tokens, and the texts that the ids give again. */
function encodeCheck(name: string, kind: VocabKind, more: GgufEntries, folder: ModelFolder): Check {
  return {
    name,
    async run(llama) {
      const metadata = { ...fuzzVocab(kind), ...more };
      const file = folder.write(writeGguf({ metadata, tensors: [] }));
      const { bos, addBos } = await llama.request('load', { path: file, vocabOnly: true });
      folder.delete(file);

      const tokenizer = createTokenizer(new Metadata(new Map(Object.entries(metadata))));
      const problems: string[] = [];
      if (tokenizer.addBos !== addBos || (addBos && tokenizer.bos !== bos))
        problems.push(`BOS: expected ${addBos}, found ${tokenizer.addBos}`);
      const rng = new Random(SEED);
      const texts = Array.from(
        { length: N_TEXTS },
        () => `${fuzzText(rng, N_RUNS)}${rng.pick(fuzzWords)}${fuzzText(rng, 2)}`,
      );
      let nTokens = 0;
      for (const parseSpecial of [false, true]) {
        const expected = await llama.request('tokenize', { texts, parseSpecial });
        for (const [i, text] of texts.entries()) {
          const ids = tokenizer.encode(text, { addSpecial: false, parseSpecial });
          nTokens += ids.length;
          const at = ids.findIndex((id, j) => id !== expected[i]![j]);
          if (at < 0 && ids.length === expected[i]!.length) continue;
          const before = ids.slice(0, Math.max(0, at)).map((id) => tokenizer.tokenText(id));
          const show = (list: readonly number[]): string =>
            JSON.stringify(list.slice(at, at + 3).map((id) => tokenizer.tokenText(id)));
          problems.push(
            `after ${JSON.stringify(before.slice(-3))}: expected ${show(expected[i]!)}, found ${show(ids)}`,
          );
        }
      }
      for (const special of [false, true]) {
        for (const text of texts.slice(0, 30)) {
          const tokens = tokenizer.encode(text, { addSpecial: false, parseSpecial: true });
          const expected = await llama.request('detokenize', { tokens, special });
          const found = tokenizer.decode(tokens, special);
          if (found !== expected)
            problems.push(`text: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
        }
      }
      return {
        problem: problems.length === 0 ? undefined : `${problems.length} times, first ${problems[0]!}`,
        note: `${2 * N_TEXTS} texts, ${nTokens} tokens`,
      };
    },
  };
}

const vocabs: Partial<Record<VocabKind, GgufEntries>> = {};

/** All but `tokenizer.ggml.pre`. */
function fuzzVocab(kind: VocabKind): GgufEntries {
  return (vocabs[kind] ??= makeVocab(kind));
}

function makeVocab(kind: VocabKind): GgufEntries {
  const training = spellings[kind](fuzzText(new Random(SEED + 1), TRAINING_RUNS));
  const { symbols, merges } = learn(Array.from(training));
  const tokens = new Map<string, number>();
  const add = (text: string, type: number): void => {
    if (!tokens.has(text)) tokens.set(text, type);
  };
  if (kind === 'spm') {
    add('<unk>', tokenType.unknown);
    add('<s>', tokenType.control);
    add('</s>', tokenType.control);
    for (let byte = 0; byte < 256; byte++)
      add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, tokenType.byte);
    for (const symbol of symbols) add(symbol, tokenType.normal);
  } else {
    for (let byte = 0; byte < 256; byte++) add(byteToCharacter[byte]!, tokenType.normal);
  }
  const firstMerge = tokens.size;
  for (const [left, right] of merges) add(left + right, tokenType.normal);
  for (const word of fuzzWords) add(spellings[kind](word), tokenType.normal);
  for (const text of fuzzControl)
    add(text, text.startsWith('<|') ? tokenType.control : tokenType.userDefined);
  add('<bos>', tokenType.control);
  const texts = [...tokens.keys()];
  const id = (text: string) => ggufValue.uint32(texts.indexOf(text));
  return {
    'general.architecture': ggufValue.string('llama'),
    'tokenizer.ggml.tokens': ggufValue.strings(texts),
    'tokenizer.ggml.token_type': ggufValue.int32s([...tokens.values()]),
    'tokenizer.ggml.bos_token_id': id('<bos>'),
    'tokenizer.ggml.eos_token_id': id('<|im_end|>'),
    ...(kind === 'spm'
      ? {
          'tokenizer.ggml.model': ggufValue.string('llama'),
          'tokenizer.ggml.unknown_token_id': id('<unk>'),
          'tokenizer.ggml.scores': ggufValue.float32s(
            texts.map((_, i) => (i < firstMerge ? -1e4 : firstMerge - i)),
          ),
        }
      : {
          'tokenizer.ggml.model': ggufValue.string('gpt2'),
          'tokenizer.ggml.merges': ggufValue.strings(merges.map((pair) => pair.join(' '))),
        }),
  };
}

/** Byte-pair encoding of the symbols as one word: the pairs joined, most frequent first. */
function learn(symbols: string[]): {
  readonly symbols: ReadonlySet<string>;
  readonly merges: readonly (readonly [string, string])[];
} {
  const first = new Set(symbols);
  const merges: (readonly [string, string])[] = [];
  let sequence = symbols;
  while (merges.length < N_MERGES) {
    const counts = new Map<string, number>();
    for (let i = 0; i + 1 < sequence.length; i++) {
      const pair = `${sequence[i]!} ${sequence[i + 1]!}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    const [best] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    const [left, right] = best.split(' ') as [string, string];
    merges.push([left, right]);
    const next: string[] = [];
    for (let i = 0; i < sequence.length; i++) {
      if (sequence[i] === left && sequence[i + 1] === right) next.push(left + sequence[++i]!);
      else next.push(sequence[i]!);
    }
    sequence = next;
  }
  return { symbols: first, merges };
}
