// Writes the GGUF file of what train.py left in FOLDER.
//   npx tsx tools/starter-model/export.ts [FOLDER [FILE [TYPE]]]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type QuantizedType, quantizers } from './quantize/index.ts';
import type { Merges } from './tokenizer/trainBpe.ts';
import { starterModel, type TrainedWeights } from './starterModel.ts';

const [folder = 'out/starter-model', file = 'media/starter-model.gguf', type = 'Q8_0'] =
  process.argv.slice(2);
if (!(type in quantizers))
  throw new Error(`expected a type of ${Object.keys(quantizers).join(', ')}, found ${type}`);

const json = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const bytes = readFileSync(path.join(folder, 'weights.bin'));
const model = starterModel({
  merges: json('merges.json') as Merges,
  trained: json('weights.json') as TrainedWeights,
  weights: new Float32Array(new Uint8Array(bytes).buffer),
  type: type as QuantizedType,
});
writeFileSync(file, model);
console.log(`${file}: ${(model.length / 1e6).toFixed(2)} MB`);
