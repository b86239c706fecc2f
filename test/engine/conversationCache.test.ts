import assert from 'node:assert/strict';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { ConversationCache, type StateStore } from '../../src/engine/conversationCache.ts';
import type { KvType } from '../../src/base/kvType.ts';
import type { KvState, StatefulContext } from '../../src/runtime/llamaContext.ts';
import { decodeInBatches, loadComputeModel, ModelFolder, someTokens } from '../compute/openComputeModel.ts';
import { tinyLlama } from '../support/tinyLlama.ts';

/** A store in memory that writes down what it was asked. */
class ListStore implements StateStore {
  readonly states: KvState[] = [];
  isBroken = false;

  get stored() {
    return this.states.map(({ tokens }) => tokens);
  }
  write(state: KvState): Promise<void> {
    this.states.push(state);
    return Promise.resolve();
  }
  read(tokens: KvState['tokens']): Promise<KvState | undefined> {
    return Promise.resolve(this.isBroken ? undefined : this.states.find((state) => state.tokens === tokens));
  }
}

describe('engine/conversationCache', () => {
  const folder = new ModelFolder();
  const first = someTokens(100);
  const second = [...someTokens(10), ...someTokens(61).reverse()];
  const third = someTokens(150).map((token) => (token * 3 + 1) % 512);
  let model: ComputeModel;
  let context: StatefulContext;

  before(async () => {
    // Two banks, so that layers of a state come from both.
    const file = folder.write(tinyLlama({ nLayer: 4, nCtx: 512, headDim: 20 }));
    const whole = await loadComputeModel(file);
    const maxBankBytes = whole.memoryBytes - 65536;
    await whole.dispose();
    model = await loadComputeModel(file, { maxBankBytes });
    assert.ok(model.nBanks > 1);
  });
  after(async () => {
    await model.dispose();
    folder.remove();
  });
  beforeEach(async () => {
    context = await model.createContext({ nCtx: 256, kvType: 'f16' });
  });
  afterEach(() => context.dispose());

  /** What an answer to `prompt` begins with, and how much of the prompt was computed for it. */
  async function answer(
    cache: ConversationCache,
    conversation: string | undefined,
    prompt: readonly number[],
    of = context,
  ): Promise<{ logits: Float32Array; computed: number }> {
    await cache.prepare(conversation, prompt);
    const cached = of.rewindTo(prompt.slice(0, -1));
    const rows = await decodeInBatches(of, prompt.slice(cached), 512);
    return { logits: rows.at(-1)!, computed: prompt.length - cached };
  }

  async function fresh(prompt: readonly number[], kvType: KvType = 'f16'): Promise<Float32Array> {
    const other = await model.createContext({ nCtx: 256, kvType });
    const rows = await decodeInBatches(other, prompt, 512);
    await other.dispose();
    return rows.at(-1)!;
  }

  const plenty = { budget: () => 1e9 };

  it('goes on with each conversation where it was, bit for bit', async () => {
    const cache = new ConversationCache(context, plenty);
    await answer(cache, 'one', first);
    await answer(cache, 'two', second);
    await answer(cache, 'three', third);
    for (const [name, prompt] of Object.entries({ one: first, two: second, three: third })) {
      const longer = [...prompt, 7, 8, 9];
      const { logits, computed } = await answer(cache, name, longer);
      assert.equal(computed, 3, name);
      assert.deepEqual(logits, await fresh(longer), name);
    }
  });

  for (const kvType of ['f16', 'f32'] as const) {
    it(`takes a state to a context of another size (${kvType})`, async () => {
      const small = await model.createContext({ nCtx: 101, kvType });
      await decodeInBatches(small, first, 512);
      const state = await small.saveState();
      assert.equal(state.bytes.length, small.stateBytes(first.length));
      await small.dispose();
      const large = await model.createContext({ nCtx: 256, kvType });
      await large.restoreState(state);
      assert.deepEqual(large.tokens, first);
      const [logits] = await decodeInBatches(large, [1, 2, 3], 3);
      assert.deepEqual(logits, await fresh([...first, 1, 2, 3], kvType));
      await assert.rejects(
        large.restoreState({ ...state, bytes: state.bytes.subarray(1) }),
        /expected \d+ bytes/,
      );
      await large.dispose();
      const tiny = await model.createContext({ nCtx: 99, kvType });
      await assert.rejects(tiny.restoreState(state), /holds 99 tokens; found 100/);
      await tiny.dispose();
      await assert.rejects(tiny.saveState(), /disposed/);
    });
  }

  it('never takes more than its budget, and forgets the least recently used', async () => {
    const bytes = context.stateBytes(third.length);
    const budget = bytes + context.stateBytes(first.length);
    const cache = new ConversationCache(context, { budget: () => budget });
    const seen: number[] = [];
    const ask = async (name: string, prompt: readonly number[]): Promise<number> => {
      const { computed } = await answer(cache, name, prompt);
      seen.push(cache.bytes);
      return computed;
    };
    await ask('one', first);
    await ask('two', second);
    assert.equal(await ask('one', first), 1);
    await ask('three', third); // one goes after two
    await ask('four', first.toReversed()); // three needs the place of two
    assert.equal(await ask('one', first), 1);
    assert.ok((await ask('two', second)) > 40);
    assert.ok(Math.max(...seen) <= budget && Math.max(...seen) > 0, seen.join(' '));
    const none = new ConversationCache(context, { budget: () => 0 });
    await answer(none, 'one', first);
    await answer(none, 'two', second);
    assert.equal(none.bytes, 0);
  });

  it('keeps nothing of those who name no conversation, and lends them what others have', async () => {
    const cache = new ConversationCache(context, plenty);
    await answer(cache, undefined, first);
    await answer(cache, 'two', second);
    assert.equal(cache.bytes, 0);
    await answer(cache, undefined, first);
    assert.equal((await answer(cache, 'fork', [...second, 1])).computed, 1);
    assert.equal((await answer(cache, 'three', third)).computed, third.length);
    assert.equal((await answer(cache, 'two', second)).computed, 1);
  });

  it('hands to the store what it must forget, and all at the end; and takes it back', async () => {
    const store = new ListStore();
    const cache = new ConversationCache(context, {
      budget: () => context.stateBytes(first.length),
      store,
    });
    await answer(cache, 'one', first);
    await answer(cache, 'two', second);
    await answer(cache, 'three', third);
    assert.deepEqual(store.stored, [first]);
    await cache.store();
    assert.deepEqual(store.stored, [first, third, second]);
    assert.equal(cache.bytes, 0);

    context.rewindTo([]);
    const later = new ConversationCache(context, { ...plenty, store });
    const { logits, computed } = await answer(later, 'another name', [...second, 5]);
    assert.equal(computed, 1);
    assert.deepEqual(logits, await fresh([...second, 5]));
    store.isBroken = true;
    assert.equal((await answer(later, 'one', first)).computed, 90);
  });

  it('goes over to another context', async () => {
    const cache = new ConversationCache(context, plenty);
    await answer(cache, 'one', first);
    await answer(cache, 'two', second);
    await cache.save();
    const large = await model.createContext({ nCtx: 300, kvType: 'f16' });
    const next = new ConversationCache(large, plenty, cache);
    for (const prompt of [second, first]) assert.equal((await answer(next, 'x', prompt, large)).computed, 1);
    const small = await model.createContext({ nCtx: 64, kvType: 'f16' });
    const last = new ConversationCache(small, plenty, next);
    assert.equal((await answer(last, 'y', first.slice(0, 50), small)).computed, 50);
    await small.dispose();
    await large.dispose();
  });
});
