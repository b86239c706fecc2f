import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { ask, lastAnswer, newChat, openPanel, renderedPrompt } from './chatPanel.ts';
import { chooseModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, screenshot } from './window.ts';

const thought = 'Three and four make seven.';
const answer = 'It is seven.';
const last = ':nth-last-child(1 of .turn)';

describe('what a model thinks aloud', () => {
  before(async function () {
    needsWindow(this);
    const answers = [
      { text: `<think>\n${thought}\n</think>\n\n${answer}` },
      { when: 'ponder', text: '<think>\nround and round ', endless: true },
    ];
    const slow = { nLayer: 8, nEmbd: 1024, nFf: 4096, layerType: 'Q4_0', nCtx: 8192 } as const;
    const { bytes } = scriptedModel({ name: 'Thinker', answers, ...slow });
    await chooseModel(writeModel('thinker.gguf', bytes));
    await openPanel();
    await newChat();
  });

  it('is folded away, and unfolds', async () => {
    await ask('What is 3 + 4?');
    assert.equal(await lastAnswer('finished'), answer);
    await panel.waitFor('.thought:not([open]) > summary', { hasText: 'Thought' });
    await panel.waitFor('.thought .markdown', { state: 'hidden' });
    await panel.click('.thought > summary');
    await panel.waitFor('.thought[open] .markdown', { hasText: thought });
    await screenshot('thought');
  });

  it('is neither copied nor told the model again', async () => {
    await vscode.env.clipboard.writeText('');
    await panel.click(`${last} [data-turn-action="copy"]`);
    await until(async () => (await vscode.env.clipboard.readText()) === answer, 'the answer alone is copied');
    await ask('And 4 + 3?');
    await lastAnswer('finished');
    const prompt = await renderedPrompt();
    assert.ok(prompt.includes(answer) && !prompt.includes(thought), prompt);
  });

  it('says while it runs that it does, and for how long when it was stopped', async () => {
    await openPanel();
    await ask('ponder this');
    await panel.waitFor(`${last} .thought.is-thinking > summary`, { hasText: 'Thinking…' });
    await panel.click('#stop');
    await panel.waitFor(`${last}[data-state="stopped"] .thought:not(.is-thinking) > summary`, {
      hasText: 'Thought',
    });
  });
});
