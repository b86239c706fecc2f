import { interleaveGroup } from './interleave';
import { TOKEN_BLOCK, accumulatorScratch, panelScratch, rowScratch, vectorSums } from './scratch';

/*
 * The matmul that all interleaved types share. Tokens are taken four at a time while there are four, for eight rows (two
 * groups of four rows, A and B), and along the columns one panel after another:
 *
 *   for eight rows:  for a block of tokens:  for each panel's width:  unpack A, unpack B;  for four tokens: tile
 *
 * A panel is the eight rows' next blocks, unpacked to whole numbers that a dot product takes; it stays in the first-level
 * cache while the tokens pass over it. Up to three tokens that are left (a single one, when decoding) are multiplied
 * straight from the interleaved weights, which are so read once:
 *
 *   for a token:  for four rows:  all their blocks
 *
 * Integer sums are exact, and floats are added block by block in the order of the columns, each row in its own lane. So
 * both ways give the same bits.
 */

/** Unpacks `nBlocks` blocks of the interleaved group at `group` into one half of a panel. */
export type Unpack = (group: usize, panel: usize, nBlocks: i32) => void;

/**
 * Adds the products of eight rows, `a` and `b` being the halves of a panel (or the groups), with four tokens to
 * `accumulators`, f32[4 tokens][8 rows]. `stride` is the distance of the tokens' activations.
 */
export type Tile = (a: usize, b: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32) => void;

/** Stores the products of a group's four rows with one token, f32[4] at `sums`. */
export type Vector = (group: usize, x: usize, sums: usize, nBlocks: i32) => void;

/** `unpack` is null where the tiles take the interleaved weights as they are. */
export function matmulInterleaved(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nBlocks: i32,
  activations: usize,
  nTokens: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  activationBytes: usize,
  panelBlocks: i32,
  halfPanel: usize,
  unpack: Unpack | null,
  tile: Tile,
  vector: Vector,
): void {
  const rowBytes = <usize>(nBlocks * typeSize);
  const stride = (activationBytes * <usize>nBlocks + 15) & ~15;
  const nTiled = nTokens & ~3;
  for (let row = 0; nTiled > 0 && row < nRows; row += 8) {
    const left = min(nRows - row, 8);
    const nA = min(left, 4);
    const nB = left - nA;
    const a = groupAt(weights + <usize>(firstRow + row) * rowBytes, nA, nBlocks, typeSize, halfBytes, atEnd);
    const b = nB > 0 ? groupAt(weights + <usize>(firstRow + row + 4) * rowBytes, nB, nBlocks, typeSize, halfBytes, atEnd) : a;
    const to = out + (<usize>(firstRow + row) << 2);

    for (let first = 0; first < nTiled; first += TOKEN_BLOCK) {
      const n = min(nTiled - first, TOKEN_BLOCK);
      const x = activations + <usize>first * stride;
      sumTiles(a, b, x, stride, nBlocks, n, typeSize, activationBytes, panelBlocks, halfPanel, unpack, tile);
      storeRows(to + (<usize>(first * outStride) << 2), outStride, left, n);
    }
  }
  for (let t = nTiled; t < nTokens; t++) {
    const x = activations + <usize>t * stride;
    const to = out + (<usize>(t * outStride + firstRow) << 2);
    for (let row = 0; row < nRows; row += 4) {
      const n = min(nRows - row, 4);
      const rows = weights + <usize>(firstRow + row) * rowBytes;
      const sums = n == 4 ? to + (<usize>row << 2) : vectorSums();
      vector(groupAt(rows, n, nBlocks, typeSize, halfBytes, atEnd), x, sums, nBlocks);
      if (n < 4) memory.copy(to + (<usize>row << 2), sums, <usize>n << 2);
    }
  }
}

/** The interleaved group of rows at `rows`; a weight's last rows, fewer than four, are interleaved now. */
function groupAt(rows: usize, nRows: i32, nBlocks: i32, typeSize: i32, halfBytes: i32, atEnd: i32): usize {
  if (nRows == 4) return rows;
  interleaveGroup(rowScratch(), rows, nRows, nBlocks, typeSize, halfBytes, atEnd);
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
  typeSize: i32,
  activationBytes: usize,
  panelBlocks: i32,
  halfPanel: usize,
  unpack: Unpack | null,
  tile: Tile,
): void {
  const accumulators = accumulatorScratch();
  const panel = panelScratch();
  memory.fill(accumulators, 0, <usize>nTokens << 5);
  for (let block = 0; block < nBlocks; block += panelBlocks) {
    const n = min(nBlocks - block, panelBlocks);
    let p = a + <usize>(4 * block * typeSize);
    let q = b + <usize>(4 * block * typeSize);
    if (unpack !== null) {
      unpack(p, panel, n);
      unpack(q, panel + halfPanel, n);
      p = panel;
      q = panel + halfPanel;
    }
    let x = activations + <usize>block * activationBytes;
    let sums = accumulators;
    for (let t = 0; t < nTokens; t += 4) {
      tile(p, q, x, stride, sums, n);
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
