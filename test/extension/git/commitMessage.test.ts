import assert from 'node:assert/strict';
import { commitMessageOf, commitQuestion } from '../../../src/extension/git/commitMessage.ts';

describe('extension/git/commitMessage', () => {
  it('asks with the diff, and names what it does not show', () => {
    const question = commitQuestion({
      text: '+++ b/a.md\n+```',
      cut: ['big.ts'],
      untracked: Array.from({ length: 30 }, (_, i) => `new${i}`),
      earlier: ['panel : chips'],
    });
    assert.match(question, /\n````diff\n\+\+\+ b\/a\.md\n\+```\n````\n/);
    assert.match(question, /not shown here in full: big\.ts/);
    assert.match(question, /new19 and 10 more/);
    assert.match(question, /- panel : chips/);
  });

  it('takes the message out of what models put around it', () => {
    const messages = [
      'Add a sum of three',
      'Add a sum of three.',
      '"Add a sum of three"',
      '```\nAdd a sum of three\n```',
      'Here is the commit message:\n\n```text\nAdd a sum of three\n```',
      'Subject: Add a sum of three',
      '**Add a sum of three**\n',
    ];
    for (const message of messages) assert.equal(commitMessageOf(message), 'Add a sum of three', message);
    assert.equal(commitMessageOf(''), '');
    assert.equal(commitMessageOf('fix: here: there'), 'fix: here: there');
  });

  it('sets the body apart, in lines of at most 72 characters', () => {
    const long = `${'The reason is this word '.repeat(5)}end.`;
    const message = commitMessageOf(`Add a thing\n${long}\n- ${long}`);
    const lines = message.split('\n');
    assert.deepEqual(lines.slice(0, 2), ['Add a thing', '']);
    for (const line of lines) assert.ok(line.length <= 72, line);
    assert.equal(lines.slice(2).join(' ').replace(/\s+/g, ' '), `${long} - ${long}`);
    assert.match(message, /\n- The[^\n]+\n {2}\S/);
  });

  it('never loses what came before while it grows', () => {
    const reply = 'Here is it:\n\nAdd a thing\n\nBecause it was missing.';
    const grown = Array.from(reply, (_, i) => commitMessageOf(reply.slice(0, i + 1)));
    assert.equal(grown.at(-1), 'Add a thing\n\nBecause it was missing.');
  });
});
