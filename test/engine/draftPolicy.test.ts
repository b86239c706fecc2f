import assert from 'node:assert/strict';
import { BatchCosts, DraftPolicy } from '../../src/engine/draftPolicy.ts';

const LONG = 16;

/** A policy on a machine where batches cost so many single tokens; ms are single tokens. */
function policyWith(ratios: Readonly<Record<number, number>>): DraftPolicy {
  const costs = new BatchCosts();
  costs.record(1, 1);
  for (const [batch, ratio] of Object.entries(ratios)) costs.record(Number(batch), ratio);
  return new DraftPolicy(costs);
}

function learn(policy: DraftPolicy, hits: number, misses: number, matchLength = LONG): void {
  for (let i = 0; i < misses; i++) policy.notePrediction(matchLength, false);
  for (let i = 0; i < hits; i++) policy.notePrediction(matchLength, true);
}

describe('engine/draftPolicy', () => {
  it('drafts nothing without a match, before it knows costs, or after a short match before any was right', () => {
    const fresh = new DraftPolicy(new BatchCosts());
    learn(fresh, 20, 0);
    assert.equal(fresh.draftLength(LONG, 100), 0);
    const policy = policyWith({});
    assert.equal(policy.draftLength(0, 100), 0);
    assert.equal(policy.draftLength(2, 100), 0);
    assert.equal(policy.draftLength(5, 100), 0);
    assert.ok(policy.draftLength(LONG, 100) > 0, 'a long match is believed at once');
  });

  it('takes what short matches have shown for longer ones too, and not the other way round', () => {
    const policy = policyWith({ 4: 1.9 });
    learn(policy, 0, 30);
    assert.equal(policy.draftLength(LONG, 100), 0);
    learn(policy, 10, 0, 4);
    assert.ok(policy.draftLength(LONG, 100) > 0);
    assert.equal(policy.draftLength(3, 100), 0);
  });

  it('tries a larger batch where a smaller one was cheaper than was thought', () => {
    const policy = policyWith({ 4: 1.2 });
    learn(policy, 50, 0);
    assert.equal(policy.draftLength(LONG, 100), 15);
    const busy = policyWith({ 4: 2.3 });
    learn(busy, 50, 0);
    assert.equal(busy.draftLength(LONG, 3), 3);
  });

  it('drafts as much as pays: more where it is cheap and likely, and never more than asked', () => {
    const cheap = policyWith({ 4: 1.2, 8: 1.4, 16: 2 });
    learn(cheap, 50, 0);
    assert.equal(cheap.draftLength(LONG, 100), 15);
    assert.equal(cheap.draftLength(LONG, 14), 7);
    assert.equal(cheap.draftLength(LONG, 2), 0);
    const onlyShort = policyWith({ 4: 1.2, 8: 9, 16: 30 });
    learn(onlyShort, 50, 0);
    assert.equal(onlyShort.draftLength(LONG, 100), 3);
    const unlikely = policyWith({ 4: 1.2, 8: 1.6, 16: 3 });
    learn(unlikely, 10, 10);
    assert.equal(unlikely.draftLength(LONG, 100), 3);
    const dear = policyWith({ 4: 8, 8: 16, 16: 32 });
    learn(dear, 50, 0);
    assert.equal(dear.draftLength(LONG, 100), 0);
  });

  it('tells short matches from long ones', () => {
    const policy = policyWith({ 4: 1.5 });
    learn(policy, 30, 0);
    learn(policy, 0, 30, 2);
    assert.ok(policy.draftLength(LONG, 100) > 0);
    assert.equal(policy.draftLength(2, 100), 0);
  });

  it('stops when drafts have cost more than they gained, however sure the lookup seems', () => {
    const policy = policyWith({ 4: 1.5, 8: 2, 16: 3 });
    learn(policy, 50, 0);
    let drafts = 0;
    let time = 0;
    for (let i = 0; i < 1000; i++) {
      const batch = policy.draftLength(LONG, 100) + 1;
      const cost = batch === 1 ? 1 : 3; // and no token of a draft is ever accepted
      if (batch > 1) drafts++;
      policy.noteBatch(batch, cost);
      time += cost;
    }
    assert.ok(drafts > 0 && drafts < 14, `${drafts} drafts`);
    assert.ok(1000 / time > 0.97, `${1000 / time} of the speed without`);
  });

  it('gives a size that was too dear another chance after some answers', () => {
    const costs = new BatchCosts();
    costs.record(1, 1);
    for (const batch of [4, 8, 16]) costs.record(batch, 40);
    let answers = 0;
    for (let drafted = 0; drafted === 0 && answers < 100; answers++) {
      const policy = new DraftPolicy(costs);
      learn(policy, 50, 0);
      drafted = policy.draftLength(LONG, 100);
    }
    assert.ok(answers > 1 && answers < 20, `${answers} answers`);
  });
});
