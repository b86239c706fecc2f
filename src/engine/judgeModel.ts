import { assert } from '../base/assert.ts';
import { LlmError } from '../base/errors.ts';
import type { KvType } from '../base/kvType.ts';
import { availableMemory, checkFits, describeBytes } from '../compute/memory.ts';
import { checkModel } from '../compute/modelPlan.ts';
import type { GgufFile, GgufMetadata } from '../gguf/types.ts';
import type { Architecture } from '../model/arch/arch.ts';
import { architectureOf, architectures } from '../model/arch/index.ts';
import type { HParams } from '../model/hparams.ts';
import type { FileReport, Finding, Verdict } from '../protocol/engine.ts';
import { createTokenizer } from '../tokenizer/index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { estimateMemory } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import { type ChatEncoder, chatEncoder } from './chatEncoder.ts';
import { automaticContext, resolveThreads } from './machine.ts';

export interface JudgeOptions {
  /** For messages: the file's name. */
  readonly name: string;
  /** 0: what `automaticContext` chooses. */
  readonly nCtx: number;
  readonly kvType: KvType;
  /** 0: all cores but one. */
  readonly nThreads: number;
  /** Measured unless given. */
  readonly availableBytes?: number;
}

/** What a header says of a model's chances here. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: Readonly<Record<'architecture' | 'tensors' | 'tokenizer' | 'template', Finding>>;
  readonly memory: FileReport['memory'];
  /** What loading goes on with; absent if it cannot run. */
  readonly model: JudgedModel | undefined;
}

export interface JudgedModel {
  readonly architecture: Architecture;
  readonly hparams: HParams;
  readonly tokenizer: Tokenizer;
  readonly template: ChatEncoder;
  readonly nCtx: number;
  readonly nThreads: number;
  readonly warnings: readonly string[];
}

/**
 * From the header alone, without a byte of tensor data: what a picker shows before a download or a load, what `inspect`
 * prints, and what a load is refused with.
 */
export function judgeModel(file: GgufFile, options: JudgeOptions): Judgement {
  const { metadata } = file;
  const steps = takeSteps(file, options);
  const { architecture, hparams, tensors, memory } = steps;
  const tokenizer = attempt(() => createTokenizer(metadata));
  const template = after(tokenizer, (it) => chatEncoder(metadata, it));

  const findings = {
    architecture: finding<HParams>(
      architecture.error === undefined ? hparams : { error: architecture.error },
      (hp) => describeShape(metadata.str('general.architecture'), hp),
    ),
    tensors: finding(tensors, () => 'all there, in the shapes and types that are needed'),
    tokenizer: finding(tokenizer, (it) => describeTokenizer(metadata, it)),
    template: finding(template, ({ name, warnings, problem }) => {
      if (problem !== undefined) throw problem;
      return [name === 'file' ? 'the file’s own' : `built in: ${name}`, ...warnings].join('; ');
    }),
  };
  const verdict = refusalOf(file, options, steps, tokenizer);
  if (verdict !== undefined) return { verdict, findings, memory: memory.value, model: undefined };

  const { nCtx, nThreads } = known(memory);
  const model: JudgedModel = {
    architecture: known(architecture),
    hparams: known(hparams),
    tokenizer: known(tokenizer),
    template: known(template),
    nCtx,
    nThreads,
    warnings: warningsOf(known(tokenizer), known(template), known(hparams), known(memory)),
  };
  const { warnings } = model;
  return {
    verdict: warnings.length > 0 ? { outcome: 'runsWithWarnings', warnings } : { outcome: 'runs' },
    findings,
    memory: memory.value,
    model,
  };
}

/** The same without the vocabulary, which takes its time. Throws the verdict as an LlmError if the model cannot run. */
export function checkHeader(file: GgufFile, options: JudgeOptions): void {
  const refusal = refusalOf(file, options, takeSteps(file, options));
  if (refusal !== undefined) throw refusalError(refusal);
}

interface Steps {
  readonly purpose: Step<unknown>;
  readonly architecture: Step<Architecture>;
  readonly hparams: Step<HParams>;
  readonly tensors: Step<unknown>;
  readonly memory: Step<Memory>;
  readonly fits: Step<unknown>;
}

function takeSteps(file: GgufFile, options: JudgeOptions): Steps {
  const { metadata } = file;
  const purpose = attempt(() => {
    checkPurpose(metadata);
  });
  const architecture = attempt(() => architectureOf(metadata));
  const hparams = after(architecture, (arch) => arch.hparams(metadata, canonicalTensors(file.tensors)));
  const tensors = after(hparams, (hp) => {
    if (file.tensors.size === 0)
      throw new LlmError('unsupported', 'the file holds a vocabulary and no weights');
    checkModel(file, architectureOf(metadata), hp);
  });
  const memory = after(tensors, () => memoryOf(file, known(hparams), options));
  const fits = after(memory, ({ nCtx, totalBytes, availableBytes }) => {
    checkFits(`${options.name} with a context of ${nCtx}`, totalBytes, availableBytes);
  });
  return { purpose, architecture, hparams, tensors, memory, fits };
}

type Refusal = Extract<Verdict, { readonly outcome: 'cannotRun' }>;

/** Why a model cannot run: the first reason of all. */
function refusalOf(
  file: GgufFile,
  options: JudgeOptions,
  { purpose, architecture, hparams, tensors, memory, fits }: Steps,
  tokenizer: Step<Tokenizer> = {},
): Refusal | undefined {
  const reasons = [
    { step: purpose, advice: () => 'Pick the model itself: a text model in GGUF form.' },
    { step: architecture, advice: () => adviseArchitecture(file.metadata) },
    { step: hparams, advice: adviseOther },
    { step: tensors, advice: adviseTensors },
    { step: tokenizer, advice: adviseOther },
    { step: fits, advice: () => adviseMemory(file, known(hparams), options, known(memory)) },
  ];
  for (const { step, advice } of reasons) {
    if (step.error === undefined) continue;
    const { code, message } = step.error;
    return { outcome: 'cannotRun', code, reason: message, advice: advice(step.error) };
  }
  return undefined;
}

/** What a load goes on with. Throws the verdict as an LlmError if the model cannot run. */
export function requireModel({ verdict, model }: Judgement): JudgedModel {
  if (model !== undefined) return model;
  assert(verdict.outcome === 'cannotRun', 'a model that can run is there');
  throw refusalError(verdict);
}

function refusalError({ code, reason, advice }: Refusal): LlmError {
  return new LlmError(code, `${reason}. ${advice}`);
}

/** A step of the judgement: its result, or why there is none. */
interface Step<T> {
  readonly value?: T;
  readonly error?: LlmError;
}

function attempt<T>(work: () => T): Step<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    return { error };
  }
}

/** A step that needs the value of another; without it there is neither a result nor an error of its own. */
function after<A, T>(step: Step<A>, work: (value: A) => T): Step<T> {
  return step.error === undefined && 'value' in step ? attempt(() => work(step.value as A)) : {};
}

function known<T>(step: Step<T>): T {
  return step.value as T;
}

function finding<T>(step: Step<T>, describe: (value: T) => string): Finding {
  const described = after(step, describe);
  if (described.value !== undefined) return { ok: true, text: described.value };
  const error = step.error ?? described.error;
  return { ok: false, text: error?.message ?? 'cannot be judged without what is missing above' };
}

/** Files that hold something else than a model, by `general.type`, or by the architecture that llama.cpp gives them. */
const otherPurposes: Readonly<Record<string, string>> = {
  adapter: 'a LoRA adapter, which changes a model and is none',
  mmproj: 'the part of a model that reads pictures or sound (mmproj)',
  clip: 'the part of a model that reads pictures or sound (mmproj)',
  imatrix: 'an importance matrix, as quantising tools use it',
  controlvector: 'a control vector, which steers a model and is none',
};

function checkPurpose(metadata: GgufMetadata): void {
  const names = [metadata.str('general.type', 'model'), metadata.str('general.architecture', '')];
  const purpose = names.map((name) => otherPurposes[name]).find((found) => found !== undefined);
  if (purpose !== undefined) throw new LlmError('unsupported', `the file is ${purpose}`);
}

/** Architectures of models that do something else than writing on. */
const otherKinds: readonly { readonly names: RegExp; readonly what: string }[] = [
  { names: /bert|^gemma-embedding$|^llama-embed$/, what: 'It turns texts into vectors and cannot chat.' },
  { names: /^t5/, what: 'It is an encoder-decoder model, made for translating texts and not for chat.' },
  { names: /^(wavtokenizer|pockettts|qwen3tts)/, what: 'It makes sound and cannot chat.' },
  { names: /^(dream|llada|rnd1)/, what: 'It writes by diffusion, not word by word.' },
  { names: /^(r?wkv|mamba)|^arwkv/, what: 'It is a recurrent model without attention.' },
];

const ANOTHER_FAMILY = `Pick a model of one of these families: ${architectures.map(({ name }) => name).join(', ')}.`;
const ANOTHER_CONVERSION = 'Download the file again, or pick another conversion of the model.';

function adviseArchitecture(metadata: GgufMetadata): string {
  const found = metadata.str('general.architecture', '');
  const kind = otherKinds.find(({ names }) => names.test(found));
  return [...(kind === undefined ? [] : [kind.what]), ANOTHER_FAMILY].join(' ');
}

const ANOTHER_QUANTISATION = 'Pick the same model in another quantisation, such as Q4_K_M or Q8_0.';

function adviseOther({ code, message }: LlmError): string {
  if (message.includes('tensor type')) return ANOTHER_QUANTISATION;
  return code === 'unsupported' ? ANOTHER_FAMILY : ANOTHER_CONVERSION;
}

/** Of a tensor that is missing or misshapen, of an unknown type, or too large. */
function adviseTensors({ code, message }: LlmError): string {
  if (code === 'memory') return 'Pick a smaller quantisation of the model, or a smaller model.';
  return message.includes('tensor type') ? ANOTHER_QUANTISATION : ANOTHER_CONVERSION;
}

interface Memory extends NonNullable<FileReport['memory']> {
  readonly nThreads: number;
}

function memoryOf(file: GgufFile, hparams: HParams, options: JudgeOptions): Memory {
  const { kvType, availableBytes = availableMemory() } = options;
  const nThreads = resolveThreads(options.nThreads);
  const estimate = (nCtx: number) => estimateMemory(file, hparams, { nCtx, kvType, nThreads });
  const nCtx =
    options.nCtx > 0
      ? options.nCtx
      : automaticContext(hparams.nCtxTrain, availableBytes, (n) => estimate(n).total);
  const { weights, kv, total } = estimate(nCtx);
  return { nCtx, nThreads, weightBytes: weights, kvBytes: kv, totalBytes: total, availableBytes };
}

/** No smaller context is worth a word. */
const SMALLEST_CTX = 512;

function adviseMemory(file: GgufFile, hparams: HParams, options: JudgeOptions, memory: Memory): string {
  const { kvType } = options;
  const { nThreads, availableBytes, totalBytes, weightBytes } = memory;
  let nCtx = 2 ** Math.floor(Math.log2(memory.nCtx - 1));
  while (nCtx >= SMALLEST_CTX) {
    if (estimateMemory(file, hparams, { nCtx, kvType, nThreads }).total <= availableBytes)
      return `With a context of ${nCtx} it would fit.`;
    nCtx /= 2;
  }
  const room = Math.max(0, availableBytes - (totalBytes - weightBytes));
  return (
    `Pick a smaller quantisation or a smaller model: beside such a context there is room for weights of ` +
    `${describeBytes(room)}. Closing other programs helps too.`
  );
}

/** Of the memory that is left, a model that takes more than this leaves little for the editor. */
const COMFORTABLE_SHARE = 0.9;

function warningsOf(
  tokenizer: Tokenizer,
  template: ChatEncoder,
  { nCtxTrain }: HParams,
  { nCtx, totalBytes, availableBytes }: Memory,
): string[] {
  const warnings = [...tokenizer.warnings, ...template.warnings];
  if (nCtx > nCtxTrain)
    warnings.push(`The model was trained on contexts of ${nCtxTrain} tokens; beyond them it may ramble.`);
  if (totalBytes > COMFORTABLE_SHARE * availableBytes)
    warnings.push(
      `It takes ${describeBytes(totalBytes)} of the ${describeBytes(availableBytes)} of memory that are left.`,
    );
  return warnings;
}

function describeShape(name: string, { nLayer, nEmbd, attn, nFf, nCtxTrain }: HParams): string {
  return (
    `${name}: ${nLayer} layers of ${nEmbd}, ${attn.nHead} heads (${attn.nHeadKv} of keys and values) of ` +
    `${attn.headDim}, feed-forward ${nFf}, trained on contexts of ${nCtxTrain}`
  );
}

function describeTokenizer(metadata: GgufMetadata, { nVocab, warnings }: Tokenizer): string {
  const kind = [metadata.str('tokenizer.ggml.model'), metadata.str('tokenizer.ggml.pre', '')].filter(Boolean);
  return [`${kind.join(', ')}: ${nVocab} tokens`, ...warnings].join('; ');
}
