import type { RecurrentParams } from '../model/hparams.ts';
import type { Pass } from '../model/ops.ts';
import { stateSizes } from '../weights/stateLayout.ts';
import { deltaGates } from '../runtime/scalarDeltaNet.ts';
import type { Bank, WasmTensor } from './bank.ts';
import { BY_ROWS, IN_CHUNKS, type Share } from './share.ts';

/** The copies of one recurrent layer's state, in the layer's own bank. */
export interface StateLayer {
  readonly bank: Bank;
  readonly address: number;
  /** From one copy to the next. */
  readonly copyBytes: number;
}

/**
 * Gated delta nets. A pass reads one copy of the states and writes another, of each part of which one thread alone has
 * charge: so they need no barriers but those for what goes in and out.
 */
export class WasmDeltaNet {
  readonly #share: Share;
  #states: readonly (StateLayer | undefined)[] = [];

  constructor(share: Share) {
    this.#share = share;
  }

  beginPass(states: readonly (StateLayer | undefined)[]): void {
    this.#states = states;
  }

  splitHeads(a: WasmTensor, b: WasmTensor, x: WasmTensor, headDim: number): void {
    const share = this.#share;
    share.beginBoth(BY_ROWS, a.access, b.access, x.access);
    const { kernels } = x.bank;
    const headBytes = headDim * 4;
    for (let i = share.firstRow; i < share.endRow; i++) {
      let from = x.row(i);
      for (let at = 0; at < a.width * 4; at += headBytes, from += 2 * headBytes) {
        kernels.copy(a.row(i) + at, from, headBytes);
        kernels.copy(b.row(i) + at, from + headBytes, headBytes);
      }
    }
    a.version++;
    b.version++;
  }

  l2Norm(x: WasmTensor, headDim: number, nHead: number, eps: number): void {
    const share = this.#share;
    share.begin(BY_ROWS, x.access);
    const { kernels } = x.bank;
    for (let i = share.firstRow; i < share.endRow; i++)
      for (let head = 0; head < nHead; head++) kernels.l2Norm(x.row(i) + head * headDim * 4, headDim, eps);
    x.version++;
  }

  shortConv(
    out: WasmTensor,
    x: WasmTensor,
    weight: WasmTensor,
    il: number,
    pass: Pass,
    { nConv }: RecurrentParams,
  ): void {
    const share = this.#share;
    share.beginGather(x.access, out.access);
    const { kernels } = out.bank;
    const nMixed = x.width;
    const rowBytes = nMixed * 4;
    const history = this.#copy(il, pass.stateFrom);
    const nBefore = nConv - 1;
    /** Address of the input at row i of the pass; before the first row lies what earlier passes left, or nothing. */
    const inputAt = (i: number): number | undefined =>
      i >= 0 ? x.row(i) : pass.pos === 0 ? undefined : history + (nBefore + i) * rowBytes;

    for (let i = share.firstRow; i < share.endRow; i++) {
      kernels.zero(out.row(i), rowBytes);
      for (let tap = 0; tap < nConv; tap++) {
        const input = inputAt(i - nBefore + tap);
        if (input !== undefined) kernels.convTap(out.row(i), input, weight.address, nMixed, tap, nConv);
      }
      kernels.silu(out.row(i), nMixed);
    }
    out.version++;

    if (share.team.index !== 0) return;
    const next = this.#copy(il, pass.stateTo);
    for (let i = 0; i < nBefore; i++) {
      const input = inputAt(share.nRows - nBefore + i);
      if (input === undefined) kernels.zero(next + i * rowBytes, rowBytes);
      else kernels.copy(next + i * rowBytes, input, rowBytes);
    }
  }

  deltaGates(decay: WasmTensor, beta: WasmTensor, bias: WasmTensor, a: WasmTensor): void {
    const share = this.#share;
    share.beginBoth(BY_ROWS, decay.access, beta.access);
    for (let i = share.firstRow; i < share.endRow; i++)
      deltaGates(decay.f32Row(i), beta.f32Row(i), bias.f32, a.f32);
    decay.version++;
    beta.version++;
  }

  /** A unit of work is one head, token after token. */
  deltaNet(
    out: WasmTensor,
    x: WasmTensor,
    decay: WasmTensor,
    beta: WasmTensor,
    il: number,
    pass: Pass,
    recurrent: RecurrentParams,
  ): void {
    const share = this.#share;
    share.begin(IN_CHUNKS, out.access, x.access, decay.access, beta.access);
    const { nHeadK, nHeadV, headDim } = recurrent;
    const { kernels } = out.bank;
    const scale = 1 / Math.sqrt(headDim);
    const headBytes = headDim * 4;
    const matrixBytes = headDim * headBytes;
    const historyBytes = stateSizes(recurrent).nHistory * 4;
    const from = this.#copy(il, pass.stateFrom) + historyBytes;
    const to = this.#copy(il, pass.stateTo) + historyBytes;

    const counter = share.team.counter();
    for (let head = share.team.take(counter, 1); head < nHeadV; head = share.team.take(counter, 1)) {
      const state = to + head * matrixBytes;
      if (pass.pos === 0) kernels.zero(state, matrixBytes);
      else kernels.copy(state, from + head * matrixBytes, matrixBytes);
      const q = (head % nHeadK) * headBytes;
      const k = q + nHeadK * headBytes;
      const v = (2 * nHeadK + head) * headBytes;
      for (let i = 0; i < share.nRows; i++) {
        const row = x.row(i);
        const result = out.row(i) + head * headBytes;
        const keep = decay.f32Row(i)[head]!;
        const change = beta.f32Row(i)[head]!;
        kernels.deltaStep(result, state, row + q, row + k, row + v, headDim, keep, change, scale);
      }
    }
    out.version++;
  }

  #copy(il: number, copy: number): number {
    const { address, copyBytes } = this.#states[il]!;
    return address + copy * copyBytes;
  }
}
