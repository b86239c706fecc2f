/** How far rows of logits lie from llama.cpp's, as next-token probabilities. */
export interface Divergence {
  readonly nRows: number;
  /** The largest difference of a probability, over the whole vocabulary at every position. */
  readonly maxDp: number;
  /** KL(llama.cpp ‖ ours), in nats. */
  readonly klMean: number;
  readonly klMax: number;
  /** Rows whose likeliest token is llama.cpp's too. */
  readonly nAgree: number;
}

/** Of `found` against `expected`, both [nRows, nVocab]. A logit that is no number is infinitely far. */
export function divergence(expected: Float32Array, found: Float32Array, nVocab: number): Divergence {
  const nRows = expected.length / nVocab;
  let maxDp = 0;
  let klSum = 0;
  let klMax = 0;
  let nAgree = 0;
  for (let row = 0; row < nRows; row++) {
    const logP = logSoftmax(expected.subarray(row * nVocab, (row + 1) * nVocab));
    const logQ = logSoftmax(found.subarray(row * nVocab, (row + 1) * nVocab));
    let kl = 0;
    for (let i = 0; i < nVocab; i++) {
      const p = Math.exp(logP[i]!);
      const dp = Math.abs(p - Math.exp(logQ[i]!));
      maxDp = Math.max(maxDp, Number.isNaN(dp) ? Infinity : dp);
      kl += p * (logP[i]! - logQ[i]!);
    }
    kl = Number.isNaN(kl) ? Infinity : kl;
    klSum += kl;
    klMax = Math.max(klMax, kl);
    if (argmax(logQ) === argmax(logP)) nAgree++;
  }
  return { nRows, maxDp, klMean: klSum / nRows, klMax, nAgree };
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
