import type { Activation, ExpertParams } from '../model/hparams.ts';
import { chooseExperts } from '../runtime/experts.ts';
import type { QuantizedInput, WasmTensor } from './bank.ts';
import { Routing } from './routing.ts';
import { BY_ROWS, IN_CHUNKS, type Share } from './share.ts';

/** Rows of a weight that are handed out at once: much work a row with a batch, little with a single token. */
const MATVEC_CHUNK = 256;
const MATMUL_CHUNK = 64;
/** Chunks a thread should find in each matmul: a core that is slow, or taken away for a while, takes fewer. */
const CHUNKS_PER_THREAD = 16;
/** Below this, handing out chunks costs as much as computing them. */
const LEAST_CHUNK = 32;

/** Products with weights, and with those of chosen experts; the inputs in the form that their kernels want. */
export class WasmMatmul {
  readonly #share: Share;
  readonly #routings = new Map<WasmTensor, Routing>(); // by the choice it sorts

  constructor(share: Share) {
    this.#share = share;
  }

  matmul(out: WasmTensor, x: WasmTensor, weight: WasmTensor): void {
    const nRows = this.#share.nRows;
    if (nRows === 0) return;
    const { kernel, width, height } = weight;
    const input = this.#quantize(x, weight);

    this.#share.begin(IN_CHUNKS, out.access, input.access);
    const counter = this.#share.team.counter();
    const size = this.#chunkSize(height, kernel.rowMultiple);
    for (
      let first = this.#share.team.take(counter, size);
      first < height;
      first = this.#share.team.take(counter, size)
    ) {
      const n = Math.min(size, height - first);
      kernel.matmul(out.address, out.width, weight.address, first, n, width, input.address, nRows);
    }
    out.version++;
  }

  /**
   * Makes all forms of x that matmuls with these weights want, before the first of them: a form made between two of them
   * would need another barrier.
   */
  prepare(x: WasmTensor, first: WasmTensor, second: WasmTensor, third: WasmTensor): void {
    if (this.#share.nRows === 0) return;
    this.#quantize(x, first);
    this.#quantize(x, second);
    this.#quantize(x, third);
  }

  /** As Ops has it, for one row: whoever computes a chunk of both products also joins them. */
  matmulGated(
    out: WasmTensor,
    up: WasmTensor,
    x: WasmTensor,
    gateWeight: WasmTensor,
    upWeight: WasmTensor,
    act: Activation,
  ): void {
    const gateInput = this.#quantize(x, gateWeight);
    const upInput = this.#quantize(x, upWeight);
    this.#share.beginBoth(IN_CHUNKS, out.access, up.access, gateInput.access, upInput.access);

    const { kernels } = out.bank;
    const { width, height } = gateWeight;
    // The activation takes four at once, and a row's last few in another way: only those may be left.
    const rowMultiple = Math.max(gateWeight.kernel.rowMultiple, upWeight.kernel.rowMultiple, 4);
    const size = this.#chunkSize(height, rowMultiple);
    const counter = this.#share.team.counter();
    for (
      let first = this.#share.team.take(counter, size);
      first < height;
      first = this.#share.team.take(counter, size)
    ) {
      const n = Math.min(size, height - first);
      const gated = out.address + 4 * first;
      gateWeight.kernel.matmul(
        out.address,
        height,
        gateWeight.address,
        first,
        n,
        width,
        gateInput.address,
        1,
      );
      upWeight.kernel.matmul(up.address, height, upWeight.address, first, n, width, upInput.address, 1);
      if (act === 'silu') kernels.swiglu(gated, gated, up.address + 4 * first, n);
      else kernels.geglu(gated, gated, up.address + 4 * first, n);
    }
    out.version++;
    up.version++;
  }

  /** x in the form the weight's kernel wants. Consecutive matmuls of one input share one such copy. */
  #quantize(x: WasmTensor, weight: WasmTensor): QuantizedInput {
    const format = weight.kernel.activation;
    const input = weight.bank.quantizedInput(format);
    if (input.source === x && input.version === x.version && input.routing === undefined) return input;

    this.#share.begin(BY_ROWS, input.access, x.access);
    const rowBytes = format.rowBytes(x.width);
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      format.quantize(input.address + i * rowBytes, x.row(i), x.width);
    input.source = x;
    input.version = x.version;
    input.routing = undefined;
    return input;
  }

  #chunkSize(height: number, rowMultiple: number): number {
    const most = this.#share.nRows === 1 ? MATVEC_CHUNK : MATMUL_CHUNK;
    const fair = Math.ceil(height / (this.#share.team.nThreads * CHUNKS_PER_THREAD));
    return Math.ceil(Math.max(LEAST_CHUNK, Math.min(most, fair)) / rowMultiple) * rowMultiple;
  }

  chooseExperts(choice: WasmTensor, logits: WasmTensor, experts: ExpertParams): void {
    this.#share.begin(BY_ROWS, choice.access, logits.access);
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++)
      chooseExperts(choice.f32Row(i), logits.f32Row(i), experts);
    choice.version++;
  }

  matmulExperts(out: WasmTensor, x: WasmTensor, weight: WasmTensor, choice: WasmTensor): void {
    if (this.#share.nRows === 0) return;
    const routing = this.#route(choice, weight.shape[2]!);
    const input = this.#quantizeRouted(x, weight, routing);
    this.#share.begin(IN_CHUNKS, out.access, input.access);

    const { kernel, width, address } = weight;
    const height = weight.shape[1]!;
    const inputBytes = kernel.activation.rowBytes(width);
    const expertBytes = height * kernel.rowBytes(width);
    const size = Math.min(height, this.#chunkSize(height * routing.nGroups, kernel.rowMultiple));
    const nChunks = Math.ceil(height / size);
    const nUnits = routing.nGroups * nChunks;
    const counter = this.#share.team.counter();
    for (
      let unit = this.#share.team.take(counter, 1);
      unit < nUnits;
      unit = this.#share.team.take(counter, 1)
    ) {
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
    this.#share.beginGather(choice.access);
    routing.sort(choice.f32, this.#share.nRows);
    routing.version = choice.version;
    return routing;
  }

  /** As #quantize, but a row for each sorted pair: its token's row of x, or where x has one for each pair, its own. */
  #quantizeRouted(x: WasmTensor, weight: WasmTensor, routing: Routing): QuantizedInput {
    const format = weight.kernel.activation;
    const input = weight.bank.quantizedInput(format);
    if (input.source === x && input.version === x.version && input.routing === routing.version) return input;

    this.#share.begin(IN_CHUNKS, input.access, x.access);
    const { width } = weight;
    const { index, nThreads } = this.#share.team;
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
    this.#share.beginGather(results.access, out.access);
    const { kernels } = out.bank;
    const rowBytes = out.width * 4;
    for (let i = this.#share.firstRow; i < this.#share.endRow; i++) {
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
}
