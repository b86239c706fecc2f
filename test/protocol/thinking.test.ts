import assert from 'node:assert/strict';
import { type Reply, splitReply } from '../../src/protocol/thinking.ts';

describe('protocol/thinking', () => {
  it('tells thoughts from answers', () => {
    const cases: [string, Reply][] = [
      ['Hello.', { thought: undefined, answer: 'Hello.', isThinking: false }],
      ['<think>\nhm', { thought: 'hm', answer: '', isThinking: true }],
      ['<think>\nhm\n</think>\n\nSo.', { thought: 'hm', answer: 'So.', isThinking: false }],
      ['\n<thinking>hm</thinking>So.', { thought: 'hm', answer: 'So.', isThinking: false }],
      ['<think>\n\n</think>\n\nSo.', { thought: '', answer: 'So.', isThinking: false }],
      [
        'the template began it\n</think>\n\nSo.',
        { thought: 'the template began it', answer: 'So.', isThinking: false },
      ],
      ['Write `<think>` first.', { thought: undefined, answer: 'Write `<think>` first.', isThinking: false }],
      [
        'End it with `</think>`.',
        { thought: undefined, answer: 'End it with `</think>`.', isThinking: false },
      ],
      ['<thin', { thought: undefined, answer: '<thin', isThinking: false }],
    ];
    for (const [text, reply] of cases) assert.deepEqual(splitReply(text), reply, text);
  });
});
