import type { Scratch } from '../model/arch/arch.ts';
import { type RopeParams, ropesOf } from '../model/hparams.ts';
import type { Tensor } from '../model/ops.ts';
import type { ActivationFormat, ActivationName, Kernels, MatmulKernel } from '../kernels/kernels.ts';
import { instantiateKernels } from '../kernels/kernels.ts';
import type { QuantTypeName } from '../quant/index.ts';
import { createScratch } from '../runtime/scratch.ts';
import { logitsRows, MAX_ROWS } from '../weights/memoryPlan.ts';
import type { BankLayout, ModelPlan } from './messages.ts';

/**
 * Who touched some memory since the last barrier, and how: by `rows` (each thread only the rows it owns), or in any
 * order. Two touches need a barrier between them if one of them writes, unless each thread meets only itself.
 */
export class Access {
  #epoch = -1;
  #isWritten = false;
  #isByRows = false;

  needsBarrier(epoch: number, writes: boolean, byRows: boolean): boolean {
    return this.#epoch === epoch && (this.#isWritten || writes) && !(this.#isByRows && byRows);
  }

  note(epoch: number, writes: boolean, byRows: boolean): void {
    const isFirst = this.#epoch !== epoch;
    this.#epoch = epoch;
    this.#isWritten = writes || (!isFirst && this.#isWritten);
    this.#isByRows = byRows && (isFirst || this.#isByRows);
  }
}

/** A weight, or f32 activations, in one bank. */
export class WasmTensor implements Tensor {
  readonly shape: readonly number[];
  readonly bank: Bank;
  readonly address: number;
  /** Elements a row. */
  readonly width: number;
  readonly height: number;
  /** Of the weight's type; F32 for activations. */
  readonly kernel: MatmulKernel;
  readonly access = new Access();
  /** Counts writes, so that a quantised copy knows whether it is still one. */
  version = 0;
  #f32: Float32Array | undefined;
  readonly #rows: Float32Array[] = [];

  constructor(bank: Bank, type: QuantTypeName, shape: readonly number[], address: number) {
    this.bank = bank;
    this.kernel = bank.kernels.matmulKernels[type];
    this.shape = shape;
    this.address = address;
    this.width = shape[0] ?? 1;
    this.height = shape.slice(1).reduce((product, n) => product * n, 1);
  }

  /** Address of row `i` of f32 activations. */
  row(i: number): number {
    return this.address + i * this.width * 4;
  }

  /** Row `i` of f32 activations, as a view that is made once. */
  f32Row(i: number): Float32Array {
    return (this.#rows[i] ??= this.f32.subarray(i * this.width, (i + 1) * this.width));
  }

  /** The elements of an F32 tensor. */
  get f32(): Float32Array {
    return (this.#f32 ??= new Float32Array(this.bank.memory.buffer, this.address, this.width * this.height));
  }
}

/** A quantised copy of the activation it was last made from, in the order of its rows or of a choice of experts. */
export interface QuantizedInput {
  readonly format: ActivationFormat;
  readonly address: number;
  readonly access: Access;
  source: WasmTensor | undefined;
  version: number;
  /** Version of the choice of experts by which its rows are sorted. */
  routing: number | undefined;
}

/** Cosines and sines of the running pass's positions. */
export interface RopeTable {
  readonly rope: RopeParams;
  readonly cosAddress: number; // [MAX_ROWS, dim / 2] f32
  readonly sinAddress: number; // [MAX_ROWS, dim / 2] f32
  readonly cos: readonly Float32Array[]; // by row
  readonly sin: readonly Float32Array[];
  readonly access: Access;
  pos: number;
  nRows: number;
  freqFactors: WasmTensor | undefined;
}

/** A shared memory with whole layers, as one thread sees it: an instance of the kernels, and handles. */
export class Bank {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  readonly scratch: Scratch<WasmTensor>;
  readonly logits: WasmTensor; // [nVocab, logitsRows]
  readonly #ropeTables: readonly RopeTable[];
  readonly #quantized = new Map<ActivationName, QuantizedInput>();
  readonly #layout: BankLayout;

  constructor(
    { hp, weights }: ModelPlan,
    memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    layout: BankLayout,
    threadIndex: number,
  ) {
    this.memory = memory;
    this.#layout = layout;
    const scratchAddress = layout.kernelScratch + threadIndex * layout.kernelScratchBytes;
    const types = weights.map(({ type }) => type);
    this.kernels = instantiateKernels(module, memory, scratchAddress, types);
    this.scratch = createScratch(
      hp,
      MAX_ROWS,
      (shape, name) => new WasmTensor(this, 'F32', shape, layout.scratch[name]),
    );
    this.logits = new WasmTensor(this, 'F32', [hp.nVocab, logitsRows(hp.nVocab)], layout.logits);

    this.#ropeTables = ropesOf(hp).map((rope, i) => makeRopeTable(memory, rope, layout.ropes[i]!));
  }

  /** Where the cosines and sines of this way to rotate are kept. */
  ropeTable(rope: RopeParams): RopeTable {
    const table = this.#ropeTables.find((candidate) => candidate.rope === rope);
    if (!table) throw new Error('the bank has no room for the tables of this rope');
    return table;
  }

  /** Where inputs in this form are kept. */
  quantizedInput(format: ActivationFormat): QuantizedInput {
    let input = this.#quantized.get(format.name);
    if (!input) {
      const address = this.#layout.activations[format.name];
      if (address === undefined) throw new Error(`the bank has no room for ${format.name} activations`);
      input = { format, address, access: new Access(), source: undefined, version: 0, routing: undefined };
      this.#quantized.set(format.name, input);
    }
    return input;
  }

  /** Forgets what was derived from earlier activations. */
  beginPass(): void {
    for (const input of this.#quantized.values()) input.source = undefined;
    for (const table of this.#ropeTables) table.pos = -1;
  }
}

function makeRopeTable(
  memory: WebAssembly.Memory,
  rope: RopeParams,
  { cos, sin }: BankLayout['ropes'][number],
): RopeTable {
  const half = rope.dim / 2;
  const rows = (start: number): Float32Array[] =>
    Array.from({ length: MAX_ROWS }, (_, i) => new Float32Array(memory.buffer, start + i * half * 4, half));
  return {
    rope,
    cosAddress: cos,
    sinAddress: sin,
    cos: rows(cos),
    sin: rows(sin),
    access: new Access(),
    pos: -1,
    nRows: 0,
    freqFactors: undefined,
  };
}
