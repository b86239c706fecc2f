/*
 * Speed of each tensor type's matmul, one thread: decode as GB/s of weights, from memory, with longer rows, and from the
 * second-level cache, beside a loop that only reads; prefill as GFLOP/s. And of the rest of a layer, in microseconds.
 *
 *   node --import tsx test/bench/kernels.ts [--plain | --dot] [type …]
 */
import { compileKernels, kernelTypeNames, kvLayout } from '../../src/kernels/kernels.ts';
import { quantTypes } from '../../src/quant/index.ts';
import { Bench, kernelBuilds } from '../kernels/harness.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';

const N_COLS = 2048;
/** As ffn_down has them. */
const LONG_ROW_FACTOR = 4;
/** More weights than the caches hold, and as many as the second-level cache does. */
const DECODE_BYTES = 96 << 20;
const CACHED_BYTES = 400 << 10;
const PREFILL_ROWS = 512;
const N_TOKENS = 128;
const ROUNDS = 5;
/** A measurement lasts at least this long: the processor's clock may tick only every 4 ms. */
const LEAST_SECONDS = 0.1;

const args = process.argv.slice(2);
const { plain, ...others } = kernelBuilds();
const relaxed = args.includes('--dot') ? others.dot : others.relaxed;
const compiled = await compileKernels(args.includes('--plain') ? { plain } : { plain, relaxed });
const bench = new Bench(compiled, 192 << 20);
const wanted = args.filter((arg) => !arg.startsWith('--'));

console.log(
  `${compiled.simd} SIMD, Node ${process.version}, rows of ${N_COLS}; medians of ${ROUNDS}, processor time`,
);
console.log('type     decode GB/s   long rows   from L2   read GB/s   prefill GFLOP/s   repack GB/s');
for (const name of kernelTypeNames) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  bench.reset();
  const kernel = bench.kernels.matmulKernels[name];
  const rowBytes = kernel.rowBytes(N_COLS);
  const nRows = Math.floor(DECODE_BYTES / rowBytes / 32) * 32;
  const nCached = Math.floor(CACHED_BYTES / rowBytes / 8) * 8;
  const sample = randomBlocks(name, 64 * N_COLS, new Random(1), 0.02);
  const weights = bench.alloc(nRows * rowBytes);
  for (let row = 0; row < nRows; row += 64) {
    const bytes = Math.min(64, nRows - row) * rowBytes;
    bench.bytes(weights + row * rowBytes, bytes).set(sample.subarray(0, bytes));
  }
  const nLong = LONG_ROW_FACTOR * N_COLS;
  const x = bench.putFloats(new Random(2).normals(nLong));
  const long = bench.alloc(kernel.activation.rowBytes(nLong));
  kernel.activation.quantize(long, x, nLong);
  const stride = kernel.activation.rowBytes(N_COLS);
  const activations = bench.alloc(stride * N_TOKENS);
  for (let t = 0; t < N_TOKENS; t++) kernel.activation.quantize(activations + t * stride, x, N_COLS);
  const out = bench.alloc(4 * Math.max(nRows, PREFILL_ROWS * N_TOKENS));

  const repack = median(() => {
    kernel.repack(weights, nRows, N_COLS);
  });
  const decode = median(() => {
    kernel.matmul(out, nRows, weights, 0, nRows, N_COLS, activations, 1);
  });
  // The same bytes: blocks lie one after another, however many a row has.
  const decodeLong = median(() => {
    kernel.matmul(out, nRows, weights, 0, nRows / LONG_ROW_FACTOR, nLong, long, 1);
  });
  const decodeCached = median(() => {
    kernel.matmul(out, nRows, weights, 0, nCached, N_COLS, activations, 1);
  });
  const words = new Float64Array(bench.memory.buffer, weights, Math.floor((nRows * rowBytes) / 8));
  const read = median(() => sumOf(words));
  const prefill = median(() => {
    kernel.matmul(out, PREFILL_ROWS, weights, 0, PREFILL_ROWS, N_COLS, activations, N_TOKENS);
  });
  const gb = (nRows * rowBytes) / 1e9;
  const gflop = (2 * PREFILL_ROWS * N_COLS * N_TOKENS) / 1e9;
  const repacked = quantTypes[name].blockSize === 1 ? '-' : (gb / repack).toFixed(1);
  const cells = [gb / decode, gb / decodeLong, (nCached * rowBytes) / 1e9 / decodeCached, gb / read].map(
    (rate) => rate.toFixed(1).padStart(11),
  );
  console.log(
    `${name.padEnd(8)} ${cells.join(' ')} ${(gflop / prefill).toFixed(1).padStart(14)} ${repacked.padStart(15)}`,
  );
}

if (wanted.length === 0) benchTheRest();

function benchTheRest(): void {
  bench.reset();
  const { kernels } = bench;
  const a = bench.putFloats(new Random(3).normals(8192));
  const b = bench.putFloats(new Random(4).normals(8192));
  const out = bench.alloc(4 * 8192);
  const print = (what: string, run: () => void): void => {
    console.log(`${what.padEnd(48)} ${(median(run) * 1e6).toFixed(2)} us`);
  };
  print('rmsNorm of 2048', () => {
    kernels.rmsNorm(out, a, b, 2048, 1e-5);
  });
  for (const name of ['Q4_K', 'Q8_0'] as const) {
    const { activation } = kernels.matmulKernels[name];
    print(`quantising 2048 to ${activation.name}`, () => {
      activation.quantize(out, a, 2048);
    });
  }
  print('swiglu of 8192', () => {
    kernels.swiglu(out, a, b, 8192);
  });
  for (const type of ['f16', 'f32'] as const) {
    const nCtx = 8192;
    const layout = kvLayout(type, nCtx, 1, 64);
    const k = bench.alloc(layout.kBytes);
    const v = bench.alloc(layout.vBytes);
    for (let position = 0; position < nCtx; position++) kernels.storeKv(layout, k, v, a, b, position);
    print(`attention, 4 heads of 64 over 8192, ${type}`, () => {
      kernels.attention(layout, out, a, k, v, 0, 4, nCtx, 0.125);
    });
  }
}

/** Seconds of this thread's processor time for one run: other processes then disturb little but the caches. */
function median(run: () => void): number {
  const secondsOf = (n: number): number => {
    const start = process.threadCpuUsage();
    for (let i = 0; i < n; i++) run();
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1e6;
  };
  let n = 1;
  while (secondsOf(n) < LEAST_SECONDS) n *= 2;
  const times = Array.from({ length: ROUNDS }, () => secondsOf(n) / n);
  return times.sort((p, q) => p - q)[ROUNDS >> 1]!;
}

function sumOf(words: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i + 8 <= words.length; i += 8) {
    // One word a cache line is enough to read it.
    a += words[i]!;
    b += words[i + 2]!;
    c += words[i + 4]!;
    d += words[i + 6]!;
  }
  return a + b + c + d;
}
