import { LlmError } from '../base/errors.ts';
import type { KvType } from '../base/kvType.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { HParams } from '../model/hparams.ts';
import { N_STATES, stateBytes } from './stateLayout.ts';
import type { WeightInfo } from './weightStore.ts';
import { windowPositions } from './windowLayout.ts';

/*
 * Which tensor lives where. A wasm32 memory holds at most 4 GiB and models are larger, so weights live in banks:
 *
 *   bank   | constants, scratch | unit | unit | …        | KV cache and other things made later
 *          0                    firstAddress             end
 *
 * A unit (the embedding, a layer, the output) is never split, because what computes with it sees one memory only.
 */

/** One page less than 4 GiB, so that the end of a range is an address too. */
export const MAX_BANK_BYTES = 65535 * 65536;

/** Rows of activations: a longer batch is computed in parts of this. Enough to keep the weights' reading negligible. */
export const MAX_ROWS = 128;

/** Bytes of logits that a bank keeps at once; many rows of a large vocabulary are computed in parts. */
const LOGITS_BYTES = 8 << 20;
const MAX_LOGITS_ROWS = 64;

/** Tensors start at multiples of this. */
const ALIGNMENT = 64;

/** Tensors that are used together. A tensor that several units name is stored once in each bank that has one of them. */
export interface Unit {
  /** For messages: `layer 3`. */
  readonly name: string;
  readonly tensors: readonly WeightInfo[];
  /** Bytes to be left free in its bank, behind all weights. */
  readonly reserve?: number;
}

export interface PlacedTensor {
  readonly info: WeightInfo;
  /** Byte offset in the bank. */
  readonly address: number;
}

export interface BankPlan {
  readonly tensors: readonly PlacedTensor[];
  /** Past the last byte of the last tensor. */
  readonly end: number;
}

export interface MemoryPlan {
  readonly banks: readonly BankPlan[];
  /** Index of the bank that holds each unit. */
  readonly bankOf: readonly number[];
}

/**
 * Places units in order, each bank filled before the next is begun. `firstAddress` bytes of each bank are taken.
 * Throws an LlmError `memory` that names a unit which no bank can hold.
 */
export function planBanks(
  units: readonly Unit[],
  options: { readonly maxBankBytes: number; readonly firstAddress: number },
): MemoryPlan {
  const { maxBankBytes, firstAddress } = options;
  const banks: { tensors: PlacedTensor[]; names: Set<string>; end: number; reserved: number }[] = [];
  const bankOf: number[] = [];

  for (const unit of units) {
    const { reserve = 0 } = unit;
    let bank = banks.at(-1);
    if (!bank || bank.end + addedBytes(unit, bank.names) + bank.reserved + reserve > maxBankBytes) {
      const needed = addedBytes(unit, new Set()) + reserve;
      if (firstAddress + needed > maxBankBytes)
        throw new LlmError(
          'memory',
          `${unit.name}: expected at most ${maxBankBytes - firstAddress} bytes of weights, which is what one ` +
            `memory holds; found ${needed}`,
        );
      bank = { tensors: [], names: new Set(), end: firstAddress, reserved: 0 };
      banks.push(bank);
    }
    for (const info of unit.tensors) {
      if (bank.names.has(info.name)) continue;
      bank.names.add(info.name);
      bank.tensors.push({ info, address: bank.end });
      bank.end += placedBytes(info);
    }
    bank.reserved += reserve;
    bankOf.push(banks.length - 1);
  }
  return { banks, bankOf };
}

function addedBytes(unit: Unit, present: ReadonlySet<string>): number {
  const names = new Set(present);
  let bytes = 0;
  for (const info of unit.tensors) {
    if (names.has(info.name)) continue;
    names.add(info.name);
    bytes += placedBytes(info);
  }
  return bytes;
}

function placedBytes(info: { readonly byteLength: number | undefined }): number {
  return roundUp(info.byteLength ?? 0, ALIGNMENT);
}

/** How many rows of logits are kept at once. */
export function logitsRows(nVocab: number): number {
  return Math.min(MAX_LOGITS_ROWS, Math.max(1, Math.floor(LOGITS_BYTES / (4 * nVocab))));
}

/** An activation row in a quantised form takes at most this much for each element, for each of two forms in use. */
const QUANTIZED_BYTES = 4;
/** A compute thread: a JavaScript heap of its own, the compiled kernels' stacks, and its kernels' scratch. */
const THREAD_BYTES = 12 << 20;

export interface MemoryEstimate {
  readonly weights: number;
  readonly kv: number;
  /** Activations, logits, and what the threads themselves take. */
  readonly scratch: number;
  readonly total: number;
}

/** Bytes of a head's key or value at one position. */
const kvRowBytes: Readonly<Record<KvType, (headDim: number) => number>> = {
  f16: (headDim) => 2 * roundUp(headDim, 8),
  f32: (headDim) => 4 * roundUp(headDim, 8),
  q8_0: (headDim) => roundUp(headDim, 8) + 4 * Math.ceil(headDim / 32),
};

/** Bytes a model takes with one context of `nCtx` positions, before anything is allocated. */
export function estimateMemory(
  file: Pick<GgufFile, 'tensors'>,
  hp: HParams,
  options: { readonly nCtx: number; readonly kvType: KvType; readonly nThreads: number },
): MemoryEstimate {
  let weights = 0;
  for (const info of file.tensors.values()) weights += placedBytes(info);
  const nBanks = Math.max(1, Math.ceil(weights / MAX_BANK_BYTES));

  const { nEmbd, nFf, nVocab, nLayer } = hp;
  const { nHead, nHeadKv, headDim } = hp.attn;
  const { nCtx, kvType } = options;
  const { recurrent } = hp;
  const nRecurrent = recurrent ? recurrent.layers.filter((isRecurrent) => isRecurrent).length : 0;
  const states = recurrent ? nRecurrent * N_STATES * stateBytes(recurrent) : 0;
  const nLocal = hp.local ? hp.local.layers.filter((isLocal) => isLocal).length : 0;
  const nLocalCtx = windowPositions(hp.local?.attn.window ?? Infinity, nCtx);
  const positions = (nLayer - nRecurrent - nLocal) * roundUp(nCtx, 8) + nLocal * roundUp(nLocalCtx, 8);
  const kv = states + 2 * positions * nHeadKv * kvRowBytes[kvType](headDim);

  const nQ = nHead * headDim;
  // Each of a token's experts has an input and results of its own.
  const { nUsed, nFf: nFfExpert } = hp.experts ?? { nUsed: 0, nFf: 0 };
  const expertWidths = nUsed * (nEmbd + 2 * nFfExpert);
  const widths = 3 * nEmbd + 2 * nQ + 2 * nHeadKv * headDim + 2 * nFf + expertWidths;
  const longest = Math.max(nEmbd, nQ, nFf, nUsed * nEmbd, nUsed * nFfExpert);
  const activations = MAX_ROWS * 4 * widths + MAX_ROWS * 2 * QUANTIZED_BYTES * longest;
  const scratch = nBanks * activations + logitsRows(nVocab) * 4 * nVocab + options.nThreads * THREAD_BYTES;

  return { weights, kv, scratch, total: weights + kv + scratch };
}

function roundUp(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}
