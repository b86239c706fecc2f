import assert from 'node:assert/strict';
import { f16ToF32 } from '../../src/base/half.ts';
import { kernelTypeNames, kernelTypes, type KernelTypeName } from '../../src/kernels/kernels.ts';
import { quantTypeNames, quantTypes, rowSize } from '../../src/quant/index.ts';
import { activations } from '../../src/runtime/activation.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';
import { Bench, usableKernels } from './harness.ts';

/**
 * Error budgets: |kernel - f64| over Σ|w · a|, on the same quantised activations. Integer sums are exact, so what is left
 * is f32 rounding: 2^-24 ≈ 6e-8 for each of a row's few additions of blocks.
 */
const budgets: Readonly<Record<KernelTypeName, number>> = {
  // Lanes of hundreds of columns each are added up in f32.
  F32: 2e-6,
  F16: 2e-6,
  BF16: 2e-6,
  // An addition every 32 columns.
  Q4_0: 1e-6,
  Q5_0: 1e-6,
  Q8_0: 1e-6,
  IQ4_NL: 1e-6,
  MXFP4: 1e-6,
  NVFP4: 1e-6,
  Q1_0: 1e-6,
  Q2_0: 1e-6,
  // Σ q a and the minima are added apart, and each is larger than their difference.
  Q4_1: 2e-6,
  Q5_1: 2e-6,
  Q2_K: 1e-6,
  Q4_K: 1e-6,
  Q5_K: 1e-6,
  // One addition every 256 columns.
  Q3_K: 5e-7,
  Q6_K: 5e-7,
  IQ4_XS: 5e-7,
  IQ1_S: 5e-7,
  IQ1_M: 5e-7,
  IQ2_XXS: 5e-7,
  IQ2_XS: 5e-7,
  IQ2_S: 5e-7,
  IQ3_XXS: 5e-7,
  IQ3_S: 5e-7,
  TQ1_0: 5e-7,
  TQ2_0: 5e-7,
};

const builds = await usableKernels();

describe('the table of kernel types', () => {
  it('is that of the tensor types', () => {
    assert.deepEqual([...kernelTypeNames].sort(), [...quantTypeNames].sort());
    for (const name of quantTypeNames) {
      assert.equal(kernelTypes[name].blockSize, quantTypes[name].blockSize, name);
      assert.equal(kernelTypes[name].typeSize, quantTypes[name].typeSize, name);
    }
  });
});

for (const build of builds) {
  describe(`${build.build} matmul`, () => {
    const bench = new Bench(build, 24 << 20);
    for (const name of quantTypeNames) {
      describe(name, () => {
        beforeEach(() => {
          bench.reset();
        });
        const { blockSize } = quantTypes[name];
        const lengths = blockSize === 1 ? [1, 7, 8, 64, 172, 1024] : [blockSize, 3 * blockSize, 2048];

        it('decodes rows as the scalar decoder does, bit by bit', () => {
          for (const nCols of lengths) {
            for (let nRows = 1; nRows <= 9; nRows++) {
              const { blocks, decoded, weights } = putWeights(name, nRows, nCols, 100 * nRows + nCols);
              assert.equal(blocks.length, nRows * bench.kernels.matmulKernels[name].rowBytes(nCols));
              const out = bench.alloc(4 * nCols);
              for (let row = 0; row < nRows; row++) {
                bench.kernels.matmulKernels[name].getRow(out, weights, row, nRows, nCols);
                const expected = decoded.subarray(row * nCols, (row + 1) * nCols);
                assert.deepEqual(
                  bitsOf(bench.floats(out, nCols)),
                  bitsOf(expected),
                  `row ${row} of ${nRows}`,
                );
              }
              bench.reset();
            }
          }
        });

        it('keeps within its error budget of f64', () => {
          let worst = 0;
          for (const nCols of lengths) {
            for (const nRows of [1, 2, 3, 4, 5, 8, 13, 17]) {
              worst = Math.max(worst, relativeError(name, nRows, nCols, 5, 1));
              bench.reset();
            }
          }
          assert.ok(worst <= budgets[name], `${worst} > ${budgets[name]}`);
        });

        it('takes zeros, tiny and large activations', () => {
          const nCols = Math.max(256, blockSize);
          assert.equal(relativeError(name, 8, nCols, 2, 0), 0);
          // Beyond about 1e4 an f16 activation, or the f16 sum of a q8_1 block, is infinite, in ggml as here.
          for (const scale of [1e-30, 1e-5, 1e3]) {
            bench.reset();
            const error = relativeError(name, 8, nCols, 5, scale);
            assert.ok(error <= budgets[name], `${error} at scale ${scale}`);
          }
        });

        it('takes scales of any size, subnormal ones among them', () => {
          const nCols = 2 * Math.max(256, blockSize);
          for (const scale of [1e-6, 1e-4, 1e-3, 1, 100]) {
            bench.reset();
            const blocks = randomBlocks(name, 9 * nCols, new Random(11), scale);
            const x = new Random(12).normals(nCols);
            const error = errorOf(name, blocks, 9, nCols, Array<Float32Array>(5).fill(x));
            assert.ok(error <= budgets[name], `${error} with weights of ${scale}`);
          }
        });

        it('does not overflow where every bit, or every product, is as large as can be', () => {
          if (blockSize === 1) return; // no whole numbers here
          for (const fill of [0xff, 0x7f, 0x80, 0x0f, 0xf0]) {
            const nCols = 2 * blockSize;
            const blocks = randomBlocks(name, 9 * nCols, new Random(fill), 0.05);
            for (const [i] of blocks.entries()) if (!isScale(name, i)) blocks[i] = fill;
            for (const x of [
              new Float32Array(nCols).fill(1),
              Float32Array.from({ length: nCols }, alternate),
            ]) {
              bench.reset();
              const error = errorOf(name, blocks, 9, nCols, Array<Float32Array>(5).fill(x));
              assert.ok(error <= budgets[name], `${error} with bytes ${fill}`);
            }
          }
        });

        it('gives the same bits for one token of a long row as for four', () => {
          const nCols = 2304;
          const nRows = 20;
          const kernel = bench.kernels.matmulKernels[name];
          const { weights } = putWeights(name, nRows, nCols, 9);
          const { quantised } = putActivations(name, 4, nCols, 10, 1);
          const together = bench.alloc(4 * nRows * 4);
          const single = bench.alloc(4 * nRows * 4);
          kernel.matmul(together, nRows, weights, 0, nRows, nCols, quantised, 4);
          bench.floats(single, nRows * 4).fill(NaN);
          for (let t = 0; t < 4; t++) {
            const x = quantised + t * kernel.activation.rowBytes(nCols);
            kernel.matmul(single + 4 * t * nRows, nRows, weights, 0, nRows, nCols, x, 1);
          }
          assert.deepEqual(
            bitsOf(bench.floats(single, nRows * 4)),
            bitsOf(bench.floats(together, nRows * 4)),
          );
        });

        it('gives the same bits for any number of tokens and any split of the rows', () => {
          const nCols = blockSize === 1 ? 172 : 3 * blockSize;
          const nRows = 43;
          const nTokens = 67;
          const kernel = bench.kernels.matmulKernels[name];
          const { weights } = putWeights(name, nRows, nCols, 5);
          const { quantised } = putActivations(name, nTokens, nCols, 6, 1);
          const stride = kernel.activation.rowBytes(nCols);
          const expected = bench.alloc(4 * nRows * nTokens);
          const out = bench.alloc(4 * nRows * nTokens);
          for (let t = 0; t < nTokens; t++) {
            kernel.matmul(
              expected + 4 * t * nRows,
              nRows,
              weights,
              0,
              nRows,
              nCols,
              quantised + t * stride,
              1,
            );
          }
          const bits = bitsOf(bench.floats(expected, nRows * nTokens));
          for (const batch of [2, 3, 4, 5, 8, 31, 64, 67]) {
            for (const rows of [8, 16, 48]) {
              bench.floats(out, nRows * nTokens).fill(NaN);
              for (let t = 0; t < nTokens; t += batch) {
                for (let row = 0; row < nRows; row += rows) {
                  const nPart = Math.min(rows, nRows - row);
                  const nBatch = Math.min(batch, nTokens - t);
                  const to = out + 4 * t * nRows;
                  kernel.matmul(to, nRows, weights, row, nPart, nCols, quantised + t * stride, nBatch);
                }
              }
              assert.deepEqual(
                bitsOf(bench.floats(out, nRows * nTokens)),
                bits,
                `${batch} tokens, ${rows} rows`,
              );
            }
          }
        });

        it('repacks parts as it repacks the whole', () => {
          const nCols = blockSize === 1 ? 40 : 2 * blockSize;
          const nRows = 22;
          const kernel = bench.kernels.matmulKernels[name];
          const { blocks, weights } = putWeights(name, nRows, nCols, 9);
          const parts = bench.put(blocks);
          kernel.repack(parts, 8, nCols);
          kernel.repack(parts + 8 * kernel.rowBytes(nCols), 14, nCols);
          assert.deepEqual(bench.bytes(parts, blocks.length), bench.bytes(weights, blocks.length));
        });

        it('writes nothing but its own elements', () => {
          const nCols = Math.max(64, blockSize);
          const nRows = 13;
          const kernel = bench.kernels.matmulKernels[name];
          const { weights } = putWeights(name, nRows, nCols, 3);
          const { quantised } = putActivations(name, 5, nCols, 4, 1);
          const outStride = 20;
          const out = bench.alloc(4 * outStride * 6);
          const view = bench.floats(out, outStride * 6).fill(77);
          kernel.matmul(out, outStride, weights, 8, 5, nCols, quantised, 5);
          const written = view.findIndex((value, i) => {
            const isOurs = i % outStride >= 8 && i % outStride < 13 && i < 5 * outStride;
            return isOurs === (value === 77);
          });
          assert.equal(written, -1);
        });
      });
    }

    function putWeights(
      name: KernelTypeName,
      nRows: number,
      nCols: number,
      seed: number,
    ): { blocks: Uint8Array; decoded: Float32Array; weights: number } {
      const blocks = randomBlocks(name, nRows * nCols, new Random(seed), 0.05);
      const decoded = new Float32Array(nRows * nCols);
      quantTypes[name].dequantizeInto(decoded, blocks);
      const weights = bench.put(blocks);
      bench.kernels.matmulKernels[name].repack(weights, nRows, nCols);
      return { blocks, decoded, weights };
    }

    function putActivations(
      name: KernelTypeName,
      nTokens: number,
      nCols: number,
      seed: number,
      scale: number,
    ): { x: Float32Array; quantised: number } {
      const { activation } = bench.kernels.matmulKernels[name];
      const x = new Random(seed).normals(nTokens * nCols, scale);
      const from = bench.putFloats(x);
      const stride = activation.rowBytes(nCols);
      const quantised = bench.alloc(stride * nTokens);
      for (let t = 0; t < nTokens; t++)
        activation.quantize(quantised + t * stride, from + 4 * t * nCols, nCols);
      return { x, quantised };
    }

    /** The error of random weights and activations. */
    function relativeError(
      name: KernelTypeName,
      nRows: number,
      nCols: number,
      nTokens: number,
      scale: number,
    ): number {
      const blocks = randomBlocks(name, nRows * nCols, new Random(nRows + nCols), 0.05);
      const random = new Random(nRows);
      const x = Array.from({ length: nTokens }, () => random.normals(nCols, scale));
      return errorOf(name, blocks, nRows, nCols, x);
    }

    /** Largest |kernel - f64| / Σ|w · a| over all elements; a plain difference where the latter is 0. */
    function errorOf(
      name: KernelTypeName,
      blocks: Uint8Array,
      nRows: number,
      nCols: number,
      x: readonly Float32Array[],
    ): number {
      const kernel = bench.kernels.matmulKernels[name];
      const decoded = new Float32Array(nRows * nCols);
      quantTypes[name].dequantizeInto(decoded, blocks);
      const weights = bench.put(blocks);
      kernel.repack(weights, nRows, nCols);
      const stride = kernel.activation.rowBytes(nCols);
      const quantised = bench.alloc(stride * x.length);
      const from = bench.alloc(4 * nCols);
      for (const [t, row] of x.entries()) {
        bench.floats(from, nCols).set(row);
        kernel.activation.quantize(quantised + t * stride, from, nCols);
      }
      const out = bench.alloc(4 * nRows * x.length);
      kernel.matmul(out, nRows, weights, 0, nRows, nCols, quantised, x.length);

      const result = bench.floats(out, nRows * x.length);
      let worst = 0;
      for (const [t, values] of x.entries()) {
        const a = values.slice();
        const excess = activations[quantTypes[name].vecDotType](a);
        for (let row = 0; row < nRows; row++) {
          let sum = 0;
          let magnitude = 0;
          for (let i = 0; i < nCols; i++) {
            const term = decoded[row * nCols + i]! * a[i]!;
            sum += term;
            magnitude += Math.abs(term);
          }
          if (excess) sum += minTimesExcess(name, blocks.subarray(row * rowSize(name, nCols)), excess);
          const error = Math.abs(result[t * nRows + row]! - sum);
          if (Number.isNaN(error)) return NaN;
          worst = Math.max(worst, magnitude === 0 ? error : error / magnitude);
        }
      }
      return worst;
    }
  });
}

describe('both relaxed builds', () => {
  const relaxed = builds.filter(({ simd }) => simd === 'relaxed');

  it('give the same bits', () => {
    const [nRows, nCols, nTokens] = [13, 2048, 5];
    for (const name of quantTypeNames) {
      const results = relaxed.map((build) => {
        const bench = new Bench(build, 1 << 20);
        const kernel = bench.kernels.matmulKernels[name];
        const weights = bench.put(randomBlocks(name, nRows * nCols, new Random(1), 0.05));
        kernel.repack(weights, nRows, nCols);
        const x = bench.putFloats(new Random(2).normals(nTokens * nCols));
        const stride = kernel.activation.rowBytes(nCols);
        const quantised = bench.alloc(stride * nTokens);
        for (let t = 0; t < nTokens; t++)
          kernel.activation.quantize(quantised + t * stride, x + 4 * t * nCols, nCols);
        const out = bench.alloc(4 * nRows * nTokens);
        kernel.matmul(out, nRows, weights, 0, nRows, nCols, quantised, nTokens);
        return bitsOf(bench.floats(out, nRows * nTokens));
      });
      for (const result of results) assert.deepEqual(result, results[0], name);
    }
  });
});

/** Q4_1 and Q5_1 multiply a block's minimum (the f16 at byte 2) with the stored sum of its activations. */
function minTimesExcess(name: KernelTypeName, row: Uint8Array, excess: Float32Array): number {
  const view = new DataView(row.buffer, row.byteOffset);
  return excess.reduce(
    (sum, value, block) =>
      sum + value * f16ToF32(view.getUint16(block * quantTypes[name].typeSize + 2, true)),
    0,
  );
}

/** Where a block has its scale and minimum, in units of two bytes, if not just a scale at byte 0. */
const scaleFields: Readonly<Partial<Record<KernelTypeName, readonly number[]>>> = {
  Q4_1: [0, 2],
  Q5_1: [0, 2],
  Q2_K: [80, 82],
  Q3_K: [108],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
  IQ1_M: [48, 50, 52, 54],
  TQ1_0: [52],
  TQ2_0: [64],
  NVFP4: [0, 2],
};

/** Whether byte i of a run of blocks belongs to a scale or minimum of the whole block. */
function isScale(name: KernelTypeName, i: number): boolean {
  return (scaleFields[name] ?? [0]).includes((i % kernelTypes[name].typeSize) & ~1);
}

function alternate(_: unknown, i: number): number {
  return i % 2 === 0 ? 1 : -1;
}

function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length).slice();
}
