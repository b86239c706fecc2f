import assert from 'node:assert/strict';
import { placesOn } from '../../../src/extension/models/places.ts';

const home = '/home/ada';

describe('extension/models/places', () => {
  it('knows where each app keeps its models, and what moves them elsewhere', () => {
    const places = placesOn({
      home,
      platform: 'linux',
      env: { HF_HOME: '/data/hf', OLLAMA_MODELS: '/data/ollama' },
    });
    const folders = places.map(({ app, folder }) => `${app}: ${folder}`);
    assert.ok(folders.includes('Ollama: /data/ollama'));
    assert.ok(folders.includes('Ollama: /home/ada/.ollama/models'));
    assert.ok(folders.includes('LM Studio: /home/ada/.lmstudio/models'));
    assert.ok(folders.includes('Hugging Face: /data/hf/hub'));
    assert.ok(folders.includes('llama.cpp: /home/ada/.cache/llama.cpp'));
    assert.deepEqual(
      places.filter(({ layout }) => layout === 'ollama').map(({ app }) => app),
      ['Ollama', 'Ollama', 'Ollama', 'Ollama'],
    );
  });

  it('names no folder twice and none without its variable', () => {
    const places = placesOn({ home, platform: 'win32', env: { LLAMA_CACHE: '/home/ada/.cache/llama.cpp' } });
    const folders = places.map(({ folder }) => folder);
    assert.equal(new Set(folders).size, folders.length);
    assert.ok(folders.every((folder) => !folder.includes('undefined')));
  });
});
