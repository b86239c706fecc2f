import os from 'node:os';
import process from 'node:process';
import { LlmError } from '../base/errors.ts';

const PAGE = 65536;

/**
 * Bytes that could still be allocated: what the system has available (on macOS, which keeps little free on purpose,
 * what it has altogether), within what a container allows this process.
 */
export function availableMemory(): number {
  const system = process.platform === 'darwin' ? os.totalmem() : os.freemem();
  const limit = process.constrainedMemory();
  const isConstrained = limit > 0 && limit < os.totalmem();
  return isConstrained ? Math.min(system, Math.max(0, limit - process.memoryUsage.rss())) : system;
}

/** Throws an LlmError `memory` naming both figures if `needed` bytes are more than `available`. */
export function checkFits(what: string, needed: number, available: number): void {
  if (needed > available)
    throw new LlmError(
      'memory',
      `${what}: ${describeBytes(needed)} needed, ${describeBytes(available)} available`,
    );
}

/** `1.5 GiB`, `12 MiB` */
export function describeBytes(bytes: number): string {
  return bytes >= 1 << 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** A shared memory of `bytes` that can grow up to `maxBytes`. Throws an LlmError `memory` if the system refuses. */
export function allocateMemory(bytes: number, maxBytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({
      initial: Math.ceil(bytes / PAGE),
      maximum: Math.ceil(maxBytes / PAGE),
      shared: true,
    });
  } catch (error) {
    throw new LlmError('memory', `the system refused ${describeBytes(bytes)} of memory`, { cause: error });
  }
}

/** Makes `memory` at least `bytes` long. Throws an LlmError `memory` if the system refuses. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    throw new LlmError('memory', `the system refused ${describeBytes(missing * PAGE)} more memory`, {
      cause: error,
    });
  }
}
