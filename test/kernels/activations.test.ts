import assert from 'node:assert/strict';
import { f16ToF32 } from '../../src/base/half.ts';
import type { ActivationFormat } from '../../src/kernels/kernels.ts';
import {
  quantizeRowQ8_0,
  quantizeRowQ8_1,
  quantizeRowQ8_K,
  activations as roundTrips,
} from '../../src/runtime/activation.ts';
import { Random } from '../support/random.ts';
import { Bench, usableKernels } from './harness.ts';

const N = 768;
const random = new Random(1);
const rows: Readonly<Record<string, Float32Array>> = {
  normal: random.normals(N),
  zeros: new Float32Array(N),
  'mostly zero': Float32Array.from({ length: N }, (_, i) => (i % 300 === 7 ? -3 : 0)),
  large: random.normals(N, 1e4),
  tiny: random.normals(N, 1e-6),
  subnormal: random.normals(N, 1e-40),
  // Exactly half way between two whole numbers: nearest even.
  halves: Float32Array.from({ length: N }, (_, i) => (i % 32 === 0 ? 127 : (i % 32) - 16 + 0.5)),
  'of one sign': random.normals(N).map(Math.abs),
};

for (const build of await usableKernels()) {
  describe(`${build.build} activations`, () => {
    const bench = new Bench(build, 1 << 20);
    const formats = new Map<string, ActivationFormat>();
    for (const kernel of Object.values(bench.kernels.matmulKernels)) {
      formats.set(kernel.activation.name, kernel.activation);
    }
    for (const format of formats.values()) {
      for (const [label, row] of Object.entries(rows)) {
        it(`${format.name}, ${label}`, () => {
          bench.reset();
          const x = bench.putFloats(row);
          const out = bench.alloc(format.rowBytes(N));
          format.quantize(out, x, N);
          const view = new DataView(bench.memory.buffer, out, format.rowBytes(N));
          switch (format.name) {
            case 'f32':
            case 'f16':
            case 'bf16': {
              const expected = row.slice();
              roundTrips[format.name](expected);
              assert.deepEqual(floatsInOrder(bench.floats(out, N), format.name), expected);
              break;
            }
            case 'q8_0':
            case 'q8_0_wide':
              checkBlocksOf32(view, row, format.name === 'q8_0_wide');
              break;
            case 'q8_K':
            case 'q8_K_wide':
              checkBlocksOf256(view, row, format.name === 'q8_K_wide');
              break;
          }
        });
      }
    }

    it('keep the rows of several tokens aligned', () => {
      for (const format of formats.values()) assert.equal(format.rowBytes(768) % 16, 0, format.name);
      assert.equal(formats.get('f32')!.rowBytes(43), 176);
    });
  });
}

/** The 16-bit formats keep the even ones of each eight columns first, and f16 times 2^104. */
function floatsInOrder(stored: Float32Array, name: 'f32' | 'f16' | 'bf16'): Float32Array {
  if (name === 'f32') return stored.slice();
  const scale = name === 'f16' ? 2 ** 104 : 1;
  return stored.map((_, i) => stored[(i & ~7) + (i & 1) * 4 + ((i & 7) >> 1)]! / scale);
}

function checkBlocksOf32(view: DataView, row: Float32Array, isWide: boolean): void {
  const q8_0 = new Uint8Array((N / 32) * 34);
  quantizeRowQ8_0(q8_0, row);
  const q8_1 = new Uint8Array((N / 32) * 36);
  quantizeRowQ8_1(q8_1, row);
  const twin0 = new DataView(q8_0.buffer);
  const twin1 = new DataView(q8_1.buffer);
  const blockBytes = isWide ? 80 : 48;
  for (let block = 0; block < N / 32; block++) {
    const at = block * blockBytes;
    const end = at + blockBytes - 16;
    let sum = 0;
    const isZero = view.getFloat32(end, true) === 0; // then the numbers mean nothing, and the twin's may be others
    for (let i = 0; i < 32; i++) {
      const q = isWide ? view.getInt16(at + 2 * i, true) : view.getInt8(at + i);
      if (!isZero) assert.equal(q, twin0.getInt8(block * 34 + 2 + i));
      sum += q;
    }
    assert.equal(view.getFloat32(end, true), f16At(twin0, block * 34));
    assert.equal(view.getInt32(end + 4, true), sum);
    if (!isZero) assert.equal(view.getFloat32(end + 8, true), f16At(twin1, block * 36 + 2));
  }
}

function checkBlocksOf256(view: DataView, row: Float32Array, isWide: boolean): void {
  const q8_K = new Uint8Array((N / 256) * 292);
  quantizeRowQ8_K(q8_K, row);
  const twin = new DataView(q8_K.buffer);
  const blockBytes = isWide ? 576 : 384;
  for (let block = 0; block < N / 256; block++) {
    const at = block * blockBytes;
    const from = block * 292;
    const tail = at + (isWide ? 512 : 256);
    const d = view.getFloat32(tail + 48, true);
    // ggml's scale may have the other sign, and all its numbers with it.
    const sign = Math.sign(d * twin.getFloat32(from, true)) || 1;
    assert.equal(d, sign * twin.getFloat32(from, true) + 0);
    for (let group = 0; group < 16; group++) {
      let sum = 0;
      for (let i = 16 * group; i < 16 * group + 16; i++) {
        const q = isWide ? view.getInt16(at + 2 * i, true) : view.getInt8(at + i);
        if (d !== 0) assert.equal(q, sign * twin.getInt8(from + 4 + i) + 0);
        sum += q;
      }
      assert.equal(view.getInt16(tail + 2 * group, true), sum);
      if (!isWide) checkOffsets(view, at + 16 * group, tail + 64 + 4 * group);
    }
    for (let pair = 0; pair < 8; pair++) {
      const first = view.getInt16(tail + 4 * pair, true);
      const second = view.getInt16(tail + 4 * pair + 2, true);
      assert.equal(view.getInt16(tail + 32 + 2 * pair, true), first + second);
    }
  }
}

/** What 32 times the numbers of sixteen columns is subtracted as: of the first two of every four, and of the last two. */
function checkOffsets(view: DataView, values: number, offsets: number): void {
  const sums = [0, 0];
  for (let i = 0; i < 16; i++) sums[(i >> 1) & 1]! += view.getInt8(values + i);
  assert.deepEqual(
    [view.getInt16(offsets, true), view.getInt16(offsets + 2, true)],
    sums.map((sum) => -32 * sum + 0),
  );
}

function f16At(view: DataView, at: number): number {
  return f16ToF32(view.getUint16(at, true));
}
