import { exp1, exp4 } from './exp';
import { maxLanes, sumLanes } from './simd';

/** The mean is taken in f64, as ggml does. */
export function rmsNorm(out: usize, x: usize, weight: usize, n: i32, eps: f32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  let lo = f64x2.splat(0);
  let hi = lo;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const v = v128.load(x + i);
    const square = f32x4.mul(v, v);
    lo = f64x2.add(lo, f64x2.promote_low_f32x4(square));
    hi = f64x2.add(hi, f64x2.promote_low_f32x4(v128.shuffle<i64>(square, square, 1, 1)));
  }
  lo = f64x2.add(lo, hi);
  let sum = f64x2.extract_lane(lo, 0) + f64x2.extract_lane(lo, 1);
  for (; i < bytes; i += 4) {
    const v = load<f32>(x + i);
    sum += <f64>(v * v);
  }
  const scale: f32 = 1 / sqrt<f32>(<f32>(sum / <f64>n) + eps);
  const scales = f32x4.splat(scale);
  for (i = 0; i < whole; i += 16) {
    v128.store(out + i, f32x4.mul(f32x4.mul(v128.load(x + i), scales), v128.load(weight + i)));
  }
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(x + i) * scale * load<f32>(weight + i));
}

/** out = gate / (1 + e^-gate) · up */
export function swiglu(out: usize, gate: usize, up: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const g = v128.load(gate + i);
    const silu = f32x4.div(g, f32x4.add(one, exp4(f32x4.neg(g))));
    v128.store(out + i, f32x4.mul(silu, v128.load(up + i)));
  }
  for (; i < bytes; i += 4) {
    const g = load<f32>(gate + i);
    store<f32>(out + i, (g / (1 + exp1(-g))) * load<f32>(up + i));
  }
}

export function add(x: usize, y: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  for (; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) + load<f32>(y + i));
}

export function copy(out: usize, from: usize, bytes: usize): void {
  memory.copy(out, from, bytes);
}

export function softmax(x: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  let largest4 = f32x4.splat(-f32.MAX_VALUE);
  let i: usize = 0;
  for (; i < whole; i += 16) largest4 = f32x4.pmax(largest4, v128.load(x + i));
  let largest = maxLanes(largest4);
  for (; i < bytes; i += 4) largest = max(largest, load<f32>(x + i));

  const shift = f32x4.splat(largest);
  let sum4 = f32x4.splat(0);
  for (i = 0; i < whole; i += 16) {
    const e = exp4(f32x4.sub(v128.load(x + i), shift));
    sum4 = f32x4.add(sum4, e);
    v128.store(x + i, e);
  }
  let sum = sumLanes(sum4);
  for (; i < bytes; i += 4) {
    const e = exp1(load<f32>(x + i) - largest);
    sum += e;
    store<f32>(x + i, e);
  }

  const scale: f32 = 1 / sum;
  const scales = f32x4.splat(scale);
  for (i = 0; i < whole; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), scales));
  for (; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) * scale);
}
