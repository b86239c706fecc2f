import { readFile } from 'node:fs/promises';
import { assert } from '../../src/base/assert.ts';
import type { TokenId } from '../../src/base/types.ts';
import { readModelFile } from '../../src/engine/modelFile.ts';
import type { KvType } from '../../src/base/kvType.ts';
import type { LlamaModel } from '../../src/runtime/llamaContext.ts';
import { createTokenizer, type Tokenizer } from '../../src/tokenizer/index.ts';
import { loadComputeModel } from '../compute/openComputeModel.ts';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { divergence, type Divergence } from './divergence.ts';
import { explain, type Explanation, openPlainModel } from './explain.ts';
import type { LlamaCpp, OracleKvType } from './llamaCpp.ts';
import type { Follows } from './nudgedOps.ts';

/** What is asked about one file. */
export interface Task {
  readonly file: string;
  readonly kvType: KvType;
  /** Tokens of the prompt, the text's repeated or cut to so many; logits of the last `nCompared` are compared. */
  readonly nPrompt: number;
  readonly nCompared: number;
  readonly nGreedy: number;
  /** Whether plain TypeScript computes it too: it decodes all weights, and takes its time. */
  readonly isPlain: boolean;
  /** The first so many rows are explained; none where nothing coarse is rounded, or if it would take too long. */
  readonly nExplained: number;
}

export interface Measured {
  readonly wasm: Divergence;
  /** Weights dequantised by the scalar decoders, then F32 throughout, on ScalarOps. */
  readonly exact: Divergence | undefined;
  /** Of llama.cpp's logits, and of this engine's. */
  readonly explained: Readonly<Record<Follows, Explanation>> | undefined;
  /** What is not llama.cpp's, of the token ids and the text; empty when all is. */
  readonly textProblems: readonly string[];
}

/** Prose, code, digits, letters beyond ASCII, control characters: whatever a tokenizer may stumble over. */
export const sampleTexts: readonly string[] = [
  'Once upon a time there was a little girl named Lily. She liked to play outside in the sunshine with her friends.',
  'const value = function (x) { return x + 1; }\n\tif (error) throw new Error(`no: ${1234567}`);\r\n\n  ',
  "où est le café? 你好，世界！ привет 🙂👍🏽 don’t I'm they'LL 3.14159 2024-01-02",
  '  leading, doubled  and trailing spaces   \u00a0\u3000\u2028end\u0000\u007f',
];

const oracleKvTypes: Readonly<Record<KvType, OracleKvType>> = { f16: 'F16', f32: 'F32', q8_0: 'Q8_0' };

/** Asks llama.cpp and this engine the same. */
export async function measure(llama: LlamaCpp, task: Task): Promise<Measured> {
  const { file } = await readModelFile(task.file);
  const tokenizer = createTokenizer(file.metadata);
  const { bos, addBos } = await llama.request('load', { path: task.file });
  const { problems, prompt } = await compareTexts(llama, tokenizer, addBos ? bos : null, task.nPrompt);

  const { nCompared, nGreedy, kvType } = task;
  const from = prompt.length - nCompared;
  const { nVocab } = tokenizer;
  const expected = await llama.request('evaluate', {
    tokens: prompt,
    nVocab,
    from,
    nGreedy,
    kvType: oracleKvTypes[kvType],
  });
  const tokens = [...prompt, ...expected.greedy];
  const run = async (model: LlamaModel, kv: KvType): Promise<Float32Array> => {
    try {
      return await logitsOf(model, kv, tokens, prompt.length, from);
    } finally {
      await model.dispose();
    }
  };
  const found = await run(await loadComputeModel(task.file, { nThreads: 1 }), kvType);
  const wasm = divergence(expected.logits, found, nVocab);
  if (!task.isPlain) return { textProblems: problems, wasm, exact: undefined, explained: undefined };

  const bytes = await readFile(task.file);
  const exact = await run(await openScalarModel(bytes, 'exact'), 'f32');
  const explainBoth = async (): Promise<Measured['explained']> => {
    assert(from === 0, 'rows are explained from the first on');
    const model = await openPlainModel(bytes);
    const rows = (logits: Float32Array): Float32Array => logits.subarray(0, task.nExplained * nVocab);
    return {
      'llama.cpp': explain(model, { kvType, follows: 'llama.cpp', tokens, logits: rows(expected.logits) }),
      engine: explain(model, { kvType, follows: 'engine', tokens, logits: rows(found) }),
    };
  };
  return {
    textProblems: problems,
    wasm,
    exact: divergence(expected.logits, exact, nVocab),
    explained: task.nExplained > 0 ? await explainBoth() : undefined,
  };
}

/** Ids of the sample texts with and without special tokens, and the text that they give again. */
async function compareTexts(
  llama: LlamaCpp,
  tokenizer: Tokenizer,
  bos: TokenId | null,
  nPrompt: number,
): Promise<{ problems: string[]; prompt: TokenId[] }> {
  const problems: string[] = [];
  const all: TokenId[] = [];
  const expected = await llama.request('tokenize', { texts: sampleTexts, parseSpecial: true });
  for (const [i, text] of sampleTexts.entries()) {
    const ids = tokenizer.encode(text, { addSpecial: false, parseSpecial: true });
    const shown = JSON.stringify(text.slice(0, 20));
    if (ids.join() !== expected[i]!.join())
      problems.push(`${shown}: expected ${expected[i]!.join()}, found ${ids.join()}`);
    const again = await llama.request('detokenize', { tokens: ids, special: false });
    const ours = tokenizer.decode(ids);
    if (ours !== again)
      problems.push(`${shown}: expected ${JSON.stringify(again)}, found ${JSON.stringify(ours)}`);
    all.push(...ids);
  }
  const begin = tokenizer.encode('', { addSpecial: true, parseSpecial: true });
  const expectedBegin = bos === null ? [] : [bos];
  if (begin.join() !== expectedBegin.join())
    problems.push(`BOS: expected ${expectedBegin.join()}, found ${begin.join()}`);
  const prompt = [...begin];
  while (prompt.length < nPrompt) prompt.push(all[(prompt.length * 17) % all.length]!);
  return { problems, prompt };
}

/** Logits of the tokens from `from` on: the prompt in batches, what follows it singly, as a conversation has it. */
async function logitsOf(
  model: LlamaModel,
  kvType: KvType,
  tokens: readonly TokenId[],
  nPrompt: number,
  from: number,
): Promise<Float32Array> {
  const context = await model.createContext({ nCtx: tokens.length, kvType });
  const { nVocab } = model.hparams;
  const rows = new Float32Array((tokens.length - from) * nVocab);
  for (let at = 0; at < tokens.length;) {
    const end = at < nPrompt ? Math.min(at + context.nBatch, nPrompt) : at + 1;
    const logits = await context.decode(tokens.slice(at, end), end > from ? 'all' : 'last');
    if (end > from) {
      const skipped = Math.max(0, from - at);
      rows.set(logits.subarray(skipped * nVocab), (at + skipped - from) * nVocab);
    }
    at = end;
  }
  await context.dispose();
  return rows;
}
