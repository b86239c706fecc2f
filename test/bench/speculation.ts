/*
 * What guessing ahead gains and costs: answers that are known in advance, on a synthetic model's real passes. The
 * sampler chain runs on the real logits as well, and then the known token is taken. Plain and guessing runs alternate.
 *
 *   --shape NAME      one of shapes.ts, llama-3.2-1b unless given
 *   --type TYPE       of the weights, Q4_K_M unless given
 *   --threads N       the machine's cores unless given
 *   --runs N          pairs, of which the median ratio counts; 5 unless given
 *   --tokens N        of an answer, at most
 *   --case TEXT       only cases whose name contains it
 *   --json            one JSON object a case (SpeculationFigures)
 */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadModel } from '../../src/compute/loadModel.ts';
import { Cancellation } from '../../src/engine/cancellation.ts';
import { BatchCosts } from '../../src/engine/draftPolicy.ts';
import { FileSource } from '../../src/engine/fileSource.ts';
import { generate } from '../../src/engine/generate.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { createChain } from '../../src/sampling/index.ts';
import { Random } from '../support/random.ts';
import { fileTypes, shapes, type FileType, type ShapeName } from './shapes.ts';
import { syntheticModel } from './syntheticModel.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface SpeculationFigures {
  readonly name: string;
  /** Whether the answer repeats the prompt. */
  readonly repeats: boolean;
  readonly plain: number; // tok/s
  readonly guessing: number; // tok/s
  /** Of pairs of runs, the median. */
  readonly ratio: number;
}

interface Case {
  readonly name: string;
  readonly repeats?: boolean;
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
}

/** A token for each distinct piece: words in parts of at most six letters, and single other characters. */
function tokenize(text: string): number[] {
  return (text.match(/ ?[A-Za-z]{1,6}|\d| ?[^\w\s]{1,2}|\n *|\s/g) ?? []).map((piece) => {
    const id = ids.get(piece) ?? ids.size + 300;
    ids.set(piece, id);
    return id;
  });
}
const ids = new Map<string, number>();

function cases(): Case[] {
  const code = readFileSync(path.join(root, 'test/bench/shapes.ts'), 'utf8')
    .split('\n')
    .slice(0, 60)
    .join('\n');
  const prose = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
  const rng = new Random(7);
  const random = Array.from({ length: 600 }, () => rng.int(20_000));
  const fewWords = Array.from({ length: 700 }, () => rng.int(24));
  return [
    {
      name: 'rewrite a 60-line file with one change',
      repeats: true,
      prompt: tokenize(`Rename nEmbd to width in this file, and give all of it:\n${code}\n\n`),
      answer: tokenize(code.replace('nEmbd', 'width')),
    },
    {
      name: 'prose after 300 tokens of it',
      prompt: tokenize(prose).slice(0, 300),
      answer: tokenize(prose).slice(300, 700),
    },
    { name: 'nothing ever repeats', prompt: random.slice(0, 200), answer: random.slice(200) },
    { name: 'repeats that foretell nothing', prompt: fewWords.slice(0, 300), answer: fewWords.slice(300) },
  ];
}

interface Outcome {
  readonly rate: number; // tok/s
  readonly passes: number;
}

async function answer(
  context: LlamaContext,
  nVocab: number,
  batchCosts: BatchCosts,
  { prompt, answer: script }: Case,
  speculate: boolean,
): Promise<Outcome> {
  let passes = 0;
  const counted: LlamaContext = {
    nCtx: context.nCtx,
    nBatch: context.nBatch,
    rewindsExactly: true,
    get tokens() {
      return context.tokens;
    },
    rewindTo: (tokens) => context.rewindTo(tokens),
    decode: (...args) => {
      passes++;
      return context.decode(...args);
    },
    dispose: () => context.dispose(),
  };
  const result = await generate(
    {
      context: counted,
      nVocab,
      batchCosts,
      isEog: () => false,
      createDetokenizer: () => ({ push: () => '', end: () => '' }),
      createChain: (sampling, seed) => {
        const chain = createChain(sampling, { nVocab, seed });
        let n = 0;
        return {
          sample: (logits) => {
            chain.sample(logits);
            return script[n++]!;
          },
          accept: (token) => {
            chain.accept(token);
          },
        };
      },
    },
    prompt,
    { sampling: {}, seed: 1, maxTokens: script.length, speculate },
    { cancellation: new Cancellation(), startedAt: performance.now(), emit: () => undefined },
  );
  if (result.tokens.some((token, i) => token !== script[i])) throw new Error('another answer');
  const { decodeTokens, decodeMs } = result.timings;
  return { rate: (decodeTokens * 1000) / decodeMs, passes };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'llama-3.2-1b' },
    type: { type: 'string', default: 'Q4_K_M' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    runs: { type: 'string', default: '5' },
    tokens: { type: 'string', default: 'Infinity' },
    case: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
if (!(values.shape in shapes)) throw new Error(`--shape: expected one of ${Object.keys(shapes).join(', ')}`);
if (!fileTypes.includes(values.type as FileType)) throw new Error(`--type: one of ${fileTypes.join(', ')}`);
const modelPath = await syntheticModel(
  path.join(root, '.bench'),
  values.shape as ShapeName,
  values.type as FileType,
);
const source = await FileSource.open(modelPath);
const file = await parseGguf(source);
await source.close();
const model = await loadModel({
  file,
  paths: [modelPath],
  nThreads: Number(values.threads),
  distDir: path.join(root, 'dist'),
});
const { nVocab } = model.hparams;
const context = await model.createContext({ nCtx: 2048, kvType: 'f16' });
if (!values.json)
  console.log(
    `${path.basename(modelPath)}, ${values.threads} threads, ${model.simd} SIMD, Node ${process.version}`,
  );
for (const whole of cases().filter(({ name }) => name.includes(values.case))) {
  const one = { ...whole, answer: whole.answer.slice(0, Number(values.tokens)) };
  const costs = new BatchCosts();
  const plain: Outcome[] = [];
  const ahead: Outcome[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    plain.push(await answer(context, nVocab, costs, one, false));
    ahead.push(await answer(context, nVocab, costs, one, true));
  }
  const ratios = ahead.map(({ rate }, i) => rate / plain[i]!.rate);
  if (values.json) {
    const figures: SpeculationFigures = {
      name: one.name,
      repeats: one.repeats === true,
      plain: median(plain.map(({ rate }) => rate)),
      guessing: median(ahead.map(({ rate }) => rate)),
      ratio: median(ratios),
    };
    console.log(JSON.stringify(figures));
    continue;
  }
  const measured = [4, 8, 16].map((batch) => `${batch}: ${costs.ratio(batch).toFixed(1)}`).join(', ');
  console.log(
    `${one.name.padEnd(40)} ${one.answer.length} tokens  plain ${median(plain.map(({ rate }) => rate)).toFixed(1)} tok/s  ` +
      `guessing ${median(ahead.map(({ rate }) => rate)).toFixed(1)} tok/s in ${ahead.at(-1)!.passes} passes  ` +
      `ratio ${median(ratios).toFixed(2)} (first ${ratios[0]!.toFixed(2)}, worst ${Math.min(...ratios).toFixed(2)})  ` +
      `cost of a batch in single tokens ${measured}`,
  );
}
await context.dispose();
await model.dispose();
