// The suites of test/host/suite, inside a real VS Code, on the contents of the .vsix.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import { ensureHost } from '../test/host/install.mjs';
import { prepareProfile } from '../test/host/server.mjs';
import { editorToTest } from './editor.mjs';
import { hostExecutable, root, testFolder } from './project.mjs';
import { expectResult, failure, withSecondTry } from './results.mjs';
import { unpackVsix } from './vsix.mjs';

const withGit = { 'git.enabled': true, 'git.openRepositoryInParentFolders': 'never' };
const actsInTheWindow = 'it acts in the window from its first test on';

/**
 * Each is one start of the editor; test/host/suite/index.ts says which files belong to it.
 * `hostOnly`: why only the npm-only host can run it. `settings`: of its editor, besides those that all have.
 * `afterKill`: a suite that starts first, on the same profile, and ends with its window being killed.
 * `onDemand`: runs only where it is asked for by name.
 */
const suites = [
  { name: 'chat' },
  { name: 'starter' },
  { name: 'attachments', hostOnly: actsInTheWindow, settings: withGit },
  { name: 'firstRun' },
  { name: 'editor', settings: withGit },
  { name: 'panel', hostOnly: actsInTheWindow },
  { name: 'options', hostOnly: actsInTheWindow },
  { name: 'returned', afterKill: 'killed', hostOnly: actsInTheWindow },
  { name: 'trust', hostOnly: '@vscode/test-electron switches workspace trust off in a desktop VS Code' },
  { name: 'pictures', hostOnly: actsInTheWindow, onDemand: true },
];

/** With which code.mjs ends where a suite had the window killed, and all that belongs to it. */
const killed = 137;

const suiteSettings = {
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.editor.useModal': 'off',
};

/**
 * @param {readonly string[]} names of the suites to run; none: all but those on demand
 * @returns {Promise<Record<string, import('./results.mjs').Result>>} by suite
 */
export async function runHostSuites(vsix, names = []) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new Error(`no such suite: ${unknown.join(', ')}`);
  const { executable, kind } = await editorToTest();
  console.log(`VS Code: ${executable}`);
  if (kind === 'host') await ensureHost();
  const testsPath = await bundleSuites();
  // Outside the checkout: a module that the package lacks must not be found in the checkout's node_modules.
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'burrow-'));
  process.once('exit', () => fs.rmSync(temporary, { recursive: true, force: true }));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130)); // so that it does
  const extension = path.join(temporary, 'extension');
  unpackVsix(vsix, extension);
  const results = {};
  for (const { name: suite, hostOnly, settings, afterKill, onDemand } of suites) {
    if (names.length > 0 ? !names.includes(suite) : onDemand) continue;
    console.log(`\n${suite}:`);
    if (hostOnly !== undefined && kind !== 'host') {
      results[suite] = { passed: 0, failed: [], skipped: [hostOnly] };
      continue;
    }
    const output = path.join(testFolder, suite);
    fs.rmSync(output, { recursive: true, force: true });
    // The desktop puts sockets into its profile, and a socket's path must be short: there it is a temporary folder.
    const profile = path.join(kind === 'host' ? output : temporary, 'profile');
    const start = { executable, extension, testsPath, output, profile };
    results[suite] = await withSecondTry(async (grep) => {
      for (const folder of [profile, path.join(output, 'workspace')]) {
        fs.rmSync(folder, { recursive: true, force: true });
      }
      prepareProfile(profile, { ...suiteSettings, ...settings });
      if (afterKill !== undefined) {
        const { exit, result } = await runSuite({ ...start, suite: afterKill });
        if (exit !== killed) return result;
      }
      return (await runSuite({ ...start, suite, grep })).result;
    });
  }
  return results;
}

/** One start of the editor: how it exited, and what its tests said. */
async function runSuite({ suite, grep, executable, extension, testsPath, output, profile }) {
  const isDesktop = executable !== hostExecutable;
  const result = expectResult(path.join(output, 'result.json'));
  let exit;
  try {
    exit = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: testsPath,
      launchArgs: [
        writeWorkspace(path.join(output, 'workspace')),
        `--user-data-dir=${profile}`,
        `--extensions-dir=${path.join(profile, 'extensions')}`,
        ...(isDesktop ? ['--disable-extensions'] : []),
      ],
      extensionTestsEnv: {
        ...result.env,
        BURROW_SUITE: suite,
        ...(grep !== undefined && { BURROW_GREP: grep }),
        BURROW_OUTPUT: output,
        BURROW_HOST_TRUST: suite === 'trust' ? '1' : '0',
        ELECTRON_RUN_AS_NODE: undefined, // set in VS Code's own terminal
      },
    });
  } catch (error) {
    exit = error?.code ?? String(error);
  }
  const found = result.read();
  const isOver = exit === 0 || found.failed.length > 0;
  return { exit, result: isOver ? found : { ...found, ...failure(`the editor ended with ${exit}`) } };
}

async function bundleSuites() {
  const outfile = path.join(testFolder, 'suites/index.cjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/host/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs', // the extension host loads a test runner with require, and 'vscode' only so
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/** A folder that a stranger might have sent: its settings name a model, which no workspace may. */
function writeWorkspace(folder) {
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(
    path.join(folder, '.vscode/settings.json'),
    JSON.stringify({
      'burrow.modelPath': path.join(folder, 'planted.gguf'),
      'burrow.threads': 64,
      'burrow.systemPrompt': 'planted',
    }),
  );
  fs.writeFileSync(path.join(folder, 'sum.js'), 'export function sum(a, b) {\n  return a + b;\n}\n');
  return folder;
}
