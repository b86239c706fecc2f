import { LlmError } from '../base/errors.ts';
import {
  attentionPartialBytes,
  ATTENTION_BLOCK,
  type KvLayout,
  kvLayout,
  type Simd,
} from '../kernels/kernels.ts';
import { type HParams, isLocal, isRecurrent } from '../model/hparams.ts';
import type { ContextOptions, LlamaModel, StatefulContext } from '../runtime/llamaContext.ts';
import { SlidingWindow } from '../runtime/slidingWindow.ts';
import { StateCopies } from '../runtime/stateCopies.ts';
import { N_STATES, stateBytes } from '../weights/stateLayout.ts';
import { windowPositions } from '../weights/windowLayout.ts';
import { align, Arena } from './arena.ts';
import { ComputeContext } from './computeContext.ts';
import { KvStorage } from './kvStorage.ts';
import { allocateMemory, availableMemory, checkFits, growMemory } from './memory.ts';
import type { KvAddress, StateAddress } from './messages.ts';
import type { PlannedModel } from './modelPlan.ts';
import type { ThreadPool } from './pool.ts';

/** One shared memory as the engine sees it: what is free in it. */
interface EngineBank {
  readonly memory: WebAssembly.Memory;
  readonly arena: Arena;
}

/** What a context has taken, to give it back. */
interface Allocation {
  readonly bank: number;
  readonly address: number;
}

/** Where the partial results of attention go: so many bytes in each bank that holds a layer's cache. */
interface Partials {
  readonly bytes: number;
  readonly addresses: (number | undefined)[];
}

/** A model in shared memory with the threads that compute it. */
export class ComputeModel implements LlamaModel {
  readonly hparams: HParams;
  readonly simd: Simd;
  readonly pool: ThreadPool;
  readonly #planned: PlannedModel;
  readonly #banks: EngineBank[];
  readonly #maxBankBytes: number;
  readonly #availableBytes: number | undefined;
  #nextContext = 0;

  constructor(
    pool: ThreadPool,
    simd: Simd,
    planned: PlannedModel,
    memories: readonly WebAssembly.Memory[],
    maxBankBytes: number,
    availableBytes: number | undefined,
  ) {
    this.hparams = planned.plan.hp;
    this.simd = simd;
    this.pool = pool;
    this.#planned = planned;
    this.#maxBankBytes = maxBankBytes;
    this.#availableBytes = availableBytes;
    this.#banks = memories.map((memory, bank) => ({
      memory,
      arena: new Arena(planned.bankEnds[bank]!, maxBankBytes),
    }));
  }

  get nThreads(): number {
    return this.pool.nThreads;
  }

  get nBanks(): number {
    return this.#banks.length;
  }

  /** Bytes of all shared memories: weights, scratch, and the caches of all contexts so far. */
  get memoryBytes(): number {
    return this.#banks.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0);
  }

  /**
   * Room for a KV cache, beside each layer's weights if there is any, else in a bank of its own.
   * Rejects with an LlmError `memory` if it does not fit.
   */
  createContext({ nCtx, kvType }: ContextOptions): Promise<StatefulContext> {
    return Promise.resolve().then(() => {
      this.pool.throwIfBroken();
      if (!Number.isInteger(nCtx) || nCtx < 1)
        throw new LlmError('request', `context size: expected a positive integer, found ${nCtx}`);
      return this.#createContext({ nCtx, kvType });
    });
  }

  #createContext({ nCtx, kvType }: ContextOptions): ComputeContext {
    const { attn, local } = this.hparams;
    const layout = kvLayout(kvType, nCtx, attn.nHeadKv, attn.headDim);
    const { window = Infinity } = local?.attn ?? {};
    const windowed = kvLayout(kvType, windowPositions(window, nCtx), attn.nHeadKv, attn.headDim);
    const id = this.#nextContext++;
    const taken: Allocation[] = [];
    let layers: (KvAddress | undefined)[];
    const release = (): void => {
      for (const { bank, address } of taken) this.#banks[bank]!.arena.free(address);
    };
    try {
      const { bankOfLayer } = this.#planned.plan;
      const partials: Partials = { bytes: this.#partialsBytes(layout), addresses: [] };
      // States first: for them the plan has left room, where the layer's weights are.
      const states = bankOfLayer.map((home, il) => this.#placeState(il, home, taken));
      layers = bankOfLayer.map((home, il) => {
        if (isRecurrent(this.hparams, il)) return undefined;
        const isWindowed = isLocal(this.hparams, il);
        return { ...this.#placeLayer(isWindowed ? windowed : layout, home, partials, taken), isWindowed };
      });
      this.#grow(`a context of ${nCtx} tokens`);
      this.pool.post({
        type: 'context',
        context: { id, nCtx, layers, states, partials: partials.addresses },
      });
    } catch (error) {
      release();
      throw error;
    }
    const { plan, layout: bankLayout } = this.#planned;
    return new ComputeContext({
      id,
      nCtx,
      nVocab: this.hparams.nVocab,
      states: this.hparams.recurrent && new StateCopies(),
      window: local && new SlidingWindow(window, windowed.nCtx),
      pool: this.pool,
      logits: { memory: this.#banks[plan.bankOfOutput]!.memory, address: bankLayout.logits },
      storage: new KvStorage(
        layers
          .filter((layer) => layer !== undefined)
          .map((layer) => ({ ...layer, memory: this.#banks[layer.bank]!.memory })),
      ),
      release: () => {
        this.pool.post({ type: 'endContext', id });
        release();
      },
    });
  }

  /** The copies of one layer's state: in its own bank, because what computes them sees one memory only. */
  #placeState(il: number, bank: number, taken: Allocation[]): StateAddress | undefined {
    const { recurrent } = this.hparams;
    if (!recurrent || !isRecurrent(this.hparams, il)) return undefined;
    const copyBytes = align(stateBytes(recurrent));
    const address = this.#banks[bank]!.arena.allocate(N_STATES * copyBytes);
    if (address === undefined)
      throw new LlmError(
        'memory',
        `the state of layer ${il}: ${N_STATES * copyBytes} bytes do not fit beside its weights in one memory of ` +
          `${this.#maxBankBytes} bytes`,
      );
    taken.push({ bank, address });
    return { bank, address, copyBytes };
  }

  /** One layer's keys and values: in its own bank, in another that has room, or in a new one. */
  #placeLayer(
    layout: KvLayout,
    home: number,
    partials: Partials,
    taken: Allocation[],
  ): Omit<KvAddress, 'isWindowed'> {
    const others = [...this.#banks.keys()].filter((bank) => bank !== home);
    for (const bank of [home, ...others]) {
      const placed = this.#placeLayerIn(bank, layout, partials, taken);
      if (placed) return placed;
    }
    const placed = this.#placeLayerIn(this.#addBank(), layout, partials, taken);
    if (!placed)
      throw new LlmError(
        'memory',
        `a context of ${layout.nCtx} tokens: one layer's cache of ${layout.kBytes + layout.vBytes} bytes does not ` +
          `fit into one memory of ${this.#maxBankBytes} bytes`,
      );
    return placed;
  }

  #placeLayerIn(
    bank: number,
    layout: KvLayout,
    partials: Partials,
    taken: Allocation[],
  ): Omit<KvAddress, 'isWindowed'> | undefined {
    const { arena } = this.#banks[bank]!;
    const kBytes = align(layout.kBytes);
    const address = arena.allocate(kBytes + layout.vBytes);
    if (address === undefined) return undefined;
    if (partials.addresses[bank] === undefined) {
      const room = arena.allocate(partials.bytes);
      if (room === undefined) {
        arena.free(address);
        return undefined;
      }
      partials.addresses[bank] = room;
      taken.push({ bank, address: room });
    }
    taken.push({ bank, address });
    return { bank, layout, k: address, v: address + kBytes };
  }

  /** One token's partial results of attention, for every head and block of positions. */
  #partialsBytes({ nCtx, headDim }: KvLayout): number {
    return Math.ceil(nCtx / ATTENTION_BLOCK) * this.hparams.attn.nHead * attentionPartialBytes(headDim);
  }

  /** Makes the memories as long as what is now placed in them. What an earlier context has left is used again. */
  #grow(what: string): void {
    const missing = this.#banks.map(({ memory, arena }) => Math.max(0, arena.end - memory.buffer.byteLength));
    const needed = missing.reduce((sum, bytes) => sum + bytes, 0);
    checkFits(what, needed, this.#availableBytes ?? availableMemory());
    for (const { memory, arena } of this.#banks) growMemory(memory, arena.end);
  }

  #addBank(): number {
    const { layout, layoutEnd } = this.#planned;
    const memory = allocateMemory(layoutEnd, this.#maxBankBytes);
    this.#banks.push({ memory, arena: new Arena(layoutEnd, this.#maxBankBytes) });
    this.pool.post({ type: 'bank', memory, layout });
    return this.#banks.length - 1;
  }

  /** Ends the threads, and with them the memory. */
  async dispose(): Promise<void> {
    await this.pool.end();
    this.#banks.length = 0;
  }
}
