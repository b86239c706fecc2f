import assert from 'node:assert/strict';
import { type KvType, kvTypes } from '../../src/base/kvType.ts';
import { LlmError } from '../../src/base/errors.ts';
import { ATTENTION_BLOCK, attentionPartialBytes, kvLayout, MAX_HEAD_DIM } from '../../src/kernels/kernels.ts';
import { activations } from '../../src/runtime/activation.ts';
import { hadamard, kvRotation } from '../../src/runtime/hadamard.ts';
import { Random } from '../support/random.ts';
import { Bench, usableKernels } from './harness.ts';

/** |kernel - f64| where |v| is at most 5: scores and weighted sums of a few hundred terms in f32. */
const BUDGET = 8e-6;

/** nHeadKv, query heads a KV head, head dimension. */
const shapes = [
  { nHeadKv: 4, nGroup: 2, headDim: 8 },
  { nHeadKv: 2, nGroup: 4, headDim: 64 },
  { nHeadKv: 2, nGroup: 7, headDim: 64 },
  { nHeadKv: 3, nGroup: 1, headDim: 80 },
  { nHeadKv: 1, nGroup: 3, headDim: 128 },
  { nHeadKv: 2, nGroup: 5, headDim: 20 },
  { nHeadKv: 1, nGroup: 6, headDim: MAX_HEAD_DIM },
];

/** What heads are worth after a cache has held them. */
function stored(
  heads: Float32Array,
  type: KvType,
  headDim: number,
  rotation: number | undefined,
): Float32Array {
  const result = heads.slice();
  for (let at = 0; at < result.length; at += headDim) {
    const head = result.subarray(at, at + headDim);
    if (type === 'f16') activations.f16(head);
    if (type !== 'q8_0') continue;
    if (rotation !== undefined) hadamard(head, rotation);
    const blocks = new Float32Array(Math.ceil(headDim / 32) * 32);
    blocks.set(head);
    activations.q8_0(blocks);
    head.set(blocks.subarray(0, headDim));
    if (rotation !== undefined) hadamard(head, rotation);
  }
  return result;
}

for (const build of await usableKernels()) {
  for (const type of kvTypes) {
    describe(`${build.build} attention, ${type} cache`, () => {
      const bench = new Bench(build, 16 << 20);
      const { kernels } = bench;

      for (const { nHeadKv, nGroup, headDim } of shapes) {
        const label = `${nHeadKv} x ${nGroup} heads of ${headDim}`;
        const nCtx = 301;
        const layout = kvLayout(type, nCtx, nHeadKv, headDim);
        const random = new Random(headDim + nGroup);
        const keys = random.normals(nCtx * nHeadKv * headDim);
        const values = random.normals(nCtx * nHeadKv * headDim);
        const rotation = kvRotation(headDim);
        const keysStored = stored(keys, type, headDim, rotation?.key);
        const valuesStored = stored(values, type, headDim, rotation?.value);
        const q = random.normals(nHeadKv * nGroup * headDim, 2);
        const scale = 1 / Math.sqrt(headDim);

        /** Caches whose unused cells hold NaN. */
        function fill(nPositions: number): { k: number; v: number } {
          const k = bench.alloc(layout.kBytes);
          const v = bench.alloc(layout.vBytes);
          bench.bytes(k, layout.kBytes).fill(0xff);
          bench.bytes(v, layout.vBytes).fill(0xff);
          const row = nHeadKv * headDim;
          const kRow = bench.alloc(4 * row);
          const vRow = bench.alloc(4 * row);
          for (let position = 0; position < nPositions; position++) {
            bench.floats(kRow, row).set(keys.subarray(position * row, (position + 1) * row));
            bench.floats(vRow, row).set(values.subarray(position * row, (position + 1) * row));
            kernels.storeKv(layout, k, v, kRow, vRow, position);
          }
          return { k, v };
        }

        function attend(
          k: number,
          v: number,
          kvHead: number,
          nPositions: number,
          firstPosition?: number,
          softcap?: number,
        ): Float32Array {
          const out = bench.alloc(4 * nGroup * headDim);
          const query = bench.putFloats(
            q.subarray(kvHead * nGroup * headDim, (kvHead + 1) * nGroup * headDim),
          );
          kernels.attention(
            layout,
            out,
            query,
            k,
            v,
            kvHead,
            nGroup,
            nPositions,
            scale,
            firstPosition,
            softcap,
          );
          return bench.floats(out, nGroup * headDim).slice();
        }

        function reference(
          kvHead: number,
          nPositions: number,
          firstPosition = 0,
          softcap = Infinity,
        ): Float64Array {
          const out = new Float64Array(nGroup * headDim);
          for (let h = 0; h < nGroup; h++) {
            const query = q.subarray((kvHead * nGroup + h) * headDim, (kvHead * nGroup + h + 1) * headDim);
            const at = (position: number, d: number): number => (position * nHeadKv + kvHead) * headDim + d;
            const scores = Array.from({ length: nPositions }, (_, position) => {
              const dot = query.reduce((sum, value, d) => sum + value * keysStored[at(position, d)]!, 0);
              return softcap === Infinity ? dot * scale : softcap * Math.tanh((dot * scale) / softcap);
            });
            scores.fill(-Infinity, 0, firstPosition);
            const max = Math.max(...scores);
            const weights = scores.map((score) => Math.exp(score - max));
            const sum = weights.reduce((a, b) => a + b, 0);
            for (let d = 0; d < headDim; d++) {
              let total = 0;
              for (const [position, weight] of weights.entries())
                total += weight * valuesStored[at(position, d)]!;
              out[h * headDim + d] = total / sum;
            }
          }
          return out;
        }

        it(`${label}: near f64`, () => {
          bench.reset();
          const { k, v } = fill(nCtx);
          for (const nPositions of [1, 2, 7, 8, 9, 127, 128, 129, 256, 301]) {
            for (let kvHead = 0; kvHead < nHeadKv; kvHead++) {
              const result = attend(k, v, kvHead, nPositions);
              for (const [i, expected] of reference(kvHead, nPositions).entries()) {
                const error = Math.abs(result[i]! - expected);
                assert.ok(
                  error <= BUDGET,
                  `${nPositions} positions: expected ${expected}, found ${result[i]!}`,
                );
              }
            }
          }
        });

        it(`${label}: sees a window of positions, in one piece or in blocks`, () => {
          bench.reset();
          const { k, v } = fill(nCtx);
          const kvHead = nHeadKv - 1;
          const query = bench.putFloats(
            q.subarray(kvHead * nGroup * headDim, (kvHead + 1) * nGroup * headDim),
          );
          for (const [first, end] of [
            [0, 5],
            [3, 5],
            [4, 5],
            [120, 140],
            [128, 200],
            [131, 301],
            [300, 301],
          ] as const) {
            // prettier-ignore
            const result = attend(k, v, kvHead, end, first);
            for (const [i, expected] of reference(kvHead, end, first).entries()) {
              const error = Math.abs(result[i]! - expected);
              assert.ok(error <= BUDGET, `${first} to ${end}: expected ${expected}, found ${result[i]!}`);
            }

            const firstBlock = Math.floor(first / ATTENTION_BLOCK);
            const nBlocks = Math.ceil(end / ATTENTION_BLOCK) - firstBlock;
            const blockBytes = nGroup * attentionPartialBytes(headDim);
            const partials = bench.alloc(nBlocks * blockBytes);
            for (let block = 0; block < nBlocks; block++)
              kernels.attentionPartials(
                layout, partials - firstBlock * blockBytes, query, k, v, kvHead, nGroup, end, scale, firstBlock + block, 1, first,
              ); // prettier-ignore
            const out = bench.alloc(4 * nGroup * headDim);
            kernels.attentionMerge(layout, out, partials, nGroup, nBlocks);
            assert.deepEqual(bench.floats(out, nGroup * headDim).slice(), result, 'merged partial results');
          }
        });

        it(`${label}: squeezes scores by a softcap`, () => {
          bench.reset();
          const { k, v } = fill(nCtx);
          for (const nPositions of [1, 9, 301]) {
            const result = attend(k, v, 0, nPositions, 0, 2);
            for (const [i, expected] of reference(0, nPositions, 0, 2).entries()) {
              const error = Math.abs(result[i]! - expected);
              assert.ok(
                error <= BUDGET,
                `${nPositions} positions: expected ${expected}, found ${result[i]!}`,
              );
            }
          }
        });

        it(`${label}: does not depend on later positions, nor on how blocks are shared out`, () => {
          bench.reset();
          const full = fill(nCtx);
          for (const nPositions of [1, 5, 130, 300]) {
            const part = fill(nPositions);
            const kvHead = nHeadKv - 1;
            const expected = attend(full.k, full.v, kvHead, nPositions);
            assert.deepEqual(attend(part.k, part.v, kvHead, nPositions), expected, 'unused cells were read');

            const query = bench.putFloats(
              q.subarray(kvHead * nGroup * headDim, (kvHead + 1) * nGroup * headDim),
            );
            const nBlocks = Math.ceil(nPositions / ATTENTION_BLOCK);
            const partials = bench.alloc(nBlocks * nGroup * attentionPartialBytes(headDim));
            for (let block = nBlocks - 1; block >= 0; block--) {
              const { k, v } = block % 2 === 0 ? full : part;
              kernels.attentionPartials(
                layout, partials, query, k, v, kvHead, nGroup, nPositions, scale, block, 1,
              ); // prettier-ignore
            }
            const out = bench.alloc(4 * nGroup * headDim);
            kernels.attentionMerge(layout, out, partials, nGroup, nBlocks);
            assert.deepEqual(
              bench.floats(out, nGroup * headDim).slice(),
              expected,
              'merged partial results differ',
            );
          }
        });
      }

      it('takes scores of hundreds, tiny values and equal scores', () => {
        bench.reset();
        const layout = kvLayout(type, 200, 1, 8);
        const k = bench.alloc(layout.kBytes);
        const v = bench.alloc(layout.vBytes);
        const row = bench.alloc(32);
        const value = bench.alloc(32);
        for (let position = 0; position < 200; position++) {
          bench.floats(row, 8).fill(position === 150 ? 30 : -30);
          bench.floats(value, 8).fill(position === 150 ? 1e-4 : 1000);
          kernels.storeKv(layout, k, v, row, value, position);
        }
        const out = bench.alloc(32);
        const q = bench.putFloats(new Float32Array(8).fill(2));
        kernels.attention(layout, out, q, k, v, 0, 1, 200, 1);
        const expected = (x: number): number => stored(new Float32Array(8).fill(x), type, 8, undefined)[0]!;
        for (const x of bench.floats(out, 8)) assert.ok(Math.abs(x / expected(1e-4) - 1) < 1e-6, `${x}`);
        kernels.attention(layout, out, q, k, v, 0, 1, 140, 1);
        for (const x of bench.floats(out, 8)) assert.ok(Math.abs(x / expected(1000) - 1) < 1e-6, `${x}`);
      });
    });
  }
}

describe('kvLayout', () => {
  it('refuses heads that scratch has no room for', () => {
    assert.throws(
      () => kvLayout('f16', 8, 1, MAX_HEAD_DIM + 8),
      (error) => error instanceof LlmError && error.code === 'unsupported',
    );
  });
});
