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
 * Where a type has an order of its own for its 32-bit units, a table says where each goes; then `places` is its address,
 * else 0. A group keeps its place and size, so this is done in place. Rows left over at a weight's end, too few for a
 * group, stay as in the file; the kernels interleave them into scratch when they come to them.
 */

export function interleave(
  weights: usize,
  nRows: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  places: usize,
): void {
  const groupBytes = <usize>(groupRows * nBlocks * typeSize);
  const copy = rowScratch();
  for (let row = groupRows; row <= nRows; row += groupRows) {
    memory.copy(copy, weights, groupBytes);
    interleaveGroup(weights, copy, groupRows, nBlocks, groupRows, typeSize, halfBytes, atEnd, places);
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
  places: usize,
): void {
  for (let first = 0; first < groupRows; first += 4) {
    interleaveFour(out, rows, first, nRows - 1, nBlocks, groupRows, typeSize, halfBytes, atEnd, places);
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
  places: usize,
): void {
  const rowBytes = <usize>(nBlocks * typeSize);
  const wordBytes = <usize>(typeSize - halfBytes);
  const nWords = wordBytes >> 2;
  const evenBytes = <usize>(halfBytes & ~1);
  const lanes = <usize>groupRows;
  const lane = <usize>first;
  const halfStep = lanes << 1;
  const wordStep = lanes << 2;
  let half0 = rows + rowBytes * <usize>min(first, last) + (atEnd ? wordBytes : 0);
  let half1 = rows + rowBytes * <usize>min(first + 1, last) + (atEnd ? wordBytes : 0);
  let half2 = rows + rowBytes * <usize>min(first + 2, last) + (atEnd ? wordBytes : 0);
  let half3 = rows + rowBytes * <usize>min(first + 3, last) + (atEnd ? wordBytes : 0);
  const toWords: usize = atEnd ? 0 - wordBytes : <usize>halfBytes;
  for (let b = 0; b < nBlocks; b++) {
    let to = out + (lane << 1);
    let i: usize = 0;
    for (; i + 16 <= evenBytes; i += 16) {
      const a = v128.load(half0 + i), b = v128.load(half1 + i), c = v128.load(half2 + i), d = v128.load(half3 + i);
      const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
      const ef = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), gh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
      to = putTwo(to, halfStep, v128.shuffle<i32>(ab, cd, 0, 4, 1, 5));
      to = putTwo(to, halfStep, v128.shuffle<i32>(ab, cd, 2, 6, 3, 7));
      to = putTwo(to, halfStep, v128.shuffle<i32>(ef, gh, 0, 4, 1, 5));
      to = putTwo(to, halfStep, v128.shuffle<i32>(ef, gh, 2, 6, 3, 7));
    }
    for (; i < evenBytes; i += 2) {
      store<u16>(to, load<u16>(half0 + i));
      store<u16>(to, load<u16>(half1 + i), 2);
      store<u16>(to, load<u16>(half2 + i), 4);
      store<u16>(to, load<u16>(half3 + i), 6);
      to += halfStep;
    }
    out += lanes * evenBytes;
    if (halfBytes & 1) {
      store<u8>(out + lane, load<u8>(half0 + i));
      store<u8>(out + lane, load<u8>(half1 + i), 1);
      store<u8>(out + lane, load<u8>(half2 + i), 2);
      store<u8>(out + lane, load<u8>(half3 + i), 3);
      out += lanes;
    }
    to = out + (lane << 2);
    const word0 = half0 + toWords, word1 = half1 + toWords, word2 = half2 + toWords, word3 = half3 + toWords;
    let n: usize = 0;
    for (; n + 4 <= nWords; n += 4) {
      i = n << 2;
      const a = v128.load(word0 + i), b = v128.load(word1 + i), c = v128.load(word2 + i), d = v128.load(word3 + i);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to + placeOf(places, n) * wordStep, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + placeOf(places, n + 1) * wordStep, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + placeOf(places, n + 2) * wordStep, v128.shuffle<i64>(ef, gh, 0, 2));
      v128.store(to + placeOf(places, n + 3) * wordStep, v128.shuffle<i64>(ef, gh, 1, 3));
    }
    for (; n < nWords; n++) {
      i = n << 2;
      const at = to + placeOf(places, n) * wordStep;
      store<u32>(at, load<u32>(word0 + i));
      store<u32>(at, load<u32>(word1 + i), 4);
      store<u32>(at, load<u32>(word2 + i), 8);
      store<u32>(at, load<u32>(word3 + i), 12);
    }
    out += lanes * wordBytes;
    half0 += typeSize;
    half1 += typeSize;
    half2 += typeSize;
    half3 += typeSize;
  }
}

/** Stores two units of four rows, `step` bytes apart, and returns where the next one goes. */
@inline function putTwo(to: usize, step: usize, units: v128): usize {
  v128.store64_lane(to, units, 0);
  v128.store64_lane(to + step, units, 1);
  return to + 2 * step;
}

@inline function placeOf(places: usize, n: usize): usize {
  return places == 0 ? n : <usize>load<u8>(places + n);
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
  places: usize,
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
      store<u32>(out + words + (n << 2), load<u32>(word + (placeOf(places, n) << 2) * lanes));
    }
    half += lanes * <usize>typeSize;
    odd += lanes * <usize>typeSize;
    word += lanes * <usize>typeSize;
    out += typeSize;
  }
  return rowScratch();
}
