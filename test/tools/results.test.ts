import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Result {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly failedIn?: readonly string[];
  readonly unsteady?: readonly string[];
}

interface Results {
  expectResult(file: string): { env: { TEST_RESULT: string; TEST_RUN: string }; readonly read: () => Result };
  withSecondTry(run: (grep?: string) => Promise<Result>): Promise<Result>;
}

// The scripts are plain JavaScript, so that Node runs them as they are.
const script = pathToFileURL(path.resolve('tools/results.mjs')).href;

describe('results of a suite', () => {
  let folder: string;
  let results: Results;

  before(async () => {
    results = (await import(script)) as Results;
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'burrow-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('counts what the run wrote', () => {
    const { env, read } = results.expectResult(path.join(folder, 'result.json'));
    const written = { run: env.TEST_RUN, passed: 3, failed: ['b c: no'], failedIn: ['b'], skipped: ['a'] };
    writeFileSync(env.TEST_RESULT, JSON.stringify(written));
    assert.deepEqual(read(), { passed: 3, failed: ['b c: no'], failedIn: ['b'], skipped: ['a'] });
  });

  it('is a failure where the run wrote nothing', () => {
    const file = path.join(folder, 'result.json');
    writeFileSync(file, JSON.stringify({ run: 'earlier', passed: 3, failed: [], skipped: [] }));
    const { read } = results.expectResult(file);
    assert.equal(read().failed.length, 1);
  });

  it("is a failure where the result is another run's", () => {
    const { env, read } = results.expectResult(path.join(folder, 'result.json'));
    writeFileSync(env.TEST_RESULT, JSON.stringify({ run: 'earlier', passed: 3, failed: [], skipped: [] }));
    assert.equal(read().failed.length, 1);
    assert.equal(read().passed, 0);
  });

  it('is a failure where nothing passed', () => {
    const { env, read } = results.expectResult(path.join(folder, 'result.json'));
    const written = { run: env.TEST_RUN, passed: 0, failed: [], skipped: ['all of it'] };
    writeFileSync(env.TEST_RESULT, JSON.stringify(written));
    assert.equal(read().failed.length, 1);
  });

  describe('with a second try', () => {
    const good: Result = { passed: 4, failed: [], failedIn: [], skipped: ['s'] };
    const bad: Result = { passed: 3, failed: ['a (b) c: no'], failedIn: ['a (b)'], skipped: ['s'] };

    async function tries(...outcomes: readonly Result[]): Promise<{ result: Result; greps: unknown[] }> {
      const greps: unknown[] = [];
      const result = await results.withSecondTry((grep) => {
        greps.push(grep);
        return Promise.resolve(outcomes[greps.length - 1] ?? bad);
      });
      return { result, greps };
    }

    it('has none where all passed', async () => {
      assert.deepEqual(await tries(good), { result: good, greps: [undefined] });
    });

    it('runs the describes that failed, and names what passed then', async () => {
      const { result, greps } = await tries(bad, { ...good, passed: 1 });
      assert.deepEqual(greps, [undefined, String.raw`^(a \(b\)) `]);
      assert.deepEqual(result.failed, []);
      assert.deepEqual(result.unsteady, bad.failed);
      assert.equal(result.passed, 4);
    });

    it('is a failure where they fail again', async () => {
      const { result } = await tries(bad, bad);
      assert.deepEqual(result.failed, bad.failed);
    });

    it('has none where much failed, or the run broke off', async () => {
      const much = { ...bad, failedIn: ['a', 'b', 'c', 'd'] };
      const { failedIn: _, ...brokenOff } = bad;
      for (const first of [much, brokenOff])
        assert.deepEqual(await tries(first), { result: first, greps: [undefined] });
    });
  });
});
