import type { KvType } from '../base/kvType.ts';
import type { Json } from '../base/types.ts';
import { LlmError } from '../base/errors.ts';
import { availableMemory } from '../compute/memory.ts';
import type { GgufFile, GgufValue } from '../gguf/types.ts';
import { architectureOf } from '../model/arch/index.ts';
import type { HParams } from '../model/hparams.ts';
import type { EngineRequests, FileReport, Verdict } from '../protocol/engine.ts';
import { createTokenizer } from '../tokenizer/index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { estimateMemory } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import { chatEncoder } from './chatEncoder.ts';
import { tensorTypesOf } from './fileType.ts';
import { automaticContext, resolveThreads } from './machine.ts';
import { checkTensors, countParams, readModelFile } from './modelFile.ts';

/** Items of an array that a report shows, and units of a string. */
const SHOWN_ITEMS = 8;
const SHOWN_UNITS = 200;

/** What a file's header says of itself and of whether it would work. Throws only if it is no sound GGUF. */
export async function inspectFile({
  modelPath,
  nCtx,
  kvType,
}: EngineRequests['file/inspect']['params']): Promise<FileReport> {
  const { file, paths, fileBytes } = await readModelFile(modelPath);
  const { metadata } = file;

  let hparams: HParams | undefined;
  const architecture = judge(() => {
    hparams = architectureOf(metadata).hparams(metadata, canonicalTensors(file.tensors));
    return describeShape(metadata.str('general.architecture'), hparams);
  });
  const tensors = judge(() => {
    if (hparams === undefined) return needs('the architecture');
    checkTensors(file, architectureOf(metadata), hparams);
    return 'all there, in the shapes and types that are needed';
  });
  let tokenizer: Tokenizer | undefined;
  const tokenizerVerdict = judge(() => {
    const { nVocab, warnings } = (tokenizer = createTokenizer(metadata));
    const kind = [metadata.str('tokenizer.ggml.model'), metadata.str('tokenizer.ggml.pre', '')].filter(
      Boolean,
    );
    return [`${kind.join(', ')}: ${nVocab} tokens`, ...warnings].join('; ');
  });
  const template = judge(() => {
    if (tokenizer === undefined) return needs('the tokenizer');
    const { name, warnings, problem } = chatEncoder(metadata, tokenizer);
    if (problem !== undefined) throw problem;
    return [name === 'file' ? 'the file’s own' : `built in: ${name}`, ...warnings].join('; ');
  });

  return {
    modelPath,
    version: file.version,
    nFiles: paths.length,
    fileBytes,
    metadata: metadata.keys.map((key) => ({ key, ...abbreviate(metadata.raw(key)!) })),
    nTensors: file.tensors.size,
    nParams: countParams(file),
    tensorTypes: tensorTypesOf(file),
    architecture,
    tensors,
    tokenizer: tokenizerVerdict,
    template,
    ...(hparams !== undefined && tensors.ok && { memory: memoryOf(file, hparams, nCtx, kvType) }),
  };
}

/** What the check says if it passes, and what it throws as an LlmError if not. */
function judge(check: () => string): Verdict {
  try {
    return { ok: true, text: check() };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    return { ok: false, text: error.message };
  }
}

function needs(what: string): never {
  throw new LlmError('unsupported', `cannot be judged without ${what}`);
}

function describeShape(name: string, { nLayer, nEmbd, attn, nFf, nCtxTrain }: HParams): string {
  return (
    `${name}: ${nLayer} layers of ${nEmbd}, ${attn.nHead} heads (${attn.nHeadKv} of keys and values) of ` +
    `${attn.headDim}, feed-forward ${nFf}, trained on contexts of ${nCtxTrain}`
  );
}

function memoryOf(
  file: GgufFile,
  hparams: HParams,
  nCtx: number,
  kvType: KvType,
): NonNullable<FileReport['memory']> {
  const nThreads = resolveThreads(0);
  const estimate = (n: number) => estimateMemory(file, hparams, { nCtx: n, kvType, nThreads });
  const availableBytes = availableMemory();
  const resolved =
    nCtx > 0 ? nCtx : automaticContext(hparams.nCtxTrain, availableBytes, (n) => estimate(n).total);
  const { weights, kv, total } = estimate(resolved);
  return { nCtx: resolved, weightBytes: weights, kvBytes: kv, totalBytes: total, availableBytes };
}

/** Long arrays and strings by their beginning. */
function abbreviate({ type, value }: GgufValue): { type: string; value: Json; length?: number } {
  if (type === 'array') {
    const items = Array.from(value.items.slice(0, SHOWN_ITEMS) as ArrayLike<unknown>, (item) =>
      typeof item === 'object' ? '…' : plain(item as string | number | bigint | boolean),
    );
    return {
      type: `array of ${value.of}`,
      value: items,
      ...(value.items.length > SHOWN_ITEMS && { length: value.items.length }),
    };
  }
  if (type === 'string' && value.length > SHOWN_UNITS) {
    return { type, value: value.slice(0, SHOWN_UNITS), length: value.length };
  }
  return { type, value: plain(value) };
}

function plain(value: string | number | bigint | boolean): Json {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? clip(value) : value;
}

function clip(text: string): string {
  return text.length > SHOWN_UNITS ? `${text.slice(0, SHOWN_UNITS)}…` : text;
}
