import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LlmError, messageOf } from '../base/errors.ts';
import { unreachable } from '../base/assert.ts';
import { instantiateKernels, STATIC_BYTES } from '../kernels/kernels.ts';
import type { Pass } from '../model/ops.ts';
import { forward, type Graph } from '../runtime/forward.ts';
import { Access, Bank, type WasmTensor } from './bank.ts';
import { Control, round, word } from './control.ts';
import { buildGraph } from './graph.ts';
import type { ContextPlan, FromThread, ModelPlan, ThreadData, ToThread } from './messages.ts';
import { readWeights } from './readWeights.ts';
import { checkSameBuild } from './sameBuild.ts';
import { warmUp } from './warmUp.ts';
import { LeftRound, type SyncKernels, Team } from './team.ts';
import type { KvLayers } from './wasmAttention.ts';
import { WasmOps } from './wasmOps.ts';

/*
 * A compute thread: parked until the engine begins a round, then it reads its mailbox, does its share, and parks again.
 * It never returns to its event loop; ending the worker is what ends it.
 */

/** A parked thread looks up this often, so that no wait is without end. */
const PARK_MS = 60_000;

class ComputeThread {
  readonly #data: ThreadData;
  readonly #control: Control;
  // Of the kernels, which are the first mail.
  #module!: WebAssembly.Module;
  #team!: Team;
  #ops!: WasmOps;
  readonly #banks: Bank[] = [];
  readonly #contexts = new Map<number, KvLayers>();
  readonly #pass: { -readonly [K in keyof Pass]: Pass[K] };
  #plan: ModelPlan | undefined;
  #graph: Graph<WasmTensor> | undefined;
  #received = 0;

  constructor(data: ThreadData) {
    this.#data = data;
    this.#control = new Control(data.control);
    this.#pass = {
      tokens: this.#control.tokens,
      nTokens: 0,
      pos: 0,
      nOut: 0,
      nCtx: 0,
      stateFrom: 0,
      stateTo: 0,
    };
  }

  run(): never {
    const { words } = this.#control;
    for (let last = 0; ;) {
      while (Atomics.load(words, word.go) === last) Atomics.wait(words, word.go, last, PARK_MS);
      last = Atomics.load(words, word.go);
      this.#readMail();
      this.#team.beginRound();
      if (this.#doRound()) this.#leave(last);
    }
  }

  /** False if this thread has failed: then it has no part in what follows. */
  #doRound(): boolean {
    const { words } = this.#control;
    try {
      if (words[word.round] === round.load) this.#load();
      else this.#compute();
      // So that all know whether any of them has left something undone.
      this.#team.barrier();
      return true;
    } catch (error) {
      if (error instanceof LeftRound) return true;
      this.#fail(error);
      return false;
    }
  }

  #leave(last: number): void {
    const { words } = this.#control;
    if (Atomics.sub(words, word.left, 1) !== 1) return;
    Atomics.store(words, word.done, last);
    Atomics.notify(words, word.done);
  }

  /** Tells the engine why, and the other threads that they wait in vain. */
  #fail(error: unknown): void {
    const code = error instanceof LlmError ? error.code : 'internal';
    const detail =
      error instanceof Error && code === 'internal' ? (error.stack ?? error.message) : messageOf(error);
    parentPort?.postMessage({ code, message: detail } satisfies FromThread);
    const { words } = this.#control;
    Atomics.store(words, word.abort, 1);
    Atomics.notify(words, word.phase);
  }

  #readMail(): void {
    const sent = this.#control.words[word.mail]!;
    for (; this.#received !== sent; this.#received++) {
      const mail = receiveMessageOnPort(this.#data.mailbox) as { readonly message: ToThread } | undefined;
      if (!mail) throw new Error('the mailbox holds less than was posted');
      this.#receive(mail.message);
    }
  }

  #receive(message: ToThread): void {
    switch (message.type) {
      case 'kernels':
        this.#useKernels(message.module);
        return;
      case 'model':
        this.#plan = message.plan;
        return;
      case 'bank':
        this.#banks.push(
          new Bank(this.#plan!, message.memory, this.#module, message.layout, this.#data.index),
        );
        return;
      case 'context':
        this.#contexts.set(message.context.id, this.#placeContext(message.context));
        return;
      case 'endContext':
        this.#contexts.delete(message.id);
        return;
      case 'cancelFlag':
        this.#team.cancelFlag = message.flag;
        return;
      default:
        unreachable(message);
    }
  }

  #useKernels(module: WebAssembly.Module): void {
    const { control, index, nThreads } = this.#data;
    // The barrier and the chunk counters are reached through an instance on the control memory.
    const kernels = instantiateKernels(module, control, STATIC_BYTES, []);
    checkSameBuild('thread.js', kernels);
    this.#module = module;
    this.#team = new Team(index, nThreads, this.#control, kernels.exports as unknown as SyncKernels);
    this.#ops = new WasmOps(this.#team);
  }

  #placeContext({ nCtx, layers, states, partials }: ContextPlan): KvLayers {
    /** The engine has grown the memory: this makes the growth known to this thread's instances. */
    const grown = (bank: number): Bank => {
      this.#banks[bank]!.memory.grow(0);
      return this.#banks[bank]!;
    };
    const partialsOf = this.#banks.map((_, bank) => ({ address: partials[bank] ?? 0, access: new Access() }));
    return {
      nCtx,
      layers: layers.map((layer) => {
        if (!layer) return undefined;
        const { bank } = layer;
        return { ...layer, bank: grown(bank), access: new Access(), partials: partialsOf[bank]! };
      }),
      states: states.map((state) => state && { ...state, bank: grown(state.bank) }),
    };
  }

  #load(): void {
    if (this.#team.index === 0) warmUp(this.#plan!, this.#banks);
    readWeights(this.#plan!, this.#banks, this.#team, this.#control);
    this.#graph = buildGraph(this.#plan!, this.#banks, this.#ops);
  }

  #compute(): void {
    const { words } = this.#control;
    const pass = this.#pass;
    pass.nTokens = words[word.nTokens]!;
    pass.pos = words[word.pos]!;
    pass.nOut = words[word.nOut]!;
    pass.stateFrom = words[word.stateFrom]!;
    pass.stateTo = words[word.stateTo]!;
    for (const bank of this.#banks) bank.beginPass();
    const kv = this.#contexts.get(words[word.context]!)!;
    pass.nCtx = kv.nCtx;
    this.#ops.beginPass(kv, pass.nTokens, words[word.windowFrom]!);
    forward(this.#graph!, pass);
  }
}

new ComputeThread(workerData as ThreadData).run();
