import assert from 'node:assert/strict';
import { LastAnswer } from '../../src/engine/lastAnswer.ts';
import type { GenerateResult } from '../../src/protocol/engine.ts';

const EOG = 0;

function result(promptTokens: readonly number[], tokens: readonly number[], text: string): GenerateResult {
  return {
    text,
    promptTokens,
    cachedTokens: 0,
    tokens,
    stopReason: 'maxTokens',
    seed: 1,
    timings: { promptTokens: 0, promptMs: 0, decodeTokens: 0, decodeMs: 0, firstTokenMs: 0 },
  };
}

const isEog = (id: number): boolean => id === EOG;

describe('engine/lastAnswer', () => {
  let last: LastAnswer;

  beforeEach(() => {
    last = new LastAnswer();
    last.keep(result([1, 2], [3, 4, EOG], 'ab'), '', isEog);
  });

  it('gives the tokens of the answer to the same prompt, without the one that ended it', () => {
    assert.deepEqual(last.after([1, 2], 'ab'), [1, 2, 3, 4]);
    assert.deepEqual(last.begunIn([1, 2, 3, 4]), [3, 4]);
  });

  it('knows no other answer, and none to another prompt', () => {
    assert.equal(last.after([1, 2], 'abc'), undefined);
    assert.equal(last.after([1], 'ab'), undefined);
    assert.equal(last.after([1, 5], 'ab'), undefined);
    assert.deepEqual(last.begunIn([1, 2, 3]), []);
    assert.deepEqual(last.begunIn([1, 2, 3, 5]), []);
  });

  it('grows with an answer that goes on, again and again', () => {
    last.keep(result([1, 2, 3, 4], [5], 'c'), 'ab', isEog);
    assert.deepEqual(last.after([1, 2], 'abc'), [1, 2, 3, 4, 5]);
    last.keep(result([1, 2, 3, 4, 5], [6], 'd'), 'abc', isEog);
    assert.deepEqual(last.after([1, 2], 'abcd'), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(last.begunIn([1, 2, 3, 4, 5, 6]), [3, 4, 5, 6]);
  });

  it('does not know where an answer begins that went on from its text alone', () => {
    last.keep(result([1, 2, 9], [5], 'c'), 'xy', isEog);
    assert.equal(last.after([1, 2], 'xyc'), undefined);
    assert.equal(last.after([1, 2, 9], 'c'), undefined);
  });

  it('forgets', () => {
    last.forget();
    assert.equal(last.after([1, 2], 'ab'), undefined);
    assert.equal(last.after([], ''), undefined);
  });
});
