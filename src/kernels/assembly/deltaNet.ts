// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { exp1, exp4 } from './exp';
import { madd, sumLanes } from './simd';

/*
 * Gated delta nets. The state of a head is a matrix S of n rows, one for each element of v, each as long as k.
 */

/** x /= its length, or eps if that is more. The sum is taken in f64, as in rmsNorm. */
export function l2Norm(x: usize, n: i32, eps: f32): void {
  const bytes = (<usize>n) << 2;
  let sum: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const v = load<f32>(x + i);
    sum += <f64>(v * v);
  }
  const scale: f32 = 1 / max(sqrt<f32>(<f32>sum), eps);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) * scale);
}

export function zero(out: usize, bytes: i32): void {
  memory.fill(out, 0, bytes);
}

/** out[c] += x[c] · weights[c][tap], for n channels of nTaps weights each. */
export function convTap(out: usize, x: usize, weights: usize, n: i32, tap: i32, nTaps: i32): void {
  const step = (<usize>nTaps) << 2;
  let w = weights + ((<usize>tap) << 2);
  for (const end = out + ((<usize>n) << 2); out < end; out += 4, x += 4, w += step) {
    store<f32>(out, load<f32>(out) + load<f32>(x) * load<f32>(w));
  }
}

/** x / (1 + e^-x) */
export function silu(x: usize, n: i32): void {
  const bytes = (<usize>n) << 2;
  const whole = bytes & ~15;
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const v = v128.load(x + i);
    v128.store(x + i, f32x4.div(v, f32x4.add(one, exp4(f32x4.neg(v)))));
  }
  for (; i < bytes; i += 4) {
    const v = load<f32>(x + i);
    store<f32>(x + i, v / (1 + exp1(-v)));
  }
}

/** x *= 1 / (1 + e^-gate) */
export function sigmoidMul(x: usize, gate: usize, n: i32): void {
  const bytes = (<usize>n) << 2;
  const whole = bytes & ~15;
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const share = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(v128.load(gate + i)))));
    v128.store(x + i, f32x4.mul(v128.load(x + i), share));
  }
  for (; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) * (1 / (1 + exp1(-load<f32>(gate + i)))));
}

/** One token of one head: S *= decay; S += beta · (v - S k) ⊗ k; out = scale · S q. n is a multiple of 4. */
export function deltaStep(
  out: usize,
  state: usize,
  q: usize,
  k: usize,
  v: usize,
  n: i32,
  decay: f32,
  beta: f32,
  scale: f32,
): void {
  const bytes = (<usize>n) << 2;
  const decays = f32x4.splat(decay);
  for (const end = out + bytes; out < end; out += 4, v += 4, state += bytes) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const s = f32x4.mul(v128.load(state + i), decays);
      v128.store(state + i, s);
      sum = madd(s, v128.load(k + i), sum);
    }
    const delta = f32x4.splat((load<f32>(v) - sumLanes(sum)) * beta);
    sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const s = madd(v128.load(k + i), delta, v128.load(state + i));
      v128.store(state + i, s);
      sum = madd(s, v128.load(q + i), sum);
    }
    store<f32>(out, sumLanes(sum) * scale);
  }
}
