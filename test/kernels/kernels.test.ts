import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { compileKernels, STATIC_BYTES } from '../../src/kernels/kernels.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';
import { Bench, kernelBuilds, usableKernels } from './harness.ts';

const garbage = new Uint8Array([0, 1, 2, 3]);

describe('compileKernels', () => {
  const { plain, relaxed } = kernelBuilds();

  it('takes the relaxed build where it compiles and computes rightly', async () => {
    const { simd, module } = await compileKernels({ plain, relaxed });
    const bench = new Bench({ simd, module }, 1 << 16);
    assert.equal(bench.kernels.simd, simd);
  });

  it('falls back to the plain build where the relaxed one does not compile', async () => {
    assert.equal((await compileKernels({ plain, relaxed: garbage })).simd, 'plain');
  });

  it('says what the host lacks if neither compiles', async () => {
    await assert.rejects(
      compileKernels({ plain: garbage, relaxed: garbage }),
      (error) => error instanceof LlmError && error.code === 'unsupported',
    );
  });

  it('has no relaxed instruction in the plain build', () => {
    // Relaxed SIMD opcodes are 0xfd 0x80 0x02 … 0xfd 0x94 0x02; a host without them would refuse the build, but this
    // one may have them.
    const at = plain.findIndex(
      (byte, i) => byte === 0xfd && plain[i + 1]! >= 0x80 && plain[i + 1]! <= 0x94 && plain[i + 2] === 0x02,
    );
    assert.equal(at, -1);
  });
});

describe('a kernel instance', () => {
  it('keeps its constants in the bytes that it says', async () => {
    for (const build of await usableKernels()) {
      const bench = new Bench(build, 1 << 16);
      const heapBase = bench.kernels.exports['heapBase'] as () => number;
      assert.ok(heapBase() <= STATIC_BYTES, `${heapBase()}`);
    }
  });

  it('computes beyond 2 GiB as below', async () => {
    for (const build of await usableKernels()) {
      const results = [STATIC_BYTES, 2 ** 31 + 64].map((from) => {
        const bench = new Bench(build, 1 << 20, from); // pages that nobody touches cost nothing
        const kernel = bench.kernels.matmulKernels.Q4_K;
        const { activation } = kernel;
        const weights = bench.put(randomBlocks('Q4_K', 11 * 512, new Random(1), 0.1));
        kernel.repack(weights, 11, 512);
        const quantised = bench.alloc(5 * activation.rowBytes(512));
        const x = bench.putFloats(new Random(2).normals(512));
        for (let t = 0; t < 5; t++) activation.quantize(quantised + t * activation.rowBytes(512), x, 512);
        const out = bench.alloc(4 * 5 * 11);
        kernel.matmul(out, 11, weights, 0, 11, 512, quantised, 5);
        const row = bench.alloc(4 * 512);
        kernel.getRow(row, weights, 6, 11, 512);
        return [...bench.floats(out, 5 * 11), ...bench.floats(row, 512)];
      });
      assert.deepEqual(results[1], results[0]);
    }
  });
});
