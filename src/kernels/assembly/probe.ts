// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { addDotAs, dot16, onesI16 } from './simd';

/** Whether this is a build with relaxed SIMD. */
export function isRelaxed(): i32 {
  return RELAXED;
}

/** Activations and weights of every sign, with the largest sums that stay exact; in memory, so that nothing is folded. */
// prettier-ignore
const OPERANDS: usize = memory.data<u8>([
  127, 127, 129, 129, 127, 129, 1, 255, 0, 128, 64, 192, 2, 3, 5, 7,
  127, 127, 127, 127, 127, 127, 1, 2, 127, 0, 64, 32, 11, 13, 17, 19,
], 16);

/** 1 if the relaxed instructions that the kernels use compute what they must. The plain build has none to try. */
export function probeRelaxed(): i32 {
  if (!RELAXED) return 1;
  const a = v128.load(OPERANDS);
  const w = v128.load(OPERANDS, 16);

  const lo = i16x8.extmul_low_i8x16_s(a, w);
  const hi = i16x8.extmul_high_i8x16_s(a, w);
  const sums = i16x8.add(
    v128.shuffle<i16>(lo, hi, 0, 2, 4, 6, 8, 10, 12, 14),
    v128.shuffle<i16>(lo, hi, 1, 3, 5, 7, 9, 11, 13, 15),
  );
  const isPairRight = v128.all_true<i16>(i16x8.eq(i16x8.relaxed_dot_i8x16_i7x16_s(a, w), sums));
  const four = i32x4.add(dot16(sums, onesI16()), a);
  const isDotRight = isPairRight && (!DOT || v128.all_true<i32>(i32x4.eq(addDotAs(true, a, a, w), four)));

  // Indexes above 127 give zero, as with the plain instruction; the others here are below 16.
  const index = v128.and(a, i8x16.splat(<i8>0x8f));
  const isSwizzleRight = v128.all_true<i8>(i8x16.eq(i8x16.relaxed_swizzle(w, index), i8x16.swizzle(w, index)));

  const x = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(sums));
  const three = f32x4.splat(3);
  const isMaddRight = v128.all_true<i32>(
    f32x4.eq(f32x4.relaxed_madd(three, three, x), f32x4.add(x, f32x4.mul(three, three))),
  );
  const isNmaddRight = v128.all_true<i32>(
    f32x4.eq(f32x4.relaxed_nmadd(three, three, x), f32x4.sub(x, f32x4.mul(three, three))),
  );
  const isTruncateRight = v128.all_true<i32>(
    i32x4.eq(i32x4.relaxed_trunc_f32x4_s(x), i32x4.trunc_sat_f32x4_s(x)),
  );
  return isDotRight && isSwizzleRight && isMaddRight && isNmaddRight && isTruncateRight ? 1 : 0;
}

export function buildId(): i32 {
  return BUILD_ID;
}

/** Bytes whose values do not matter, for what is timed. */
const ANY_BYTES: usize = memory.data(320, 16);

/**
 * `turns` times the products of four quadruples of columns of eight rows with two tokens, added up in i32 if `dot`, else
 * in i16. One function, so that either both loops are compiled well or none.
 */
export function sumDots(dot: i32, turns: i32): i32 {
  if (!RELAXED) return 0;
  return dot ? sumDotsAs(true, turns) : sumDotsAs(false, turns);
}

@inline function sumDotsAs(dot: bool, turns: i32): i32 {
  const ones = onesI16();
  const zero = i32x4.splat(0);
  let sums = zero;
  for (let turn = 0; turn < turns; turn++) {
    const at = ANY_BYTES + ((turn & 7) << 4);
    let v = v128.load(at), w = v128.load(at, 16);
    let a = addDotAs(dot, zero, v128.load32_splat(at), v), b = addDotAs(dot, zero, v128.load32_splat(at), w);
    let c = addDotAs(dot, zero, v128.load32_splat(at, 4), v), d = addDotAs(dot, zero, v128.load32_splat(at, 4), w);
    v = v128.load(at, 32), w = v128.load(at, 48);
    a = addDotAs(dot, a, v128.load32_splat(at, 8), v), b = addDotAs(dot, b, v128.load32_splat(at, 8), w);
    c = addDotAs(dot, c, v128.load32_splat(at, 12), v), d = addDotAs(dot, d, v128.load32_splat(at, 12), w);
    v = v128.load(at, 64), w = v128.load(at, 80);
    a = addDotAs(dot, a, v128.load32_splat(at, 16), v), b = addDotAs(dot, b, v128.load32_splat(at, 16), w);
    c = addDotAs(dot, c, v128.load32_splat(at, 20), v), d = addDotAs(dot, d, v128.load32_splat(at, 20), w);
    v = v128.load(at, 96), w = v128.load(at, 112);
    a = addDotAs(dot, a, v128.load32_splat(at, 24), v), b = addDotAs(dot, b, v128.load32_splat(at, 24), w);
    c = addDotAs(dot, c, v128.load32_splat(at, 28), v), d = addDotAs(dot, d, v128.load32_splat(at, 28), w);
    if (!dot) a = dot16(a, ones), b = dot16(b, ones), c = dot16(c, ones), d = dot16(d, ones);
    sums = i32x4.add(sums, i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
  }
  return i32x4.extract_lane(sums, 0);
}
