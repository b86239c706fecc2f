import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { builtInModelPath } from '../../src/client/builtInModel.ts';
import {
  generateOptions,
  isSamplingValue,
  loadParams,
  readConfig,
  type SettingName,
  settings,
  type SettingValues,
} from '../../src/extension/config.ts';

/** Reads a configuration where the person has set these and a workspace those. */
function read(
  user: Partial<Record<SettingName, unknown>>,
  workspace: Partial<Record<SettingName, unknown>> = {},
): ReturnType<typeof readConfig> {
  return readConfig((name): SettingValues => ({
    globalValue: user[name],
    effectiveValue: workspace[name] ?? user[name],
  }));
}

const absolute = path.resolve('/models/tiny.gguf');

function load(user: Partial<Record<SettingName, unknown>>): ReturnType<typeof loadParams> {
  return loadParams(read(user), absolute);
}

describe('extension/config', () => {
  it('has a valid default for every setting', () => {
    const config = read({});
    for (const [name, setting] of Object.entries(settings)) {
      assert.equal(config[name as SettingName], setting.default, name);
      assert.equal(setting.parse(setting.default), setting.default, name);
    }
  });

  it('takes values, from the workspace too where the setting allows it', () => {
    const config = read({ temperature: 0.2, systemPrompt: ' Be brief. ' }, { temperature: 1, topK: 5 });
    assert.equal(config.temperature, 1);
    assert.equal(config.topK, 5);
    assert.equal(config.systemPrompt, 'Be brief.');
  });

  it('reads what the machine decides from the machine alone', () => {
    const config = read({ threads: 2 }, { threads: 64, modelPath: '/evil.gguf' });
    assert.equal(config.threads, 2);
    assert.equal(config.modelPath, '');
  });

  it('refuses a value of the wrong kind or out of range, naming the setting', () => {
    const cases: [SettingName, unknown][] = [
      ['contextSize', 1.5],
      ['contextSize', -1],
      ['threads', 257],
      ['kvCacheType', 'q2_K'],
      ['speculation', 'yes'],
      ['idleUnloadMinutes', -1],
      ['temperature', '0.8'],
      ['temperature', NaN],
      ['topP', 1.01],
      ['seed', -2],
      ['modelPath', 7],
      ['systemPrompt', 'x'.repeat(100_001)],
    ];
    for (const [name, value] of cases) {
      assert.throws(() => read({ [name]: value }), {
        code: 'request',
        message: new RegExp(`^burrow\\.${name}: expected .*, found `),
      });
    }
  });

  it('wants an absolute model path, and knows the home folder', () => {
    assert.equal(load({ modelPath: absolute }).modelPath, absolute);
    assert.equal(load({ modelPath: '~/models/a.gguf' }).modelPath, path.join(homedir(), 'models/a.gguf'));
    assert.throws(() => load({ modelPath: 'models/a.gguf' }), { code: 'file' });
  });

  it('takes the built-in model where none is chosen, as it was trained', () => {
    const { modelPath, draftModelPath, nCtx } = load({ draftModelPath: absolute, contextSize: 4096 });
    assert.deepEqual([modelPath, draftModelPath, nCtx], [builtInModelPath, undefined, 0]);
    assert.deepEqual(generateOptions(read({ temperature: 1 }), 'creative').sampling, { temperature: 0 });
  });

  it('gives the engine its parameters', () => {
    const params = { modelPath: absolute, contextSize: 4096, threads: 3, kvCacheType: 'f32' };
    assert.deepEqual(load({ ...params, conversationMemory: 100 }), {
      modelPath: absolute,
      nCtx: 4096,
      nThreads: 3,
      kvType: 'f32',
      keep: { memoryBytes: 100 << 20 },
    });
    assert.deepEqual(load({ ...params, conversationDisk: 5000 }).keep?.disk, {
      dir: path.join(absolute, 'conversations'),
      maxBytes: 5000 * 2 ** 20,
    });
    assert.equal(generateOptions(read({})).speculate, true);
    assert.equal(generateOptions(read({ speculation: false })).speculate, false);
  });

  it("puts a chat's own values in the place of the settings", () => {
    const own = generateOptions(read({ modelPath: absolute, seed: 1, topK: 7 }), 'custom', {
      temperature: 0,
      seed: 2,
      maxTokens: 3,
    });
    assert.deepEqual([own.sampling.temperature, own.sampling.topK, own.seed, own.maxTokens], [0, 7, 2, 3]);
    const preset = generateOptions(read({ modelPath: absolute, temperature: 0 }), 'precise', {
      temperature: 2,
    });
    assert.equal(preset.sampling.temperature, 0.1, 'another preset leaves them alone');
    assert.ok(isSamplingValue('topP', 0.5) && !isSamplingValue('topP', 1.5) && !isSamplingValue('seed', 0.5));
  });

  it('passes on a seed and a token limit only where they are set', () => {
    const free = generateOptions(read({}));
    assert.ok(!('seed' in free) && !('maxTokens' in free));
    const bound = generateOptions(read({ modelPath: absolute, seed: 0, maxTokens: 10, temperature: 0.5 }));
    assert.equal(bound.seed, 0);
    assert.equal(bound.maxTokens, 10);
    assert.equal(bound.sampling.temperature, 0.5);
  });
});
