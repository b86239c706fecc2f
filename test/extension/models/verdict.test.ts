import assert from 'node:assert/strict';
import type { FileReport, Verdict } from '../../../src/protocol/engine.ts';
import { installVscode } from '../vscodeStub.ts';

installVscode();
const { shownVerdict } = await import('../../../src/extension/models/verdict.ts');

function report(verdict: Verdict): FileReport {
  return {
    verdict,
    metadata: [{ key: 'general.architecture', type: 'string', value: 'llama' }],
    nParams: 1_240_000_000,
    fileType: 'Q4_K - Medium',
    fileBytes: 800 * 2 ** 20,
    memory: {
      nCtx: 8192,
      weightBytes: 0,
      kvBytes: 0,
      totalBytes: 1.5 * 2 ** 30,
      availableBytes: 6 * 2 ** 30,
    },
  } as unknown as FileReport;
}

const described =
  'llama · 1.24 B parameters · Q4_K - Medium · 800 MiB · context 8192 · needs 1.50 GiB of 6.00 GiB free';

describe('extension/models/verdict', () => {
  it('describes what runs', () => {
    assert.deepEqual(shownVerdict(report({ outcome: 'runs' })), {
      icon: 'check',
      detail: described,
      message: undefined,
    });
  });

  it('adds the warnings', () => {
    const shown = shownVerdict(report({ outcome: 'runsWithWarnings', warnings: ['Slow.', 'Large.'] }));
    assert.deepEqual([shown.icon, shown.detail], ['warning', `${described} · Slow. Large.`]);
  });

  it('says why a file cannot run, and what can', () => {
    const verdict = {
      outcome: 'cannotRun',
      code: 'unsupported',
      reason: 'no such thing',
      advice: 'Pick another.',
    } as const;
    const { icon, detail } = shownVerdict(report(verdict));
    assert.deepEqual([icon, detail], ['error', 'Cannot run: no such thing. Pick another.']);
  });
});
