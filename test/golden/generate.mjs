// Asks llama.cpp (node-llama-cpp, pinned by this folder's lockfile) about the golden models and writes answers/*.json.
// Run by `npm run golden`, which installs this folder first; of all models, or of those named. Linux x64 only: that is
// the one binary it installs.
// Plain JavaScript, because the main type-check runs without this folder's packages.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { getLlama } from 'node-llama-cpp';
import { goldenGreedySteps, goldenModels } from './models.ts';

const answersFolder = path.join(import.meta.dirname, 'answers');
const { dependencies } = JSON.parse(await readFile(path.join(import.meta.dirname, 'package.json'), 'utf8'));
const work = await mkdtemp(path.join(os.tmpdir(), 'golden-'));
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 2 });
try {
  await mkdir(answersFolder, { recursive: true });
  const named = process.argv.slice(2);
  for (const [name, { prompts: texts, nCtx, write }] of Object.entries(goldenModels)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const bytes = write();
    const file = path.join(work, `${name}.gguf`);
    await writeFile(file, bytes);
    const model = await llama.loadModel({ modelPath: file });
    const prompts = [];
    for (const text of texts) prompts.push(await ask(model, text, nCtx));
    await model.dispose();
    const answers = {
      oracle: `node-llama-cpp ${dependencies['node-llama-cpp']}`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      prompts,
    };
    await writeFile(path.join(answersFolder, `${name}.json`), format(answers));
    console.log(name);
  }
} finally {
  await llama.dispose();
  await rm(work, { recursive: true, force: true });
}

async function ask(model, text, nCtx) {
  // F32 KV and no flash attention: llama.cpp's most exact path on a CPU.
  const context = await model.createContext({
    contextSize: nCtx,
    batchSize: nCtx,
    threads: 1,
    flashAttention: false,
    experimentalKvCacheKeyType: 'F32',
    experimentalKvCacheValueType: 'F32',
  });
  const sequence = context.getSequence();
  // node-llama-cpp tokenizes without BOS; the golden vocabularies all add one.
  const tokens = [model.tokens.bos, ...model.tokenize(text, true)];

  let logits = await lastLogits(sequence, tokens);
  const top5 = logits.slice(0, 5);
  const greedy = [];
  const margins = [];
  for (let step = 0; step < goldenGreedySteps; step++) {
    const [best, second] = logits;
    greedy.push(best[0]);
    margins.push(best[1] - second[1]);
    logits = await lastLogits(sequence, [best[0]]);
  }
  await context.dispose();
  return { text, tokens, top5, greedy, margins };
}

/** Appends the tokens; the last one's logits, [id, logit] descending. */
async function lastLogits(sequence, tokens) {
  const results = await sequence.controlledEvaluate(
    tokens.map((token, i) =>
      i < tokens.length - 1
        ? token
        : [token, { generateNext: { logits: true, options: { temperature: 0 } } }],
    ),
  );
  return [...results.at(-1).next.logits];
}

/** Arrays of numbers on one line each, so that a changed answer is a readable diff. */
function format(answers) {
  const rounded = JSON.stringify(
    answers,
    (_, value) => (typeof value === 'number' ? Number(value.toFixed(5)) : value),
    2,
  );
  return `${rounded.replace(/\[[\s\d.,[\]-]+\]/g, (list) => list.replace(/\s+/g, '').replaceAll(',', ', '))}\n`;
}
