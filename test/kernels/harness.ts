import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ALIGNMENT,
  compileKernels,
  instantiateKernels,
  type KernelBuild,
  kernelFiles,
  scratchBytes,
  STATIC_BYTES,
  type CompiledKernels,
  type Kernels,
  type KernelTypeName,
} from '../../src/kernels/kernels.ts';

const dist = path.join(import.meta.dirname, '../../dist');

/** The builds of dist/. */
export function kernelBuilds(): Record<KernelBuild, Uint8Array<ArrayBuffer>> {
  const read = (name: string): Uint8Array<ArrayBuffer> => {
    const file = path.join(dist, name);
    if (!existsSync(file)) throw new Error(`no dist/${name}: run "node esbuild.mjs kernels" first`);
    return new Uint8Array(readFileSync(file));
  };
  const { plain, relaxed, dot } = kernelFiles;
  return { plain: read(plain), relaxed: read(relaxed), dot: read(dot) };
}

let hasTold = false;

/** Every build that this host runs; says, once, which it leaves out. */
export async function usableKernels(): Promise<readonly CompiledKernels[]> {
  const { plain, relaxed, dot } = kernelBuilds();
  const builds = [{ plain }, { plain, relaxed }, { plain, relaxed: dot }];
  const compiled = await Promise.all(builds.map((build) => compileKernels(build)));
  const names = Object.keys(kernelFiles) as KernelBuild[];
  const usable = compiled.map((each, i) => ({ ...each, build: names[i]! }));
  const left = usable.filter(({ simd, build }) => simd === 'plain' && build !== 'plain');
  if (left.length > 0 && !hasTold)
    console.log(
      `${left.map(({ build }) => build).join(', ')} not tested: not run rightly by Node ${process.version}`,
    );
  hasTold = true;
  return usable.filter((each) => !left.includes(each));
}

/** No weight here has longer rows. */
const MAX_ROW_BYTES = 65536;

/** A memory with kernels over it, and a bump allocator. */
export class Bench {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  #next: number;
  readonly #start: number;

  /** Everything lies beyond `from`; for weights of `types`, or of all there are. */
  constructor(
    compiled: CompiledKernels,
    bytes: number,
    from = STATIC_BYTES,
    types?: readonly KernelTypeName[],
  ) {
    this.#start = from + scratchBytes(MAX_ROW_BYTES);
    const pages = Math.ceil((this.#start + bytes) / 65536) + 1;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.kernels = instantiateKernels(compiled.module, this.memory, from, types);
    this.#next = this.#start;
  }

  /** Forgets everything allocated. */
  reset(): void {
    this.#next = this.#start;
  }

  alloc(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    if (this.#next > this.memory.buffer.byteLength) throw new Error('the test memory is full');
    return address;
  }

  put(bytes: Uint8Array): number {
    const address = this.alloc(bytes.length);
    new Uint8Array(this.memory.buffer, address, bytes.length).set(bytes);
    return address;
  }

  putFloats(values: Float32Array): number {
    return this.put(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  /** A view, not a copy. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }
}
