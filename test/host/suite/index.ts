// What the extension host loads and runs: one of the suites below, chosen by BURROW_SUITE.
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { hasWindow, print, printed, screenshot } from './window.ts';

/** A suite is one start of the editor. */
const suites: Record<string, readonly (() => Promise<unknown>)[]> = {
  chat: [
    () => import('./activation.test.ts'), // first: it sees the extension activate
    () => import('./engine.test.ts'),
    () => import('./chat.test.ts'),
    () => import('./commands.test.ts'),
    () => import('./errors.test.ts'),
    () => import('./sessions.test.ts'),
    () => import('./codeBlocks.test.ts'),
    () => import('./appearance.test.ts'),
  ],
  starter: [() => import('./starter.test.ts')],
  attachments: [() => import('./attachments.test.ts')],
  panel: [
    () => import('./hostile.test.ts'),
    () => import('./input.test.ts'),
    () => import('./answers.test.ts'),
    () => import('./keptChats.test.ts'),
    () => import('./accessibility.test.ts'),
  ],
  options: [
    () => import('./chatOptions.test.ts'),
    () => import('./thinking.test.ts'),
    () => import('./fit.test.ts'),
  ],
  killed: [() => import('./killed.test.ts')], // ends with the window being killed; then comes:
  returned: [() => import('./returned.test.ts')],
  editor: [
    () => import('./editSelection.test.ts'),
    () => import('./codeTasks.test.ts'),
    () => import('./codeActions.test.ts'),
    () => import('./commit.test.ts'),
  ],
  firstRun: [
    () => import('./picker.test.ts'),
    () => import('./walkthrough.test.ts'),
    () => import('./renderedPrompt.test.ts'),
  ],
  trust: [() => import('./trust.test.ts')],
  pictures: [() => import('./pictures.test.ts')],
};

const testTimeout = 120_000;

export async function run(): Promise<void> {
  const name = process.env['BURROW_SUITE'] ?? '';
  const files = suites[name];
  if (files === undefined)
    throw new Error(`BURROW_SUITE: expected ${Object.keys(suites).join(' or ')}, found '${name}'`);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: testTimeout,
    ...(process.env['BURROW_GREP'] !== undefined && { grep: process.env['BURROW_GREP'] }),
    slow: testTimeout,
    reporter: path.join(__dirname, '../../tools/reporter.cjs'), // seen from the bundle, .host-test/suites/index.cjs
  });
  Mocha.reporters.Base.consoleLog = (...args: readonly unknown[]) => {
    print(format(...args));
  };
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, name, mocha); // defines describe and it
  mocha.rootHooks({ afterEach: showFailure });
  for (const load of files) await load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  await printed();
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

/** At once: what comes after it may take long. */
async function showFailure(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.isFailed() !== true || !hasWindow) return;
  print(`      ${test.err?.message ?? 'failed'}`);
  await screenshot(`failed-${test.title.replace(/\W+/g, '-')}`);
}
