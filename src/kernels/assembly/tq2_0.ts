// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_BYTES } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { matmulK } from './panelK';
import { COLUMN_BYTES } from './quads';
import { bits01, loadF16x4 } from './simd';
import { putTernaryD, subtractColumns, takeTernary, tileTernary } from './ternary';

/*
 * TQ2_0: 256 weights in 66 bytes.
 *
 *   u8 qs[64] | f16 d        weights 128h + 32s … + 31 are bits 2s and 2s + 1 of qs[32h … 32h + 31], as in Q2_K
 *
 *   x = d · (q - 1)
 */

const BYTES: usize = 66;

export function decode_TQ2_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 64));
    for (let j: usize = 0; j < 256; j++) {
      const q = (<i32>load<u8>(row + ((j >> 7) << 5) + (j & 31)) >> (<i32>(j >> 4) & 6)) & 3;
      store<f32>(out + (j << 2), d * <f32>(q - 1));
    }
  }
}

/** The group's superblock: f16 d[4], then 16 vectors of 4 bytes a row. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  const two = bits01();
  let sums = i32x4.splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const qs = group + (i << 6);
    const v0 = v128.load(qs, 8), v1 = v128.load(qs, 24), v2 = v128.load(qs, 40), v3 = v128.load(qs, 56);
    // Bytes 16i … + 15: half a 32, four times.
    const at = ((i >> 1) << 3) + (i & 1);
    for (let s: usize = 0; s < 4; s++) {
      const shift = <i32>s << 1;
      sums = takeTernary(
        isVector, to, at + 2 * s,
        v128.and(i16x8.shr_u(v0, shift), two),
        v128.and(i16x8.shr_u(v1, shift), two),
        v128.and(i16x8.shr_u(v2, shift), two),
        v128.and(i16x8.shr_u(v3, shift), two),
        sums,
      );
    }
  }
  return sums;
}

function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  walk(group, panel, false);
  putTernaryD(panel, group);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256 * COLUMN_BYTES;
    f = addSumsK(subtractColumns(walk(group, x, true), tail), loadF16x4(group), tail, f);
    group += 4 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
}

export function matmul_TQ2_0(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulK(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    4, <i32>BYTES, 2, 1, 0, unpack, tileTernary, vector,
  );
}
