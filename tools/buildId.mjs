// The mark that all files of one build carry, so that files of two builds find out that they do not belong together.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What engine, threads and kernels must agree about: where things lie in memory, and the order of what is done there. */
const shared = ['base', 'quant', 'gguf', 'model', 'weights', 'runtime', 'kernels', 'compute'];

/** @returns {number} a hash of the sources in `root`, 31 bits */
export function buildIdOf(root) {
  const hash = createHash('sha256');
  for (const folder of shared) {
    const names = fs.readdirSync(path.join(root, 'src', folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((name) => name.endsWith('.ts')).sort()) {
      hash.update(`${folder}/${name}\0`);
      hash.update(fs.readFileSync(path.join(root, 'src', folder, name)));
    }
  }
  return hash.digest().readInt32BE() >>> 1;
}
