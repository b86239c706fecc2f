import { LlmError } from '../base/errors.ts';
import type { Simd } from './kernelTypes.ts';

/** The builds of assembly/, by their files in dist/. */
export const kernelFiles = {
  plain: 'kernels.wasm',
  relaxed: 'kernels-relaxed.wasm',
  /** The relaxed one for processors that add four products to an i32 in one instruction; it computes the same bits. */
  dot: 'kernels-dot.wasm',
} as const;

export type KernelBuild = keyof typeof kernelFiles;

export interface CompiledKernels {
  /** Posted to the threads, which instantiate it without compiling again. */
  readonly module: WebAssembly.Module;
  readonly simd: Simd;
  readonly build: KernelBuild;
}

/**
 * Compiles the best build that this host runs rightly: a relaxed one, where given, if it compiles and computes what it
 * should (Node 20 refuses it, and behind its flag computes one instruction wrongly), else the plain one. Of the relaxed
 * ones it takes `dot` if its way to add products is the faster one by `now`, a clock in milliseconds.
 * Throws an LlmError `unsupported` if the host lacks SIMD or shared memory altogether.
 */
export async function compileKernels(
  builds: Readonly<Partial<Record<KernelBuild, BufferSource>> & Record<'plain', BufferSource>>,
  now?: () => number,
): Promise<CompiledKernels> {
  const relaxed = await compileRelaxed(builds.relaxed);
  if (relaxed) {
    const dot = now && isDotFaster(relaxed.probes, now) ? await compileRelaxed(builds.dot) : undefined;
    if (dot) return { module: dot.module, simd: 'relaxed', build: 'dot' };
    return { module: relaxed.module, simd: 'relaxed', build: 'relaxed' };
  }
  try {
    return { module: await WebAssembly.compile(builds.plain), simd: 'plain', build: 'plain' };
  } catch (error) {
    throw new LlmError(
      'unsupported',
      'expected WebAssembly with SIMD and threads, found a host without them',
      { cause: error },
    );
  }
}

/** The exports of assembly/probe.ts. */
interface Probes {
  probeRelaxed(): number;
  sumDots(dot: number, turns: number): number;
}

/** Undefined unless it compiles, and its instructions do right with operands whose result the specification fixes. */
async function compileRelaxed(
  build: BufferSource | undefined,
): Promise<{ module: WebAssembly.Module; probes: Probes } | undefined> {
  if (build === undefined) return undefined;
  try {
    const module = await WebAssembly.compile(build);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const probes = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Probes;
    return probes.probeRelaxed() === 1 ? { module, probes } : undefined;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** Turns of a loop that is timed: a few microseconds once V8 has compiled it well, for which it needs a millisecond. */
const DOT_TURNS = 1000;
const DOT_MS = 4;
const DOT_TRIALS = 1000;
/** Of the time of i16 sums: with a real instruction it is about half, and a close race is not worth another module. */
const DOT_SHARE = 0.8;

/**
 * Whether sums of four products in i32 are faster here than sums of two in i16. The trial counts that is shortest in all:
 * one in which both loops were compiled well. Is there none, because the host is busy, the answer is no or that of code
 * compiled in haste, and either build computes the same.
 */
function isDotFaster(probes: Probes, now: () => number): boolean {
  const begin = now();
  let best = Infinity;
  let isFaster = false;
  for (let trial = 0; trial < DOT_TRIALS && now() - begin < DOT_MS; trial++) {
    const start = now();
    probes.sumDots(1, DOT_TURNS);
    const middle = now();
    probes.sumDots(0, DOT_TURNS);
    const end = now();
    if (end - start >= best) continue;
    best = end - start;
    isFaster = middle - start < DOT_SHARE * (end - middle);
  }
  return isFaster;
}
