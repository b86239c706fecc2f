import type { KvLayout } from '../kernels/kernels.ts';
import { ATTENTION_BLOCK, attentionPartialBytes } from '../kernels/kernels.ts';
import type { AttentionParams, ExpertParams, RopeParams } from '../model/hparams.ts';
import type { Ops } from '../model/ops.ts';
import { chooseExperts } from '../runtime/experts.ts';
import { ropeTable } from '../runtime/rope.ts';
import type { Access, Bank, QuantizedInput, RopeTable, WasmTensor } from './bank.ts';
import { Routing } from './routing.ts';
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
  readonly #routings = new Map<WasmTensor, Routing>(); // by the choice it sorts
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

  headNorm(x: WasmTensor, weight: WasmTensor, eps: number): void {
    this.#begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    const headBytes = weight.width * 4;
    for (let i = this.#firstRow; i < this.#endRow; i++) {
      const end = x.row(i + 1);
      for (let head = x.row(i); head < end; head += headBytes)
        kernels.rmsNorm(head, head, weight.address, weight.width, eps);
    }
    x.version++;
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
    if (input.source === x && input.version === x.version && input.routing === undefined) return input;

    this.#begin(BY_ROWS, input.access, x.access);
    const rowBytes = format.rowBytes(x.width);
    for (let i = this.#firstRow; i < this.#endRow; i++)
      format.quantize(input.address + i * rowBytes, x.row(i), x.width);
    input.source = x;
    input.version = x.version;
    input.routing = undefined;
    return input;
  }

  addBias(x: WasmTensor, bias: WasmTensor): void {
    this.#begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++) kernels.add(x.row(i), bias.address, x.width);
    x.version++;
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
  #ropeTable(bank: Bank, pos: number, rope: RopeParams, freqFactors: WasmTensor | undefined): RopeTable {
    const table = bank.ropeTable(rope);
    const isMade = table.pos === pos && table.nRows === this.#nRows && table.freqFactors === freqFactors;
    if (isMade) return table;

    this.#begin(BY_ROWS, table.access);
    for (let i = this.#firstRow; i < this.#endRow; i++)
      ropeTable(table.cos[i]!, table.sin[i]!, pos + i, rope, freqFactors?.f32);
    table.pos = pos;
    table.nRows = this.#nRows;
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
    const firstBlock = Math.floor(firstPosition(pos, attn) / ATTENTION_BLOCK);
    const nBlocks = Math.ceil((pos + 1) / ATTENTION_BLOCK) - firstBlock;
    const areHeadsEnough = attn.nHeadKv >= this.#team.nThreads * CHUNKS_PER_THREAD;
    if (this.#nRows === 1 && nBlocks > 1 && !areHeadsEnough)
      this.#attendInBlocks(layout, kv, out, q, pos, firstBlock, nBlocks, attn);
    else this.#attendByHeads(layout, kv, out, q, pos, attn);
  }

  /** A unit of work is one KV head of one token. */
  #attendByHeads(
    layout: KvLayout,
    kv: KvLayer,
    out: WasmTensor,
    q: WasmTensor,
    pos: number,
    attn: AttentionParams,
  ): void {
    this.#begin(IN_CHUNKS, out.access, q.access, kv.access);
    const { nHead, nHeadKv, headDim, scale } = attn;
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
      const to = out.row(i) + at;
      const from = q.row(i) + at;
      const first = firstPosition(pos + i, attn);
      kernels.attention(layout, to, from, kv.k, kv.v, head, nGroup, pos + i + 1, scale, first, attn.softcap);
    }
    out.version++;
  }

  /** One token over many positions: a unit of work is one block of positions of one KV head. */
  #attendInBlocks(
    layout: KvLayout,
    kv: KvLayer,
    out: WasmTensor,
    q: WasmTensor,
    pos: number,
    firstBlock: number,
    nBlocks: number,
    attn: AttentionParams,
  ): void {
    const { nHead, nHeadKv, headDim, scale } = attn;
    const { kernels } = kv.bank;
    const { partials } = kv;
    const first = firstPosition(pos, attn);
    const nGroup = nHead / nHeadKv;
    const groupBytes = nGroup * headDim * 4;
    const blockBytes = nGroup * attentionPartialBytes(headDim);
    const headBytes = nBlocks * blockBytes;

    this.#begin(IN_CHUNKS, partials.access, q.access, kv.access);
    let counter = this.#team.counter();
    const nUnits = nHeadKv * nBlocks;
    for (let unit = this.#team.take(counter, 1); unit < nUnits; unit = this.#team.take(counter, 1)) {
      const head = Math.floor(unit / nBlocks);
      const block = unit % nBlocks;
      kernels.attentionPartials(
        layout,
        // The address of block 0, were it there: what is kept begins with firstBlock.
        partials.address + head * headBytes - firstBlock * blockBytes,
        q.address + head * groupBytes,
        kv.k,
        kv.v,
        head,
        nGroup,
        pos + 1,
        scale,
        firstBlock + block,
        1,
        first,
        attn.softcap,
      );
    }

    this.#begin(IN_CHUNKS, out.access, partials.access);
    counter = this.#team.counter();
    for (let head = this.#team.take(counter, 1); head < nHeadKv; head = this.#team.take(counter, 1)) {
      const from = partials.address + head * headBytes;
      kernels.attentionMerge(out.address + head * groupBytes, from, headDim, nGroup, nBlocks);
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

  geglu(out: WasmTensor, gate: WasmTensor, up: WasmTensor): void {
    this.#begin(BY_ROWS, out.access, gate.access, up.access);
    const { kernels } = out.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.geglu(out.row(i), gate.row(i), up.row(i), out.width);
    out.version++;
  }

  scale(x: WasmTensor, factor: number): void {
    this.#begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++) kernels.scale(x.row(i), x.row(i), x.width, factor);
    x.version++;
  }

  scaleByPosition(x: WasmTensor, pos: number, factor: (position: number) => number): void {
    this.#begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.scale(x.row(i), x.row(i), x.width, factor(pos + i));
    x.version++;
  }

  sigmoidGate(x: WasmTensor, gate: WasmTensor): void {
    this.#begin(BY_ROWS, x.access, gate.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++)
      kernels.scale(x.row(i), x.row(i), x.width, 1 / (1 + Math.exp(-gate.f32[i]!)));
    x.version++;
  }

  softcap(x: WasmTensor, cap: number): void {
    this.#begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#firstRow; i < this.#endRow; i++) kernels.softcap(x.row(i), x.width, cap);
    x.version++;
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

  chooseExperts(choice: WasmTensor, logits: WasmTensor, experts: ExpertParams): void {
    this.#begin(BY_ROWS, choice.access, logits.access);
    for (let i = this.#firstRow; i < this.#endRow; i++)
      chooseExperts(choice.f32Row(i), logits.f32Row(i), experts);
    choice.version++;
  }

  matmulExperts(out: WasmTensor, x: WasmTensor, weight: WasmTensor, choice: WasmTensor): void {
    if (this.#nRows === 0) return;
    const routing = this.#route(choice, weight.shape[2]!);
    const input = this.#quantizeRouted(x, weight, routing);
    this.#begin(IN_CHUNKS, out.access, input.access);

    const { kernel, width, address } = weight;
    const height = weight.shape[1]!;
    const inputBytes = kernel.activation.rowBytes(width);
    const expertBytes = height * kernel.rowBytes(width);
    const size = Math.min(height, this.#chunkSize(height * routing.nGroups, kernel.rowMultiple));
    const nChunks = Math.ceil(height / size);
    const nUnits = routing.nGroups * nChunks;
    const counter = this.#team.counter();
    for (let unit = this.#team.take(counter, 1); unit < nUnits; unit = this.#team.take(counter, 1)) {
      const { expert, first, n } = routing.groups[Math.floor(unit / nChunks)]!;
      const firstRow = (unit % nChunks) * size;
      kernel.matmul(
        out.address + first * height * 4,
        height,
        address + expert * expertBytes,
        firstRow,
        Math.min(size, height - firstRow),
        width,
        input.address + first * inputBytes,
        n,
      );
    }
    out.version++;
  }

  /** The rows sorted by expert; the same for all matmuls of one choice. */
  #route(choice: WasmTensor, nExpert: number): Routing {
    let routing = this.#routings.get(choice);
    if (!routing) {
      routing = new Routing(nExpert, choice.width / 2);
      this.#routings.set(choice, routing);
    }
    if (routing.version === choice.version) return routing;
    this.#beginGather(choice.access);
    routing.sort(choice.f32, this.#nRows);
    routing.version = choice.version;
    return routing;
  }

  /** As #quantize, but a row for each sorted pair: its token's row of x, or where x has one for each pair, its own. */
  #quantizeRouted(x: WasmTensor, weight: WasmTensor, routing: Routing): QuantizedInput {
    const format = weight.kernel.activation;
    const input = weight.bank.quantizedInput(format);
    if (input.source === x && input.version === x.version && input.routing === routing.version) return input;

    this.#begin(IN_CHUNKS, input.access, x.access);
    const { width } = weight;
    const { index, nThreads } = this.#team;
    const { nUsed, nPairs, pairAt } = routing;
    const isShared = x.width === width;
    const rowBytes = format.rowBytes(width);
    const end = Math.floor((nPairs * (index + 1)) / nThreads);
    for (let place = Math.floor((nPairs * index) / nThreads); place < end; place++) {
      const from = isShared ? x.row(Math.floor(pairAt[place]! / nUsed)) : x.address + place * width * 4;
      format.quantize(input.address + place * rowBytes, from, width);
    }
    input.source = x;
    input.version = x.version;
    input.routing = routing.version;
    return input;
  }

  sumExperts(out: WasmTensor, results: WasmTensor, choice: WasmTensor): void {
    const { nUsed, placeOf } = this.#routings.get(choice)!;
    this.#beginGather(results.access, out.access);
    const { kernels } = out.bank;
    const rowBytes = out.width * 4;
    for (let i = this.#firstRow; i < this.#endRow; i++) {
      const weights = choice.f32Row(i);
      for (let slot = 0; slot < nUsed; slot++) {
        const result = results.address + placeOf[i * nUsed + slot]! * rowBytes;
        const weight = weights[nUsed + slot]!;
        if (slot === 0) kernels.scale(out.row(i), result, out.width, weight);
        else kernels.addScaled(out.row(i), result, out.width, weight);
      }
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

  /** The same for an op that reads any rows, and writes only its own, if any. */
  #beginGather(reads: Access, writes?: Access): void {
    const team = this.#team;
    const mustWait =
      reads.needsBarrier(team.epoch, false, IN_CHUNKS) ||
      writes?.needsBarrier(team.epoch, true, BY_ROWS) === true;
    if (mustWait) team.barrier();
    reads.note(team.epoch, false, IN_CHUNKS);
    writes?.note(team.epoch, true, BY_ROWS);
  }
}

/** The first position that the query at `pos` sees. */
function firstPosition(pos: number, { window = Infinity }: AttentionParams): number {
  return Math.max(0, pos + 1 - window);
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
