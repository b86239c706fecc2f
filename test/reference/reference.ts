import { readFileSync } from 'node:fs';
import path from 'node:path';

/*
 * llama.cpp's own outputs, in a folder beside the project that not every machine has. Suites that need it are declared
 * through `describeReference`, which says plainly in the output when it is missing.
 */

/** What LLAMA_REFERENCE_DIR names, or undefined. */
export const referenceDir = process.env['LLAMA_REFERENCE_DIR'];

/** As mocha's `describe`; without the folder, one pending test that names the reason. */
export function describeReference(title: string, suite: (dir: string) => void): void {
  describe(title, () => {
    if (referenceDir) suite(referenceDir);
    else it('NOT RUN: LLAMA_REFERENCE_DIR is unset, so nothing was compared with llama.cpp');
  });
}

export function readJson(...parts: string[]): unknown {
  return JSON.parse(readFileSync(path.join(...parts), 'utf8'));
}

/** A file of little-endian f32. */
export function readFloats(...parts: string[]): Float32Array {
  const bytes = readFileSync(path.join(...parts));
  const floats = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}
