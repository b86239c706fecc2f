import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wantedTokens } from '../../../src/protocol/attachments.ts';
import type { ChatMessage } from '../../../src/protocol/engine.ts';
import { Cancellation } from '../../../src/engine/cancellation.ts';
import { fitConversation } from '../../../src/engine/conversation.ts';
import {
  type BudgetInput,
  estimateTokens,
  TokenBudget,
} from '../../../src/extension/attachments/tokenBudget.ts';

/** Two tokens a message, one at the end, and one for each character. */
function tokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + 2 + content.length, 1);
}

const history = (...lengths: readonly number[]): ChatMessage[] =>
  lengths.map((n, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: 'x'.repeat(n) }));

const input: BudgetInput = {
  system: 'system',
  history: history(10, 20, 30, 40),
  oldest: 'first?',
  attachments: ['12345', '678'],
  question: 'why?',
  nCtx: 1000,
  nCtxTrain: 4000,
  maxTokens: 100,
};

describe('extension/attachments/tokenBudget', () => {
  it('has parts that add up to what the engine would be given', async () => {
    const budget = await new TokenBudget((messages) => Promise.resolve(tokens(messages))).measure(input);
    const content = '12345\n\n678\n\nwhy?';
    const all: ChatMessage[] = [
      { role: 'system', content: 'system' },
      ...input.history,
      { role: 'user', content },
    ];
    assert.equal(wantedTokens(budget) - budget.reserve, tokens(all));
    assert.deepEqual(
      { ...budget },
      {
        nCtx: 1000,
        system: 11, // with the marks of the template
        history: 108,
        attachments: 10,
        question: 6,
        reserve: 100,
        oldest: 'first?',
        oldestTokens: 34,
        leftOut: 0,
        fitsAlone: true,
        canGrow: true,
      },
    );
  });

  it('counts again only what is another', async () => {
    let counted = 0;
    const budget = new TokenBudget((messages) => {
      counted++;
      return Promise.resolve(tokens(messages));
    });
    await budget.measure(input);
    const first = counted;
    await budget.measure({ ...input, question: 'why not?' });
    assert.equal(counted, first + 1);
    budget.clear();
    await budget.measure(input);
    assert.equal(counted, 2 * first + 1);
  });

  it('counts again what could not be counted', async () => {
    let isBroken = true;
    const budget = new TokenBudget((messages) =>
      isBroken ? Promise.reject(new Error('no')) : Promise.resolve(tokens(messages)),
    );
    await assert.rejects(budget.measure(input), /no/);
    isBroken = false;
    assert.equal((await budget.measure(input)).question, 6);
  });

  it('leaves out as much as the engine does', async () => {
    const length = fc.integer({ min: 0, max: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(length, { maxLength: 8 }),
        length,
        fc.integer({ min: 40, max: 400 }),
        async (lengths, questionLength, nCtx) => {
          const asked = {
            ...input,
            history: history(...lengths.slice(0, lengths.length & ~1)),
            nCtx,
            maxTokens: 10,
          };
          const question = 'q'.repeat(questionLength + 1);
          const budget = await new TokenBudget((messages) => Promise.resolve(tokens(messages))).measure({
            ...asked,
            attachments: [],
            question,
          });
          const messages: ChatMessage[] = [
            { role: 'system', content: 'system' },
            ...asked.history,
            { role: 'user', content: question },
          ];
          const fitted = await fitConversation(messages, {
            nCtx,
            maxTokens: 10,
            cancellation: new Cancellation(),
            tokenize: (kept) => Array.from({ length: tokens(kept) }, () => 0),
          }).catch(() => undefined);
          if (fitted === undefined) assert.equal(budget.fitsAlone, false);
          else assert.equal(budget.leftOut, fitted.dropped);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('estimates while no model can count', () => {
    assert.equal(estimateTokens(''), 0);
    assert.equal(estimateTokens('x'.repeat(350)), 100);
  });
});
