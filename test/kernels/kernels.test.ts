import assert from 'node:assert/strict';
import { STATIC_BYTES } from '../../src/kernels/kernels.ts';
import { quantTypes } from '../../src/quant/index.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';
import { Bench, usableKernels } from './harness.ts';

describe('a kernel instance', () => {
  it('keeps its constants, and behind them its codebooks, in the bytes that it says', async () => {
    const codebooks = Object.values(quantTypes).flatMap(({ codebook }) => codebook?.() ?? []);
    const bytes = [...new Set(codebooks)].reduce((sum, entries) => sum + entries.length, 0);
    for (const build of await usableKernels()) {
      const { exports } = new Bench(build, 1 << 16).kernels;
      const heapBase = exports['heapBase'] as () => number;
      const addresses = Object.entries(exports)
        .filter(([name]) => name.endsWith('_GRID'))
        .map(([, value]) => (value as WebAssembly.Global<'i32'>).value);
      assert.ok(heapBase() <= Math.min(...addresses), `${heapBase()}`);
      assert.ok(Math.min(...addresses) + bytes <= STATIC_BYTES);
    }
  });

  it('has the codebooks of the tensor types it is for, and no others', async () => {
    for (const build of await usableKernels()) {
      for (const { name, codebook } of Object.values(quantTypes)) {
        const bench = new Bench(build, 1 << 16, STATIC_BYTES, [name]);
        const below = Buffer.from(bench.bytes(0, STATIC_BYTES));
        for (const other of Object.values(quantTypes)) {
          // That of IQ1_S and IQ1_M is stored eightfold.
          const entries = other
            .codebook?.()
            .map((value) => (other.name.startsWith('IQ1') ? 8 * value : value));
          if (!entries) continue;
          assert.equal(below.includes(Buffer.from(entries.buffer)), other.codebook === codebook, name);
        }
      }
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
