// What the other scripts know of the project, and how they run its tools: by this Node, never through a shell, so that
// paths with spaces work on every platform.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
/** Logs, screenshots, results and temporary profiles; git ignores it. */
export const testFolder = path.join(root, '.host-test');
/** The npm-only VS Code, as an executable with the desktop's command line. */
export const hostExecutable = path.join(root, 'test/host/code.mjs');

export function manifest() {
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
}

/**
 * Runs a script of the project or of an installed package with the output passed through.
 * @returns whether it exited with 0
 */
export function runScript(script, args = [], env = {}) {
  const { status, error } = spawnSync(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  return status === 0;
}

export function build() {
  if (!runScript('esbuild.mjs')) throw new Error('the build failed');
}

/** npm in a folder of the project, with its output passed through; throws unless it exits with 0. */
export function npm(cwd, args) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm run` the running npm names itself; else the one on the PATH.
  const cli = process.env.npm_execpath;
  const [command, ...first] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  const { status, error } = spawnSync(command, [...first, ...args, ...quiet], { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')} in ${cwd} ended with exit code ${status}`);
}
