// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { exp1, exp4 } from './exp';

/*
 * What architectures other than the plainest do to rows of activations.
 */

const GELU_SCALE: f32 = 1.5957691216057308; // 2 sqrt(2 / pi)
const GELU_CUBE: f32 = 0.044715;

/**
 * out = gelu(gate) · up with x / (1 + e^-2u) for x / 2 · (1 + tanh u), u = sqrt(2 / pi) (x + 0.044715 x³). ggml looks it
 * up by the f16 nearest to x in a table of f16, so x and the result are rounded to f16; from 10 on it is x, or 0.
 */
export function geglu(out: usize, gate: usize, up: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(out + i, f32x4.mul(gelu4(v128.load(gate + i)), v128.load(up + i)));
  for (; i < bytes; i += 4) {
    store<f32>(out + i, f32x4.extract_lane(gelu4(v128.load32_splat(gate + i)), 0) * load<f32>(up + i));
  }
}

@inline function gelu4(v: v128): v128 {
  const one = f32x4.splat(1);
  const ten = f32x4.splat(10);
  const x = roundToF16x4(v);
  const square = f32x4.mul(x, x);
  const cubic = f32x4.add(one, f32x4.mul(f32x4.splat(GELU_CUBE), square));
  const u2 = f32x4.mul(f32x4.mul(f32x4.splat(GELU_SCALE), x), cubic);
  const between = roundToF16x4(f32x4.div(x, f32x4.add(one, exp4(f32x4.neg(u2)))));
  const atMost = v128.bitselect(v, between, f32x4.ge(v, ten));
  return v128.andnot(atMost, f32x4.le(v, f32x4.neg(ten)));
}

/**
 * To the nearest f16, ties to even, below its largest. Where f16 is subnormal its step is 2^-24, that of an f32 in
 * [0.5, 1), so the adder rounds; elsewhere the carry does, out of the 13 bits that f16 lacks.
 */
@inline function roundToF16x4(v: v128): v128 {
  const half = f32x4.splat(0.5);
  const sign = v128.and(v, i32x4.splat(0x80000000));
  const a = f32x4.abs(v);
  const small = f32x4.sub(f32x4.add(a, half), half);
  const odd = v128.and(i32x4.shr_u(a, 13), i32x4.splat(1));
  const large = v128.and(i32x4.add(a, i32x4.add(i32x4.splat(0xfff), odd)), i32x4.splat(0xffffe000));
  const isSmall = f32x4.lt(a, f32x4.splat(6.103515625e-5)); // 2^-14
  return v128.or(sign, v128.bitselect(small, large, isSmall));
}

/** x = cap · tanh(x / cap), with 1 - 2 / (1 + e^2u) for tanh u: its error is absolute, a few units of 2^-24 caps. */
export function softcap(x: usize, n: i32, cap: f32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const inverse: f32 = 1 / cap;
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const u = f32x4.mul(v128.load(x + i), f32x4.splat(inverse));
    const e = exp4(f32x4.add(u, u));
    const tanh = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(one, e)));
    v128.store(x + i, f32x4.mul(tanh, f32x4.splat(cap)));
  }
  for (; i < bytes; i += 4) {
    const u = load<f32>(x + i) * inverse;
    store<f32>(x + i, (1 - 2 / (1 + exp1(u + u))) * cap);
  }
}

/** out = x · factor; out may be x. */
export function scale(out: usize, x: usize, n: i32, factor: f32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const factors = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(out + i, f32x4.mul(v128.load(x + i), factors));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(x + i) * factor);
}

/** out += x · factor */
export function addScaled(out: usize, x: usize, n: i32, factor: f32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const factors = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(v128.load(x + i), factors)));
  }
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i) * factor);
}
