import { rowScratch } from './scratch';

/*
 * Four rows of blocks, interleaved: lane l of every vector belongs to row l, so no sum ever crosses lanes. A block is a
 * run of 16-bit units (its scales, at the block's start or end; all of a Q8_0 block) and a run of 32-bit units. If the
 * first run has an odd number of bytes, its last byte is a unit too (the one of MXFP4).
 *
 *   file      row 0: | h w0 w1 w2 … | h w0 w1 w2 … |    row 1: …          h 16 bits, w 32 bits = 4 or 8 weights
 *   here      | h h h h | w0 w0 w0 w0 | w1 w1 w1 w1 | …                   one block of rows 0 1 2 3, then the next block
 *
 * A group of four rows keeps its place and size, so this is done in place. Rows left over at a weight's end (fewer than
 * four) stay as in the file; the kernels interleave them into scratch when they come to them.
 */

export function interleave(
  weights: usize,
  nRows: i32,
  nBlocks: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
): void {
  const groupBytes = <usize>(4 * nBlocks * typeSize);
  const copy = rowScratch();
  for (let row = 4; row <= nRows; row += 4) {
    memory.copy(copy, weights, groupBytes);
    interleaveGroup(weights, copy, 4, nBlocks, typeSize, halfBytes, atEnd);
    weights += groupBytes;
  }
}

/** Interleaves 1 to 4 rows that follow one another at `rows`; the last one stands in for those that are missing. */
export function interleaveGroup(
  out: usize,
  rows: usize,
  nRows: i32,
  nBlocks: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
): void {
  const rowBytes = <usize>(nBlocks * typeSize);
  const wordBytes = <usize>(typeSize - halfBytes);
  const halves: usize = atEnd ? wordBytes : 0;
  const words: usize = atEnd ? 0 : <usize>halfBytes;
  let row0 = rows;
  let row1 = rows + rowBytes * <usize>min(1, nRows - 1);
  let row2 = rows + rowBytes * <usize>min(2, nRows - 1);
  let row3 = rows + rowBytes * <usize>min(3, nRows - 1);
  for (let b = 0; b < nBlocks; b++) {
    let i = halves;
    for (const last = halves + <usize>(halfBytes & ~1); i < last; i += 2) {
      store<u16>(out, load<u16>(row0 + i));
      store<u16>(out, load<u16>(row1 + i), 2);
      store<u16>(out, load<u16>(row2 + i), 4);
      store<u16>(out, load<u16>(row3 + i), 6);
      out += 8;
    }
    if (halfBytes & 1) {
      store<u8>(out, load<u8>(row0 + i));
      store<u8>(out, load<u8>(row1 + i), 1);
      store<u8>(out, load<u8>(row2 + i), 2);
      store<u8>(out, load<u8>(row3 + i), 3);
      out += 4;
    }
    for (i = words; i < words + wordBytes; i += 4) {
      store<u32>(out, load<u32>(row0 + i));
      store<u32>(out, load<u32>(row1 + i), 4);
      store<u32>(out, load<u32>(row2 + i), 8);
      store<u32>(out, load<u32>(row3 + i), 12);
      out += 16;
    }
    row0 += typeSize;
    row1 += typeSize;
    row2 += typeSize;
    row3 += typeSize;
  }
}

/** Collects row `lane` of an interleaved group in scratch, as the file had it, and returns its address. */
export function gatherRow(
  group: usize,
  lane: i32,
  nBlocks: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
): usize {
  const wordBytes = <usize>(typeSize - halfBytes);
  const halves: usize = atEnd ? wordBytes : 0;
  const words: usize = atEnd ? 0 : <usize>halfBytes;
  const evenBytes = <usize>(halfBytes & ~1);
  let half = group + ((<usize>lane) << 1);
  let odd = group + (evenBytes << 2) + <usize>lane;
  let word = group + ((<usize>halfBytes) << 2) + ((<usize>lane) << 2);
  let out = rowScratch();
  for (let b = 0; b < nBlocks; b++) {
    for (let i: usize = 0; i < evenBytes; i += 2) store<u16>(out + halves + i, load<u16>(half + (i << 2)));
    if (halfBytes & 1) store<u8>(out + halves + evenBytes, load<u8>(odd));
    for (let i: usize = 0; i < wordBytes; i += 4) store<u32>(out + words + i, load<u32>(word + (i << 2)));
    half += <usize>(4 * typeSize);
    odd += <usize>(4 * typeSize);
    word += <usize>(4 * typeSize);
    out += typeSize;
  }
  return rowScratch();
}
