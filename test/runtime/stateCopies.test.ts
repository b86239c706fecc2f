import assert from 'node:assert/strict';
import { KvTokens } from '../../src/runtime/kvCache.ts';
import { StateCopies } from '../../src/runtime/stateCopies.ts';

/** A model of the copies: what each has seen. */
class Model {
  readonly kv = new KvTokens(1000, 100, new StateCopies());
  readonly #seen: number[][] = [[], [], []];

  pass(tokens: readonly number[]): void {
    const { stateFrom, stateTo } = this.kv.states;
    assert.notEqual(stateFrom, stateTo);
    const before = this.kv.length === 0 ? [] : this.#seen[stateFrom]!;
    assert.deepEqual(before, this.kv.tokens, 'the pass begins with the state of what the cache holds');
    this.#seen[stateTo] = [...before, ...tokens];
    this.kv.append(tokens);
  }

  /** A pass that writes something and is not completed. */
  cancelledPass(): void {
    this.#seen[this.kv.states.stateTo] = [99];
  }
}

const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => (first + i) % 90);

describe('runtime/stateCopies', () => {
  it('goes on from where it is, token by token', () => {
    const model = new Model();
    for (let i = 0; i < 10; i++) model.pass([i]);
    assert.equal(model.kv.rewindTo([...range(0, 10), 50]), 10);
    model.pass([50]);
  });

  it('goes back to what was before the last long pass, again and again', () => {
    const model = new Model();
    model.pass(range(0, 40));
    model.pass(range(40, 80));
    for (let i = 0; i < 5; i++) model.pass([i]);
    for (let turn = 0; turn < 3; turn++) {
      assert.equal(model.kv.rewindTo([...range(0, 60), 1, 2, 3]), 40);
      for (let i = 0; i < 3; i++) model.pass([i]);
    }
    assert.equal(model.kv.rewindTo(range(0, 40)), 40);
    model.pass(range(40, 80));
  });

  it('does not give up a checkpoint for a short pass', () => {
    const model = new Model();
    model.pass(range(0, 40));
    model.pass(range(40, 80));
    model.pass(range(80, 83));
    assert.equal(model.kv.rewindTo(range(0, 82)), 40);
  });

  it('begins again where there is no checkpoint, or a later one', () => {
    const model = new Model();
    model.pass(range(0, 40));
    assert.equal(model.kv.rewindTo(range(0, 39)), 0);
    model.pass(range(0, 40));
    model.pass(range(40, 80));
    assert.equal(model.kv.rewindTo(range(0, 30)), 0);
    model.pass(range(0, 30));
  });

  it('is not harmed by a pass that was cancelled', () => {
    const model = new Model();
    model.pass(range(0, 40));
    model.cancelledPass();
    model.pass(range(40, 60));
    model.cancelledPass();
    model.pass([1]);
    model.cancelledPass();
    assert.equal(model.kv.rewindTo(range(0, 50)), 40);
    model.pass(range(40, 50));
  });
});
