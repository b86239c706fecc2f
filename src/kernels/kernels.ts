import { writeCodebooks, type CodebookAddresses } from './codebooks.ts';
import type { KvType } from '../base/kvType.ts';
import {
  activationBlocks,
  kernelTypeNames,
  kernelTypes,
  type ActivationName,
  type KernelType,
  type KernelTypeName,
  type Repack,
  type Simd,
  type WordPlaces,
} from './kernelTypes.ts';
import { kvPositions, type KvLayout } from './kvLayout.ts';
import { roundUp } from './roundUp.ts';

export { type CompiledKernels, compileKernels, type KernelBuild, kernelFiles } from './compileKernels.ts';
export {
  kernelTypeNames,
  kernelTypes,
  type ActivationName,
  type KernelTypeName,
  type Simd,
} from './kernelTypes.ts';
export {
  ATTENTION_BLOCK,
  attentionPartialBytes,
  kvLayout,
  type KvPlane,
  kvPlanes,
  kvPositions,
  MAX_HEAD_DIM,
  type KvLayout,
} from './kvLayout.ts';

/*
 * The typed door to the WebAssembly kernels. Everything is raw: an address is a byte offset into the memory that the
 * instance was made with, counts are elements unless they say bytes, and nothing is checked in the hot path.
 *
 * A memory, as the kernels see it:
 *
 *   0             STATIC_BYTES
 *   | constants   | weights, activations, KV cache, one scratch area a thread: all placed by the caller …
 *
 * Of a memory of 4 GiB the last bytes are left alone: an address just behind it does not exist. Every thread
 * instantiates the module once for each memory. The constants, and the codebooks of the types it is for, are written again
 * by each instance, always the same bytes. Scratch belongs to the instance, hence to one thread.
 */

/** The kernels' own constants end here; the caller's arena begins. */
export const STATIC_BYTES = 65536;

/** Addresses of weights, activations, caches and scratch are multiples of this. */
export const ALIGNMENT = 64;

export interface ActivationFormat {
  readonly name: ActivationName;
  /** Bytes of one token's row; a multiple of 16. */
  rowBytes(nCols: number): number;
  /** Converts a row of `nCols` f32 at `x` into this format at `out`. */
  quantize(out: number, x: number, nCols: number): void;
}

export interface MatmulKernel {
  /** Weights a block, bytes a block: as the file has them. */
  readonly blockSize: number;
  readonly typeSize: number;
  readonly activation: ActivationFormat;
  /** Threads split the rows of a weight at multiples of this; the last part may be any length. */
  readonly rowMultiple: number;
  rowBytes(nCols: number): number;
  /**
   * Rearranges a whole weight in place for the other functions here (and only those); the size stays, no value
   * changes. Must be called once for every weight before its first use. Parts that begin at a multiple of
   * `rowMultiple` and end at one, or at the last row, can be repacked separately: so each thread can repack what it read.
   */
  repack(weights: number, nRows: number, nCols: number): void;
  /**
   * out[t * outStride + r] = weights[r] · activations[t] for r in [firstRow, firstRow + nRows) and t < nTokens.
   * `out` is the address of element (0, 0) and `outStride` counts elements; `weights` is the address of row 0; rows of
   * activations follow one another at `activation.rowBytes(nCols)`. `firstRow` is a multiple of `rowMultiple`, and so
   * is `nRows` unless it ends at the weight's last row. One element has one order of operations, whatever the split.
   */
  matmul(
    out: number,
    outStride: number,
    weights: number,
    firstRow: number,
    nRows: number,
    nCols: number,
    activations: number,
    nTokens: number,
  ): void;
  /** Decodes row `row` of the repacked weight of `nRows` rows to f32 at `out`: the values of the scalar decoder. */
  getRow(out: number, weights: number, row: number, nRows: number, nCols: number): void;
}

export interface Kernels {
  readonly simd: Simd;
  /** The mark of the build that they belong to; see base/build.ts. */
  readonly buildId: number;
  /** The instance's exports by their own names, for barriers and chunk counters (assembly/sync.ts). */
  readonly exports: WebAssembly.Exports;
  readonly matmulKernels: Readonly<Record<KernelTypeName, MatmulKernel>>;

  /** out = x / sqrt(mean(x²) + eps) · weight, one row of n; out may be x. */
  rmsNorm(out: number, x: number, weight: number, n: number, eps: number): void;
  /**
   * Rotates the first `ropeDim` elements of each of `nHead` heads of one row in place. `cos` and `sin` are the addresses
   * of ropeDim / 2 f32 for the row's position. `neox` pairs (x[i], x[i + ropeDim / 2]), else (x[2i], x[2i + 1]).
   */
  rope(
    x: number,
    nHead: number,
    headDim: number,
    ropeDim: number,
    cos: number,
    sin: number,
    neox: boolean,
  ): void;
  /** out = silu(gate) · up over n elements; out may be gate or up. */
  swiglu(out: number, gate: number, up: number, n: number): void;
  /** out = gelu(gate) · up over n elements, gelu by ggml's table of f16; out may be gate or up. */
  geglu(out: number, gate: number, up: number, n: number): void;
  /** x = cap · tanh(x / cap) over n elements. */
  softcap(x: number, n: number, cap: number): void;
  /** out = x · factor over n elements; out may be x. */
  scale(out: number, x: number, n: number, factor: number): void;
  /** out += x · factor over n elements. */
  addScaled(out: number, x: number, n: number, factor: number): void;
  /** x /= max(|x|, eps) over n elements. */
  l2Norm(x: number, n: number, eps: number): void;
  /** x = silu(x) over n elements. */
  silu(x: number, n: number): void;
  /** x *= sigmoid(gate) over n elements. */
  sigmoidMul(x: number, gate: number, n: number): void;
  zero(out: number, bytes: number): void;
  /** out[c] += x[c] · weights[c][tap] for n channels of nTaps weights each. */
  convTap(out: number, x: number, weights: number, n: number, tap: number, nTaps: number): void;
  /**
   * One token of one head of a gated delta net, n a multiple of 4: the state's n rows of n times `decay`, plus beta ·
   * (v - state · k) ⊗ k; out = scale · state · q.
   */
  deltaStep(
    out: number,
    state: number,
    q: number,
    k: number,
    v: number,
    n: number,
    decay: number,
    beta: number,
    scale: number,
  ): void;
  /** x += y over n elements. */
  add(x: number, y: number, n: number): void;
  /** Copies bytes; the ranges may overlap. */
  copy(out: number, from: number, bytes: number): void;
  /** x becomes its softmax, n elements. */
  softmax(x: number, n: number): void;
  /** n f32 to f16 (to nearest, ties to even), and back. */
  f32ToF16(out: number, x: number, n: number): void;
  f16ToF32(out: number, x: number, n: number): void;

  /** Writes one token's keys and values, [nHeadKv][headDim] f32 each, at `position` of a layer's caches. */
  storeKv(layout: KvLayout, kCache: number, vCache: number, k: number, v: number, position: number): void;
  /**
   * One token's attention for one KV head: out[h] = softmax(q[h] · K · scale) · V over positions
   * [firstPosition, nPositions), for the `nGroup` query heads that share it; `q` and `out` are [nGroup][headDim] f32, at
   * the group's first head. firstPosition is 0 unless given; with a softcap c, scores are first squeezed to
   * c · tanh(score / c).
   */
  attention(
    layout: KvLayout,
    out: number,
    q: number,
    kCache: number,
    vCache: number,
    kvHead: number,
    nGroup: number,
    nPositions: number,
    scale: number,
    firstPosition?: number,
    softcap?: number,
  ): void;
  /**
   * The same in two steps, so that threads can share one head: the blocks [firstBlock, firstBlock + nBlocks) of
   * ATTENTION_BLOCK positions, each to partials[block][nGroup] (attentionPartialBytes a head; `partials` is the address
   * of block 0); then, when all are there, merged in order. Gives the bits that `attention` gives.
   */
  attentionPartials(
    layout: KvLayout,
    partials: number,
    q: number,
    kCache: number,
    vCache: number,
    kvHead: number,
    nGroup: number,
    nPositions: number,
    scale: number,
    firstBlock: number,
    nBlocks: number,
    firstPosition?: number,
    softcap?: number,
  ): void;
  attentionMerge(layout: KvLayout, out: number, partials: number, nGroup: number, nBlocks: number): void;
}

/** Scratch of fixed size: assembly/scratch.ts lays it out. */
const FIXED_SCRATCH_BYTES = 65536;

/** Rows that are interleaved with one another, at most. */
const MOST_GROUP_ROWS = 8;

/** Bytes of scratch that one instance needs, where no row of any weight has more than `maxRowBytes` bytes. */
export function scratchBytes(maxRowBytes: number): number {
  return FIXED_SCRATCH_BYTES + roundUp(MOST_GROUP_ROWS * maxRowBytes, ALIGNMENT);
}

/** Rows of an interleaved weight are computed eight at a time. */
export const INTERLEAVED_ROW_MULTIPLE = 8;

type Matmul = MatmulKernel['matmul'];
type Decode = (out: number, row: number, nCols: number) => void;

/** What assembly/index.ts exports. */
type RawExports = {
  readonly [N in KernelTypeName as `matmul_${N}`]: Matmul;
} & {
  readonly [N in KernelTypeName as `decode_${N}`]: Decode;
} & {
  readonly [N in ActivationName as `quantize_${N}`]: ActivationFormat['quantize'];
} & Pick<
    Kernels,
    | 'rmsNorm'
    | 'swiglu'
    | 'geglu'
    | 'softcap'
    | 'scale'
    | 'addScaled'
    | 'l2Norm'
    | 'silu'
    | 'sigmoidMul'
    | 'zero'
    | 'convTap'
    | 'deltaStep'
    | 'add'
    | 'copy'
    | 'softmax'
    | 'f32ToF16'
    | 'f16ToF32'
  > &
  CodebookAddresses &
  Readonly<Record<WordPlaces, WebAssembly.Global<'i32'>>> &
  Readonly<Record<Repack, (weights: number, nRows: number, nBlocks: number) => void>> & {
    buildId(): number;
    isRelaxed(): number;
    setScratch(address: number): void;
    interleave(
      weights: number,
      nRows: number,
      nBlocks: number,
      groupRows: number,
      typeSize: number,
      halfBytes: number,
      atEnd: number,
      places: number,
    ): void;
    /** Collects one row of an interleaved weight in scratch and returns its address there. */
    gatherRow(
      group: number,
      lane: number,
      nBlocks: number,
      groupRows: number,
      typeSize: number,
      halfBytes: number,
      atEnd: number,
      places: number,
    ): number;
    rope(
      x: number,
      nHead: number,
      headDim: number,
      ropeDim: number,
      cos: number,
      sin: number,
      neox: number,
    ): void;
    storeKvF16: RawStoreKv;
    storeKvF32: RawStoreKv;
    storeKvQ8: RawStoreKv;
    attentionF16: RawAttention;
    attentionF32: RawAttention;
    attentionQ8: RawAttention;
    attentionPartialsF16: RawAttentionPartials;
    attentionPartialsF32: RawAttentionPartials;
    attentionPartialsQ8: RawAttentionPartials;
    attentionMerge: RawAttentionMerge;
    attentionMergeQ8: RawAttentionMerge;
  };

type RawStoreKv = (
  kCache: number,
  vCache: number,
  k: number,
  v: number,
  position: number,
  positions: number,
  nHeadKv: number,
  headDim: number,
) => void;
type RawAttention = (
  out: number,
  q: number,
  kHead: number,
  vHead: number,
  positions: number,
  headDim: number,
  nGroup: number,
  nPositions: number,
  scale: number,
  firstPosition: number,
  softcap: number,
) => void;
type RawAttentionMerge = (
  out: number,
  partials: number,
  headDim: number,
  nGroup: number,
  nBlocks: number,
) => void;
type RawAttentionPartials = (
  partials: number,
  q: number,
  kHead: number,
  vHead: number,
  positions: number,
  headDim: number,
  nGroup: number,
  nPositions: number,
  scale: number,
  firstBlock: number,
  nBlocks: number,
  firstPosition: number,
  softcap: number,
) => void;

function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): RawExports & WebAssembly.Exports {
  // The exports' types are what this file declares: test/kernels calls each of them.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as RawExports & WebAssembly.Exports;
}

/**
 * The kernels over one memory. `scratch` is the address of `scratchBytes(…)` bytes there that only this instance uses,
 * `types` are those whose weights it will compute with. Synchronous, for threads.
 */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
  types: readonly KernelTypeName[] = kernelTypeNames,
): Kernels {
  const raw = instantiate(module, memory);
  raw.setScratch(scratch);
  writeCodebooks(memory, raw, types);
  const kv = kvKernels(raw);
  const simd = raw.isRelaxed() === 1 ? 'relaxed' : 'plain';
  const headOffset = (layout: KvLayout, bytes: number, kvHead: number): number =>
    (bytes / layout.nHeadKv) * kvHead;

  return {
    simd,
    buildId: raw.buildId(),
    exports: raw,
    matmulKernels: Object.fromEntries(
      kernelTypeNames.map((name) => [name, matmulKernel(raw, simd, name)]),
    ) as Record<KernelTypeName, MatmulKernel>,
    rmsNorm: raw.rmsNorm,
    rope: (x, nHead, headDim, ropeDim, cos, sin, neox) => {
      raw.rope(x, nHead, headDim, ropeDim, cos, sin, neox ? 1 : 0);
    },
    swiglu: raw.swiglu,
    geglu: raw.geglu,
    softcap: raw.softcap,
    scale: raw.scale,
    addScaled: raw.addScaled,
    l2Norm: raw.l2Norm,
    silu: raw.silu,
    sigmoidMul: raw.sigmoidMul,
    zero: raw.zero,
    convTap: raw.convTap,
    deltaStep: raw.deltaStep,
    add: raw.add,
    copy: raw.copy,
    softmax: raw.softmax,
    f32ToF16: raw.f32ToF16,
    f16ToF32: raw.f16ToF32,
    storeKv: (layout, kCache, vCache, k, v, position) => {
      const { store } = kv[layout.type];
      store(kCache, vCache, k, v, position, kvPositions(layout.nCtx), layout.nHeadKv, layout.headDim);
    },
    attention: (
      layout,
      out,
      q,
      kCache,
      vCache,
      kvHead,
      nGroup,
      nPositions,
      scale,
      firstPosition = 0,
      softcap = 0,
    ) => {
      const { attention } = kv[layout.type];
      const kHead = kCache + headOffset(layout, layout.kBytes, kvHead);
      const vHead = vCache + headOffset(layout, layout.vBytes, kvHead);
      const positions = kvPositions(layout.nCtx);
      attention(
        out,
        q,
        kHead,
        vHead,
        positions,
        layout.headDim,
        nGroup,
        nPositions,
        scale,
        firstPosition,
        softcap,
      );
    },
    attentionPartials: (
      layout,
      partials,
      q,
      kCache,
      vCache,
      kvHead,
      nGroup,
      nPositions,
      scale,
      firstBlock,
      nBlocks,
      firstPosition = 0,
      softcap = 0,
    ) => {
      const { partials: attention } = kv[layout.type];
      const kHead = kCache + headOffset(layout, layout.kBytes, kvHead);
      const vHead = vCache + headOffset(layout, layout.vBytes, kvHead);
      const positions = kvPositions(layout.nCtx);
      attention(
        partials,
        q,
        kHead,
        vHead,
        positions,
        layout.headDim,
        nGroup,
        nPositions,
        scale,
        firstBlock,
        nBlocks,
        firstPosition,
        softcap,
      );
    },
    attentionMerge: (layout, out, partials, nGroup, nBlocks) => {
      kv[layout.type].merge(out, partials, layout.headDim, nGroup, nBlocks);
    },
  };
}

/** By how the cache is stored. */
function kvKernels(raw: RawExports) {
  return {
    f16: {
      store: raw.storeKvF16,
      attention: raw.attentionF16,
      partials: raw.attentionPartialsF16,
      merge: raw.attentionMerge,
    },
    f32: {
      store: raw.storeKvF32,
      attention: raw.attentionF32,
      partials: raw.attentionPartialsF32,
      merge: raw.attentionMerge,
    },
    q8_0: {
      store: raw.storeKvQ8,
      attention: raw.attentionQ8,
      partials: raw.attentionPartialsQ8,
      merge: raw.attentionMergeQ8,
    },
  } as const satisfies Record<KvType, unknown>;
}

function matmulKernel(raw: RawExports, simd: Simd, name: KernelTypeName): MatmulKernel {
  const type: KernelType = kernelTypes[name];
  const { blockSize, typeSize, cut } = type;
  const decode: Decode = raw[`decode_${name}`];
  const rowBytes = (nCols: number): number => (nCols / blockSize) * typeSize;
  const common = {
    blockSize,
    typeSize,
    activation: activationFormat(raw, type.activation[simd]),
    rowBytes,
    matmul: raw[`matmul_${name}`],
  };
  if (cut === undefined) {
    return {
      ...common,
      rowMultiple: 1,
      repack: () => undefined,
      getRow: (out, weights, row, _nRows, nCols) => {
        decode(out, weights + row * rowBytes(nCols), nCols);
      },
    };
  }
  const { rows = 4, halfBytes } = cut;
  const atEnd = cut.at === 'end' ? 1 : 0;
  const places = cut.places === undefined ? 0 : raw[cut.places].value;
  const ownRepack = cut.repack === undefined ? undefined : raw[cut.repack];
  return {
    ...common,
    rowMultiple: INTERLEAVED_ROW_MULTIPLE,
    repack: (weights, nRows, nCols) => {
      const nBlocks = nCols / blockSize;
      if (ownRepack === undefined)
        raw.interleave(weights, nRows, nBlocks, rows, typeSize, halfBytes, atEnd, places);
      else ownRepack(weights, nRows, nBlocks);
    },
    getRow: (out, weights, row, nRows, nCols) => {
      const lane = row % rows;
      const group = row - lane;
      const isInterleaved = group + rows <= nRows;
      const address = isInterleaved
        ? raw.gatherRow(
            weights + group * rowBytes(nCols),
            lane,
            nCols / blockSize,
            rows,
            typeSize,
            halfBytes,
            atEnd,
            places,
          )
        : weights + row * rowBytes(nCols);
      decode(out, address, nCols);
    },
  };
}

function activationFormat(raw: RawExports, name: ActivationName): ActivationFormat {
  const { blockSize, blockBytes } = activationBlocks[name];
  return {
    name,
    rowBytes: (nCols) => roundUp((nCols / blockSize) * blockBytes, 16),
    quantize: raw[`quantize_${name}`],
  };
}
