import fs from 'node:fs';
import { LlmError, messageOf } from '../base/errors.ts';
import type { Bank } from './bank.ts';
import { type Control, word } from './control.ts';
import type { ModelPlan, WeightPlan } from './messages.ts';
import type { Team } from './team.ts';

/**
 * What a thread reads at once. Small enough to be repacked while the second-level cache still has it, to share the work
 * evenly and to notice a cancel soon; large enough to make the calls cheap.
 */
const PIECE_BYTES = 1 << 20;

/** Whole rows of one weight, a unit of reading and of repacking. */
export interface Piece {
  readonly weight: WeightPlan;
  readonly firstRow: number;
  readonly nRows: number;
  readonly nCols: number;
  readonly rowBytes: number;
}

/** The same list for every thread. Pieces begin at multiples of what the weight's kernel repacks together. */
export function cutIntoPieces(plan: ModelPlan, rowMultipleOf: (weight: WeightPlan) => number): Piece[] {
  const pieces: Piece[] = [];
  for (const weight of plan.weights) {
    const height = weight.shape.slice(1).reduce((product, n) => product * n, 1);
    if (height === 0) continue;
    const rowBytes = weight.byteLength / height;
    const multiple = rowMultipleOf(weight);
    const step = Math.max(1, Math.floor(PIECE_BYTES / (rowBytes * multiple))) * multiple;
    for (let firstRow = 0; firstRow < height; firstRow += step)
      pieces.push({
        weight,
        firstRow,
        nRows: Math.min(step, height - firstRow),
        nCols: weight.shape[0] ?? 1,
        rowBytes,
      });
  }
  return pieces;
}

/**
 * This thread's share of the weights, from the files straight into place, repacked for the kernels. Stops early if the
 * cancel flag is set. Throws an LlmError `file` where a file cannot be read or ends too soon.
 */
export function readWeights(plan: ModelPlan, banks: readonly Bank[], team: Team, control: Control): void {
  const kernelOf = ({ bank, type }: WeightPlan) => banks[bank]!.kernels.matmulKernels[type];
  const pieces = cutIntoPieces(plan, (weight) => kernelOf(weight).rowMultiple);
  const files = new OpenFiles(plan.paths);
  try {
    const counter = team.counter();
    for (let i = team.take(counter, 1); i < pieces.length; i = team.take(counter, 1)) {
      const { weight, firstRow, nRows, nCols, rowBytes } = pieces[i]!;
      const start = firstRow * rowBytes;
      const bytes = nRows * rowBytes;
      const address = weight.address + start;
      const place = new Uint8Array(banks[weight.bank]!.memory.buffer, address, bytes);
      files.read(place, weight.file, weight.offset + start);
      kernelOf(weight).repack(address, nRows, nCols);
      Atomics.add(control.words, word.loaded, Math.ceil(bytes / 1024));
    }
  } finally {
    files.close();
  }
}

/** The parts of a split model, each opened at its first use. */
class OpenFiles {
  readonly #paths: readonly string[];
  readonly #descriptors = new Map<number, number>();

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  read(into: Uint8Array, file: number, position: number): void {
    const path = this.#paths[file]!;
    let done = 0;
    while (done < into.length) {
      const n = this.#readSome(into, done, file, position + done);
      if (n === 0)
        throw new LlmError('file', `${path}: expected ${into.length} bytes at ${position}, found ${done}`);
      done += n;
    }
  }

  #readSome(into: Uint8Array, at: number, file: number, position: number): number {
    const path = this.#paths[file]!;
    try {
      let descriptor = this.#descriptors.get(file);
      if (descriptor === undefined) {
        descriptor = fs.openSync(path, 'r');
        this.#descriptors.set(file, descriptor);
      }
      return fs.readSync(descriptor, into, at, into.length - at, position);
    } catch (error) {
      throw new LlmError('file', `${path}: ${messageOf(error)}`, { cause: error });
    }
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) fs.closeSync(descriptor);
    this.#descriptors.clear();
  }
}
