// The suites of test/host/suite, inside a real VS Code, on the contents of the .vsix.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import { ensureHost } from '../test/host/install.mjs';
import { prepareProfile } from '../test/host/server.mjs';
import { editorToTest } from './editor.mjs';
import { root, testFolder } from './project.mjs';
import { expectResult, failure } from './results.mjs';
import { unpackVsix } from './vsix.mjs';

/**
 * Each is one start of the editor; test/host/suite/index.ts says which files belong to it.
 * `hostOnly`: why only the npm-only host can run it. `settings`: of its editor, besides those that all have.
 */
const suites = [
  { name: 'chat' },
  { name: 'starter' },
  { name: 'firstRun' },
  { name: 'editor', settings: { 'git.enabled': true, 'git.openRepositoryInParentFolders': 'never' } },
  { name: 'trust', hostOnly: '@vscode/test-electron switches workspace trust off in a desktop VS Code' },
];

const suiteSettings = {
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.editor.useModal': 'off',
};

/** @returns {Promise<Record<string, import('./results.mjs').Result>>} by suite */
export async function runHostSuites(vsix) {
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
  for (const { name: suite, hostOnly, settings } of suites) {
    console.log(`\n${suite}:`);
    if (hostOnly !== undefined && kind !== 'host') {
      results[suite] = { passed: 0, failed: [], skipped: [hostOnly] };
      continue;
    }
    results[suite] = await runSuite({ suite, settings, executable, kind, extension, testsPath, temporary });
  }
  return results;
}

async function runSuite({ suite, settings, executable, kind, extension, testsPath, temporary }) {
  const output = path.join(testFolder, suite);
  fs.rmSync(output, { recursive: true, force: true });
  // The desktop puts sockets into its profile, and a socket's path must be short: there it is a temporary folder.
  const profile = path.join(kind === 'host' ? output : temporary, 'profile');
  fs.rmSync(profile, { recursive: true, force: true });
  prepareProfile(profile, { ...suiteSettings, ...settings });
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
        ...(kind === 'host' ? [] : ['--disable-extensions']),
      ],
      extensionTestsEnv: {
        ...result.env,
        BURROW_SUITE: suite,
        BURROW_OUTPUT: output,
        BURROW_HOST_TRUST: suite === 'trust' ? '1' : '0',
        ELECTRON_RUN_AS_NODE: undefined, // set in VS Code's own terminal
      },
    });
  } catch (error) {
    exit = error instanceof Error ? error.message : String(error);
  }
  const found = result.read();
  if (exit !== 0 && found.failed.length === 0)
    return { ...found, ...failure(`the editor ended with ${exit}`) };
  return found;
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
