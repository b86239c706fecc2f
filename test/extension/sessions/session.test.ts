import assert from 'node:assert/strict';
import { append, emptyConversation, pathOf } from '../../../src/extension/sessions/conversation.ts';
import { exportMarkdown } from '../../../src/extension/sessions/exportMarkdown.ts';
import {
  cleanTitle,
  newSession,
  parseSession,
  serializeSession,
  type Session,
  titleOf,
} from '../../../src/extension/sessions/session.ts';
import type { Turn } from '../../../src/protocol/chat.ts';

const turns: Turn[] = [
  { id: 1, role: 'user', text: 'why?\u2028"' },
  { id: 2, role: 'assistant', text: 'be', dropped: 0, thoughtMs: 0, outcome: { kind: 'running' } },
];

const session: Session = {
  ...newSession('a-1', 1000),
  title: 'Why?',
  conversation: turns.reduce((grown, turn) => append(grown, turn.id - 1, turn), emptyConversation),
};

function edited(
  change: (value: { version: unknown; conversation: Session['conversation'] }) => void,
): string {
  const value = JSON.parse(serializeSession(session)) as Parameters<typeof change>[0];
  change(value);
  return JSON.stringify(value);
}

describe('extension/sessions/session', () => {
  it('reads what it wrote; an answer in the making has ended', () => {
    const read = parseSession(serializeSession(session));
    assert.deepEqual(pathOf(read.conversation), [turns[0], { ...turns[1], outcome: { kind: 'stopped' } }]);
    assert.deepEqual({ ...read, conversation: session.conversation }, session);
  });

  it('keeps what was attached and what the model read, and does without', () => {
    const attachment = {
      id: 'a',
      kind: 'file',
      name: 'a.ts',
      title: 'src/a.ts',
      first: 0,
      last: 0,
      tokens: 7,
      isExact: true,
      problem: '',
    } as const;
    const sent = { attachment, uri: 'file:///a.ts', text: '`src/a.ts`:\n```ts\na\n```' };
    const asked: Turn = {
      id: 1,
      role: 'user',
      text: '/fix',
      prompt: '',
      lead: 'Fix {0}:',
      attachments: [sent],
    };
    const kept = { ...session, conversation: append(emptyConversation, 0, asked) };
    const source = serializeSession(kept);
    assert.deepEqual(parseSession(source), kept);
    assert.throws(() => parseSession(source.replace('"kind": "file"', '"kind": "film"')), { code: 'file' });
    const markdown = exportMarkdown(kept, { you: 'You', assistant: 'Burrow' });
    assert.ok(markdown.includes('`src/a.ts`:\n```ts\na\n```\n\n/fix'), markdown);
  });

  it("keeps a chat's own values, and reads files that have none", () => {
    const own = { ...session, preset: 'custom', sampling: { temperature: 0.5, seed: 7 } } as const;
    assert.deepEqual(parseSession(serializeSession(own)).sampling, own.sampling);
    assert.equal(parseSession(serializeSession(session)).sampling, undefined);
  });

  it('says what is wrong with a file', () => {
    const source = serializeSession(session);
    const cases: [string, RegExp][] = [
      ['', /cut off/],
      [source.slice(0, source.length / 2), /cut off/],
      [edited((value) => (value.version = 2)), /newer version of Burrow: expected format 1, found 2/],
      [edited((value) => (value.version = '1')), /does not hold a chat/],
      ['[]', /does not hold a chat/],
      ['null', /does not hold a chat/],
      [edited((value) => Reflect.set(value, 'extra', 1)), /does not hold a chat/],
      [edited((value) => Reflect.set(value, 'sampling', { temperature: 99 })), /does not hold a chat/],
      [edited((value) => Reflect.set(value, 'sampling', { other: 1 })), /does not hold a chat/],
      [edited((value) => Reflect.set(value.conversation.nodes[1] ?? {}, 'parent', 7)), /turn 2 .* parent: 7/],
      [
        edited((value) => Reflect.set(value.conversation.nodes[1]?.turn ?? {}, 'id', 1)),
        /turn 1 of the chat/,
      ],
      [edited((value) => Reflect.set(value.conversation, 'chosen', { 0: 2 })), /turn 2 after turn 0/],
      [edited((value) => Reflect.set(value.conversation, 'chosen', { 1: 1 })), /turn 1 after turn 1/],
    ];
    for (const [text, message] of cases) assert.throws(() => parseSession(text), { code: 'file', message });
  });

  it('takes a title from a question', () => {
    const cases: [string, string][] = [
      ['Why?', 'Why?'],
      ['\n\n## How  do\tI\nsecond line', 'How do I'],
      ['```js\nlet a;\n```', 'js'],
      ['   ', ''],
      ['word '.repeat(30), `${'word '.repeat(12).trim()}…`],
      ['😀'.repeat(100), `${'😀'.repeat(60)}…`],
    ];
    for (const [question, title] of cases) assert.equal(titleOf(question), title);
    assert.equal(cleanTitle(' a\n\u202eb  c '), 'a b c');
  });
});
