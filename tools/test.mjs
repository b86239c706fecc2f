// npm test: build, type-check, lint, package, unit suites, the quick parity run beside llama.cpp, and the suites inside a real
// VS Code on the package's contents.
//   node tools/test.mjs [unit | parity | host [SUITE …]]     the one kind alone, after the build
import path from 'node:path';
import { runParity } from '../test/parity/suite.mjs';
import { runHostSuites } from './hostSuites.mjs';
import { build, root, runScript, testFolder } from './project.mjs';
import { expectResult, failure, printTotals } from './results.mjs';
import { packageVsix } from './vsix.mjs';

const [only, ...hostSuites] = process.argv.slice(2);
const kinds = ['unit', 'parity', 'host'];
if (only !== undefined && !kinds.includes(only)) {
  console.error(`expected one of ${kinds.join(', ')}, found '${only}'`);
  process.exit(2);
}
const vsix = path.join(testFolder, 'burrow.vsix');
const results = {};

/** A step that fails is one failure, and the steps after it still run. */
async function step(name, work) {
  console.log(`\n--- ${name}`);
  try {
    Object.assign(results, await work());
  } catch (error) {
    results[name] = failure(error instanceof Error ? error.message : String(error));
    console.error(results[name].failed[0]);
  }
}

function check(name, script, args) {
  return step(name, () => {
    if (!runScript(script, args)) throw new Error(`found problems, listed above`);
  });
}

function unitSuites() {
  const result = expectResult(path.join(testFolder, 'unit.json'));
  runScript(
    'node_modules/mocha/bin/mocha.js',
    ['test/**/*.test.ts', '--reporter', path.join(root, 'tools/reporter.cjs')],
    {
      ...result.env,
      BURROW_VSIX: vsix,
    },
  );
  return { unit: result.read() };
}

await step('build', build);
if (results.build === undefined) {
  if (only === undefined) {
    await check('type-check', 'node_modules/typescript/bin/tsc', ['-b']);
    await check('lint', 'node_modules/eslint/bin/eslint.js', ['.']);
    await check('format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '.']);
  }
  if (only !== 'parity') await step('package', () => packageVsix(vsix));
  if (only === undefined || only === 'unit') await step('unit suites', unitSuites);
  if (only === undefined || only === 'parity') await step('parity with llama.cpp', runParity);
  if (only === undefined || only === 'host')
    await step('suites inside VS Code', () => runHostSuites(vsix, hostSuites));
}
process.exitCode = printTotals(results) ? 0 : 1;
