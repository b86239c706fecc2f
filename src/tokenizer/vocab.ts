import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import { TextTable } from '../gguf/textTable.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import { MAX_ORDERS } from './merger.ts';
import { findPreTokenizer, type PreTokenizer } from './pretokenizer.ts';
import {
  alwaysShownTexts,
  endOfGenerationTexts,
  endOfMessageTexts,
  endOfTurnTexts,
  fillInTheMiddleTexts,
  notEndOfGeneration,
  stripRules,
} from './specialTokens.ts';
import { TextIndex } from './textIndex.ts';

/** Four million: sixteen times the largest vocabulary known, and what the merger's keys hold. */
const MAX_TOKENS = MAX_ORDERS;
const MAX_MERGES = MAX_ORDERS;

/** What a token is; several may hold at once, as in llama.cpp's llama_token_attr. */
export const tokenAttr = {
  unknown: 1,
  unused: 2,
  normal: 4,
  control: 8,
  userDefined: 16,
  byte: 32,
  lstrip: 128,
  rstrip: 256,
} as const;

/** By `tokenizer.ggml.token_type`: undefined, normal, unknown, control, user defined, unused, byte. */
const attrOfType = [
  0,
  tokenAttr.normal,
  tokenAttr.unknown,
  tokenAttr.control,
  tokenAttr.userDefined,
  tokenAttr.unused,
  tokenAttr.byte,
] as const;

/** Tokens that text is searched for before anything else. */
const SPECIAL = tokenAttr.control | tokenAttr.userDefined | tokenAttr.unknown;

/** A vocabulary as the file has it, checked, with llama.cpp's defaults filled in. */
export interface Vocab {
  readonly kind: 'spm' | 'bpe';
  readonly nVocab: number;
  readonly texts: TextTable; // [nVocab]
  readonly ids: TextIndex; // by text; of equal texts the first
  readonly scores: Float32Array; // [nVocab], spm
  readonly attrs: Uint16Array; // [nVocab], bits of tokenAttr
  /** `left right`, the first merged first; bpe. */
  readonly merges: TextTable;
  /** bpe */
  readonly preTokenizer: PreTokenizer | undefined;
  readonly bos: TokenId | undefined;
  readonly eos: TokenId | undefined;
  readonly unk: TokenId | undefined;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly addSpacePrefix: boolean;
  readonly cleanSpaces: boolean;
  readonly eog: ReadonlySet<TokenId>;
  readonly specials: readonly TokenId[];
  readonly warnings: readonly string[];
}

/**
 * Reads the vocabulary of a GGUF file (src/llama-vocab.cpp, `llama_vocab::impl::load`).
 *
 * @throws LlmError `gguf` for keys that are missing or contradict each other, `unsupported` for a tokenizer that is
 * neither SentencePiece (`llama`) nor byte-level BPE (`gpt2`).
 */
export function readVocab(metadata: GgufMetadata): Vocab {
  const warnings: string[] = [];
  const kind = readKind(metadata);
  const preTokenizer = kind === 'bpe' ? readPreTokenizer(metadata, warnings) : undefined;

  const texts = readTexts(metadata);
  const nVocab = texts.length;
  const ids = new TextIndex(texts);
  if (ids.size < nVocab) warnings.push(`${nVocab - ids.size} tokens have the text of another token`);

  const scores = readPerToken(metadata, 'tokenizer.ggml.scores', nVocab);
  const unordered = scores.findIndex((score) => Number.isNaN(score));
  if (unordered !== -1) {
    throw new LlmError('gguf', `tokenizer.ggml.scores: expected numbers, found NaN for token ${unordered}`);
  }
  const types = readPerToken(metadata, 'tokenizer.ggml.token_type', nVocab, 1);
  const attrs = new Uint16Array(nVocab);
  for (let id = 0; id < nVocab; id++) attrs[id] = attrOfType[types[id]!] ?? 0;

  const special = (name: string, fallback?: TokenId): TokenId | undefined =>
    readSpecial(metadata, name, nVocab, fallback, warnings);
  // llama.cpp's defaults, for files that name none.
  const defaults = kind === 'spm' ? { bos: 1, eos: 2, unk: 0 } : { bos: 11, eos: 11, unk: undefined };
  const bos = special('bos', preTokenizer?.noBos ? undefined : defaults.bos);
  const eos = special('eos', defaults.eos);
  const unk = special('unknown', defaults.unk);

  const named: NamedSpecials = {
    eos,
    eot: special('eot'),
    eom: special('eom'),
    fimPre: special('fim_pre') ?? special('prefix'),
    fimSuf: special('fim_suf') ?? special('suffix'),
    fimMid: special('fim_mid') ?? special('middle'),
    fimPad: special('fim_pad'),
    fimRep: special('fim_rep'),
    fimSep: special('fim_sep'),
  };
  const eog = findEndOfGeneration(ids, attrs, named);
  const specials: TokenId[] = [];
  for (let id = 0; id < nVocab; id++) if ((attrs[id]! & SPECIAL) !== 0) specials.push(id);
  applyStripRules(metadata.str('general.name', '').toLowerCase(), texts, attrs, specials);

  const flag = (key: string, fallback: boolean): boolean => metadata.bool(`tokenizer.ggml.${key}`, fallback);
  const add = (key: string, fallback: boolean, id: TokenId | undefined): boolean => {
    const wanted = flag(key, fallback);
    if (wanted && id === undefined) warnings.push(`tokenizer.ggml.${key} is set, but there is no such token`);
    return wanted && id !== undefined;
  };

  return {
    kind,
    nVocab,
    texts,
    ids,
    scores,
    attrs,
    merges: kind === 'bpe' ? readMerges(metadata) : TextTable.from([]),
    preTokenizer,
    bos,
    eos,
    unk,
    addBos: add('add_bos_token', preTokenizer?.addBos ?? true, bos),
    addEos: add('add_eos_token', false, eos),
    addSpacePrefix: flag('add_space_prefix', kind === 'spm'),
    cleanSpaces: preTokenizer?.cleanSpaces ?? false,
    eog,
    specials,
    warnings,
  };
}

function readKind(metadata: GgufMetadata): Vocab['kind'] {
  const model = metadata.str('tokenizer.ggml.model');
  if (model === 'llama') return 'spm';
  if (model === 'gpt2') return 'bpe';
  throw new LlmError(
    'unsupported',
    `tokenizer.ggml.model: expected llama (SentencePiece) or gpt2 (byte-level BPE), found ${JSON.stringify(model)}`,
  );
}

function readPreTokenizer(metadata: GgufMetadata, warnings: string[]): PreTokenizer {
  const name = metadata.str('tokenizer.ggml.pre', '');
  const found = findPreTokenizer(name);
  if (found) return found;
  warnings.push(
    name === ''
      ? 'The file names no pre-tokenizer (tokenizer.ggml.pre); the default one is used, and answers may suffer.'
      : `The pre-tokenizer ${JSON.stringify(name)} is not known; the default one is used, and answers may suffer.`,
  );
  return findPreTokenizer('default')!;
}

function readTexts(metadata: GgufMetadata): TextTable {
  const texts = metadata.texts('tokenizer.ggml.tokens');
  if (texts.length === 0 || texts.length > MAX_TOKENS) {
    throw new LlmError(
      'gguf',
      `tokenizer.ggml.tokens: expected 1 to ${MAX_TOKENS} tokens, found ${texts.length}`,
    );
  }
  let hasEmpty = false;
  for (let id = 0; id < texts.length; id++) hasEmpty ||= texts.start(id) === texts.end(id);
  return hasEmpty
    ? TextTable.from(Array.from(texts, (text, id) => (text === '' ? `[EMPTY_${id}]` : text)))
    : texts;
}

function readMerges(metadata: GgufMetadata): TextTable {
  const merges = metadata.texts('tokenizer.ggml.merges');
  if (merges.length > MAX_MERGES) {
    throw new LlmError(
      'gguf',
      `tokenizer.ggml.merges: expected at most ${MAX_MERGES} merges, found ${merges.length}`,
    );
  }
  return merges;
}

/** One number a token, or `fallback` for each where the key is missing. */
function readPerToken(metadata: GgufMetadata, key: string, nVocab: number, fallback = 0): Float32Array {
  if (!metadata.has(key)) return new Float32Array(nVocab).fill(fallback);
  const numbers = metadata.nums(key);
  if (numbers.length !== nVocab) {
    throw new LlmError(
      'gguf',
      `${key}: expected ${nVocab} numbers, one for each token, found ${numbers.length}`,
    );
  }
  return Float32Array.from(numbers);
}

/** Like llama.cpp, ids outside the vocabulary do not keep a file from being used. */
function readSpecial(
  metadata: GgufMetadata,
  name: string,
  nVocab: number,
  fallback: TokenId | undefined,
  warnings: string[],
): TokenId | undefined {
  const key = `tokenizer.ggml.${name}_token_id`;
  const inRange = fallback !== undefined && fallback < nVocab ? fallback : undefined;
  if (!metadata.has(key)) return inRange;
  const id = metadata.num(key);
  if (Number.isInteger(id) && id >= 0 && id < nVocab) return id;
  warnings.push(`${key}: expected a token below ${nVocab}, found ${id}`);
  return inRange;
}

interface NamedSpecials {
  readonly eos: TokenId | undefined;
  readonly eot: TokenId | undefined;
  readonly eom: TokenId | undefined;
  readonly fimPre: TokenId | undefined;
  readonly fimSuf: TokenId | undefined;
  readonly fimMid: TokenId | undefined;
  readonly fimPad: TokenId | undefined;
  readonly fimRep: TokenId | undefined;
  readonly fimSep: TokenId | undefined;
}

/** The ids that end generation. Tokens found by their text become control tokens in `attrs`. */
function findEndOfGeneration(ids: TextIndex, attrs: Uint16Array, named: NamedSpecials): ReadonlySet<TokenId> {
  const marked = (texts: readonly string[]): TokenId[] =>
    texts.flatMap((text) => {
      const id = ids.get(text);
      if (id === undefined) return [];
      attrs[id]! |= tokenAttr.control;
      return [id];
    });
  /** The named token, else the first that has one of the texts. */
  const detect = (id: TokenId | undefined, texts: readonly string[]): TokenId | undefined =>
    id ?? marked(texts.filter((text) => ids.has(text)).slice(0, 1))[0];

  const eot = detect(named.eot, endOfTurnTexts);
  const eom = detect(named.eom, endOfMessageTexts);
  detect(named.fimPre, fillInTheMiddleTexts.pre);
  detect(named.fimSuf, fillInTheMiddleTexts.suf);
  detect(named.fimMid, fillInTheMiddleTexts.mid);
  const eog = new Set<TokenId>();
  for (const id of [
    detect(named.fimPad, fillInTheMiddleTexts.pad),
    detect(named.fimRep, fillInTheMiddleTexts.rep),
    detect(named.fimSep, fillInTheMiddleTexts.sep),
    ...marked(endOfGenerationTexts),
    named.eos,
    eot,
    eom,
  ]) {
    if (id !== undefined) eog.add(id);
  }
  for (const text of alwaysShownTexts) {
    const id = ids.get(text);
    if (id !== undefined) attrs[id] = tokenAttr.userDefined;
  }
  for (const { end, beside } of notEndOfGeneration) {
    const id = ids.get(end);
    const applies = beside.every((text) => ids.has(text) && eog.has(ids.get(text)!));
    if (id !== undefined && applies && eog.delete(id)) attrs[id] = tokenAttr.userDefined;
  }
  return eog;
}

function applyStripRules(
  modelName: string,
  texts: TextTable,
  attrs: Uint16Array,
  specials: readonly TokenId[],
): void {
  const rule = stripRules.find((rule) => rule.modelName.some((part) => modelName.includes(part)));
  if (!rule) return;
  for (const id of specials) {
    const text = texts.at(id)!;
    const applies = rule.only ? rule.only.includes(text) : !rule.allBut?.includes(text);
    if (applies) attrs[id]! |= rule.side === 'left' ? tokenAttr.lstrip : tokenAttr.rstrip;
  }
}
