// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { rowScratch } from './scratch';

/*
 * A group of four or eight rows of blocks, interleaved: lane l of every vector belongs to row l (or l + 4), so no sum ever
 * crosses lanes. A block is a run of 16-bit units (its scales, at the block's start or end; all of a Q8_0 block) and a run
 * of 32-bit units. If the first run has an odd number of bytes, its last byte is a unit too (the one of MXFP4).
 *
 *   file      row 0: | h w0 w1 w2 … | h w0 w1 w2 … |    row 1: …          h 16 bits, w 32 bits = 4 or 8 weights
 *   here      | h h h h | w0 w0 w0 w0 | w1 w1 w1 w1 | …                   one block of rows 0 1 2 3, then the next block
 *
 * Where a type has an order of its own for its 32-bit units, always two that follow one another in the file, a table says
 * which unit comes where; then `order` is its address, else 0.
 *
 * A group keeps its place and size, so this is done in place. Rows left over at a weight's end, too few for a group, stay
 * as in the file; the kernels interleave them into scratch when they come to them.
 */

export function interleave(
  weights: usize,
  nRows: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  order: usize,
): void {
  const groupBytes = <usize>(groupRows * nBlocks * typeSize);
  const copy = rowScratch();
  for (let row = groupRows; row <= nRows; row += groupRows) {
    memory.copy(copy, weights, groupBytes);
    interleaveGroup(weights, copy, groupRows, nBlocks, groupRows, typeSize, halfBytes, atEnd, order);
    weights += groupBytes;
  }
}

/** Interleaves the rows that follow one another at `rows`; the last one stands in for those that a group lacks. */
export function interleaveGroup(
  out: usize,
  rows: usize,
  nRows: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  order: usize,
): void {
  for (let first = 0; first < groupRows; first += 4) {
    interleaveFour(out, rows, first, nRows - 1, nBlocks, groupRows, typeSize, halfBytes, atEnd, order);
  }
}

/** Puts rows `first` … `first` + 3 into their lanes of the group at `out`; there is none behind row `last`. */
function interleaveFour(
  out: usize,
  rows: usize,
  first: i32,
  last: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  order: usize,
): void {
  const rowBytes = <usize>(nBlocks * typeSize);
  const wordBytes = <usize>(typeSize - halfBytes);
  const halves: usize = atEnd ? wordBytes : 0;
  const words: usize = atEnd ? 0 : <usize>halfBytes;
  const lanes = <usize>groupRows;
  const lane = <usize>first;
  let row0 = rows + rowBytes * <usize>min(first, last);
  let row1 = rows + rowBytes * <usize>min(first + 1, last);
  let row2 = rows + rowBytes * <usize>min(first + 2, last);
  let row3 = rows + rowBytes * <usize>min(first + 3, last);
  for (let b = 0; b < nBlocks; b++) {
    let to = out + (lane << 1);
    let i = halves;
    const end = halves + <usize>(halfBytes & ~1);
    for (; i + 8 <= end; i += 8, to += lanes << 3) fourHalves(to, lanes << 1, row0 + i, row1 + i, row2 + i, row3 + i);
    for (; i < end; i += 2) {
      store<u16>(to, load<u16>(row0 + i));
      store<u16>(to, load<u16>(row1 + i), 2);
      store<u16>(to, load<u16>(row2 + i), 4);
      store<u16>(to, load<u16>(row3 + i), 6);
      to += lanes << 1;
    }
    out += lanes * <usize>(halfBytes & ~1);
    if (halfBytes & 1) {
      store<u8>(out + lane, load<u8>(row0 + i));
      store<u8>(out + lane, load<u8>(row1 + i), 1);
      store<u8>(out + lane, load<u8>(row2 + i), 2);
      store<u8>(out + lane, load<u8>(row3 + i), 3);
      out += lanes;
    }
    to = out + (lane << 2);
    const nWords = wordBytes >> 2;
    for (let n: usize = 0; n + 2 <= nWords; n += 2, to += lanes << 3) {
      i = words + (wordAt(order, n) << 2);
      twoWords(to, lanes << 2, row0 + i, row1 + i, row2 + i, row3 + i);
    }
    if (nWords & 1) {
      i = words + (wordAt(order, nWords - 1) << 2);
      store<u32>(to, load<u32>(row0 + i));
      store<u32>(to, load<u32>(row1 + i), 4);
      store<u32>(to, load<u32>(row2 + i), 8);
      store<u32>(to, load<u32>(row3 + i), 12);
    }
    out += lanes * wordBytes;
    row0 += typeSize;
    row1 += typeSize;
    row2 += typeSize;
    row3 += typeSize;
  }
}

/** Four 16-bit units of four rows, each unit's to `to` and then every `step` bytes. */
@inline function fourHalves(to: usize, step: usize, row0: usize, row1: usize, row2: usize, row3: usize): void {
  const a = v128.load64_zero(row0), b = v128.load64_zero(row1), c = v128.load64_zero(row2), d = v128.load64_zero(row3);
  const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const first = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5), last = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  v128.store_lane<u64>(to, first, 0);
  v128.store_lane<u64>(to + step, first, 1);
  v128.store_lane<u64>(to + 2 * step, last, 0);
  v128.store_lane<u64>(to + 3 * step, last, 1);
}

/** Two 32-bit units of four rows. */
@inline function twoWords(to: usize, step: usize, row0: usize, row1: usize, row2: usize, row3: usize): void {
  const a = v128.load64_zero(row0), b = v128.load64_zero(row1), c = v128.load64_zero(row2), d = v128.load64_zero(row3);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
}

@inline function wordAt(order: usize, n: usize): usize {
  return order == 0 ? n : <usize>load<u8>(order + n);
}

/** Collects row `lane` of an interleaved group in scratch, as the file had it, and returns its address. */
export function gatherRow(
  group: usize,
  lane: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  order: usize,
): usize {
  const wordBytes = <usize>(typeSize - halfBytes);
  const halves: usize = atEnd ? wordBytes : 0;
  const words: usize = atEnd ? 0 : <usize>halfBytes;
  const evenBytes = <usize>(halfBytes & ~1);
  const lanes = <usize>groupRows;
  let half = group + (<usize>lane << 1);
  let odd = group + evenBytes * lanes + <usize>lane;
  let word = group + <usize>halfBytes * lanes + (<usize>lane << 2);
  let out = rowScratch();
  for (let b = 0; b < nBlocks; b++) {
    for (let i: usize = 0; i < evenBytes; i += 2) store<u16>(out + halves + i, load<u16>(half + i * lanes));
    if (halfBytes & 1) store<u8>(out + halves + evenBytes, load<u8>(odd));
    for (let n: usize = 0; n < wordBytes >> 2; n++) {
      store<u32>(out + words + (wordAt(order, n) << 2), load<u32>(word + (n << 2) * lanes));
    }
    half += lanes * <usize>typeSize;
    odd += lanes * <usize>typeSize;
    word += lanes * <usize>typeSize;
    out += typeSize;
  }
  return rowScratch();
}
