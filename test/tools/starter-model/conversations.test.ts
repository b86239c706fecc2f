import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { conversations } from '../../../tools/starter-model/conversations.ts';
import type { Example } from '../../../tools/starter-model/example.ts';
import { Random } from '../../support/random.ts';

function some(seed: number, n: number): Example[] {
  const examples: Example[] = [];
  for (const example of conversations(new Random(seed), ['zor', 'quix'])) {
    if (examples.push(example) === n) break;
  }
  return examples;
}

describe('the training set of the built-in model', () => {
  const examples = some(1, 400);

  it('is the same for the same seed', () => {
    assert.deepEqual(some(1, 50), examples.slice(0, 50));
    assert.notDeepEqual(some(2, 50), examples.slice(0, 50));
  });

  it('holds conversations in which each question gets an answer', () => {
    for (const { messages } of examples) {
      const said = messages.filter(({ role }) => role !== 'system');
      assert.ok(said.length > 0 && said.length % 2 === 0);
      said.forEach(({ role, content }, i) => {
        assert.equal(role, i % 2 === 0 ? 'user' : 'assistant');
        assert.notEqual(content.trim(), '');
      });
    }
  });

  it('mixes code, questions, tasks that are declined, system prompts and several turns', () => {
    const texts = examples.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
    const count = (pattern: RegExp): number => texts.filter((text) => pattern.test(text)).length;
    assert.ok(count(/```/) > 200);
    assert.ok(count(/small built-in model/) > 20);
    assert.ok(count(/^(?:Fix|Refactor|Review) this code/) > 0);
    assert.ok(count(/zor|quix/) > 20, 'parts of the vocabulary');
    assert.ok(examples.some(({ messages }) => messages[0]?.role === 'system'));
    assert.ok(examples.some(({ messages }) => messages.length >= 4));
  });

  it('has none of the prompts that it is judged by', () => {
    const outside = new Set(
      readFileSync('tools/starter-model/eval/outside.txt', 'utf8').toLowerCase().trim().split('\n'),
    );
    for (const { messages } of some(3, 3000)) {
      for (const { role, content } of messages) {
        assert.ok(role !== 'user' || !outside.has(content.toLowerCase()), content);
      }
    }
  });
});
