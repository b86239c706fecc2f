import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, endless, greeting, setSetting, slowModel, talkingModel, writeModel } from './models.ts';
import { needsWindow, panel, screenshot } from './window.ts';
import { startedEngines } from './workers.ts';

const whole = talkingModel();

/** Each is a path in the settings, and what the panel must say about it. */
const unusable: Record<string, { write: () => Promise<string> | string; says: RegExp }> = {
  'a path where nothing is': {
    write: async () => {
      const file = writeModel('gone.gguf', whole);
      await rm(file);
      return file;
    },
    says: /gone\.gguf/,
  },
  'a folder': { write: () => path.dirname(writeModel('talking.gguf', whole)), says: /director|folder/i },
  'a file cut in its header': {
    write: () => writeModel('cut-header.gguf', whole.subarray(0, 200)),
    says: /cut-header\.gguf/,
  },
  'a file cut in its weights': {
    write: () => writeModel('cut-weights.gguf', whole.subarray(0, whole.length - 1000)),
    says: /cut-weights\.gguf/,
  },
  'a file that is no GGUF': {
    write: () => writeModel('picture.gguf', new TextEncoder().encode('PNG, and no model at all')),
    says: /GGUF/,
  },
  'a path that is not absolute': { write: () => 'models/talking.gguf', says: /absolute/ },
};

describe('errors in the panel', () => {
  let good: string;
  let slow: string;

  before(async function () {
    needsWindow(this);
    good = writeModel('talking.gguf', whole);
    slow = writeModel('slow.gguf', slowModel());
    await openPanel();
  });

  beforeEach(newChat);

  for (const [name, { write, says }] of Object.entries(unusable)) {
    it(`says what is wrong with ${name}, and answers once the model is right`, async () => {
      await chooseModel(await write());
      await ask('Say hello');
      await lastAnswer('failed');
      const [message = ''] = await panel.texts('.error');
      assert.match(message, says);
      await panel.waitFor('.error button', { hasText: 'Select Model' });
      await screenshot(`error-${name.replaceAll(' ', '-')}`);

      await chooseModel(good);
      await ask('Say hello');
      assert.equal(await lastAnswer('finished'), greeting);
    });
  }

  it('says that the engine ended, and starts another for the next question', async () => {
    await chooseModel(slow);
    await ask('count for me');
    await panel.waitFor('.turn[data-state="running"]', { hasText: endless });
    const engines = startedEngines().length;
    await startedEngines().at(-1)?.terminate();
    assert.ok((await lastAnswer('failed')).startsWith(endless), 'what was said is kept');
    assert.match((await panel.texts('.error')).at(-1) ?? '', /engine stopped unexpectedly/);
    await screenshot('engine-ended');

    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    assert.equal(startedEngines().length, engines + 1);
  });

  it('says so where a setting is of the wrong kind', async () => {
    await setSetting('temperature', 'hot');
    await ask('Say hello');
    await lastAnswer('failed');
    assert.match((await panel.texts('.error')).at(-1) ?? '', /burrow\.temperature.*"hot"/);
    await setSetting('temperature', undefined);
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });
});
