import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ALIGNMENT,
  compileKernels,
  instantiateKernels,
  scratchBytes,
  STATIC_BYTES,
  type CompiledKernels,
  type Kernels,
} from '../../src/kernels/kernels.ts';

const dist = path.join(import.meta.dirname, '../../dist');

/** The two builds of dist/. */
export function kernelBuilds(): { plain: Uint8Array<ArrayBuffer>; relaxed: Uint8Array<ArrayBuffer> } {
  const read = (name: string): Uint8Array<ArrayBuffer> => {
    const file = path.join(dist, name);
    if (!existsSync(file)) throw new Error(`no dist/${name}: run "node esbuild.mjs kernels" first`);
    return new Uint8Array(readFileSync(file));
  };
  return { plain: read('kernels.wasm'), relaxed: read('kernels-relaxed.wasm') };
}

let hasTold = false;

/** Every build that this host runs; says, once, which it leaves out. */
export async function usableKernels(): Promise<readonly CompiledKernels[]> {
  const { plain, relaxed } = kernelBuilds();
  const usable = [await compileKernels({ plain })];
  const best = await compileKernels({ plain, relaxed });
  if (best.simd === 'relaxed') usable.push(best);
  else if (!hasTold) console.log(`kernels-relaxed.wasm not tested: Node ${process.version} does not run it`);
  hasTold = true;
  return usable;
}

/** No weight here has longer rows. */
const MAX_ROW_BYTES = 65536;

/** A memory with kernels over it, and a bump allocator. */
export class Bench {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  #next: number;
  readonly #start: number;

  /** Everything lies beyond `from`. */
  constructor(compiled: CompiledKernels, bytes: number, from = STATIC_BYTES) {
    this.#start = from + scratchBytes(MAX_ROW_BYTES);
    const pages = Math.ceil((this.#start + bytes) / 65536) + 1;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.kernels = instantiateKernels(compiled.module, this.memory, from);
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
