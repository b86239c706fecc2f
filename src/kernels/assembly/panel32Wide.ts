// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { addMinimum, addSums } from './finish';
import { dot16, loadF16x4 } from './simd';

/*
 * Panels of the types with blocks of 32 whose weights need eight bits, and in the plain build of all of them: whole numbers
 * of sixteen bits. Rows 0-3 are the first half of each 32 bytes, rows 4-7 the second. A block:
 *
 *   0     i16 q [16 pairs of columns][8 rows][2]
 *   512   f32 d [8 rows]
 *   544   f32 m [8 rows]      Q4_1 and Q5_1
 *
 *   row · token = Σ_blocks d · dToken · Σ q a  +  m · sToken
 *
 * Types with a scale for 16 columns have two units a block, each half of it: q, then d.
 */

export const WIDE_BLOCK_BYTES: usize = 576;
export const WIDE_UNIT_BYTES: usize = 288;
export const HALF_PANEL_32_WIDE: usize = 16;

const D: usize = 512;
const M: usize = 544;
const UNIT_D: usize = 256;

/** Quadruple `quad` of four rows, as i8. */
@inline export function putQuads32Wide(panel: usize, quad: usize, q: v128): void {
  const at = panel + (quad << 6);
  const pairs = i8x16.shuffle(q, q, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  v128.store(at, i16x8.extend_low_i8x16_s(pairs));
  v128.store(at, i16x8.extend_high_i8x16_s(pairs), 32);
}

@inline export function putD32Wide(panel: usize, d: usize): void {
  v128.store(panel, loadF16x4(d), D);
}

@inline export function putM32Wide(panel: usize, m: usize): void {
  v128.store(panel, loadF16x4(m), M);
}

/** A unit's scales, as f32. */
@inline export function putUnitD(panel: usize, d: v128): void {
  v128.store(panel, d, UNIT_D);
}

@inline function finish(
  panel: usize, tail: usize, accumulators: usize, a: v128, b: v128, d: v128, e: v128, hasM: bool,
): void {
  let f = addSums(a, d, tail, v128.load(accumulators)), g = addSums(b, e, tail, v128.load(accumulators, 16));
  if (hasM) f = addMinimum(v128.load(panel, M), tail, f), g = addMinimum(v128.load(panel, M + 16), tail, g);
  v128.store(accumulators, f);
  v128.store(accumulators, g, 16);
}

/** Eight rows, four tokens; `nUnits` times 32 or 16 columns. */
@inline export function tile32Wide(
  panel: usize,
  x: usize,
  stride: usize,
  accumulators: usize,
  nUnits: i32,
  nCols: i32,
  hasM: bool,
): void {
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  for (let unit = 0; unit < nUnits; unit++) {
    let v = v128.load(panel), w = v128.load(panel, 16), y = v128.load32_splat(x0);
    let a0 = dot16(y, v), b0 = dot16(y, w); y = v128.load32_splat(x1);
    let a1 = dot16(y, v), b1 = dot16(y, w); y = v128.load32_splat(x2);
    let a2 = dot16(y, v), b2 = dot16(y, w); y = v128.load32_splat(x3);
    let a3 = dot16(y, v), b3 = dot16(y, w);
    v = v128.load(panel, 32), w = v128.load(panel, 48), y = v128.load32_splat(x0, 4);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 4);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 4);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 4);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 64), w = v128.load(panel, 80), y = v128.load32_splat(x0, 8);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 8);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 8);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 8);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 96), w = v128.load(panel, 112), y = v128.load32_splat(x0, 12);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 12);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 12);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 12);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 128), w = v128.load(panel, 144), y = v128.load32_splat(x0, 16);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 16);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 16);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 16);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 160), w = v128.load(panel, 176), y = v128.load32_splat(x0, 20);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 20);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 20);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 20);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 192), w = v128.load(panel, 208), y = v128.load32_splat(x0, 24);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 24);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 24);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 24);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    v = v128.load(panel, 224), w = v128.load(panel, 240), y = v128.load32_splat(x0, 28);
    a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 28);
    a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 28);
    a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 28);
    a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    if (nCols == 32) {
      v = v128.load(panel, 256), w = v128.load(panel, 272), y = v128.load32_splat(x0, 32);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 32);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 32);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 32);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 288), w = v128.load(panel, 304), y = v128.load32_splat(x0, 36);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 36);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 36);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 36);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 320), w = v128.load(panel, 336), y = v128.load32_splat(x0, 40);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 40);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 40);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 40);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 352), w = v128.load(panel, 368), y = v128.load32_splat(x0, 44);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 44);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 44);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 44);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 384), w = v128.load(panel, 400), y = v128.load32_splat(x0, 48);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 48);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 48);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 48);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 416), w = v128.load(panel, 432), y = v128.load32_splat(x0, 52);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 52);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 52);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 52);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 448), w = v128.load(panel, 464), y = v128.load32_splat(x0, 56);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 56);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 56);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 56);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load(panel, 480), w = v128.load(panel, 496), y = v128.load32_splat(x0, 60);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 60);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 60);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 60);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
    }
    // A first unit of 16 ends 16 columns before the fields of the tokens' blocks.
    const tail: usize = nCols == 32 ? 64 : (unit & 1) == 0 ? 64 : 32;
    const scales = panel + (nCols == 32 ? D : UNIT_D);
    const d = v128.load(scales), e = v128.load(scales, 16);
    finish(panel, x0 + tail, accumulators, a0, b0, d, e, hasM);
    finish(panel, x1 + tail, accumulators + 32, a1, b1, d, e, hasM);
    finish(panel, x2 + tail, accumulators + 64, a2, b2, d, e, hasM);
    finish(panel, x3 + tail, accumulators + 96, a3, b3, d, e, hasM);
    const step: usize = nCols == 32 ? Q8_0_WIDE_BYTES : (unit & 1) == 0 ? 32 : Q8_0_WIDE_BYTES - 32;
    panel += nCols == 32 ? WIDE_BLOCK_BYTES : WIDE_UNIT_BYTES;
    x0 += step;
    x1 += step;
    x2 += step;
    x3 += step;
  }
}
