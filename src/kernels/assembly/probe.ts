/** Whether this is the build with relaxed SIMD. */
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
  const isDotRight = v128.all_true<i16>(i16x8.eq(i16x8.relaxed_dot_i8x16_i7x16_s(a, w), sums));

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
