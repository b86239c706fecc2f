import type { KvLayout } from '../kernels/kernels.ts';
import { ATTENTION_BLOCK, attentionPartialBytes } from '../kernels/kernels.ts';
import type { AttentionParams, RopeParams } from '../model/hparams.ts';
import type { Ops } from '../model/ops.ts';
import { ropeTable } from '../runtime/rope.ts';
import type { Access, Bank, QuantizedInput, WasmTensor } from './bank.ts';
import type { Team } from './team.ts';

/** One layer of a KV cache. It may lie in another bank than its layer, where that one is full. */
export interface KvLayer {
  readonly bank: Bank;
  readonly k: number;
  readonly v: number;
  readonly access: Access;
  /** Where the bank keeps partial results of attention; one for all of its layers. */
  readonly partials: { readonly address: number; readonly access: Access };
}

export interface KvLayers {
  readonly layout: KvLayout;
  readonly layers: readonly KvLayer[];
}

/** Rows of a weight that are handed out at once: much work a row with a batch, little with a single token. */
const MATVEC_CHUNK = 256;
const MATMUL_CHUNK = 64;
/** Chunks a thread should find in each matmul, so that a slow core can take fewer. */
const CHUNKS_PER_THREAD = 4;

const BY_ROWS = true;
const IN_CHUNKS = false;

/**
 * Ops on WebAssembly kernels and shared memory. Work on single rows (a token's norm, its rotation, …) is done by the
 * row's owner, always the same thread during a pass, so a chain of such ops needs no barrier; matmuls and attention are
 * shared out in chunks. An op waits for the team only if it would meet what others touched since the last barrier.
 */
export class WasmOps implements Ops<WasmTensor> {
  readonly #team: Team;
  #kv: KvLayers | undefined;
  #nRows = 0;
  /** The rows this thread owns. */
  #firstRow = 0;
  #endRow = 0;

  constructor(team: Team) {
    this.#team = team;
  }

  beginPass(kv: KvLayers, nRows: number): void {
    this.#kv = kv;
    this.#shareRows(nRows);
  }

  setRows(nRows: number): void {
    if (nRows === this.#nRows) return;
    this.#team.barrier(); // owners change
    this.#shareRows(nRows);
  }

  #shareRows(nRows: number): void {
    const { index, nThreads } = this.#team;
    this.#nRows = nRows;
    this.#firstRow = Math.floor((nRows * index) / nThreads);
    this.#endRow = Math.floor((nRows * (index + 1)) / nThreads);
  }

  getRows(out: WasmTensor, weight: WasmTensor, tokens: Int32Array): void {
    if (out.bank !== weight.bank) {
      const decoded = weight.bank.scratch.x;
      this.getRows(decoded, weight, tokens);
      this.copyRows(out, decoded, 0);
      return;
    }
    this.#begin(BY_ROWS, out.access);
    const { kernel } = weight;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernel.getRow(out.row(i), weight.address, tokens[i]!, weight.height, weight.width);
    out.version++;
  }

  rmsNorm(out: WasmTensor, x: WasmTensor, weight: WasmTensor, eps: number): void {
    this.#begin(BY_ROWS, out.access, x.access);
    const { kernels } = out.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.rmsNorm(out.row(i), x.row(i), weight.address, x.width, eps);
    out.version++;
  }

  matmul(out: WasmTensor, x: WasmTensor, weight: WasmTensor): void {
    const nRows = this.#nRows;
    if (nRows === 0) return;
    const { kernel, width, height } = weight;
    const input = this.#quantize(x, weight);

    this.#begin(IN_CHUNKS, out.access, input.access);
    const counter = this.#team.counter();
    const size = this.#chunkSize(height, kernel.rowMultiple);
    for (let first = this.#team.take(counter, size); first < height; first = this.#team.take(counter, size)) {
      const n = Math.min(size, height - first);
      kernel.matmul(out.address, out.width, weight.address, first, n, width, input.address, nRows);
    }
    out.version++;
  }

  /** x in the form the weight's kernel wants. Consecutive matmuls of one input share one such copy. */
  #quantize(x: WasmTensor, weight: WasmTensor): QuantizedInput {
    const format = weight.kernel.activation;
    const input = weight.bank.quantizedInput(format);
    if (input.source === x && input.version === x.version) return input;

    this.#begin(BY_ROWS, input.access, x.access);
    const rowBytes = format.rowBytes(x.width);
    for (let i = this.#firstRow; i < this.#endRow; i++)
      format.quantize(input.address + i * rowBytes, x.row(i), x.width);
    input.source = x;
    input.version = x.version;
    return input;
  }

  #chunkSize(height: number, rowMultiple: number): number {
    const most = this.#nRows === 1 ? MATVEC_CHUNK : MATMUL_CHUNK;
    const fair = Math.ceil(height / (this.#team.nThreads * CHUNKS_PER_THREAD));
    return Math.ceil(Math.min(most, fair) / rowMultiple) * rowMultiple;
  }

  rope(
    x: WasmTensor,
    headDim: number,
    pos: number,
    rope: RopeParams,
    freqFactors: WasmTensor | undefined,
  ): void {
    const table = this.#ropeTable(x.bank, pos, rope, freqFactors);
    this.#begin(BY_ROWS, x.access, table.access);
    const { kernels } = x.bank;
    const nHead = x.width / headDim;
    const rowBytes = rope.dim * 2;
    for (let i = this.#firstRow; i < this.#endRow; i++) {
      const cos = table.cosAddress + i * rowBytes;
      const sin = table.sinAddress + i * rowBytes;
      kernels.rope(x.row(i), nHead, headDim, rope.dim, cos, sin, rope.style === 'neox');
    }
    x.version++;
  }

  /** Made once a pass in each bank: the layers share it. */
  #ropeTable(
    bank: Bank,
    pos: number,
    rope: RopeParams,
    freqFactors: WasmTensor | undefined,
  ): Bank['ropeTable'] {
    const table = bank.ropeTable;
    const isMade =
      table.pos === pos &&
      table.nRows === this.#nRows &&
      table.rope === rope &&
      table.freqFactors === freqFactors;
    if (isMade) return table;

    this.#begin(BY_ROWS, table.access);
    for (let i = this.#firstRow; i < this.#endRow; i++)
      ropeTable(table.cos[i]!, table.sin[i]!, pos + i, rope, freqFactors?.f32);
    table.pos = pos;
    table.nRows = this.#nRows;
    table.rope = rope;
    table.freqFactors = freqFactors;
    return table;
  }

  storeKv(il: number, k: WasmTensor, v: WasmTensor, pos: number): void {
    const { layout, layers } = this.#kv!;
    const kv = layers[il]!;
    if (kv.bank !== k.bank) {
      this.copyRows(kv.bank.scratch.k, k, 0);
      this.copyRows(kv.bank.scratch.v, v, 0);
      k = kv.bank.scratch.k;
      v = kv.bank.scratch.v;
    }
    this.#begin(BY_ROWS, kv.access, k.access, v.access);
    const { kernels } = kv.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.storeKv(layout, kv.k, kv.v, k.row(i), v.row(i), pos + i);
  }

  attention(out: WasmTensor, q: WasmTensor, il: number, pos: number, attn: AttentionParams): void {
    const { layout, layers } = this.#kv!;
    const kv = layers[il]!;
    if (kv.bank !== q.bank) {
      const { scratch } = kv.bank;
      this.copyRows(scratch.q, q, 0);
      this.#attend(layout, kv, scratch.att, scratch.q, pos, attn);
      this.copyRows(out, scratch.att, 0);
    } else this.#attend(layout, kv, out, q, pos, attn);
  }

  #attend(
    layout: KvLayout,
    kv: KvLayer,
    out: WasmTensor,
    q: WasmTensor,
    pos: number,
    attn: AttentionParams,
  ): void {
    const nBlocks = Math.ceil((pos + 1) / ATTENTION_BLOCK);
    const areHeadsEnough = attn.nHeadKv >= this.#team.nThreads * CHUNKS_PER_THREAD;
    if (this.#nRows === 1 && nBlocks > 1 && !areHeadsEnough)
      this.#attendInBlocks(layout, kv, out, q, pos + 1, nBlocks, attn);
    else this.#attendByHeads(layout, kv, out, q, pos, attn);
  }

  /** A unit of work is one KV head of one token. */
  #attendByHeads(
    layout: KvLayout,
    kv: KvLayer,
    out: WasmTensor,
    q: WasmTensor,
    pos: number,
    { nHead, nHeadKv, headDim, scale }: AttentionParams,
  ): void {
    this.#begin(IN_CHUNKS, out.access, q.access, kv.access);
    const { kernels } = kv.bank;
    const nGroup = nHead / nHeadKv;
    const groupBytes = nGroup * headDim * 4;
    const nUnits = this.#nRows * nHeadKv;
    const counter = this.#team.counter();
    for (let unit = this.#team.take(counter, 1); unit < nUnits; unit = this.#team.take(counter, 1)) {
      // The last tokens see the most positions: first things first, so that no thread ends with the longest.
      const i = this.#nRows - 1 - Math.floor(unit / nHeadKv);
      const head = unit % nHeadKv;
      const at = head * groupBytes;
      kernels.attention(layout, out.row(i) + at, q.row(i) + at, kv.k, kv.v, head, nGroup, pos + i + 1, scale);
    }
    out.version++;
  }

  /** One token over many positions: a unit of work is one block of positions of one KV head. */
  #attendInBlocks(
    layout: KvLayout,
    kv: KvLayer,
    out: WasmTensor,
    q: WasmTensor,
    nPositions: number,
    nBlocks: number,
    { nHead, nHeadKv, headDim, scale }: AttentionParams,
  ): void {
    const { kernels } = kv.bank;
    const { partials } = kv;
    const nGroup = nHead / nHeadKv;
    const groupBytes = nGroup * headDim * 4;
    const headBytes = nBlocks * nGroup * attentionPartialBytes(headDim);

    this.#begin(IN_CHUNKS, partials.access, q.access, kv.access);
    let counter = this.#team.counter();
    const nUnits = nHeadKv * nBlocks;
    for (let unit = this.#team.take(counter, 1); unit < nUnits; unit = this.#team.take(counter, 1)) {
      const head = Math.floor(unit / nBlocks);
      kernels.attentionPartials(
        layout,
        partials.address + head * headBytes,
        q.address + head * groupBytes,
        kv.k,
        kv.v,
        head,
        nGroup,
        nPositions,
        scale,
        unit % nBlocks,
        1,
      );
    }

    this.#begin(IN_CHUNKS, out.access, partials.access);
    counter = this.#team.counter();
    for (let head = this.#team.take(counter, 1); head < nHeadKv; head = this.#team.take(counter, 1)) {
      const from = partials.address + head * headBytes;
      kernels.attentionMerge(layout, out.address + head * groupBytes, from, nGroup, nBlocks);
    }
    out.version++;
  }

  swiglu(out: WasmTensor, gate: WasmTensor, up: WasmTensor): void {
    this.#begin(BY_ROWS, out.access, gate.access, up.access);
    const { kernels } = out.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.swiglu(out.row(i), gate.row(i), up.row(i), out.width);
    out.version++;
  }

  add(x: WasmTensor, y: WasmTensor): void {
    this.#begin(BY_ROWS, x.access, y.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++) kernels.add(x.row(i), y.row(i), x.width);
    x.version++;
  }

  copyRows(out: WasmTensor, x: WasmTensor, first: number): void {
    this.#begin(first === 0 ? BY_ROWS : IN_CHUNKS, out.access, x.access);
    const bytes = out.width * 4;
    for (let i = this.#firstRow; i < this.#endRow; i++) {
      if (out.bank === x.bank) out.bank.kernels.copy(out.row(i), x.row(first + i), bytes);
      else copyAcross(out, i, x, first + i);
    }
    out.version++;
  }

  /** What an op is about to touch; waits for the team if that is not yet safe. */
  #begin(byRows: boolean, writes: Access, reads?: Access, alsoReads?: Access): void {
    const team = this.#team;
    const mustWait =
      (!byRows && team.isOutOfCounters) ||
      writes.needsBarrier(team.epoch, true, byRows) ||
      reads?.needsBarrier(team.epoch, false, byRows) === true ||
      alsoReads?.needsBarrier(team.epoch, false, byRows) === true;
    if (mustWait) team.barrier();
    reads?.note(team.epoch, false, byRows);
    alsoReads?.note(team.epoch, false, byRows);
    writes.note(team.epoch, true, byRows);
  }
}

/** No instruction reaches two memories. */
function copyAcross(out: WasmTensor, outRow: number, x: WasmTensor, xRow: number): void {
  const { width } = out;
  const to = out.f32;
  const from = x.f32;
  const toStart = outRow * width;
  const fromStart = xRow * width;
  for (let i = 0; i < width; i++) to[toStart + i] = from[fromStart + i]!;
}
