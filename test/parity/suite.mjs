// The quick parity run as one suite of `npm test`.
import path from 'node:path';
import { installNested } from '../../tools/nested.mjs';
import { runScript, testFolder } from '../../tools/project.mjs';
import { expectResult } from '../../tools/results.mjs';

/** @returns {Record<string, import('../../tools/results.mjs').Result>} */
export function runParity() {
  const reason = whyNot();
  if (reason !== undefined) {
    console.log(`not run: ${reason}`);
    return { parity: { passed: 0, failed: [], skipped: [reason] } };
  }
  const result = expectResult(path.join(testFolder, 'parity.json'));
  runScript('node_modules/tsx/dist/cli.mjs', ['test/parity/run.ts', '--quick'], result.env);
  return { parity: result.read() };
}

function whyNot() {
  const { platform, arch } = process;
  if (platform !== 'linux' || arch !== 'x64')
    return `llama.cpp's binary is installed on linux-x64 alone; this is ${platform}-${arch}`;
  try {
    installNested('test/parity');
  } catch (error) {
    return `llama.cpp's binary could not be installed: ${error.message}`;
  }
  return undefined;
}
