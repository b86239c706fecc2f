import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode } from '../base/errors.ts';
import type { HParams } from '../model/hparams.ts';
import type { QuantTypeName } from '../quant/index.ts';
import type { ActivationName, KvLayout } from '../kernels/kernels.ts';
import type { ScratchName } from '../runtime/scratch.ts';

/*
 * The engine and a compute thread. A thread is parked between rounds and hears no events, so messages lie in its
 * mailbox until the next round begins, and are read in order before it. A thread speaks only when it fails.
 */

/** What a thread is born with. */
export interface ThreadData {
  readonly index: number;
  readonly nThreads: number;
  readonly control: WebAssembly.Memory;
  readonly mailbox: MessagePort;
}

export type ToThread =
  /** The first of all. */
  | { readonly type: 'kernels'; readonly module: WebAssembly.Module }
  | { readonly type: 'model'; readonly plan: ModelPlan }
  | { readonly type: 'bank'; readonly memory: WebAssembly.Memory; readonly layout: BankLayout }
  | { readonly type: 'context'; readonly context: ContextPlan }
  | { readonly type: 'endContext'; readonly id: number }
  | { readonly type: 'cancelFlag'; readonly flag: Int32Array<SharedArrayBuffer> };

export interface FromThread {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Addresses in a bank of what every bank has. Banks are numbered in the order of their messages. */
export interface BankLayout {
  readonly scratch: Readonly<Record<ScratchName, number>>; // each [MAX_ROWS, its width] f32
  /** Quantised activations, by form: [MAX_ROWS] rows of the widest input that a weight of that form has. */
  readonly activations: Readonly<Partial<Record<ActivationName, number>>>;
  /** In the order of `ropesOf`. */
  readonly ropes: readonly {
    readonly cos: number; // [MAX_ROWS, rope.dim / 2] f32
    readonly sin: number; // [MAX_ROWS, rope.dim / 2] f32
  }[];
  readonly logits: number; // [logitsRows, nVocab] f32, in the bank of the output
  /** The kernels' own scratch, so many bytes for each thread. */
  readonly kernelScratch: number;
  readonly kernelScratchBytes: number;
}

export interface WeightPlan {
  readonly name: string;
  readonly type: QuantTypeName;
  readonly shape: readonly number[];
  /** Index into `ModelPlan.paths`, and where it begins there. */
  readonly file: number;
  readonly offset: number;
  readonly byteLength: number;
  readonly bank: number;
  readonly address: number;
}

/** Everything a thread needs to read the weights and to build its graph. */
export interface ModelPlan {
  readonly architecture: string;
  readonly hp: HParams;
  readonly paths: readonly string[];
  readonly weights: readonly WeightPlan[];
  readonly bankOfLayer: readonly number[]; // [nLayer]
  readonly bankOfEmbedding: number;
  readonly bankOfOutput: number;
}

/** A KV cache, layer by layer. */
export interface ContextPlan {
  readonly id: number;
  readonly nCtx: number;
  readonly layers: readonly (KvAddress | undefined)[];
  /** Of recurrent layers, which have no keys and values. */
  readonly states: readonly (StateAddress | undefined)[];
  /** By bank: where the partial results of attention go, if the bank holds any layer's cache. */
  readonly partials: readonly (number | undefined)[];
}

/** Where the copies of one layer's state begin, each `copyBytes` after the other. */
export interface StateAddress {
  readonly bank: number;
  readonly address: number;
  readonly copyBytes: number;
}

export interface KvAddress {
  readonly bank: number;
  readonly layout: KvLayout;
  readonly k: number;
  readonly v: number;
  /** It holds the latest positions only: those from the pass's `windowFrom` on. */
  readonly isWindowed: boolean;
}
