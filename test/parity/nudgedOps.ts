import type { KvType } from '../../src/base/kvType.ts';
import type { AttentionParams, ExpertParams, HParams } from '../../src/model/hparams.ts';
import { activations, type ActivationType, QK8 } from '../../src/runtime/activation.ts';
import { hadamard, kvRotation } from '../../src/runtime/hadamard.ts';
import { ScalarOps, type ScalarTensor } from '../../src/runtime/scalarOps.ts';
import { geluTies, REACH, REACH_BEHIND_F16, routingTies, type Tie, tiesOf } from './ties.ts';

/**
 * Whose arithmetic is followed. Both round activations as ggml does. llama.cpp rounds queries besides, to what keys are
 * stored as; this engine takes them as they are.
 */
export type Follows = 'llama.cpp' | 'engine';

/** A value to be put in the place of another: of the row that is rounded as so-and-so-manieth of a pass. */
export interface Nudge extends Tie {
  readonly visit: number;
  /** It decides about what is stored of keys and values, so perhaps about later rows alone. */
  readonly isStored: boolean;
  /** Its steps are those of f16, so that there are many such ties, and seldom one that matters. */
  readonly isFine: boolean;
}

/**
 * ScalarOps that notices the ties of whatever it rounds, and rounds some of them the other way: by nudging the value over
 * the middle before it is rounded. For passes of one row.
 */
export class NudgedOps extends ScalarOps {
  /** Of the pass since `begin`. */
  readonly ties: Nudge[] = [];
  readonly #kvType: KvType;
  readonly #follows: Follows;
  readonly #headDim: number;
  readonly #hasHalves: boolean;
  #nudges: readonly Nudge[] = [];
  #nVisits = 0;
  /** The last rows visited, by buffer and offset: several matmuls round the same row, and round it alike. */
  #visited = new Map<ArrayBufferLike, Map<number, Visit>>();

  constructor(hp: HParams, nCtx: number, kvType: KvType, follows: Follows) {
    super(hp, { nCtx, kvType });
    this.#kvType = kvType;
    this.#follows = follows;
    this.#headDim = hp.attn.headDim;
    this.#hasHalves = hp.act === 'gelu';
  }

  begin(nudges: readonly Nudge[]): void {
    this.#nudges = nudges;
    this.#nVisits = 0;
    this.#visited = new Map();
    this.ties.length = 0;
  }

  /** A row before it is rounded. */
  #visit(row: Float32Array, kind: Visit['kind'], find: (row: Float32Array) => readonly Tie[]): void {
    const last = this.#visited.get(row.buffer)?.get(row.byteOffset);
    if (last?.kind === kind && last.row.every((x, i) => x === row[i])) return;

    const visit = this.#nVisits++;
    for (const nudge of this.#nudges) if (nudge.visit === visit) row[nudge.element] = nudge.value;
    const isFine = kind === 'f16' || kind === 'gelu';
    for (const tie of find(row)) this.ties.push({ ...tie, visit, isStored: kind === 'stored', isFine });

    const ofBuffer = this.#visited.get(row.buffer) ?? new Map<number, Visit>();
    this.#visited.set(row.buffer, ofBuffer.set(row.byteOffset, { kind, row: row.slice() }));
  }

  #reach(type: ActivationType): number {
    return this.#hasHalves && type !== 'f16' ? REACH_BEHIND_F16 : REACH;
  }

  override matmul(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor): void {
    const { activation } = weight;
    this.#visit(firstRow(x), activation, (row) => tiesOf(activation, row, this.#reach(activation)));
    super.matmul(out, x, weight);
  }

  override matmulExperts(
    out: ScalarTensor,
    x: ScalarTensor,
    weight: ScalarTensor,
    choice: ScalarTensor,
  ): void {
    const { activation } = weight;
    for (const part of partsOf(firstRow(x), weight.shape[0]!))
      this.#visit(part, activation, (row) => tiesOf(activation, row, this.#reach(activation)));
    super.matmulExperts(out, x, weight, choice);
  }

  override chooseExperts(choice: ScalarTensor, logits: ScalarTensor, experts: ExpertParams): void {
    this.#visit(firstRow(logits), 'routed', (row) => routingTies(row, experts.nUsed));
    super.chooseExperts(choice, logits, experts);
  }

  /** GELU is rounded twice: its argument to f16, and what comes of that. */
  override geglu(out: ScalarTensor, gate: ScalarTensor, up: ScalarTensor): void {
    const x = firstRow(gate);
    this.#visit(x, 'f16', (row) => tiesOf('f16', row));
    const halves = x.slice();
    activations.f16(halves);
    const results = halves.map(gelu);
    this.#visit(results, 'gelu', geluTies);
    activations.f16(results);
    const factors = firstRow(up);
    const products = firstRow(out);
    // Beyond the table's ends its limits are taken.
    for (const [i, value] of x.entries())
      products[i] = (Math.abs(value) < 10 ? results[i]! : Math.max(0, value)) * factors[i]!;
  }

  override storeKv(il: number, k: ScalarTensor, v: ScalarTensor, pos: number): void {
    if (this.#kvType === 'q8_0') {
      const rotation = kvRotation(this.#headDim);
      for (const key of partsOf(firstRow(k), this.#headDim)) this.#visitHead(key, rotation?.key, 'stored');
      for (const value of partsOf(firstRow(v), this.#headDim))
        this.#visitHead(value, rotation?.value, 'stored');
    }
    super.storeKv(il, k, v, pos);
  }

  override attention(
    out: ScalarTensor,
    q: ScalarTensor,
    il: number,
    pos: number,
    attn: AttentionParams,
  ): void {
    const { headDim } = attn;
    if (this.#kvType === 'q8_0' && this.#follows === 'llama.cpp')
      for (const query of partsOf(firstRow(q), headDim))
        this.#visitHead(query, kvRotation(headDim)?.key, 'query');
    super.attention(out, q, il, pos, attn);
  }

  /** A head on its way to a cache of q8_0, or of a query to what is multiplied with that; a query is rounded here. */
  #visitHead(head: Float32Array, rotation: number | undefined, kind: 'stored' | 'query'): void {
    if (rotation !== undefined) hadamard(head, rotation);
    // Zeros fill the last block: they change no step.
    const row = new Float32Array(Math.ceil(head.length / QK8) * QK8);
    row.set(head);
    this.#visit(row, kind, (values) => tiesOf('q8_0', values));
    if (kind === 'query') activations.q8_0(row);
    head.set(row.subarray(0, head.length));
    if (rotation !== undefined) hadamard(head, rotation);
  }
}

interface Visit {
  readonly kind: ActivationType | 'routed' | 'gelu' | 'stored' | 'query';
  readonly row: Float32Array;
}

function firstRow({ data, shape }: ScalarTensor): Float32Array {
  return data.subarray(0, shape[0]);
}

function partsOf(row: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: row.length / size }, (_, i) => row.subarray(i * size, (i + 1) * size));
}

function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * x * (1 + 0.044715 * x * x)));
}
