/*
 * This engine beside llama.cpp:   npm run parity -- [--quick | --all] [--only REGEXP] [--write [--again]] [FILE.gguf …]
 *
 *   FILE     compare these files and nothing else
 *   --quick  every architecture, tensor type, option, cache, pre-tokenizer and template once: what `npm test` does
 *   --all    the full product of architecture, tensor type, option, cache and vocabulary
 *   --only   only what has a matching name
 *   --write  renew PARITY.md; not of a part
 *   --again  only what PARITY.md lacks or found wrong; its other lines stay
 *
 * Exit code 1 if anything exceeds its budget, 2 if the command line makes no sense. With TEST_RESULT it leaves its result
 * as tools/reporter.cjs does.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ModelFolder, requireDist } from '../compute/openComputeModel.ts';
import type { Result } from './check.ts';
import { type Choice, listChecks } from './checks.ts';
import { runInLanes } from './lanes.ts';
import { formatLine, formatList, formatTable, goodLines, pageLine, type PageLine } from './report.ts';

const pagePath = path.resolve(import.meta.dirname, '../../PARITY.md');

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      all: { type: 'boolean' },
      only: { type: 'string' },
      write: { type: 'boolean' },
      again: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const isPart = values.quick === true || values.only !== undefined || positionals.length > 0;
  if (values.write === true && isPart) {
    console.error('--write is for the whole run: PARITY.md holds all of it');
    return 2;
  }
  if (values.again === true && values.write !== true) {
    console.error('--again is for what --write has written');
    return 2;
  }
  if (values.quick === true && values.all === true) {
    console.error('expected --quick or --all, found both');
    return 2;
  }
  requireDist();

  const extent = values.quick === true ? 'quick' : values.all === true ? 'all' : 'default';
  const choice: Choice = { files: positionals, extent, only: values.only ?? '' };
  const startedAt = performance.now();
  const names = namesOf(choice);
  const kept = values.again === true ? goodLines(readFileSync(pagePath, 'utf8')) : undefined;
  const numbers = [...names.keys()].filter((number) => kept?.has(names[number]!) !== true);
  const { results, system } = await runInLanes(choice, numbers, (result) => {
    console.log(formatLine(result));
  });
  const ran = [...results.values()];
  const failed = ran.filter(({ problem }) => problem !== undefined);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${ran.length - failed.length} as llama.cpp, ${failed.length} not; ${seconds} s`);

  leaveResult(ran);
  if (values.write === true) {
    const lines = names.map((name, number) => kept?.get(name) ?? pageLine(results.get(number)!));
    writeFileSync(pagePath, page(lines, system));
  }
  return failed.length > 0 || names.length === 0 ? 1 : 0;
}

function namesOf(choice: Choice): string[] {
  const unused = new ModelFolder();
  try {
    return listChecks(choice, unused).map(({ name }) => name);
  } finally {
    unused.remove();
  }
}

/** For tools/results.mjs. */
function leaveResult(results: readonly Result[]): void {
  const { TEST_RESULT, TEST_RUN } = process.env;
  if (TEST_RESULT === undefined) return;
  const failed = results.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name}: ${problem}`],
  );
  const result = { run: TEST_RUN, passed: results.length - failed.length, failed, skipped: [] };
  writeFileSync(TEST_RESULT, JSON.stringify(result, null, 2));
}

function page(lines: readonly PageLine[], system: string): string {
  const { dependencies } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'),
  ) as {
    dependencies: Record<string, string>;
  };
  return `# Parity with llama.cpp

Written by \`npm run parity -- --write\`, against node-llama-cpp ${dependencies['node-llama-cpp']!} on a CPU with
\`${system.trim()}\`

Each line of the table is a tiny model with seeded random weights: architecture / tensor type / options / KV cache /
vocabulary; some have prompts beyond 8192 positions; and there is the model that comes with the extension. Compared are the next-token probabilities of the whole vocabulary
after every token of a prompt and of llama.cpp's own greedy continuation: the largest difference of a probability, the
Kullback-Leibler divergence in nats, and how often the likeliest token is the same. The columns under F32 are those of an
independent path: weights decoded by plain TypeScript, and no rounding afterwards. Where it lies as far from llama.cpp as
the kernels do, or farther, the distance is the rounding of activations.

The last two columns show that it is nothing else. Plain TypeScript computes the first rows of llama.cpp's logits, and of the
kernels', and comes to the very same, once some of the values that lay in the middle between two steps are rounded the
other way: rows, values so turned of all that there were, largest difference of a probability then. They are left out where
nothing coarser than f16 is rounded, and where two kinds of rounding meet, each of which is explained alone. How: [test/parity/explain.ts](test/parity/explain.ts); budgets for all rows, and their
reasons: [test/parity/budgets.ts](test/parity/budgets.ts).

${formatTable(lines)}
Token ids and texts of fuzzed inputs, for every pre-tokenizer, and prompts of every family's chat template:

${formatList(lines)}`;
}
