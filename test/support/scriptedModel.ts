import { assert } from '../../src/base/assert.ts';
import { ggufValue, writeGguf, type GgufTensorSpec } from '../../src/gguf/writer.ts';
import { quantizedSize, type QuantTypeName } from '../../src/quant/index.ts';
import { Random } from './random.ts';
import { llamaMetadata, llamaTensors } from './tinyLlama.ts';
import { spellings, tinyVocab, type VocabKind } from './tinyVocab.ts';

/** Something the model says. */
export interface ScriptedAnswer {
  readonly text: string;
  /** Said when the user's last message contains this. Exactly one answer has none: it is for everything else. */
  readonly when?: string;
  /** Starts over at the end, instead of ending the turn. */
  readonly endless?: boolean;
}

export interface ScriptedModelOptions {
  readonly answers: readonly ScriptedAnswer[];
  readonly vocab?: VocabKind;
  readonly nCtx?: number;
  /** Shape of the layers, which compute nothing: more and wider ones make a slower model. */
  readonly nLayer?: number;
  readonly nEmbd?: number;
  readonly nFf?: number;
  /** Of the layers' weights, all zero. `Q4_0` keeps a slow model's file small. */
  readonly layerType?: QuantTypeName;
  /** `general.name` */
  readonly name?: string;
}

export interface ScriptedModel {
  /** The GGUF file. */
  readonly bytes: Uint8Array;
  /** Each answer token by token. */
  readonly pieces: readonly (readonly string[])[];
}

const SYSTEM = '<|system|>';
const USER = '<|user|>';
const END = '<|end|>';

/**
 * A llama whose text is known in advance, because its weights spell out a table "after this token comes that one".
 *
 * All layers are zero, so the residual stream is the last token's embedding, and
 *
 *   logits = output · rmsNorm(embedding[t]),   embedding[t] = code(next(t)),   output[u] = code(u)
 *
 * with a random code of ±1 for each token: the next token's logit is nEmbd, any other's a few √nEmbd. Each position of
 * an answer is a token of its own. The chat template ends a prompt with the control token `<|answer_i|>`, whose
 * successor is the first token of answer i. Tokens in no answer are followed by answer 0, so a raw prompt gets it too.
 */
export function scriptedModel(options: ScriptedModelOptions): ScriptedModel {
  const { answers, vocab: kind = 'bpe', nEmbd = 128, nLayer = 1, nFf = 128, nCtx = 2048 } = options;
  const pieces = piecesOf(answers.map((answer) => answer.text));
  const vocab = tinyVocab({
    kind,
    control: [SYSTEM, USER, END, ...answers.map((_, i) => answerToken(i))],
    pieces: pieces.flat(),
    eos: END,
  });
  const nVocab = vocab.tokens.length;
  const idOf = (token: string): number => {
    const id = vocab.ids.get(token);
    assert(id !== undefined, `${token} is in the vocabulary`);
    return id;
  };

  const answerIds = pieces.map((answer) => answer.map((piece) => idOf(spellings[kind](piece))));
  const next = new Int32Array(nVocab).fill(answerIds[0]![0]!);
  answerIds.forEach((ids, i) => {
    next[idOf(answerToken(i))] = ids[0]!;
    ids.forEach((id, at) => (next[id] = ids[at + 1] ?? (answers[i]!.endless ? ids[0]! : idOf(END))));
  });

  const dims = { nVocab, nEmbd, nLayer, nHead: 4, nHeadKv: 2, nFf };
  const codes = tokenCodes(nVocab, nEmbd);
  const dataOf = (spec: GgufTensorSpec): Uint8Array => {
    if (spec.name === 'token_embd.weight') return asBytes(gatherRows(codes, next, nEmbd));
    if (spec.name === 'output.weight') return asBytes(codes);
    if (spec.shape.length === 1) return asBytes(new Float32Array(spec.shape[0]!).fill(1));
    return new Uint8Array(quantizedSize(spec.type, spec.shape)); // zero bytes are zero weights in every type
  };
  const specs = llamaTensors({
    ...dims,
    type: 'F32',
    typeOf: (name) => (name.startsWith('blk.') ? options.layerType : undefined),
    tied: false,
    ropeFreqs: false,
  });
  const bytes = writeGguf({
    metadata: {
      ...llamaMetadata({ ...dims, nCtx, ropeBase: 10000 }),
      'general.name': ggufValue.string(options.name ?? 'scripted'),
      ...vocab.metadata,
      'tokenizer.chat_template': ggufValue.string(chatTemplate(answers)),
    },
    tensors: specs.map((spec) => ({ ...spec, data: dataOf(spec) })),
  });
  return { bytes, pieces };
}

function answerToken(i: number): string {
  return `<|answer_${i}|>`;
}

/** Every user message is followed by the token of its answer. */
function chatTemplate(answers: readonly ScriptedAnswer[]): string {
  const otherwise = answers.findIndex((answer) => answer.when === undefined);
  assert(otherwise !== -1, 'one answer has no `when`');
  const branches = answers.map((answer, i) =>
    answer.when === undefined
      ? ''
      : `{% if ${JSON.stringify(answer.when)} in m.content %}${answerToken(i)}{% else %}`,
  );
  const choice = branches.join('') + answerToken(otherwise) + '{% endif %}'.repeat(answers.length - 1);
  return (
    '{% for m in messages %}' +
    `{% if m.role == 'user' %}${USER}{{ m.content }}${END}${choice}` +
    `{% elif m.role == 'assistant' %}{{ m.content }}${END}` +
    `{% else %}${SYSTEM}{{ m.content }}${END}{% endif %}` +
    '{% endfor %}'
  );
}

/** Words with the white space before them; where a piece was used already, it takes in the word that follows. */
function piecesOf(texts: readonly string[]): string[][] {
  const used = new Set<string>();
  return texts.map((text) => {
    const words: readonly string[] = text.match(/\s*\S+|\s+$/g) ?? [];
    const pieces: string[] = [];
    let piece = '';
    for (const word of words) {
      piece += word;
      if (used.has(piece)) continue;
      used.add(piece);
      pieces.push(piece);
      piece = '';
    }
    // What is left at the end joins the pieces before it.
    while (piece !== '' && used.has(piece)) {
      assert(pieces.length > 0, `an answer that is no other's: ${text}`);
      piece = pieces.pop()! + piece;
    }
    if (piece !== '') {
      used.add(piece);
      pieces.push(piece);
    }
    assert(pieces.length > 0, 'an answer that says something');
    return pieces;
  });
}

function tokenCodes(nVocab: number, nEmbd: number): Float32Array {
  const rng = new Random(42);
  return Float32Array.from({ length: nVocab * nEmbd }, () => (rng.int(2) === 0 ? -1 : 1));
}

function gatherRows(rows: Float32Array, indices: Int32Array, width: number): Float32Array {
  const out = new Float32Array(indices.length * width);
  for (const [i, index] of indices.entries()) {
    out.set(rows.subarray(index * width, (index + 1) * width), i * width);
  }
  return out;
}

function asBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
