import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { Cancellation } from '../../src/engine/cancellation.ts';
import { fitConversation } from '../../src/engine/conversation.ts';
import type { ChatMessage } from '../../src/protocol/engine.ts';

/** A message takes as many tokens as its content has units, which are all the role's first letter. */
function tokenize(messages: readonly ChatMessage[]): number[] {
  return messages.flatMap(({ content }) => Array.from(content, (unit) => unit.charCodeAt(0)));
}

const system = (n: number): ChatMessage => ({ role: 'system', content: 's'.repeat(n) });
const user = (n: number): ChatMessage => ({ role: 'user', content: 'u'.repeat(n) });
const assistant = (n: number): ChatMessage => ({ role: 'assistant', content: 'a'.repeat(n) });

async function fit(messages: readonly ChatMessage[], nCtx: number, maxTokens?: number) {
  const seen: ChatMessage[][] = [];
  const { tokens, dropped } = await fitConversation(messages, {
    nCtx,
    maxTokens,
    cancellation: new Cancellation(),
    tokenize: (kept) => {
      seen.push([...kept]);
      return tokenize(kept);
    },
  });
  return { text: String.fromCharCode(...tokens), dropped, seen };
}

describe('engine/conversation', () => {
  it('keeps all that fits, with room for an answer', async () => {
    const { text, dropped, seen } = await fit([system(10), user(20), assistant(20), user(25)], 100);
    assert.deepEqual([text.length, dropped, seen.length], [75, 0, 1]);
  });

  it('drops as few of the oldest turns as will do, never the system message nor the last', async () => {
    const turns = Array.from({ length: 20 }, () => [user(5), assistant(5)]).flat();
    // 75 units fit: the system message, the last message and six turns of the twenty.
    const { text, dropped, seen } = await fit([system(8), ...turns, user(6)], 100);
    assert.equal(text, 's'.repeat(8) + ('u'.repeat(5) + 'a'.repeat(5)).repeat(6) + 'u'.repeat(6));
    assert.equal(dropped, 28);
    assert.ok(seen.length <= 7, `${seen.length} renderings`);
    for (const kept of seen) {
      assert.deepEqual(kept[0], system(8));
      assert.equal(kept[1]?.role, 'user');
      assert.deepEqual(kept.at(-1), user(6));
    }
  });

  it('reserves what the answer may take, at most a quarter', async () => {
    const turns = [user(40), assistant(40), user(15)];
    assert.equal((await fit(turns, 100, 5)).dropped, 0);
    assert.equal((await fit(turns, 100, 6)).dropped, 2);
    assert.equal((await fit([user(75)], 100, 1000)).dropped, 0);
  });

  it('prefers a short answer to none', async () => {
    const { text, dropped } = await fit([system(5), user(50), assistant(5), user(90)], 100);
    assert.deepEqual([text.length, dropped], [95, 2]);
  });

  it('rejects a last message that cannot fit, with the numbers', async () => {
    const tooLong = (error: unknown): boolean =>
      error instanceof LlmError &&
      error.code === 'context' &&
      /has 108 tokens.*room for 100/.test(error.message);
    await assert.rejects(fit([system(8), user(1), assistant(1), user(100)], 100), tooLong);
    await assert.rejects(fit([system(8), user(100)], 100), tooLong);
  });

  it('rejects a conversation without messages, and stops when it is cancelled', async () => {
    await assert.rejects(fit([], 100), (error) => error instanceof LlmError && error.code === 'request');
    const cancellation = new Cancellation();
    const fitting = fitConversation([user(90), assistant(9), user(9)], {
      nCtx: 100,
      maxTokens: undefined,
      cancellation,
      tokenize,
    });
    cancellation.cancel();
    await assert.rejects(fitting, (error) => error instanceof LlmError && error.code === 'cancelled');
  });
});
