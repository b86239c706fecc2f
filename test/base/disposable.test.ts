import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../src/base/disposable.ts';

describe('base/disposable', () => {
  it('disposes once, in reverse order of adding', () => {
    const log: string[] = [];
    const store = new DisposableStore();
    for (const name of ['a', 'b', 'c']) store.add(toDisposable(() => log.push(name)));
    store.dispose();
    store.dispose();
    assert.deepEqual(log, ['c', 'b', 'a']);
  });

  it('disposes at once what is added too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add(toDisposable(() => (disposed = true)));
    assert.ok(disposed);
  });
});
