import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ask, lastAnswer, openPanel } from './chatPanel.ts';
import { chatsFolder } from './chatFiles.ts';
import type { Seen } from './killed.test.ts';
import { endless, greeting } from './models.ts';
import { panel, print, screenshot } from './window.ts';

const questions = '.turn[data-role="user"] > .markdown';
const answers = '.turn[data-role="assistant"] > .markdown';

describe('after the window was killed in the middle of an answer', () => {
  let seen: Seen;

  before(() => {
    seen = JSON.parse(
      fs.readFileSync(path.join(process.env['BURROW_OUTPUT'] ?? '', 'seen.json'), 'utf8'),
    ) as Seen;
  });

  it('the conversation is there, up to the last second', async () => {
    assert.ok(seen.then.startsWith(endless), seen.then);
    await openPanel();
    await panel.waitFor(questions, { hasText: 'count for me' });
    assert.deepEqual(await panel.texts(questions), ['Say hello', 'count for me']);
    const [first, second = ''] = await panel.texts(answers);
    assert.equal(first, greeting);
    print(`      ${seen.last.length} characters were in sight, ${second.length} of them are there again`);
    assert.ok(second.startsWith(seen.then), `expected ${seen.then}, found ${second}`);
    await lastAnswer('stopped');
    await screenshot('returned');
  });

  it('every file of a chat is whole', () => {
    const names = fs.readdirSync(chatsFolder());
    assert.equal(names.filter((name) => name.endsWith('.json')).length, 1);
    for (const name of names.filter((each) => each.endsWith('.json'))) {
      JSON.parse(fs.readFileSync(path.join(chatsFolder(), name), 'utf8'));
    }
  });

  it('the answer can go on, and the next question is answered', async () => {
    await panel.waitFor('.continue');
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });
});
