// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
/*
 * Rotary position embedding of one row of heads. With pairs of neighbours (norm):
 *
 *   x     a0 b0 a1 b1        a' = a cos - b sin
 *   cos   c0 c1              b' = b cos + a sin
 *   sin   s0 s1
 *
 * and with halves (neox), a is x[i] and b is x[i + ropeDim / 2].
 */

// prettier-ignore
const SIGNS: usize = memory.data<u32>([0x80000000, 0, 0x80000000, 0], 16);

export function rope(
  x: usize,
  nHead: i32,
  headDim: i32,
  ropeDim: i32,
  cos: usize,
  sin: usize,
  neox: i32,
): void {
  for (let head = 0; head < nHead; head++) {
    if (neox) rotateHalves(x, <usize>ropeDim >> 1, cos, sin);
    else rotateNeighbours(x, <usize>ropeDim >> 1, cos, sin);
    x += <usize>headDim << 2;
  }
}

@inline function rotateNeighbours(x: usize, nPairs: usize, cos: usize, sin: usize): void {
  const signs = v128.load(SIGNS);
  let i: usize = 0;
  for (; i + 2 <= nPairs; i += 2) {
    const at = x + (i << 3);
    const c = v128.load64_zero(cos + (i << 2));
    const s = v128.load64_zero(sin + (i << 2));
    const cc = v128.shuffle<i32>(c, c, 0, 0, 1, 1);
    const ss = v128.xor(v128.shuffle<i32>(s, s, 0, 0, 1, 1), signs);
    const v = v128.load(at);
    v128.store(at, f32x4.add(f32x4.mul(v, cc), f32x4.mul(v128.shuffle<i32>(v, v, 1, 0, 3, 2), ss)));
  }
  for (; i < nPairs; i++) rotate(x + (i << 3), x + (i << 3) + 4, load<f32>(cos + (i << 2)), load<f32>(sin + (i << 2)));
}

@inline function rotateHalves(x: usize, nPairs: usize, cos: usize, sin: usize): void {
  const y = x + (nPairs << 2);
  const bytes = nPairs << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const c = v128.load(cos + i);
    const s = v128.load(sin + i);
    const a = v128.load(x + i);
    const b = v128.load(y + i);
    v128.store(x + i, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)));
    v128.store(y + i, f32x4.add(f32x4.mul(b, c), f32x4.mul(a, s)));
  }
  for (; i < bytes; i += 4) rotate(x + i, y + i, load<f32>(cos + i), load<f32>(sin + i));
}

@inline function rotate(first: usize, second: usize, c: f32, s: f32): void {
  const a = load<f32>(first);
  const b = load<f32>(second);
  store<f32>(first, a * c - b * s);
  store<f32>(second, b * c + a * s);
}
