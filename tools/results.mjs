// One suite's result, judged by the file that tools/reporter.cjs writes and not by an exit code.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * `failedIn`: the outermost describes with a failure. `unsteady`: what failed and then passed in another editor.
 * @typedef {{ passed: number, failed: string[], skipped: string[], failedIn?: string[], unsteady?: string[] }} Result
 */

/** Describes of a suite that may fail by the editor's timing; where more do, something is wrong. */
const MAX_UNSTEADY = 3;

/** What to put into the suite's environment, and how to read its result afterwards. */
export function expectResult(file) {
  const run = randomUUID();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  return { env: { TEST_RESULT: file, TEST_RUN: run }, read: () => readResult(file, run) };
}

/**
 * @returns {Result} with a failure of its own where the file is missing, another run's, or holds no pass
 */
function readResult(file, run) {
  if (!fs.existsSync(file)) return failure('the suite did not run to its end: it left no result');
  const { run: found, passed, failed, failedIn, skipped } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (found !== run) return failure('the result found is that of another run');
  if (passed === 0 && failed.length === 0) return { ...failure('the suite ran no test'), skipped };
  return { passed, failed, failedIn, skipped };
}

/**
 * A test that acts in an editor also waits for the editor's own lists, menus and dialogs, whose timing is not the
 * project's: the describes that failed run once more in an editor started anew. What then passes counts, and is named as
 * unsteady; a suite that is broken fails again.
 * @param {(grep?: string) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export async function withSecondTry(run) {
  const first = await run();
  const { failed, failedIn = [] } = first;
  if (failedIn.length === 0 || failedIn.length > MAX_UNSTEADY) return first;
  console.log(`\nonce more: ${failedIn.join(', ')}`);
  const literally = (title) => title.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  const second = await run(`^(${failedIn.map(literally).join('|')}) `);
  return second.failed.length > 0
    ? { ...first, failed: second.failed }
    : { ...first, passed: first.passed + failed.length, failed: [], unsteady: failed };
}

/** @returns {Result} */
export function failure(message) {
  return { passed: 0, failed: [message], skipped: [] };
}

/** @param {Record<string, Result>} results by suite; prints what failed, what passed only at a second try and what did not run, then the totals' closing line */
export function printTotals(results) {
  let passed = 0;
  let failed = 0;
  console.log();
  for (const [suite, result] of Object.entries(results)) {
    passed += result.passed;
    failed += result.failed.length;
    for (const title of result.skipped) console.log(`not run  ${suite}: ${title}`);
    for (const title of result.unsteady ?? []) console.log(`UNSTEADY ${suite}: ${title.split('\n', 1)[0]}`);
    for (const title of result.failed) console.log(`FAILED   ${suite}: ${title.split('\n', 1)[0]}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}
