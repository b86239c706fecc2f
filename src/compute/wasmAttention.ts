import { ATTENTION_BLOCK, attentionPartialBytes, type KvLayout } from '../kernels/kernels.ts';
import type { AttentionParams } from '../model/hparams.ts';
import type { Access, Bank, WasmTensor } from './bank.ts';
import type { StateLayer } from './wasmDeltaNet.ts';
import { BY_ROWS, IN_CHUNKS, type Share } from './share.ts';

/** Heads a thread should find for attention to be shared out by heads alone. */
const HEADS_PER_THREAD = 4;

/** One layer of a KV cache. It may lie in another bank than its layer, where that one is full. */
export interface KvLayer {
  readonly bank: Bank;
  readonly layout: KvLayout;
  readonly k: number;
  readonly v: number;
  readonly isWindowed: boolean;
  readonly access: Access;
  /** Where the bank keeps partial results of attention; one for all of its layers. */
  readonly partials: { readonly address: number; readonly access: Access };
}

export interface KvLayers {
  readonly nCtx: number;
  /** By layer; recurrent ones have a state instead. */
  readonly layers: readonly (KvLayer | undefined)[];
  readonly states: readonly (StateLayer | undefined)[];
}

/** The KV cache of one pass, and attention over it. */
export class WasmAttention {
  readonly #share: Share;
  readonly #copyRows: (out: WasmTensor, x: WasmTensor) => void;
  #kv: KvLayers | undefined;
  #windowFrom = 0;

  /** `copyRows` takes rows to another bank: where a cache lies elsewhere. */
  constructor(share: Share, copyRows: (out: WasmTensor, x: WasmTensor) => void) {
    this.#share = share;
    this.#copyRows = copyRows;
  }

  beginPass(kv: KvLayers, windowFrom: number): void {
    this.#kv = kv;
    this.#windowFrom = windowFrom;
  }

  /** Where in a layer's cache the position `pos` lies. */
  #place(pos: number, { isWindowed }: KvLayer): number {
    return isWindowed ? pos - this.#windowFrom : pos;
  }

  storeKv(il: number, k: WasmTensor, v: WasmTensor, pos: number): void {
    const kv = this.#kv!.layers[il]!;
    if (kv.bank !== k.bank) {
      this.#copyRows(kv.bank.scratch.k, k);
      this.#copyRows(kv.bank.scratch.v, v);
      k = kv.bank.scratch.k;
      v = kv.bank.scratch.v;
    }
    this.#share.begin(BY_ROWS, kv.access, k.access, v.access);
    const { kernels } = kv.bank;
    const place = this.#place(pos, kv);
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.storeKv(kv.layout, kv.k, kv.v, k.row(i), v.row(i), place + i);
  }

  attention(out: WasmTensor, q: WasmTensor, il: number, pos: number, attn: AttentionParams): void {
    const kv = this.#kv!.layers[il]!;
    const place = this.#place(pos, kv);
    if (kv.bank !== q.bank) {
      const { scratch } = kv.bank;
      this.#copyRows(scratch.q, q);
      this.#attend(kv, scratch.att, scratch.q, place, attn);
      this.#copyRows(out, scratch.att);
    } else this.#attend(kv, out, q, place, attn);
  }

  /** Here and below `pos` is a place in the cache. */
  #attend(kv: KvLayer, out: WasmTensor, q: WasmTensor, pos: number, attn: AttentionParams): void {
    const firstBlock = Math.floor(firstPosition(pos, attn) / ATTENTION_BLOCK);
    const nBlocks = Math.ceil((pos + 1) / ATTENTION_BLOCK) - firstBlock;
    const areHeadsEnough = attn.nHeadKv >= this.#share.team.nThreads * HEADS_PER_THREAD;
    if (this.#share.nRows === 1 && nBlocks > 1 && !areHeadsEnough)
      this.#attendInBlocks(kv, out, q, pos, firstBlock, nBlocks, attn);
    else this.#attendByHeads(kv, out, q, pos, attn);
  }

  /** A unit of work is one KV head of one token. */
  #attendByHeads(kv: KvLayer, out: WasmTensor, q: WasmTensor, pos: number, attn: AttentionParams): void {
    this.#share.begin(IN_CHUNKS, out.access, q.access, kv.access);
    const { nHead, nHeadKv, headDim, scale } = attn;
    const { kernels } = kv.bank;
    const nGroup = nHead / nHeadKv;
    const groupBytes = nGroup * headDim * 4;
    const nUnits = this.#share.nRows * nHeadKv;
    const counter = this.#share.team.counter();
    for (
      let unit = this.#share.team.take(counter, 1);
      unit < nUnits;
      unit = this.#share.team.take(counter, 1)
    ) {
      // The last tokens see the most positions: first things first, so that no thread ends with the longest.
      const i = this.#share.nRows - 1 - Math.floor(unit / nHeadKv);
      const head = unit % nHeadKv;
      const at = head * groupBytes;
      const to = out.row(i) + at;
      const from = q.row(i) + at;
      const first = firstPosition(pos + i, attn);
      kernels.attention(
        kv.layout,
        to,
        from,
        kv.k,
        kv.v,
        head,
        nGroup,
        pos + i + 1,
        scale,
        first,
        attn.softcap,
      );
    }
    out.version++;
  }

  /** One token over many positions: a unit of work is one block of positions of one KV head. */
  #attendInBlocks(
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

    this.#share.begin(IN_CHUNKS, partials.access, q.access, kv.access);
    let counter = this.#share.team.counter();
    const nUnits = nHeadKv * nBlocks;
    for (
      let unit = this.#share.team.take(counter, 1);
      unit < nUnits;
      unit = this.#share.team.take(counter, 1)
    ) {
      const head = Math.floor(unit / nBlocks);
      const block = unit % nBlocks;
      kernels.attentionPartials(
        kv.layout,
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

    this.#share.begin(IN_CHUNKS, out.access, partials.access);
    counter = this.#share.team.counter();
    for (
      let head = this.#share.team.take(counter, 1);
      head < nHeadKv;
      head = this.#share.team.take(counter, 1)
    ) {
      const from = partials.address + head * headBytes;
      kernels.attentionMerge(kv.layout, out.address + head * groupBytes, from, nGroup, nBlocks);
    }
    out.version++;
  }
}

/** The first position that the query at `pos` sees. */
function firstPosition(pos: number, { window = Infinity }: AttentionParams): number {
  return Math.max(0, pos + 1 - window);
}
