// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
/** The f32 value of f16 bits; exact, infinities and NaN too. */
@inline export function f16ToF32One(bits: u32): f32 {
  const magnitude = bits & 0x7fff;
  const sign = (bits & 0x8000) << 16;
  if (magnitude >= 0x7c00) return reinterpret<f32>(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
  return reinterpret<f32>(sign | (magnitude << 13)) * reinterpret<f32>(0x77800000); // 2^112
}

/** The f16 bits nearest to `x`, ties to even. */
export function f32ToF16One(x: f32): u32 {
  const word = reinterpret<u32>(x);
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on, the nearest is infinity
  // Subnormal in f16: an f32 in [0.5, 1) has a step of 2^-24, so the adder rounds.
  if (magnitude < 0x38800000) return sign | (reinterpret<u32>(reinterpret<f32>(magnitude) + 0.5) - 0x3f000000);
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
}

/** `x` rounded to the nearest f16, as f32. */
export function roundToF16(x: f32): f32 {
  return f16ToF32One(f32ToF16One(x));
}

/** `x` rounded to the nearest bf16, as f32. */
export function roundToBf16(x: f32): f32 {
  const word = reinterpret<u32>(x);
  if ((word & 0x7fffffff) > 0x7f800000) return reinterpret<f32>((word | 0x400000) & 0xffff0000);
  return reinterpret<f32>((word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000);
}

export function f32ToF16(out: usize, x: usize, n: i32): void {
  for (const end = x + (<usize>n << 2); x < end; x += 4, out += 2) store<u16>(out, <u16>f32ToF16One(load<f32>(x)));
}

export function f16ToF32(out: usize, x: usize, n: i32): void {
  for (const end = x + (<usize>n << 1); x < end; x += 2, out += 4) store<f32>(out, f16ToF32One(load<u16>(x)));
}
