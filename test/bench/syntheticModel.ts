import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { ggufValue, layoutGguf } from '../../src/gguf/writer.ts';
import { quantTypes } from '../../src/quant/index.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';
import { llamaMetadata, llamaTensors, randomTensor } from '../support/tinyLlama.ts';
import { tinyVocab } from '../support/tinyVocab.ts';
import { fileTypeIds, shapes, tensorTypeOf, type FileType, type ShapeName } from './shapes.ts';

/** Random weights of a matrix repeat after so many: a gigabyte of distinct ones would take minutes to draw. */
const TILE_WEIGHTS = 1 << 20;

const SEED = 20;

/**
 * The path of a GGUF file with the given shape and random weights of the given types, written if it is not there.
 * Layers and tensor types are as llama-quantize would choose them, so that sizes and times are a real model's.
 */
export async function syntheticModel(
  folder: string,
  shapeName: ShapeName,
  fileType: FileType,
): Promise<string> {
  const file = path.join(folder, `${shapeName}-${fileType}.gguf`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });

  const shape = shapes[shapeName];
  const matrices = llamaTensors({ ...shape, type: 'F32', ropeFreqs: false }).map((spec) =>
    spec.shape.length === 1
      ? spec
      : { ...spec, type: tensorTypeOf(fileType, spec.name, shape.nLayer, spec.shape[0] ?? 0) },
  );
  const layout = layoutGguf({
    metadata: {
      ...llamaMetadata({ ...shape, nCtx: 131072 }),
      'general.name': ggufValue.string(`${shapeName} of random weights`),
      'general.file_type': ggufValue.uint32(fileTypeIds[fileType]),
      ...tinyVocab({ kind: 'bpe', nVocab: shape.nVocab }).metadata,
    },
    tensors: matrices,
  });

  const partial = `${file}.part`;
  const out = createWriteStream(partial);
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      out.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  const rng = new Random(SEED);
  await write(layout.header);
  let position = layout.header.length;
  for (const { spec, offset, byteLength } of layout.tensors) {
    await write(new Uint8Array(offset - position));
    if (spec.shape.length === 1) {
      await write(randomTensor(spec, rng));
    } else {
      const nIn = spec.shape[0] ?? 1;
      const { blockSize, typeSize } = quantTypes[spec.type];
      const tile = randomBlocks(spec.type, TILE_WEIGHTS, rng, 1 / Math.sqrt(nIn));
      for (let written = 0; written < byteLength; written += tile.length) {
        await write(tile.subarray(0, Math.min(tile.length, byteLength - written)));
      }
      if (tile.length !== (TILE_WEIGHTS / blockSize) * typeSize) throw new Error(`${spec.type}: odd tile`);
    }
    position = offset + byteLength;
  }
  await write(new Uint8Array(layout.fileSize - position));
  out.end();
  await finished(out);
  renameSync(partial, file);
  return file;
}
