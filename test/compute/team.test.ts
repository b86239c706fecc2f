import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { CONTROL_BASE, Control, N_COUNTERS, word } from '../../src/compute/control.ts';
import { LeftRound, type SyncKernels, Team } from '../../src/compute/team.ts';
import { distDir, ModelFolder, requireDist } from './openComputeModel.ts';
import type { TeamReport, TeamTask } from './teamWorker.ts';

describe('Team', () => {
  const folder = new ModelFolder();
  const workerFile = path.join(folder.path, 'teamWorker.mjs');
  let module: WebAssembly.Module;
  before(async () => {
    requireDist();
    module = new WebAssembly.Module(readFileSync(path.join(distDir, 'kernels.wasm')));
    const entry = path.join(import.meta.dirname, 'teamWorker.ts');
    await build({ entryPoints: [entry], outfile: workerFile, bundle: true, platform: 'node', format: 'esm' });
  });
  after(() => {
    folder.remove();
  });

  function syncOn(control: Control): SyncKernels {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: control.memory } });
    return exports as unknown as SyncKernels;
  }

  function soloist(): { control: Control; team: Team } {
    const control = Control.create();
    return { control, team: new Team(0, 1, control, syncOn(control)) };
  }

  it('hands out every row once, and starts again after a barrier', () => {
    const { team } = soloist();
    for (let round = 0; round < 3; round++) {
      const [a, b] = [team.counter(), team.counter()];
      assert.deepEqual([team.take(a, 8), team.take(b, 3), team.take(a, 8), team.take(b, 3)], [0, 0, 8, 3]);
      team.barrier();
    }
  });

  it('says when a barrier must come before the next counter', () => {
    const { team } = soloist();
    for (let i = 0; i < N_COUNTERS; i++) {
      assert.equal(team.isOutOfCounters, false);
      assert.equal(team.take(team.counter(), 1), 0);
    }
    assert.equal(team.isOutOfCounters, true);
    team.barrier();
    assert.equal(team.isOutOfCounters, false);
    assert.equal(team.take(team.counter(), 1), 0);
  });

  it('hands out nothing once the cancel flag is set, and leaves at the next barrier', () => {
    const { team, control } = soloist();
    team.barrier();
    team.cancelFlag[0] = 1;
    assert.ok(team.take(team.counter(), 1) > 1e9);
    team.cancelFlag[0] = 0; // too late: work has been left undone
    assert.throws(
      () => {
        team.barrier();
      },
      (error) => error instanceof LeftRound && error.cancelled,
    );
    assert.equal(control.words[word.stop], 1);
  });

  it('does not wait for ever', () => {
    const control = Control.create();
    const sync = syncOn(control);
    assert.equal(sync.barrierEnter(CONTROL_BASE, 2, 10, 100), 3);
    control.words[word.abort] = 1;
    assert.equal(sync.barrierEnter(CONTROL_BASE, 2, 10, 100), 2);
    control.resetSync();
    assert.equal(sync.barrierEnter(CONTROL_BASE, 1, 10, 100), -1);
  });

  it('everyone sees what all wrote before a barrier, and each row is done by one', async () => {
    const reports = await runTeam({ rounds: 300, cancelAt: -1, abortAt: -1 });
    for (const { outcome } of reports) assert.equal(outcome, 'done');
    assert.deepEqual(
      reports.reduce((sum, { rows }) => sum + rows, 0),
      300 * 100,
    );
  });

  it('all leave at the same barrier when one sees the cancel flag', async () => {
    const reports = await runTeam({ rounds: 300, cancelAt: 120, abortAt: -1 });
    for (const { outcome, round } of reports) assert.deepEqual([outcome, round], ['cancelled', 120]);
  });

  it('all leave when one aborts', async () => {
    const reports = await runTeam({ rounds: 300, cancelAt: -1, abortAt: 120 });
    assert.deepEqual(reports.map(({ outcome }) => outcome).toSorted(), ['aborted', 'aborted', 'gone']);
  });

  /** Three threads. */
  function runTeam(task: Omit<TeamTask, 'index' | 'control' | 'module' | 'board'>): Promise<TeamReport[]> {
    const control = Control.create();
    const board = new Int32Array(new SharedArrayBuffer(4 * 4));
    return Promise.all(
      [0, 1, 2].map((index) => {
        const workerData: TeamTask = { ...task, index, control: control.memory, module, board };
        const worker = new Worker(workerFile, { workerData, execArgv: [] });
        return new Promise<TeamReport>((resolve, reject) => {
          worker.on('message', resolve);
          worker.on('error', reject);
        });
      }),
    );
  }
});
