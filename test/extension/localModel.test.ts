import assert from 'node:assert/strict';
import { builtInModelPath } from '../../src/client/builtInModel.ts';
import type { EngineHost } from '../../src/extension/engineHost.ts';
import type { ChatInput, ChatParams, GenerateResult, LoadParams } from '../../src/protocol/engine.ts';
import { installVscode } from './vscodeStub.ts';

const recorded = installVscode();
const { LocalModel } = await import('../../src/extension/localModel.ts');

const messages = [{ role: 'user', content: 'why?' }] as const;
const { signal } = new AbortController();

describe('extension/localModel', () => {
  const asked: { load: LoadParams; params: ChatParams | ChatInput }[] = [];
  let status: EngineHost['status'] = { kind: 'chosen', name: 'a' };
  let load: (params: LoadParams, use: { signal: AbortSignal }) => Promise<void> = () => Promise.resolve();
  const engine = {
    load: (...args: Parameters<typeof load>) => load(...args),
    get status() {
      return status;
    },
    chat: (load: LoadParams, params: ChatParams) => {
      asked.push({ load, params });
      return Promise.resolve({ text: '' } as GenerateResult);
    },
    render: (load: LoadParams, params: ChatInput) => {
      asked.push({ load, params });
      return Promise.resolve({ prompt: '', tokens: [], text: '', controls: [] });
    },
    countTokens: (_load: LoadParams, texts: readonly string[]) => Promise.resolve(texts.map(() => 1)),
  };
  const model = new LocalModel(engine as unknown as EngineHost, '/storage');

  beforeEach(() => {
    recorded.settings.clear();
    recorded.settings.set('modelPath', { globalValue: '/models/tiny.gguf' });
    recorded.settings.set('systemPrompt', { workspaceValue: 'Be brief.' });
    recorded.settings.set('temperature', { workspaceValue: 2 });
    asked.length = 0;
  });
  after(() => {
    recorded.settings.clear();
  });

  it('asks the built-in model where none is chosen', async () => {
    recorded.settings.delete('modelPath');
    await model.write(messages, { maxTokens: 1, signal, onEvent: () => undefined });
    assert.equal(asked[0]?.load.modelPath, builtInModelPath);
    assert.equal((asked[0].params as ChatParams).sampling.temperature, 0);
  });

  it('measures a chat by its own values', () => {
    recorded.settings.set('maxTokens', { globalValue: 100 });
    const chat = { systemPrompt: '', preset: 'custom', sampling: { maxTokens: 7 } } as const;
    const { system, maxTokens } = model.settings(chat);
    assert.deepEqual([system, maxTokens], ['Be brief.', 7]);
    const asSet = model.settings({ ...chat, systemPrompt: 'Rhyme.', preset: 'settings' });
    assert.deepEqual([asSet.system, asSet.maxTokens], ['Rhyme.', 100]);
  });

  it('answers and renders a chat with its own instructions, or else with the settings’', async () => {
    const options = { systemPrompt: '', signal };
    await model.render(messages, options);
    await model.render(messages, { ...options, systemPrompt: 'Rhyme.' });
    assert.deepEqual(
      asked.map(({ params }) => params.messages[0]),
      [
        { role: 'system', content: 'Be brief.' },
        { role: 'system', content: 'Rhyme.' },
      ],
    );
    assert.equal(asked[0]?.load.modelPath, '/models/tiny.gguf');
  });

  it('writes without instructions, without thinking, and exactly', async () => {
    await model.write(messages, { maxTokens: 7, signal, onEvent: () => undefined });
    const params = asked[0]?.params as ChatParams;
    assert.deepEqual(params.messages, messages);
    assert.deepEqual(params.templateVariables, { enable_thinking: false });
    assert.equal(params.maxTokens, 7);
    assert.ok((params.sampling.temperature ?? 1) < 0.5);
    assert.equal(params.conversation, undefined);
  });

  it('loads the model while a question is in the making, and no longer', async () => {
    const signals: AbortSignal[] = [];
    load = (_, { signal }) => {
      signals.push(signal);
      return Promise.reject(new Error('the question will say so'));
    };
    let isDone = false;
    await model.whileLoading(async () => {
      await Promise.resolve();
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [false],
      );
      isDone = true;
    });
    assert.ok(isDone);
    assert.ok(signals[0]?.aborted);
    recorded.settings.set('modelPath', { globalValue: 'no absolute path' });
    await assert.rejects(
      model.whileLoading(() => Promise.reject(new Error('as it came'))),
      /as it came/,
    );
    assert.equal(signals.length, 1);
  });

  it('guesses what a text costs until a model is loaded', async () => {
    assert.deepEqual(await model.estimateTokens(['x'.repeat(30)]), [10]);
    status = { kind: 'ready', name: 'tiny', detail: '', nCtx: 64 };
    assert.deepEqual(await model.estimateTokens(['x'.repeat(30)]), [1]);
    assert.equal(model.nCtx, 64);
  });
});
