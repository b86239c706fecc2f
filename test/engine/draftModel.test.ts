import assert from 'node:assert/strict';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { Cancellation } from '../../src/engine/cancellation.ts';
import { DraftModel } from '../../src/engine/draftModel.ts';
import { loadComputeModel, ModelFolder, someTokens } from '../compute/openComputeModel.ts';
import { tinyLlama } from '../support/tinyLlama.ts';

describe('engine/draftModel', () => {
  const folder = new ModelFolder();
  let model: ComputeModel;

  before(async () => {
    model = await loadComputeModel(folder.write(tinyLlama({ nCtx: 1024 })));
  });
  after(async () => {
    await model.dispose();
    folder.remove();
  });

  it('proposes what the model would say at temperature 0, after whatever was read before', async () => {
    const cancel = new Cancellation();
    const used = new DraftModel(await model.createContext({ nCtx: 1024, kvType: 'f16' }));
    const long = someTokens(600);
    const cases = [
      long,
      long.slice(0, 500),
      [...long.slice(0, 500), 3, 4],
      [...long.slice(0, 500), 3, 4],
      [5],
    ];
    for (const tokens of cases) {
      const fresh = await model.createContext({ nCtx: 1024, kvType: 'f16' });
      const expected = await new DraftModel(fresh).propose(tokens, 7, cancel);
      assert.equal(fresh.tokens.length, tokens.length + 6);
      await fresh.dispose();
      assert.equal(expected.length, 7);
      assert.deepEqual(await used.propose(tokens, 7, cancel), expected);
      assert.deepEqual(await used.propose(tokens, 3, cancel), expected.slice(0, 3));
    }
  });

  it('can be cancelled, and guesses rightly after it', async () => {
    const drafter = new DraftModel(await model.createContext({ nCtx: 1024, kvType: 'f16' }));
    const cancelled = new Cancellation();
    cancelled.cancel();
    await assert.rejects(drafter.propose(someTokens(50), 4, cancelled), { code: 'cancelled' });
    const other = new DraftModel(await model.createContext({ nCtx: 1024, kvType: 'f16' }));
    const cancel = new Cancellation();
    assert.deepEqual(
      await drafter.propose(someTokens(50), 4, cancel),
      await other.propose(someTokens(50), 4, cancel),
    );
  });
});
