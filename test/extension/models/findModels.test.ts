import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findModels, type FoundModel } from '../../../src/extension/models/findModels.ts';
import type { Place } from '../../../src/extension/models/places.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('extension/models/findModels', () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'burrow-models-'));
  });
  after(() => rm(root, { recursive: true }));

  async function write(name: string, content = 'GGUF'): Promise<void> {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async function find(places: readonly Omit<Place, 'app'>[], signal = new AbortController().signal) {
    const found: FoundModel[] = [];
    const named = places.map((place) => ({ ...place, app: 'App', folder: path.join(root, place.folder) }));
    for await (const model of findModels(named, signal)) found.push(model);
    return found.map(({ name, modelPath }) => ({ name, file: path.relative(root, modelPath) }));
  }

  it('finds the files of chat models, a split one once', async () => {
    await write('lm/ada/Tiny/tiny-Q4_K_M.gguf');
    await write('lm/ada/Tiny/mmproj-tiny.gguf');
    await write('lm/ada/Tiny/notes.txt');
    await write('lm/ada/Big/big-00001-of-00002.gguf');
    await write('lm/ada/Big/big-00002-of-00002.gguf');
    await write('lm/ada/nomic-embed-text.gguf');
    await write('lm/.hidden/secret.gguf');
    assert.deepEqual(await find([{ folder: 'lm', layout: 'files' }]), [
      { name: 'big', file: 'lm/ada/Big/big-00001-of-00002.gguf' },
      { name: 'tiny-Q4_K_M', file: 'lm/ada/Tiny/tiny-Q4_K_M.gguf' },
    ]);
  });

  it('follows the links that Hugging Face makes, and lists no file twice', async () => {
    await write('hub/models--a--b/blobs/1234');
    await mkdir(path.join(root, 'hub/models--a--b/snapshots/1'), { recursive: true });
    await symlink('../../blobs/1234', path.join(root, 'hub/models--a--b/snapshots/1/model.gguf'));
    await symlink(path.join(root, 'hub'), path.join(root, 'hub/models--a--b/loop'));
    assert.deepEqual(await find([{ folder: 'hub', layout: 'files' }]), [
      { name: 'model', file: 'hub/models--a--b/snapshots/1/model.gguf' },
    ]);
  });

  it("reads Ollama's manifests, and believes no other path than a digest", async () => {
    const manifest = (value: string): string =>
      JSON.stringify({ layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: value }] });
    await write('ollama/manifests/registry.ollama.ai/library/llama3.2/1b', manifest(digest));
    await write('ollama/manifests/registry.ollama.ai/ada/own/latest', manifest(digest.replace('ab', 'cd')));
    await write('ollama/manifests/registry.ollama.ai/library/evil/latest', manifest('../../../etc/passwd'));
    await write('ollama/manifests/registry.ollama.ai/library/broken/latest', '{');
    await write('ollama/manifests/registry.ollama.ai/library/nomic-embed-text/latest', manifest(digest));
    assert.deepEqual(await find([{ folder: 'ollama', layout: 'ollama' }]), [
      { name: 'ada/own:latest', file: `ollama/blobs/${digest.replace('ab', 'cd').replace(':', '-')}` },
      { name: 'llama3.2:1b', file: `ollama/blobs/${digest.replace(':', '-')}` },
    ]);
  });

  it('finds nothing where nothing is, and stops when told to', async () => {
    assert.deepEqual(
      await find([
        { folder: 'absent', layout: 'files' },
        { folder: 'absent', layout: 'ollama' },
      ]),
      [],
    );
    assert.deepEqual(await find([{ folder: 'lm', layout: 'files' }], AbortSignal.abort()), []);
  });
});
