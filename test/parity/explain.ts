import type { KvType } from '../../src/base/kvType.ts';
import type { TokenId } from '../../src/base/types.ts';
import type { Architecture } from '../../src/model/arch/arch.ts';
import type { HParams } from '../../src/model/hparams.ts';
import { forward, type Graph } from '../../src/runtime/forward.ts';
import { loadScalarWeights, type ScalarWeights } from '../../src/runtime/scalarModel.ts';
import { scalarTensor, type ScalarTensor } from '../../src/runtime/scalarOps.ts';
import { createScratch } from '../../src/runtime/scratch.ts';
import { openScalarSource } from '../runtime/openScalarModel.ts';
import { divergence } from './divergence.ts';
import { type Follows, type Nudge, NudgedOps } from './nudgedOps.ts';

/*
 * Are these logits those of this model? Two right computations differ by the order in which floats are summed, and, where
 * they round, by the ties that this sends one way or the other; a tie once decided moves everything after it, so that no
 * budget tells it from an error. So rows are computed one by one in plain TypeScript, and where a row is not the one
 * given, a tie of that row is sent the other way, and another, until it is. The logits are explained if that succeeds
 * in every row, to the last bits of a float. No error hides in that: what an error moves, no tie moves back in all logits.
 */

/*
 * How far a row's logits may be, as a share of their standard deviation. The order of sums alone makes up to 1e-6; one
 * tie, or an error worth the name, a hundred times that.
 */

/** So far a row counts as the same. */
const SAME = 5e-5;
/** A row that is as near as this is not looked at further. */
const SURELY_SAME = 3e-6;
/** Passes that one row may cost, beyond its first. Two ties that both turn are found within some tens to hundreds. */
const MAX_PASSES = 1500;
/** Passes that a row which is the same already may cost to come nearer. */
const MAX_PASSES_SAME = 300;
/** Earlier ties that are tried where no tie of a row explains it; each costs a pass of all rows behind it. */
const MAX_REVISIONS = 24;
/** Passes that the row may then cost again. */
const MAX_PASSES_AGAIN = 60;

/** Which rows are to be explained, and how they were computed. */
export interface Question {
  readonly kvType: KvType;
  readonly follows: Follows;
  readonly tokens: readonly TokenId[];
  /** Of the tokens from the first on. [nRows, nVocab] */
  readonly logits: Float32Array;
}

export interface Explanation {
  /** Rows explained before the first that is not. */
  readonly nExplained: number;
  /** Ties sent the other way, of all that there were. */
  readonly nTurned: number;
  readonly nTies: number;
  /** The largest difference of a probability in the rows explained. */
  readonly maxDp: number;
  /** That of the first row that is not explained, if there is one. */
  readonly unexplained: { readonly row: number; readonly dp: number } | undefined;
}

/** The model, decoded once for several questions. */
export interface PlainModel {
  readonly arch: Architecture;
  readonly hp: HParams;
  readonly weights: ScalarWeights;
}

export async function openPlainModel(gguf: Uint8Array): Promise<PlainModel> {
  const { arch, hp, source } = await openScalarSource(gguf);
  return { arch, hp, weights: await loadScalarWeights(arch, hp, 'ggml', source) };
}

export type CreateOps = (...args: ConstructorParameters<typeof NudgedOps>) => NudgedOps;

/** `createOps` is where tests put errors. */
export function explain(
  model: PlainModel,
  question: Question,
  createOps: CreateOps = (...args) => new NudgedOps(...args),
): Explanation {
  const { nVocab } = model.hp;
  const nRows = question.logits.length / nVocab;
  const search = new Search(model, question, createOps);
  const rows: Row[] = [];
  let unexplained: Explanation['unexplained'];
  while (rows.length < nRows && unexplained === undefined) {
    const found = search.explainNext(rows);
    if (found.distance <= SAME) rows.push(found);
    else unexplained = { row: rows.length, dp: found.dp };
  }
  return {
    nExplained: rows.length,
    nTurned: rows.reduce((sum, { nudges }) => sum + nudges.length, 0),
    nTies: rows.reduce((sum, { nTies }) => sum + nTies, 0),
    maxDp: rows.reduce((max, { dp }) => Math.max(max, dp), 0),
    unexplained,
  };
}

/** One row as it was computed with some nudges. */
interface Row {
  readonly nudges: readonly Nudge[];
  /** What may still be nudged. */
  readonly ties: readonly Nudge[];
  readonly nTies: number;
  /** The largest difference of a probability. */
  readonly dp: number;
  /** How far its logits are, all together, as a share of their standard deviation. */
  readonly distance: number;
}

/** A tie of an earlier row that may be turned. */
interface Revision {
  readonly earlier: number;
  readonly tie: Nudge;
}

class Search {
  readonly #question: Question;
  readonly #ops: NudgedOps;
  readonly #graph: Graph<ScalarTensor>;
  readonly #isRecurrent: boolean;

  constructor({ arch, hp, weights }: PlainModel, question: Question, createOps: CreateOps) {
    const { tokens, kvType, follows } = question;
    const scratch = createScratch(hp, 1, (shape) => scalarTensor(shape));
    this.#question = question;
    this.#isRecurrent = hp.recurrent !== undefined;
    this.#ops = createOps(hp, tokens.length, kvType, follows);
    this.#graph = {
      ...weights,
      arch,
      hp,
      ops: this.#ops,
      scratch: () => scratch,
      logits: scalarTensor([hp.nVocab, 1]),
    };
  }

  /** Extends `rows` by the next one, if need be after some of them had a tie turned in what they stored. */
  explainNext(rows: Row[]): Row {
    const pos = rows.length;
    const found = this.#search(pos, MAX_PASSES);
    if (found.distance <= SAME) return found;
    for (const { earlier, tie } of this.#revisions(rows, found).slice(0, MAX_REVISIONS)) {
      const revised = this.#revise(rows, earlier, tie);
      const again = revised && this.#search(pos, MAX_PASSES_AGAIN);
      if (!again || again.distance > SAME) continue;
      rows.splice(0, rows.length, ...revised);
      return again;
    }
    this.#replay(rows, 0);
    return found;
  }

  /**
   * Ties of what earlier rows stored that make a difference to the next row, those first that bring it nearest. Rows to
   * which a key or value hardly mattered do not tell how it was rounded.
   */
  #revisions(rows: readonly Row[], found: Row): Revision[] {
    const pos = rows.length;
    const stored = rows.flatMap(({ ties }, earlier) =>
      ties.filter(({ isStored }) => isStored).map((tie) => ({ earlier, tie })),
    );
    // To go back to one row alone is not possible here.
    if (this.#isRecurrent) return stored.reverse();

    const before = this.#logitsOf(pos, found.nudges);
    const revisions = stored.map(({ earlier, tie }, i) => {
      const { nudges } = rows[earlier]!;
      this.#run(earlier, [...nudges, tie]);
      const logits = this.#logitsOf(pos, found.nudges);
      if (stored[i + 1]?.earlier !== earlier) this.#run(earlier, nudges);
      const distance = spread(this.#expected(pos), logits);
      return { earlier, tie, distance, moved: spread(before, logits) / spread(before) };
    });
    return revisions.filter(({ moved }) => moved > SAME).sort((a, b) => a.distance - b.distance);
  }

  /** The rows with one more nudge, if they all are still the same. */
  #revise(rows: readonly Row[], earlier: number, tie: Nudge): Row[] | undefined {
    const { nudges } = rows[earlier]!;
    const revised = this.#replay(
      rows.with(earlier, { ...rows[earlier]!, nudges: [...nudges, tie] }),
      earlier,
    );
    return revised.every(({ distance }) => distance <= SAME) ? revised : undefined;
  }

  /** The rows, those from `first` on computed again. */
  #replay(rows: readonly Row[], first: number): Row[] {
    const from = this.#isRecurrent ? 0 : first;
    return rows.map((row, pos) => (pos < from ? row : this.#run(pos, row.nudges)));
  }

  /** Nudges the tie that brings the row nearest, then another, as long as that helps. Leaves the best row computed. */
  #search(pos: number, maxPasses: number): Row {
    let best = this.#run(pos, []);
    let nPasses = 0;
    if (best.distance <= SAME) maxPasses = Math.min(maxPasses, MAX_PASSES_SAME);
    while (best.distance > SURELY_SAME && nPasses < maxPasses) {
      let nearest: Row | undefined;
      for (const tie of coarseFirst(best.ties)) {
        const row = this.#run(pos, [...best.nudges, tie]);
        if (!nearest || row.distance < nearest.distance) nearest = row;
        if (row.distance <= SURELY_SAME || ++nPasses >= maxPasses) break;
      }
      if (!nearest || nearest.distance >= best.distance) break;
      best = nearest;
    }
    return this.#run(pos, best.nudges);
  }

  #expected(pos: number): Float32Array {
    const { nVocab } = this.#graph.hp;
    return this.#question.logits.subarray(pos * nVocab, (pos + 1) * nVocab);
  }

  #logitsOf(pos: number, nudges: readonly Nudge[]): Float32Array {
    this.#run(pos, nudges);
    return this.#graph.logits.data.slice();
  }

  #run(pos: number, nudges: readonly Nudge[]): Row {
    const { tokens } = this.#question;
    const { nVocab } = this.#graph.hp;
    this.#ops.begin(nudges);
    forward(this.#graph, {
      tokens: Int32Array.of(tokens[pos]!),
      nTokens: 1,
      pos,
      nOut: 1,
      nCtx: tokens.length,
      stateFrom: pos % 2,
      stateTo: (pos + 1) % 2,
    });
    const expected = this.#expected(pos);
    const found = this.#graph.logits.data;
    const isNudged = ({ visit, element }: Nudge): boolean =>
      nudges.some((nudge) => nudge.visit === visit && nudge.element === element);
    return {
      nudges,
      ties: this.#ops.ties.filter((tie) => !isNudged(tie)),
      nTies: this.#ops.ties.length,
      dp: divergence(expected, found, nVocab).maxDp,
      distance: spread(expected, found) / spread(expected),
    };
  }
}

function coarseFirst(ties: readonly Nudge[]): Nudge[] {
  return [...ties].sort((a, b) => Number(a.isFine) - Number(b.isFine));
}

/** The standard deviation of the logits, or of their difference: a constant that all have in common means nothing. */
function spread(expected: Float32Array, found?: Float32Array): number {
  const n = expected.length;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const difference = (found?.[i] ?? 0) - expected[i]!;
    sum += difference;
    squares += difference * difference;
  }
  return Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}
