// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { madd, nmadd, truncate } from './simd';

// Cephes' expf: e^x = 2^n · e^r with r = x - n ln 2 in two parts, and a polynomial for e^r.
// prettier-ignore
const EXP: usize = memory.data<f32>([
  1.44269504088896341, 1.44269504088896341, 1.44269504088896341, 1.44269504088896341, // 0    1 / ln 2
  0.693359375, 0.693359375, 0.693359375, 0.693359375,                                 // 16   ln 2, upper part
  -2.12194440e-4, -2.12194440e-4, -2.12194440e-4, -2.12194440e-4,                     // 32   ln 2, lower part
  1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4,                 // 48
  1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3,                 // 64
  8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3,                 // 80
  4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2,                 // 96
  1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1,                 // 112
  5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1,                 // 128
  -87.3, -87.3, -87.3, -87.3,                                                         // 144  below: 0
  88.0, 88.0, 88.0, 88.0,                                                             // 160  above: as here, 1.65e38
  1, 1, 1, 1,                                                                         // 176
], 16);

/** e^x of four lanes to a few units in the last place; 0 below -87.3, e^88 above 88. NaN in, anything out. */
@inline export function exp4(x: v128): v128 {
  const least = v128.load(EXP, 144);
  const isNormal = f32x4.ge(x, least);
  const y = f32x4.pmin(v128.load(EXP, 160), f32x4.pmax(least, x));
  const n = f32x4.nearest(f32x4.mul(y, v128.load(EXP)));
  const r = nmadd(n, v128.load(EXP, 32), nmadd(n, v128.load(EXP, 16), y));
  let p = madd(v128.load(EXP, 48), r, v128.load(EXP, 64));
  p = madd(p, r, v128.load(EXP, 80));
  p = madd(p, r, v128.load(EXP, 96));
  p = madd(p, r, v128.load(EXP, 112));
  p = madd(p, r, v128.load(EXP, 128));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), v128.load(EXP, 176));
  return v128.and(isNormal, i32x4.add(p, i32x4.shl(truncate(n), 23)));
}

/** One lane of it, so that the last few elements of a row get the same arithmetic. */
@inline export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}
