import assert from 'node:assert/strict';
import { judge, needsExplanation, type Numerics } from './budgets.ts';
import type { Divergence } from './divergence.ts';
import type { Explanation } from './explain.ts';
import type { Measured } from './measure.ts';

function away(maxDp: number, klMean: number): Divergence {
  const rows = [
    { dp: maxDp, kl: klMean },
    { dp: 0, kl: 0 },
    { dp: 0, kl: 0 },
  ];
  return { rows, maxDp, klMean, klMax: klMean, nAgree: 3 };
}

const good: Explanation = { nExplained: 20, nTurned: 1, nTies: 30, maxDp: 1e-7, unexplained: undefined };
const bad: Explanation = { ...good, nExplained: 4, unexplained: { row: 4, dp: 1e-3 } };

const coarse: Numerics = { types: ['Q4_K', 'F32'], kvType: 'f32', hp: { act: 'silu', nLayer: 2 } };
const fine: Numerics = { types: ['F16', 'F32'], kvType: 'f16', hp: { act: 'gelu', nLayer: 2 } };
const experts = { n: 4, nUsed: 2, nFf: 8, isNormalised: true };

const right: Measured = {
  textProblems: [],
  wasm: away(1e-2, 1e-4),
  exact: away(5e-2, 2e-3),
  explained: { 'llama.cpp': good, engine: good },
};

describe('parity/budgets', () => {
  it('wants an explanation where rounding is coarser than f16', () => {
    const plain: Numerics = { ...coarse, types: ['F32'] };
    assert.equal(needsExplanation(coarse), true);
    assert.equal(needsExplanation({ ...plain, kvType: 'q8_0' }), true);
    assert.equal(needsExplanation(plain), false);
    assert.equal(needsExplanation({ ...plain, kvType: 'f16' }), false);
    assert.equal(needsExplanation({ ...coarse, hp: { ...coarse.hp, act: 'gelu' } }), true);
  });

  it('wants none where two kinds of rounding meet', () => {
    assert.equal(needsExplanation({ ...coarse, kvType: 'f16' }), false);
    assert.equal(needsExplanation({ ...coarse, kvType: 'q8_0' }), false);
    assert.equal(needsExplanation({ ...fine, kvType: 'q8_0' }), false);
    assert.equal(needsExplanation(fine), false);
  });

  it('has nothing against what is explained and within its budget', () => {
    assert.equal(judge(right, coarse), undefined);
  });

  it('names first what does not hold', () => {
    const explained = (llama: Explanation, engine: Explanation) => ({ 'llama.cpp': llama, engine });
    const cases: [Partial<Measured>, RegExp][] = [
      [{ textProblems: ['one', 'two'], explained: explained(bad, bad) }, /^tokenizer: one$/],
      [{ explained: explained(bad, bad) }, /^model: .* row 4: Δp 1.0e-3/],
      [{ explained: explained(good, bad) }, /^kernel: plain TypeScript .* row 4/],
      [{ wasm: away(0.3, 1e-4) }, /^kernel: too far/],
      [{ wasm: away(1e-2, 0.02) }, /^kernel: too far/],
      [{ exact: away(0.3, 1e-4) }, /^model: the F32 path/],
    ];
    for (const [measured, expected] of cases)
      assert.match(judge({ ...right, ...measured }, coarse)!, expected);
  });

  it('holds what is hardly rounded to a budget that leaves no room', () => {
    const measured = { ...right, explained: undefined, exact: undefined };
    assert.equal(judge({ ...measured, wasm: away(1e-3, 1e-6) }, fine), undefined);
    assert.match(judge({ ...measured, wasm: away(1e-3, 2e-5) }, fine)!, /too far/);
    const exact: Numerics = { ...fine, types: ['F32'], kvType: 'f32', hp: { act: 'silu', nLayer: 2 } };
    assert.match(judge({ ...measured, wasm: away(1e-4, 1e-9) }, exact)!, /too far/);
  });

  it('allows for rows of a mixture that went through other experts, not for all', () => {
    const mixture: Numerics = { ...coarse, hp: { ...coarse.hp, experts } };
    const rerouted = { ...right, wasm: away(0.6, 0.5) };
    assert.equal(judge(rerouted, mixture), undefined);
    assert.match(judge(rerouted, coarse)!, /too far/);
    const rows = Array.from({ length: 3 }, () => ({ dp: 0.6, kl: 0.5 }));
    assert.match(judge({ ...rerouted, wasm: { ...away(0.6, 0.5), rows } }, mixture)!, /too far/);
  });
});
