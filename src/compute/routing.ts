import { MAX_ROWS } from '../weights/memoryPlan.ts';

/** The rows of one expert among the sorted ones. */
export interface ExpertGroup {
  expert: number;
  first: number;
  n: number;
}

/**
 * Which token goes to which expert, sorted by expert: so each expert's matrix is read once for all of its tokens. Every
 * thread works it out for itself, from the same choice. A pair is a token and one of its experts,
 * token * nUsed + slot; results lie in the order of the sorted pairs.
 */
export class Routing {
  readonly nUsed: number;
  /** Sorted place to pair, and back. [MAX_ROWS * nUsed] */
  readonly pairAt: Int32Array;
  readonly placeOf: Int32Array;
  /** The first `nGroups` count. */
  readonly groups: ExpertGroup[];
  nGroups = 0;
  nPairs = 0;
  /** Of the choice that was sorted last. */
  version = -1;
  readonly #counts: Int32Array; // [nExpert + 1]

  constructor(nExpert: number, nUsed: number) {
    this.nUsed = nUsed;
    this.pairAt = new Int32Array(MAX_ROWS * nUsed);
    this.placeOf = new Int32Array(MAX_ROWS * nUsed);
    this.groups = Array.from({ length: nExpert }, () => ({ expert: 0, first: 0, n: 0 }));
    this.#counts = new Int32Array(nExpert + 1);
  }

  /** @param choice [nRows, 2 * nUsed] as chooseExperts writes it */
  sort(choice: Float32Array, nRows: number): void {
    const { nUsed, pairAt, placeOf, groups } = this;
    const ends = this.#counts.fill(0);
    this.nPairs = nRows * nUsed;
    const expertOf = (pair: number): number => choice[pair + Math.floor(pair / nUsed) * nUsed]!;
    for (let pair = 0; pair < this.nPairs; pair++) ends[expertOf(pair) + 1]!++;
    this.nGroups = 0;
    for (let expert = 0; expert < groups.length; expert++) {
      const n = ends[expert + 1]!;
      const first = ends[expert]!;
      ends[expert + 1] = first + n;
      if (n > 0) Object.assign(groups[this.nGroups++]!, { expert, first, n });
    }
    for (let pair = 0; pair < this.nPairs; pair++) {
      const place = ends[expertOf(pair)]!++;
      pairAt[place] = pair;
      placeOf[pair] = place;
    }
  }
}
