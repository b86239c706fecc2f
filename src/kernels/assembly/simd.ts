// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
/*
 * Vector helpers that both builds share. Vector constants live in memory and are loaded into locals at a kernel's
 * entry: V8 rebuilds a v128.const in registers at each use.
 */

// prettier-ignore
const CONSTANTS: usize = memory.data<u32>([
  0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f, // 0    low nibbles
  0x30303030, 0x30303030, 0x30303030, 0x30303030, // 16   bits 4 and 5 of each byte
  0x10101010, 0x10101010, 0x10101010, 0x10101010, // 32   bit 4
  0x03030303, 0x03030303, 0x03030303, 0x03030303, // 48   bits 0 and 1
  0x3f3f3f3f, 0x3f3f3f3f, 0x3f3f3f3f, 0x3f3f3f3f, // 64   six bits
  0x00010001, 0x00010001, 0x00010001, 0x00010001, // 80   i16 ones
  0x8fffe000, 0x8fffe000, 0x8fffe000, 0x8fffe000, // 96   where the sign and the rest of an f16 lie in an f32
  0x77800000, 0x77800000, 0x77800000, 0x77800000, // 112  2^112 as f32
  0x20202020, 0x20202020, 0x20202020, 0x20202020, // 128  i8 32
  0x04040404, 0x04040404, 0x04040404, 0x04040404, // 144  i8 4, also bit 2
  0x01010101, 0x01010101, 0x01010101, 0x01010101, // 160  i8 ones
  0x00000001, 0x00000001, 0x00000001, 0x00000001, // 176  i32 ones
  0x00000007, 0x00000007, 0x00000007, 0x00000007, // 192  three bits of each lane
  0x0000000f, 0x0000000f, 0x0000000f, 0x0000000f, // 208  four
  0x000000ff, 0x000000ff, 0x000000ff, 0x000000ff, // 224  eight
  0x38000000, 0x38000000, 0x38000000, 0x38000000, // 240  127 - 15 where an f32 has its exponent
  0x38800000, 0x38800000, 0x38800000, 0x38800000, // 256  2^-14 as f32
], 16);

@inline export function lowNibbles(): v128 { return v128.load(CONSTANTS); }
/** The high nibble of each byte; `low` is lowNibbles(). */
@inline export function high(v: v128, low: v128): v128 { return v128.and(i16x8.shr_u(v, 4), low); }
@inline export function bits45(): v128 { return v128.load(CONSTANTS, 16); }
@inline export function bit4(): v128 { return v128.load(CONSTANTS, 32); }
@inline export function bits01(): v128 { return v128.load(CONSTANTS, 48); }
@inline export function sixBits(): v128 { return v128.load(CONSTANTS, 64); }
@inline export function onesI16(): v128 { return v128.load(CONSTANTS, 80); }
@inline export function thirtyTwo(): v128 { return v128.load(CONSTANTS, 128); }
@inline export function four(): v128 { return v128.load(CONSTANTS, 144); }
@inline export function i8Ones(): v128 { return v128.load(CONSTANTS, 160); }
@inline export function i32Ones(): v128 { return v128.load(CONSTANTS, 176); }
/** The lowest bits of each lane. */
@inline export function lane3(v: v128): v128 { return v128.and(v, v128.load(CONSTANTS, 192)); }
@inline export function lane4(v: v128): v128 { return v128.and(v, v128.load(CONSTANTS, 208)); }
@inline export function lane8(v: v128): v128 { return v128.and(v, v128.load(CONSTANTS, 224)); }

/** a · b + c; fused where the build has it. Every kernel of one type goes through here, so their roundings agree. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** c - a · b */
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Bytes of `table` chosen by `index`; an index with bit 7 set gives zero, other indexes are below 16. */
@inline export function swizzle(table: v128, index: v128): v128 {
  if (RELAXED) return i8x16.relaxed_swizzle(table, index);
  return i8x16.swizzle(table, index);
}

/** Four i32: sums of neighbouring products of i16. */
@inline export function dot16(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(a, b);
}

/*
 * Sums of products of i8 activations and weights in 0 … 127, in the relaxed builds. Where the host has an instruction that
 * adds four of them to an i32 (DOT), a vector holds a row's sum in each lane. Else it holds two i16 a row, as many
 * products as these can take, and the last step adds the two. Both are exact, and so the same.
 */

@inline export function firstDot(activations: v128, weights: v128): v128 {
  if (DOT) return addDotAs(true, i32x4.splat(0), activations, weights);
  return i16x8.relaxed_dot_i8x16_i7x16_s(activations, weights);
}

/** Sums that begin with something else than 0: i16, two a row. */
@inline export function dotsFrom(twos: v128): v128 {
  if (DOT) return dot16(twos, onesI16());
  return twos;
}

@inline export function addDot(sums: v128, activations: v128, weights: v128): v128 {
  return addDotAs(DOT != 0, sums, activations, weights);
}

/** In the way of this build or of the other one. */
@inline export function addDotAs(dot: bool, sums: v128, activations: v128, weights: v128): v128 {
  if (dot) return i32x4.relaxed_dot_i8x16_i7x16_add_s(activations, weights, sums);
  return i16x8.add(sums, i16x8.relaxed_dot_i8x16_i7x16_s(activations, weights));
}

@inline export function addSumsOfDots(a: v128, b: v128): v128 {
  if (DOT) return i32x4.add(a, b);
  return i16x8.add(a, b);
}

/** Each row's sum, i32. `ones` is onesI16(). */
@inline export function dotSums(sums: v128, ones: v128): v128 {
  if (DOT) return sums;
  return dot16(sums, ones);
}

/** The same times the row's scale, which scaleOfDots has made of an i16 that is in the row's lane twice. */
@inline export function scaleDots(sums: v128, scale: v128): v128 {
  if (DOT) return i32x4.mul(sums, scale);
  return dot16(sums, scale);
}

@inline export function scaleOfDots(twice: v128): v128 {
  if (DOT) return i32x4.shr_s(twice, 16);
  return twice;
}

/** Whole numbers within i32 to i32. */
@inline export function truncate(v: v128): v128 {
  if (RELAXED) return i32x4.relaxed_trunc_f32x4_s(v);
  return i32x4.trunc_sat_f32x4_s(v);
}

/**
 * Four f32 of four f16 at `address`; exact for finite ones. An f16 below 2^-14 is subnormal, as the scales of superblocks
 * often are. Moved to where an f32 has its bits it would be a subnormal f32, and each multiplication of one is a detour of a
 * hundred cycles, during which no weights are fetched ahead.
 */
@inline export function loadF16x4(address: usize): v128 {
  return f16BitsToF32(v128.load16x4_u(address));
}

/** The same of f16 bits in the lanes' lower halves; the upper ones are zero. */
@inline export function f16BitsToF32(bits: v128): v128 {
  // x has the right exponent. A subnormal one (exponent 0) stands for twice as much less the leading one that it lacks:
  // 2x - 2^-14, which for all others is at least x.
  const x = i32x4.add(i32x4.shr_u(i32x4.shl(bits, 17), 4), v128.load(CONSTANTS, 240));
  const magnitude = f32x4.pmin(x, f32x4.sub(f32x4.add(x, x), v128.load(CONSTANTS, 256)));
  return v128.or(magnitude, i32x4.shl(i32x4.shr_u(bits, 15), 31));
}

/** The same, faster where they are not subnormal as a rule: scales of small blocks. 2^112 moves the exponent's bias. */
@inline export function loadNormalF16x4(address: usize): v128 {
  const aligned = v128.and(i32x4.shr_s(i32x4.shl(v128.load16x4_u(address), 16), 3), v128.load(CONSTANTS, 96));
  return f32x4.mul(aligned, v128.load(CONSTANTS, 112));
}

/**
 * Eight f16 as they lie in memory, without a conversion: their bits moved to where an f32 has them are the value times
 * 2^-112 (of finite ones). `mask` is halfMask().
 */
@inline export function evenHalves(v: v128, mask: v128): v128 { return v128.and(i32x4.shr_s(i32x4.shl(v, 16), 3), mask); }
@inline export function oddHalves(v: v128, mask: v128): v128 { return v128.and(i32x4.shr_s(v, 3), mask); }
@inline export function halfMask(): v128 { return v128.load(CONSTANTS, 96); }

/** One order for every horizontal sum. */
@inline export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

@inline export function maxLanes(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}
