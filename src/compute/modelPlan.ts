import { LlmError } from '../base/errors.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { ActivationName, MatmulKernel } from '../kernels/kernels.ts';
import { INTERLEAVED_ROW_MULTIPLE, kvLayout, scratchBytes, STATIC_BYTES } from '../kernels/kernels.ts';
import type { Architecture } from '../model/arch/arch.ts';
import { globalTensors } from '../model/globalTensors.ts';
import { type HParams, isRecurrent, ropesOf } from '../model/hparams.ts';
import type { TensorSpec } from '../model/tensorSpec.ts';
import type { QuantTypeName } from '../quant/index.ts';
import { N_STATES, stateBytes } from '../weights/stateLayout.ts';
import { type ScratchName, scratchWidths } from '../runtime/scratch.ts';
import {
  logitsRows,
  MAX_BANK_BYTES,
  MAX_ROWS,
  type MemoryPlan,
  planBanks,
  type Unit,
} from '../weights/memoryPlan.ts';
import { type WeightInfo, WeightStore } from '../weights/weightStore.ts';
import { align, Arena } from './arena.ts';
import type { BankLayout, ModelPlan } from './messages.ts';

export type KernelTable = Readonly<Record<QuantTypeName, MatmulKernel>>;

export interface PlannedModel {
  readonly plan: ModelPlan;
  /** The same in every bank. */
  readonly layout: BankLayout;
  /** Where a bank without weights has its first free byte. */
  readonly layoutEnd: number;
  /** By bank, past its last weight. */
  readonly bankEnds: readonly number[];
}

/**
 * Throws what `planModel` would throw, as far as a header tells it: without kernels, and before anything is started.
 */
export function checkModel(file: GgufFile, arch: Architecture, hp: HParams): void {
  const { units } = listUnits(file, arch, hp);
  planBanks(units, { maxBankBytes: MAX_BANK_BYTES, firstAddress: STATIC_BYTES });
}

/**
 * Places a model's weights and scratch. Throws an LlmError `gguf` for a tensor that is missing or misshapen,
 * `unsupported` for a type the engine lacks or heads that are too large, `memory` for a layer that no bank can hold.
 */
export function planModel(
  file: GgufFile,
  arch: Architecture,
  hp: HParams,
  options: {
    readonly paths: readonly string[];
    readonly nThreads: number;
    readonly maxBankBytes: number;
    readonly kernels: KernelTable;
  },
): PlannedModel {
  const { paths, nThreads, maxBankBytes, kernels } = options;
  const { units, isTied } = listUnits(file, arch, hp);
  const { layout, end } = layOut(hp, units, kernels, nThreads);
  const { banks, bankOf } = planBanks(units, { maxBankBytes, firstAddress: end });
  return {
    plan: {
      architecture: arch.name,
      hp,
      paths,
      weights: placeWeights(banks),
      bankOfEmbedding: bankOf[0]!,
      bankOfLayer: bankOf.slice(1, 1 + hp.nLayer),
      bankOfOutput: isTied ? bankOf[0]! : bankOf[1 + hp.nLayer]!,
    },
    layout,
    layoutEnd: end,
    bankEnds: banks.map((bank) => bank.end),
  };
}

/** The embedding, the layers, the output; where output is tied it lies with the embedding. */
function listUnits(file: GgufFile, arch: Architecture, hp: HParams): { units: Unit[]; isTied: boolean } {
  // Refuses heads that are too large for the kernels.
  kvLayout('f16', 1, hp.attn.nHeadKv, hp.attn.headDim);
  const store = WeightStore.open(file, []);
  const get = (spec: TensorSpec): WeightInfo => {
    const info = store.weight(spec);
    if ((spec.shape.length === 1 || spec.isPlain === true) && info.type !== 'F32')
      throw new LlmError('unsupported', `${info.name}: expected F32, found ${info.type}`);
    checkStack(info);
    return info;
  };

  const { tokenEmbd, outputNorm, output } = globalTensors(hp);
  const isTied =
    !store.has(output.name) || store.tensors.get(output.name) === store.tensors.get(tokenEmbd.name);
  const units: Unit[] = [
    { name: 'the token embedding', tensors: isTied ? [get(tokenEmbd), get(outputNorm)] : [get(tokenEmbd)] },
  ];
  for (let il = 0; il < hp.nLayer; il++) {
    const specs: TensorSpec[] = Object.values(arch.blockTensors(hp, il));
    const present = specs.filter((spec) => !spec.optional || store.hasWeight(spec));
    const states = hp.recurrent && isRecurrent(hp, il) ? N_STATES * align(stateBytes(hp.recurrent)) : 0;
    units.push({ name: `layer ${il}`, tensors: present.map(get), reserve: states });
  }
  if (!isTied) units.push({ name: 'the output', tensors: [get(outputNorm), get(output)] });
  return { units, isTied };
}

/** Of stacked matrices each must begin where the kernels may begin. */
function checkStack({ name, shape }: WeightInfo): void {
  const nRows = shape[1] ?? 1;
  if (shape.length > 2 && nRows % INTERLEAVED_ROW_MULTIPLE !== 0)
    throw new LlmError(
      'unsupported',
      `${name}: expected matrices of a multiple of ${INTERLEAVED_ROW_MULTIPLE} rows; found ${nRows}`,
    );
}

/** What lies below the weights in every bank. */
function layOut(
  hp: HParams,
  units: readonly Unit[],
  kernels: KernelTable,
  nThreads: number,
): { layout: BankLayout; end: number } {
  const arena = new Arena(STATIC_BYTES, Infinity);
  const rows = (bytes: number): number => arena.allocate(MAX_ROWS * bytes)!;

  const scratch = Object.entries(scratchWidths(hp)).map(([name, width]) => [name, rows(width * 4)] as const);
  const activations = [...inputBytes(units, kernels, hp.experts?.nUsed ?? 0)].map(
    ([name, bytes]) => [name, rows(bytes)] as const,
  );
  const kernelScratchBytes = scratchBytes(longestRow(units, kernels));
  const layout: BankLayout = {
    scratch: Object.fromEntries(scratch) as Record<ScratchName, number>,
    activations: Object.fromEntries(activations),
    ropes: ropesOf(hp).map(({ dim }) => ({ cos: rows(dim * 2), sin: rows(dim * 2) })),
    kernelScratch: arena.allocate(nThreads * kernelScratchBytes)!,
    kernelScratchBytes,
    // Last, because only the output's bank ever touches it.
    logits: arena.allocate(logitsRows(hp.nVocab) * hp.nVocab * 4)!,
  };
  return { layout, end: arena.end };
}

/** The forms in which activations are wanted, each with the bytes of the longest token wanted in it. */
function inputBytes(
  units: readonly Unit[],
  kernels: KernelTable,
  nUsed: number,
): ReadonlyMap<ActivationName, number> {
  const bytes = new Map<ActivationName, number>();
  for (const { type, shape } of units.flatMap(({ tensors }) => tensors)) {
    const format = kernels[type].activation;
    // Of stacked matrices each of a token's experts has an input of its own.
    const token = format.rowBytes(shape[0]!) * (shape.length > 2 ? nUsed : 1);
    bytes.set(format.name, Math.max(token, bytes.get(format.name) ?? 0));
  }
  return bytes;
}

function longestRow(units: readonly Unit[], kernels: KernelTable): number {
  const rows = units
    .flatMap(({ tensors }) => tensors)
    .map(({ type, shape }) => kernels[type].rowBytes(shape[0]!));
  return rows.reduce((longest, bytes) => Math.max(longest, bytes), 0);
}

function placeWeights(banks: MemoryPlan['banks']): ModelPlan['weights'] {
  return banks.flatMap(({ tensors }, bank) =>
    tensors.map(({ info: { name, type, shape, file, offset, byteLength }, address }) => ({
      name,
      type,
      shape,
      file,
      offset,
      byteLength,
      bank,
      address,
    })),
  );
}
