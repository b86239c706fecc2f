/*
 * Asks llama.cpp (node-llama-cpp, as test/parity pins it) about the golden models and writes answers/*.json.
 * Run by `npm run golden`; of all models, or of those named. Linux x64 only: that is the one binary that is installed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelFolder } from '../compute/openComputeModel.ts';
import { LlamaCpp } from '../parity/llamaCpp.ts';
import { goldenGreedySteps, goldenModels, type GoldenAnswers, type GoldenPrompt } from './models.ts';

const answersFolder = path.join(import.meta.dirname, 'answers');
const folder = new ModelFolder();
const llama = await LlamaCpp.start();
try {
  await mkdir(answersFolder, { recursive: true });
  const oracle = `node-llama-cpp ${await pinnedVersion()}`;
  const named = process.argv.slice(2);
  for (const [name, model] of Object.entries(goldenModels)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const bytes = model.write();
    const { bos, nVocab } = await llama.request('load', { path: folder.write(bytes) });
    const prompts: GoldenPrompt[] = [];
    for (const text of model.prompts) prompts.push(await ask(text, bos!, nVocab));
    const answers = { oracle, sha256: createHash('sha256').update(bytes).digest('hex'), prompts };
    await writeFile(path.join(answersFolder, `${name}.json`), format(answers));
    console.log(name);
  }
} finally {
  llama.dispose();
  folder.remove();
}

async function ask(text: string, bos: number, nVocab: number): Promise<GoldenPrompt> {
  // node-llama-cpp tokenizes without BOS; the golden vocabularies all add one.
  const [ids] = await llama.request('tokenize', { texts: [text], parseSpecial: true });
  const tokens = [bos, ...ids!];
  const { logits, greedy } = await llama.request('evaluate', {
    tokens,
    nVocab,
    from: tokens.length - 1,
    nGreedy: goldenGreedySteps,
    kvType: 'F32',
  });
  const best = (step: number): [id: number, logit: number][] =>
    Array.from(logits.subarray(step * nVocab, (step + 1) * nVocab), (logit, id): [number, number] => [
      id,
      logit,
    ])
      .sort(([, a], [, b]) => b - a)
      .slice(0, 5);
  const margins = greedy.map((_, step) => {
    const [first, second] = best(step);
    return first![1] - second![1];
  });
  return { text, tokens, top5: best(0), greedy, margins };
}

async function pinnedVersion(): Promise<string> {
  const manifest = await readFile(path.join(import.meta.dirname, '../parity/package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Readonly<Record<string, string>> };
  return dependencies['node-llama-cpp']!;
}

/** Arrays of numbers on one line each, so that a changed answer is a readable diff. */
function format(answers: GoldenAnswers): string {
  const rounded = JSON.stringify(
    answers,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(5)) : value),
    2,
  );
  return `${rounded.replace(/\[[\s\d.,[\]-]+\]/g, (list) => list.replace(/\s+/g, '').replaceAll(',', ', '))}\n`;
}
