import assert from 'node:assert/strict';
import { KvStorage } from '../../src/compute/kvStorage.ts';
import { compileKernels, kvLayout } from '../../src/kernels/kernels.ts';
import { Bench, kernelBuilds } from '../kernels/harness.ts';
import { Random } from '../support/random.ts';

const N_TOKENS = 150; // more than a block of attention, and no whole number of them
const N_HEAD_KV = 2;
const HEAD_DIM = 40;

describe('compute/kvStorage', () => {
  let bench: Bench;
  before(async () => {
    bench = new Bench(await compileKernels(kernelBuilds()), 16 << 20);
  });

  for (const type of ['f16', 'f32', 'q8_0'] as const) {
    /** The caches of a context with room for `nCtx` tokens, of which the first `nTokens` are there. */
    function caches(
      nCtx: number,
      nTokens: number,
      { isWindowed = false, from = 0 } = {},
    ): { readonly storage: KvStorage; readonly bytes: () => Uint8Array } {
      const layout = kvLayout(type, nCtx, N_HEAD_KV, HEAD_DIM);
      const k = bench.alloc(layout.kBytes);
      const v = bench.alloc(layout.vBytes);
      bench.bytes(k, layout.kBytes).fill(0);
      bench.bytes(v, layout.vBytes).fill(0);
      const rng = new Random(1);
      for (let position = 0; position < nTokens; position++) {
        const key = bench.putFloats(rng.normals(N_HEAD_KV * HEAD_DIM));
        const value = bench.putFloats(rng.normals(N_HEAD_KV * HEAD_DIM));
        if (position >= from) bench.kernels.storeKv(layout, k, v, key, value, position - from);
      }
      return {
        storage: new KvStorage([{ memory: bench.memory, layout, k, v, isWindowed }]),
        bytes: () => Buffer.concat([bench.bytes(k, layout.kBytes), bench.bytes(v, layout.vBytes)]),
      };
    }

    it(`packs the same whatever room there is behind it: ${type}`, () => {
      bench.reset();
      const packed = caches(N_TOKENS, N_TOKENS).storage.read(N_TOKENS, 0);
      assert.ok(packed.some((byte) => byte !== 0));
      for (const nCtx of [200, 256, 301])
        assert.deepEqual(caches(nCtx, N_TOKENS).storage.read(N_TOKENS, 0), packed, `${nCtx}`);
    });

    it(`puts back what it packed: ${type}`, () => {
      bench.reset();
      const packed = caches(N_TOKENS, N_TOKENS).storage.read(N_TOKENS, 0);
      for (const nCtx of [N_TOKENS, 256, 301]) {
        const empty = caches(nCtx, 0);
        empty.storage.write(N_TOKENS, 0, packed);
        assert.deepEqual(empty.bytes(), caches(nCtx, N_TOKENS).bytes(), `${nCtx}`);
      }
    });

    it(`drops the first positions of a layer with a window: ${type}`, () => {
      bench.reset();
      const sliding = caches(512, 400, { isWindowed: true });
      sliding.storage.drop(128, 400 - 128);
      const expected = caches(512, 400, { isWindowed: true, from: 128 });
      const packed = expected.storage.read(400, 128);
      assert.deepEqual(sliding.storage.read(400, 128), packed);
      assert.equal(sliding.storage.windowFromOf(400, packed.length), 128);
      assert.equal(sliding.storage.windowFromOf(400, packed.length + 1), undefined);
      assert.ok(packed.length < sliding.storage.mostBytesOf(400));
      assert.equal(sliding.storage.mostBytesOf(600), expected.storage.read(600, 128).length);
    });
  }
});
