import { Random } from '../support/random.ts';

/** One value for each factor. */
export type Row = Readonly<Record<string, string>>;

/** Values by factor. */
export type Factors = Readonly<Record<string, readonly string[]>>;

/** Rows tried for each that is kept: more make a shorter cover, and take longer to find. */
const N_TRIED = 20;

/** Every row that `allows` lets through, in the order of the factors. */
export function product(factors: Factors, allows: (row: Row) => boolean): Row[] {
  let rows: Row[] = [{}];
  for (const [factor, values] of Object.entries(factors))
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [factor]: value })));
  return rows.filter(allows);
}

/**
 * Rows that, together with `present`, hold every pair of values of two factors that any allowed row holds. Greedy, and
 * the same for the same seed.
 */
export function pairwiseCover(
  factors: Factors,
  allows: (row: Row) => boolean,
  present: readonly Row[],
  seed: number,
): Row[] {
  const rng = new Random(seed);
  const open = new Map<string, Row>();
  // One row that holds the pair, to grow others from.
  for (const row of product(factors, allows)) for (const pair of pairsOf(row)) open.set(pair, row);
  const close = (row: Row): void => {
    for (const pair of pairsOf(row)) open.delete(pair);
  };
  present.forEach(close);

  const cover: Row[] = [];
  const names = Object.keys(factors);
  while (open.size > 0) {
    const [pair, sample] = open.entries().next().value!;
    let best = sample;
    let bestCount = countOpen(sample, open);
    for (let i = 0; i < N_TRIED; i++) {
      const row: Record<string, string> = { ...sample };
      for (const name of names) if (rng.int(2) === 0) row[name] = rng.pick(factors[name]!);
      if (!allows(row) || !pairsOf(row).includes(pair)) continue;
      const count = countOpen(row, open);
      if (count > bestCount) {
        best = row;
        bestCount = count;
      }
    }
    cover.push(best);
    close(best);
  }
  return cover;
}

function countOpen(row: Row, open: ReadonlyMap<string, Row>): number {
  return pairsOf(row).filter((pair) => open.has(pair)).length;
}

function pairsOf(row: Row): string[] {
  const values = Object.entries(row).map(([factor, value]) => `${factor}=${value}`);
  return values.flatMap((first, i) => values.slice(i + 1).map((second) => `${first}, ${second}`));
}
