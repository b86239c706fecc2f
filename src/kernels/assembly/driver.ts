import { interleaveGroup } from './interleave';
import { TOKEN_BLOCK, accumulatorScratch, panelScratch, rowScratch, vectorSums } from './scratch';

/*
 * The matmul that all interleaved types share. Tokens are taken four at a time while there are four, for eight rows, and
 * along the columns one panel after another:
 *
 *   for eight rows:  for a block of tokens:  for each panel's width:  unpack;  for four tokens: tile
 *
 * A panel is the eight rows' next blocks, unpacked to whole numbers that a dot product takes; it stays in the first-level
 * cache while the tokens pass over it. Up to three tokens that are left (a single one, when decoding) are multiplied
 * straight from the interleaved weights, which are so read once, and strictly forward: the processor fetches ahead what
 * is read in one stream, not in two.
 *
 *   for a token:  for each group of four or eight rows:  all its blocks
 *
 * Integer sums are exact, and floats are added block by block in the order of the columns, each row in its own lane. So
 * both ways give the same bits.
 */

/** Unpacks `nBlocks` blocks of the interleaved group at `group` into a panel, or its half where a group has four rows. */
export type Unpack = (group: usize, panel: usize, nBlocks: i32) => void;

/**
 * Adds the products of a panel's eight rows with four tokens to `accumulators`, f32[4 tokens][8 rows]. `stride` is the
 * distance of the tokens' activations.
 */
export type Tile = (panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32) => void;

/** Stores the products of a group's rows with one token, f32 each, at `sums`. */
export type Vector = (group: usize, x: usize, sums: usize, nBlocks: i32) => void;

/** `halfPanel` is where in a panel the second of two groups goes. */
export function matmulInterleaved(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nBlocks: i32,
  activations: usize,
  nTokens: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  places: usize,
  activationBytes: usize,
  panelBlocks: i32,
  halfPanel: usize,
  unpack: Unpack,
  tile: Tile,
  vector: Vector,
): void {
  const rowBytes = <usize>(nBlocks * typeSize);
  const stride = (activationBytes * <usize>nBlocks + 15) & ~15;
  const nTiled = nTokens & ~3;
  for (let row = 0; nTiled > 0 && row < nRows; row += 8) {
    const left = min(nRows - row, 8);
    const nA = min(left, groupRows);
    const nB = left - nA;
    const rows = weights + <usize>(firstRow + row) * rowBytes;
    const a = groupAt(rows, nA, nBlocks, groupRows, typeSize, halfBytes, atEnd, places);
    const b = nB > 0 ? groupAt(rows + 4 * rowBytes, nB, nBlocks, groupRows, typeSize, halfBytes, atEnd, places) : a;
    const to = out + (<usize>(firstRow + row) << 2);

    for (let first = 0; first < nTiled; first += TOKEN_BLOCK) {
      const n = min(nTiled - first, TOKEN_BLOCK);
      const x = activations + <usize>first * stride;
      const blockBytes = <usize>(groupRows * typeSize);
      sumTiles(a, b, x, stride, nBlocks, n, blockBytes, groupRows, activationBytes, panelBlocks, halfPanel, unpack, tile);
      storeRows(to + (<usize>(first * outStride) << 2), outStride, left, n);
    }
  }
  for (let t = nTiled; t < nTokens; t++) {
    const x = activations + <usize>t * stride;
    const to = out + (<usize>(t * outStride + firstRow) << 2);
    for (let row = 0; row < nRows; row += groupRows) {
      const n = min(nRows - row, groupRows);
      const rows = weights + <usize>(firstRow + row) * rowBytes;
      const sums = n == groupRows ? to + (<usize>row << 2) : vectorSums();
      vector(groupAt(rows, n, nBlocks, groupRows, typeSize, halfBytes, atEnd, places), x, sums, nBlocks);
      if (n < groupRows) memory.copy(to + (<usize>row << 2), sums, <usize>n << 2);
    }
  }
}

/** The interleaved group of rows at `rows`; a weight's last rows, too few for a group, are interleaved now. */
function groupAt(
  rows: usize,
  nRows: i32,
  nBlocks: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  places: usize,
): usize {
  if (nRows == groupRows) return rows;
  interleaveGroup(rowScratch(), rows, nRows, nBlocks, groupRows, typeSize, halfBytes, atEnd, places);
  return rowScratch();
}

/** Eight rows and `nTokens` tokens (a multiple of four, at most TOKEN_BLOCK) into the accumulators. */
function sumTiles(
  a: usize,
  b: usize,
  activations: usize,
  stride: usize,
  nBlocks: i32,
  nTokens: i32,
  blockBytes: usize,
  groupRows: i32,
  activationBytes: usize,
  panelBlocks: i32,
  halfPanel: usize,
  unpack: Unpack,
  tile: Tile,
): void {
  const accumulators = accumulatorScratch();
  const panel = panelScratch();
  memory.fill(accumulators, 0, <usize>nTokens << 5);
  for (let block = 0; block < nBlocks; block += panelBlocks) {
    const n = min(nBlocks - block, panelBlocks);
    unpack(a + <usize>block * blockBytes, panel, n);
    if (groupRows == 4) unpack(b + <usize>block * blockBytes, panel + halfPanel, n);
    let x = activations + <usize>block * activationBytes;
    let sums = accumulators;
    for (let t = 0; t < nTokens; t += 4) {
      tile(panel, x, stride, sums, n);
      x += stride << 2;
      sums += 128;
    }
  }
}

function storeRows(out: usize, outStride: i32, nRows: i32, nTokens: i32): void {
  let sums = accumulatorScratch();
  const step = <usize>outStride << 2;
  for (let t = 0; t < nTokens; t++) {
    if (nRows == 8) {
      v128.store(out, v128.load(sums));
      v128.store(out, v128.load(sums, 16), 16);
    } else {
      memory.copy(out, sums, <usize>nRows << 2);
    }
    out += step;
    sums += 32;
  }
}
