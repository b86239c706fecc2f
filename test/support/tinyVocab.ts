import { ggufValue, type GgufEntries } from '../../src/gguf/writer.ts';

/** `llama_token_type`, as `tokenizer.ggml.token_type` has it. */
export const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export type VocabKind = 'spm' | 'bpe';

export interface VocabOptions {
  readonly kind: VocabKind;
  /** Exact size; what training on the little text does not fill is filled with unused pieces. */
  readonly nVocab?: number;
  /** `tokenizer.ggml.pre` of a BPE vocabulary. */
  readonly pre?: string;
  /** Tokens of type control, at the end of the vocabulary, findable in `ids`. */
  readonly control?: readonly string[];
  /** Normal tokens without merges: only a model can say them, no encoding gives them. */
  readonly pieces?: readonly string[];
  readonly bos?: string;
  readonly eos?: string;
}

export interface TinyVocab {
  /** All `tokenizer.ggml.*` keys but the chat template. */
  readonly metadata: GgufEntries;
  /** As the file spells them. */
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

/** What merges are learnt from: prose, code, digits, and letters beyond ASCII. */
const TRAINING_TEXT = `the quick brown fox jumps over the lazy dog . the dog does not jump , the dog sleeps under the old tree .
once upon a time there was a little girl named Lily . she liked to play outside in the sunshine with her friends .
a function returns a value ; const value = function ( x ) { return x + 1 ; } while ( true ) { let y = value ( 42 ) ; }
import { read , write } from "file" ; if ( error ) throw new Error ( message ) ; for ( const item of items ) print ( item ) ;
Hello world ! How are you today ? I am fine , thank you . What is this code for ? It adds numbers : 1 2 3 10 100 2024 .
où est le café ? über die Straße 你好 世界 привет мир 🙂 👍`;

/** A small, complete vocabulary: every text can be encoded, common words are one token. */
export function tinyVocab(options: VocabOptions): TinyVocab {
  return options.kind === 'spm' ? spmVocab(options) : bpeVocab(options);
}

/** U+2581, SentencePiece's space. */
const SPACE = '\u2581';

/** Text as the tokens of a vocabulary spell it. */
export const spellings: Readonly<Record<VocabKind, (text: string) => string>> = {
  spm: (text) => text.replaceAll(' ', SPACE),
  bpe: byteLevel,
};

function spmVocab(options: VocabOptions): TinyVocab {
  const bos = options.bos ?? '<s>';
  const eos = options.eos ?? '</s>';
  const builder = new VocabBuilder();
  builder.add('<unk>', tokenType.unknown, 0);
  builder.add(bos, tokenType.control, 0);
  builder.add(eos, tokenType.control, 0);
  for (let byte = 0; byte < 256; byte++) {
    builder.add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, tokenType.byte, 0);
  }
  const { symbols, merges } = learnMerges((word) => Array.from(SPACE + word));
  let rank = 0;
  // Of all pairs, the one whose union scores highest is joined: earlier merges score higher.
  for (const [left, right] of merges) builder.add(left + right, tokenType.normal, -rank++);
  for (const symbol of symbols) builder.add(symbol, tokenType.normal, -rank++);
  builder.addRest(options, spellings.spm, -1e6);
  return builder.finish('llama', bos, eos, {
    'tokenizer.ggml.scores': ggufValue.float32s(builder.scores),
    'tokenizer.ggml.unknown_token_id': ggufValue.uint32(0),
  });
}

function bpeVocab(options: VocabOptions): TinyVocab {
  const bos = options.bos ?? '<|begin_of_text|>';
  const eos = options.eos ?? '<|end_of_text|>';
  const builder = new VocabBuilder();
  for (const symbol of byteSymbols) builder.add(symbol, tokenType.normal, 0);
  const { merges } = learnMerges((word) => Array.from(byteLevel(` ${word}`)));
  for (const [left, right] of merges) builder.add(left + right, tokenType.normal, 0);
  builder.addRest({ ...options, control: [bos, eos, ...(options.control ?? [])] }, byteLevel, 0);
  return builder.finish('gpt2', bos, eos, {
    'tokenizer.ggml.pre': ggufValue.string(options.pre ?? 'llama-bpe'),
    'tokenizer.ggml.merges': ggufValue.strings(merges.map((pair) => pair.join(' '))),
    'tokenizer.ggml.add_bos_token': ggufValue.bool(true),
  });
}

class VocabBuilder {
  readonly tokens: string[] = [];
  readonly types: number[] = [];
  readonly scores: number[] = [];
  readonly ids = new Map<string, number>();

  /** A text that is there already keeps its first id: llama.cpp wants all texts to differ. */
  add(text: string, type: number, score: number): void {
    if (this.ids.has(text)) return;
    this.ids.set(text, this.tokens.length);
    this.tokens.push(text);
    this.types.push(type);
    this.scores.push(score);
  }

  /** The pieces and control tokens asked for, and before them as much filling as `nVocab` leaves room for. */
  addRest(options: VocabOptions, spell: (piece: string) => string, score: number): void {
    const pieces = (options.pieces ?? []).map(spell);
    const control = options.control ?? [];
    const asked = new Set([...pieces, ...control].filter((text) => !this.ids.has(text)));
    const nFill = (options.nVocab ?? this.tokens.length + asked.size) - this.tokens.length - asked.size;
    if (nFill < 0) throw new Error(`nVocab is too small by ${-nFill} tokens`);
    for (let i = 0; i < nFill; i++) this.add(`[unused${i}]`, tokenType.unused, score);
    for (const piece of pieces) this.add(piece, tokenType.normal, score);
    for (const text of control) this.add(text, tokenType.control, 0);
  }

  finish(model: string, bos: string, eos: string, more: GgufEntries): TinyVocab {
    return {
      tokens: this.tokens,
      ids: this.ids,
      metadata: {
        'tokenizer.ggml.model': ggufValue.string(model),
        'tokenizer.ggml.tokens': ggufValue.strings(this.tokens),
        'tokenizer.ggml.token_type': ggufValue.int32s(this.types),
        'tokenizer.ggml.bos_token_id': ggufValue.uint32(this.ids.get(bos)!),
        'tokenizer.ggml.eos_token_id': ggufValue.uint32(this.ids.get(eos)!),
        ...more,
      },
    };
  }
}

/** Byte-pair encoding of the training text's words: the pairs joined, most frequent first. */
function learnMerges(spell: (word: string) => string[]): {
  readonly symbols: ReadonlySet<string>;
  readonly merges: readonly (readonly [string, string])[];
} {
  const words = TRAINING_TEXT.split(/\s+/).map(spell);
  const symbols = new Set(words.flat());
  const merges: (readonly [string, string])[] = [];
  for (;;) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = word.slice(i, i + 2).join(' ');
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    let best = '';
    for (const [pair, count] of counts) if (count > (counts.get(best) ?? 1)) best = pair;
    if (best === '') return { symbols, merges };
    const [left, right] = best.split(' ') as [string, string];
    merges.push([left, right]);
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] === left && word[i + 1] === right) word.splice(i, 2, left + right);
      }
    }
  }
}

/*
 * GPT-2's byte alphabet: printable Latin-1 stands for itself, the other bytes are U+0100, U+0101, … in order.
 */
const byteSymbols: readonly string[] = makeByteSymbols();

function makeByteSymbols(): string[] {
  let other = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(printable ? byte : other++);
  });
}

/** Text as a byte-level vocabulary spells it: `Ġthe` for ` the`. */
function byteLevel(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byteSymbols[byte]!).join('');
}
