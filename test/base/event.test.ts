import assert from 'node:assert/strict';
import { Emitter } from '../../src/base/event.ts';

describe('base/event', () => {
  it('tells every listener until it is disposed', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((n) => heard.push(`first ${n}`));
    emitter.event((n) => heard.push(`second ${n}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('counts one function registered twice as two', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    const listener = (): void => {
      calls++;
    };
    const once = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(undefined);
    once.dispose();
    emitter.fire(undefined);
    assert.equal(calls, 3);
  });

  it('still tells a listener that another one removes while it is told', () => {
    const emitter = new Emitter<undefined>();
    let told = false;
    emitter.event(() => {
      second.dispose();
    });
    const second = emitter.event(() => {
      told = true;
    });
    emitter.fire(undefined);
    assert.ok(told);
  });
});
