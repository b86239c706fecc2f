import type {
  Activation,
  AttentionParams,
  ExpertParams,
  RecurrentParams,
  RopeParams,
} from '../model/hparams.ts';
import type { Ops, Pass } from '../model/ops.ts';
import { ropeTable } from '../runtime/rope.ts';
import type { Bank, RopeTable, WasmTensor } from './bank.ts';
import { BY_ROWS, IN_CHUNKS, Share } from './share.ts';
import type { Team } from './team.ts';
import { type KvLayers, WasmAttention } from './wasmAttention.ts';
import { WasmDeltaNet } from './wasmDeltaNet.ts';
import { WasmMatmul } from './wasmMatmul.ts';

/**
 * Ops on WebAssembly kernels and shared memory. Here is what is done row by row: a token's norm, its rotation, … always by
 * the row's owner, so that a chain of such ops needs no barrier. Matmuls and attention, which are shared out in chunks,
 * have files of their own.
 */
export class WasmOps implements Ops<WasmTensor> {
  readonly #share: Share;
  readonly #matmul: WasmMatmul;
  readonly #attention: WasmAttention;
  readonly #deltaNet: WasmDeltaNet;

  constructor(team: Team) {
    this.#share = new Share(team);
    this.#matmul = new WasmMatmul(this.#share);
    this.#deltaNet = new WasmDeltaNet(this.#share);
    this.#attention = new WasmAttention(this.#share, (out, x) => {
      this.copyRows(out, x, 0);
    });
  }

  /** `windowFrom`: the first position that caches with a window hold. */
  beginPass(kv: KvLayers, nRows: number, windowFrom: number): void {
    this.#attention.beginPass(kv, windowFrom);
    this.#deltaNet.beginPass(kv.states);
    this.#share.setRows(nRows);
  }

  setRows(nRows: number): void {
    if (nRows === this.#share.nRows) return;
    this.#share.team.barrier(); // owners change
    this.#share.setRows(nRows);
  }

  matmul(out: WasmTensor, x: WasmTensor, weight: WasmTensor): void {
    this.#matmul.matmul(out, x, weight);
  }

  matmulQkv(
    q: WasmTensor,
    k: WasmTensor,
    v: WasmTensor,
    x: WasmTensor,
    qWeight: WasmTensor,
    kWeight: WasmTensor,
    vWeight: WasmTensor,
  ): void {
    this.#matmul.prepare(x, qWeight, kWeight, vWeight);
    this.matmul(q, x, qWeight);
    this.matmul(k, x, kWeight);
    this.matmul(v, x, vWeight);
  }

  matmulGated(
    out: WasmTensor,
    up: WasmTensor,
    x: WasmTensor,
    gateWeight: WasmTensor,
    upWeight: WasmTensor,
    act: Activation,
  ): void {
    if (this.#share.nRows === 1) {
      this.#matmul.matmulGated(out, up, x, gateWeight, upWeight, act);
      return;
    }
    // Each thread has rows of its own then, and goes through them in one piece.
    this.matmul(out, x, gateWeight);
    this.matmul(up, x, upWeight);
    if (act === 'silu') this.swiglu(out, out, up);
    else this.geglu(out, out, up);
  }

  chooseExperts(choice: WasmTensor, logits: WasmTensor, experts: ExpertParams): void {
    this.#matmul.chooseExperts(choice, logits, experts);
  }

  matmulExperts(out: WasmTensor, x: WasmTensor, weight: WasmTensor, choice: WasmTensor): void {
    this.#matmul.matmulExperts(out, x, weight, choice);
  }

  sumExperts(out: WasmTensor, results: WasmTensor, choice: WasmTensor): void {
    this.#matmul.sumExperts(out, results, choice);
  }

  storeKv(il: number, k: WasmTensor, v: WasmTensor, pos: number): void {
    this.#attention.storeKv(il, k, v, pos);
  }

  attention(out: WasmTensor, q: WasmTensor, il: number, pos: number, attn: AttentionParams): void {
    this.#attention.attention(out, q, il, pos, attn);
  }

  splitHeads(a: WasmTensor, b: WasmTensor, x: WasmTensor, headDim: number): void {
    this.#deltaNet.splitHeads(a, b, x, headDim);
  }

  l2Norm(x: WasmTensor, headDim: number, nHead: number, eps: number): void {
    this.#deltaNet.l2Norm(x, headDim, nHead, eps);
  }

  shortConv(
    out: WasmTensor,
    x: WasmTensor,
    weight: WasmTensor,
    il: number,
    pass: Pass,
    recurrent: RecurrentParams,
  ): void {
    this.#deltaNet.shortConv(out, x, weight, il, pass, recurrent);
  }

  deltaGates(decay: WasmTensor, beta: WasmTensor, bias: WasmTensor, a: WasmTensor): void {
    this.#deltaNet.deltaGates(decay, beta, bias, a);
  }

  deltaNet(
    out: WasmTensor,
    x: WasmTensor,
    decay: WasmTensor,
    beta: WasmTensor,
    il: number,
    pass: Pass,
    recurrent: RecurrentParams,
  ): void {
    this.#deltaNet.deltaNet(out, x, decay, beta, il, pass, recurrent);
  }

  getRows(out: WasmTensor, weight: WasmTensor, tokens: Int32Array): void {
    if (out.bank !== weight.bank) {
      const decoded = weight.bank.scratch.x;
      this.getRows(decoded, weight, tokens);
      this.copyRows(out, decoded, 0);
      return;
    }
    this.#share.begin(BY_ROWS, out.access);
    const { kernel } = weight;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernel.getRow(out.row(i), weight.address, tokens[i]!, weight.height, weight.width);
    out.version++;
  }

  rmsNorm(out: WasmTensor, x: WasmTensor, weight: WasmTensor, eps: number): void {
    this.#share.begin(BY_ROWS, out.access, x.access);
    const { kernels } = out.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.rmsNorm(out.row(i), x.row(i), weight.address, x.width, eps);
    out.version++;
  }

  headNorm(x: WasmTensor, weight: WasmTensor, eps: number): void {
    this.#share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    const headBytes = weight.width * 4;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) {
      const end = x.row(i + 1);
      for (let head = x.row(i); head < end; head += headBytes)
        kernels.rmsNorm(head, head, weight.address, weight.width, eps);
    }
    x.version++;
  }

  addBias(x: WasmTensor, bias: WasmTensor): void {
    this.#share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.add(x.row(i), bias.address, x.width);
    x.version++;
  }

  rope(
    x: WasmTensor,
    headDim: number,
    pos: number,
    rope: RopeParams,
    freqFactors: WasmTensor | undefined,
  ): void {
    const table = this.#ropeTable(x.bank, pos, rope, freqFactors);
    this.#share.begin(BY_ROWS, x.access, table.access);
    const { kernels } = x.bank;
    const nHead = x.width / headDim;
    const rowBytes = rope.dim * 2;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) {
      const cos = table.cosAddress + i * rowBytes;
      const sin = table.sinAddress + i * rowBytes;
      kernels.rope(x.row(i), nHead, headDim, rope.dim, cos, sin, rope.style === 'neox');
    }
    x.version++;
  }

  /** Made once a pass in each bank: the layers share it. */
  #ropeTable(bank: Bank, pos: number, rope: RopeParams, freqFactors: WasmTensor | undefined): RopeTable {
    const table = bank.ropeTable(rope);
    const isMade =
      table.pos === pos && table.nRows === this.#share.nRows && table.freqFactors === freqFactors;
    if (isMade) return table;

    this.#share.begin(BY_ROWS, table.access);
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      ropeTable(table.cos[i]!, table.sin[i]!, pos + i, rope, freqFactors?.f32);
    table.pos = pos;
    table.nRows = this.#share.nRows;
    table.freqFactors = freqFactors;
    return table;
  }

  swiglu(out: WasmTensor, gate: WasmTensor, up: WasmTensor): void {
    this.#share.begin(BY_ROWS, out.access, gate.access, up.access);
    const { kernels } = out.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.swiglu(out.row(i), gate.row(i), up.row(i), out.width);
    out.version++;
  }

  geglu(out: WasmTensor, gate: WasmTensor, up: WasmTensor): void {
    this.#share.begin(BY_ROWS, out.access, gate.access, up.access);
    const { kernels } = out.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.geglu(out.row(i), gate.row(i), up.row(i), out.width);
    out.version++;
  }

  scale(x: WasmTensor, factor: number): void {
    this.#share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.scale(x.row(i), x.row(i), x.width, factor);
    x.version++;
  }

  scaleByPosition(x: WasmTensor, pos: number, factor: (position: number) => number): void {
    this.#share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      kernels.scale(x.row(i), x.row(i), x.width, factor(pos + i));
    x.version++;
  }

  sigmoidGate(x: WasmTensor, gate: WasmTensor): void {
    this.#share.begin(BY_ROWS, x.access, gate.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      if (gate.width === 1) kernels.scale(x.row(i), x.row(i), x.width, 1 / (1 + Math.exp(-gate.f32[i]!)));
      else kernels.sigmoidMul(x.row(i), gate.row(i), x.width);
    x.version++;
  }

  softcap(x: WasmTensor, cap: number): void {
    this.#share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) kernels.softcap(x.row(i), x.width, cap);
    x.version++;
  }

  add(x: WasmTensor, y: WasmTensor): void {
    this.#share.begin(BY_ROWS, x.access, y.access);
    const { kernels } = x.bank;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) kernels.add(x.row(i), y.row(i), x.width);
    x.version++;
  }

  copyRows(out: WasmTensor, x: WasmTensor, first: number): void {
    this.#share.begin(first === 0 ? BY_ROWS : IN_CHUNKS, out.access, x.access);
    const bytes = out.width * 4;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) {
      if (out.bank === x.bank) out.bank.kernels.copy(out.row(i), x.row(first + i), bytes);
      else copyAcross(out, i, x, first + i);
    }
    out.version++;
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
