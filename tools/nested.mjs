// Runs a script of a nested package: a tool whose packages are too heavy, or for too few platforms, for the project's own.
//   node tools/nested.mjs parity | golden | diagrams | evalStarter | goldenStarter [arguments]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { npm, root, runScript } from './project.mjs';

const tools = {
  parity: {
    folder: 'test/parity',
    script: 'test/parity/run.ts',
    node: ['--import', 'tsx'],
    built: ['thread', 'kernels'],
  },
  golden: { folder: 'test/parity', script: 'test/golden/generate.ts', node: ['--import', 'tsx'] },
  evalStarter: {
    folder: 'test/parity',
    script: 'tools/starter-model/eval/run.ts',
    node: ['--import', 'tsx'],
    built: ['engine', 'thread', 'kernels'],
  },
  goldenStarter: {
    folder: 'test/parity',
    script: 'tools/starter-model/golden.ts',
    node: ['--import', 'tsx'],
  },
  diagrams: { folder: 'docs/images', script: 'docs/images/render.mjs', node: [] },
};

/** Installs a nested package from its lock file, unless that was done since the file changed. */
export function installNested(folder) {
  const cwd = path.join(root, folder);
  const lock = path.join(cwd, 'package-lock.json');
  const installed = path.join(cwd, 'node_modules/.package-lock.json');
  if (fs.existsSync(installed) && fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return;
  npm(cwd, ['ci', '--ignore-scripts', '--omit=optional']);
}

if (process.argv[1] === import.meta.filename) {
  const [name = '', ...args] = process.argv.slice(2);
  const tool = tools[name];
  if (tool === undefined)
    throw new Error(`expected one of ${Object.keys(tools).join(', ')}, found '${name}'`);
  installNested(tool.folder);
  if (tool.built !== undefined && !runScript('esbuild.mjs', tool.built)) process.exit(1);
  const { status } = spawnSync(process.execPath, [...tool.node, path.join(root, tool.script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
