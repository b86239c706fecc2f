import assert from 'node:assert/strict';
import { append, emptyConversation } from '../../../src/extension/sessions/conversation.ts';
import { exportFileName, exportMarkdown } from '../../../src/extension/sessions/exportMarkdown.ts';
import { searchSessions } from '../../../src/extension/sessions/search.ts';
import { newSession, type Session } from '../../../src/extension/sessions/session.ts';

function chat(title: string, question: string, answer: string): Session {
  const asked = append(emptyConversation, 0, { id: 1, role: 'user', text: question });
  const outcome = { kind: 'stopped' } as const;
  const conversation = append(asked, 1, {
    id: 2,
    role: 'assistant',
    text: answer,
    dropped: 0,
    thoughtMs: 0,
    outcome,
  });
  return { ...newSession(title, 1), title, conversation };
}

const sorting = chat(
  'Sorting',
  'How do I sort?',
  '<think>\nquicksort secret\n</think>\n\nCall **sort** with a comparator.',
);
const parsing = chat('Parsing', 'How do I parse\nJSON?', `${'long '.repeat(40)}JSON.parse does it`);

function titles(query: string): string[] {
  return searchSessions([sorting, parsing], query).map(({ session }) => session.title);
}

describe('extension/sessions/search', () => {
  it('finds chats by all the words they show', () => {
    assert.deepEqual(titles(''), ['Sorting', 'Parsing']);
    assert.deepEqual(titles('how'), ['Sorting', 'Parsing']);
    assert.deepEqual(titles('COMPARATOR how'), ['Sorting']);
    assert.deepEqual(titles('parsing json.parse'), ['Parsing']);
    assert.deepEqual(titles('sort json'), []);
    assert.deepEqual(titles('secret'), [], 'what was thought aloud is not shown');
  });

  it('finds a chat by the code that was attached', () => {
    const place = { title: 'src/tax.ts', first: 0, last: 0 };
    const cost = { tokens: 1, isExact: true, problem: '' };
    const attachment = { id: 'a', kind: 'file', name: 'tax.ts', ...place, ...cost } as const;
    const attachments = [{ attachment, uri: '', text: '`src/tax.ts`, line 1:\n\n```\ntotalPrice();\n```' }];
    const conversation = append(emptyConversation, 0, { id: 1, role: 'user', text: '/explain', attachments });
    const [found] = searchSessions([sorting, { ...sorting, conversation }], 'totalprice');
    assert.equal(found?.session.conversation, conversation);
    assert.match(found.excerpt, /tax\.ts.*totalPrice\(\);/);
  });

  it('shows where the words stand, in one line', () => {
    const [found] = searchSessions([parsing], 'json.parse');
    assert.match(found?.excerpt ?? '', /^….*JSON\.parse does it$/);
    assert.equal(searchSessions([parsing], '')[0]?.excerpt, 'How do I parse JSON?');
    assert.equal(searchSessions([parsing], 'parsing')[0]?.excerpt, 'How do I parse JSON?');
  });
});

describe('extension/sessions/exportMarkdown', () => {
  it('writes what is shown, without thoughts', () => {
    assert.equal(
      exportMarkdown(sorting, { you: 'You', assistant: 'Burrow' }),
      '# Sorting\n\n## You\n\nHow do I sort?\n\n## Burrow\n\nCall **sort** with a comparator.\n',
    );
  });

  it('names the file so that any disk takes it', () => {
    assert.equal(exportFileName('What is a/b: c?'), 'What is a b c');
    assert.equal(exportFileName('../../etc'), 'etc');
    assert.equal(exportFileName('…'), '…');
    assert.equal(exportFileName('???'), 'chat');
  });
});
