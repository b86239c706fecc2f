import assert from 'node:assert/strict';
import { formatList, formatTable, goodLines, pageLine } from './report.ts';
import type { Measured } from './measure.ts';

const away = { rows: [{ dp: 0, kl: 0 }], maxDp: 1e-3, klMean: 1e-6, klMax: 1e-6, nAgree: 1 };
const measured: Measured = { textProblems: [], wasm: away, exact: away, explained: undefined };

describe('parity/report', () => {
  it('reads from a page what it found right, as it was written', () => {
    const lines = [
      pageLine({ name: 'llama/F32/tied + linear/f16/bpe', measured, problem: undefined }),
      pageLine({ name: 'llama/F16/plain/f32/spm', measured, problem: 'too far' }),
      pageLine({ name: 'encode/bpe/gpt-2', note: '300 texts', problem: undefined }),
      pageLine({ name: 'encode/bpe/qwen2', problem: 'expected 1, found 2' }),
    ];
    const page = `# Title\n\n${formatTable(lines)}\nMore:\n\n${formatList(lines)}`;
    assert.match(page, /^\| \*\*llama\/F16\/plain\/f32\/spm\*\* \|/m);
    const good = goodLines(page);
    assert.deepEqual([...good.values()], [lines[0], lines[2]]);
  });
});
