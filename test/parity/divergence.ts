/** How far rows of logits lie from llama.cpp's, as next-token probabilities. */
export interface Divergence {
  /** The worst first. */
  readonly rows: readonly RowDivergence[];
  /** The largest difference of a probability, over the whole vocabulary at every position. */
  readonly maxDp: number;
  /** KL(llama.cpp ‖ ours), in nats. */
  readonly klMean: number;
  readonly klMax: number;
  /** Rows whose likeliest token is llama.cpp's too. */
  readonly nAgree: number;
}

interface RowDivergence {
  readonly dp: number;
  readonly kl: number;
}

/** Of `found` against `expected`, both [nRows, nVocab]. A logit that is no number is infinitely far. */
export function divergence(expected: Float32Array, found: Float32Array, nVocab: number): Divergence {
  let nAgree = 0;
  const rows: RowDivergence[] = [];
  for (let at = 0; at < expected.length; at += nVocab) {
    const logP = logSoftmax(expected.subarray(at, at + nVocab));
    const logQ = logSoftmax(found.subarray(at, at + nVocab));
    let dp = 0;
    let kl = 0;
    for (let i = 0; i < nVocab; i++) {
      const p = Math.exp(logP[i]!);
      dp = Math.max(dp, orInfinity(Math.abs(p - Math.exp(logQ[i]!))));
      kl += p * (logP[i]! - logQ[i]!);
    }
    rows.push({ dp, kl: orInfinity(kl) });
    if (argmax(logQ) === argmax(logP)) nAgree++;
  }
  rows.sort((a, b) => b.kl - a.kl);
  return { rows, nAgree, ...summarize(rows) };
}

/** The row in the middle, which a few rows far off do not move. */
export function typicalRow({ rows }: Divergence): Pick<Divergence, 'maxDp' | 'klMean'> {
  return summarize(rows.slice(Math.floor(rows.length / 2)).slice(0, 1));
}

function summarize(rows: readonly RowDivergence[]): Pick<Divergence, 'maxDp' | 'klMean' | 'klMax'> {
  return {
    maxDp: rows.reduce((max, { dp }) => Math.max(max, dp), 0),
    klMean: rows.reduce((sum, { kl }) => sum + kl, 0) / rows.length,
    klMax: rows.reduce((max, { kl }) => Math.max(max, kl), 0),
  };
}

function orInfinity(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

function logSoftmax(logits: Float32Array): Float64Array {
  const max = logits[argmax(logits)]!;
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - max), 0);
  return Float64Array.from(logits, (logit) => logit - max - Math.log(sum));
}

export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
