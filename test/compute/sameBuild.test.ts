import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkSameBuild } from '../../src/compute/sameBuild.ts';
import { Control } from '../../src/compute/control.ts';
import { instantiateKernels, STATIC_BYTES } from '../../src/kernels/kernels.ts';
import { buildIdOf } from '../../tools/buildId.mjs';
import { usableKernels } from '../kernels/harness.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import { distDir, loadComputeModel, ModelFolder } from './openComputeModel.ts';

describe('compute/sameBuild', () => {
  it('takes kernels of its own build, and says which others it found', () => {
    checkSameBuild('thread.js', { buildId: 7 }, 7);
    checkSameBuild('sources', { buildId: 7 }, 0);
    assert.throws(
      () => {
        checkSameBuild('thread.js', { buildId: 8 }, 7);
      },
      { code: 'engine', message: /kernels of build 7 for thread\.js, found 8/ },
    );
  });

  it('finds the mark of the sources in each build of the kernels, and in the threads’ bundle', async () => {
    const own = buildIdOf(`${distDir}/..`);
    for (const { module } of await usableKernels()) {
      const { buildId } = instantiateKernels(module, Control.create().memory, STATIC_BYTES);
      assert.equal(buildId, own, 'dist/ is older than src/: run `node esbuild.mjs` first');
    }
    assert.ok(readFileSync(`${distDir}/thread.js`, 'utf8').includes(String(own)));
  });

  it('loads nothing with threads of another build, and says so', async () => {
    const own = String(buildIdOf(`${distDir}/..`));
    const folder = new ModelFolder();
    try {
      for (const name of readdirSync(distDir).filter((name) => name.endsWith('.wasm')))
        copyFileSync(path.join(distDir, name), path.join(folder.path, name));
      const threads = readFileSync(path.join(distDir, 'thread.js'), 'utf8');
      writeFileSync(path.join(folder.path, 'thread.js'), threads.replaceAll(own, '12345'));
      // The threads are modules, as in the extension's folder.
      writeFileSync(path.join(folder.path, 'package.json'), '{ "type": "module" }');
      await assert.rejects(loadComputeModel(folder.write(tinyLlama()), { distDir: folder.path }), {
        code: 'engine',
        message: /expected kernels of build 12345 for thread\.js, found/,
      });
    } finally {
      folder.remove();
    }
  });
});
