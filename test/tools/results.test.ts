import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Result {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

interface Results {
  expectResult(file: string): { env: { TEST_RESULT: string; TEST_RUN: string }; readonly read: () => Result };
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
    const written = { run: env.TEST_RUN, passed: 3, failed: [], skipped: ['a'] };
    writeFileSync(env.TEST_RESULT, JSON.stringify(written));
    assert.deepEqual(read(), { passed: 3, failed: [], skipped: ['a'] });
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
});
