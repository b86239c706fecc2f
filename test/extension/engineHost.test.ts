import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { Emitter } from '../../src/base/event.ts';
import { builtInModelPath } from '../../src/client/builtInModel.ts';
import type { EngineClientState } from '../../src/client/engineClient.ts';
import { type Engine, EngineHost, fileName } from '../../src/extension/engineHost.ts';
import type { ModelStatus } from '../../src/protocol/chat.ts';
import type { GenerateResult, LoadParams, ModelInfo } from '../../src/protocol/engine.ts';

const model = { name: 'Tiny\n 1B', nCtx: 64 } as ModelInfo;
const answer = { text: 'yes' } as GenerateResult;
const load: LoadParams = { modelPath: '/models/tiny.gguf', nCtx: 0, nThreads: 0, kvType: 'f16' };
const chat = { messages: [], sampling: {} };

/** An engine that does what the test says, and keeps a list of what it was asked. */
class FakeEngine {
  readonly asked: string[] = [];
  readonly states = new Emitter<EngineClientState>();
  readonly onDidChangeState = this.states.event;
  loadError: LlmError | undefined;
  disposed = false;

  request(
    method: string,
    _params: object,
    options?: { onEvent?: (event: unknown) => void; signal?: AbortSignal },
  ): Promise<unknown> {
    this.asked.push(method);
    if (method !== 'model/load') return Promise.resolve(method === 'chat' ? answer : {});
    for (const progress of [0.001, 0.5, 0.501, 1]) options?.onEvent?.({ progress });
    return this.loadError === undefined ? Promise.resolve(model) : Promise.reject(this.loadError);
  }

  dispose(): void {
    this.disposed = true;
  }
}

function setUp(): {
  engine: FakeEngine;
  host: EngineHost;
  statuses: ModelStatus[];
  ask: () => Promise<GenerateResult>;
} {
  const engine = new FakeEngine();
  const host = new EngineHost({
    createEngine: () => engine as unknown as Engine,
    builtInName: 'Built-in',
    describe: () => 'detail',
  });
  const statuses: ModelStatus[] = [];
  host.onDidChangeStatus((status) => statuses.push(status));
  host.choose(load.modelPath);
  const options = { signal: new AbortController().signal, onEvent: () => undefined };
  return { engine, host, statuses, ask: () => host.chat(load, chat, options) };
}

describe('extension/engineHost', () => {
  it('starts no engine before the first question', () => {
    let started = 0;
    const host = new EngineHost({
      builtInName: 'Built-in',
      createEngine: () => {
        started++;
        return new FakeEngine() as unknown as Engine;
      },
      describe: () => '',
    });
    host.choose('/a.gguf');
    host.dispose();
    assert.equal(started, 0);
  });

  it('loads with the first question, once, and tells of it', async () => {
    const { engine, statuses, ask } = setUp();
    assert.equal(await ask(), answer);
    await ask();
    assert.deepEqual(engine.asked, ['model/load', 'chat', 'chat']);
    assert.deepEqual(statuses, [
      { kind: 'chosen', name: 'tiny' },
      { kind: 'loading', name: 'tiny', progress: 0 },
      { kind: 'loading', name: 'tiny', progress: 0.5 },
      { kind: 'loading', name: 'tiny', progress: 1 },
      { kind: 'ready', name: 'Tiny 1B', detail: 'detail', nCtx: 64 },
    ]);
  });

  it('loads again for another model or context size', async () => {
    const { engine, host, ask } = setUp();
    await ask();
    const options = { signal: new AbortController().signal, onEvent: () => undefined };
    await host.chat({ ...load, nCtx: 128 }, chat, options);
    assert.equal(engine.asked.filter((method) => method === 'model/load').length, 2);
  });

  it('says why a model does not load, and tries again with the next question', async () => {
    const { engine, host, ask } = setUp();
    engine.loadError = new LlmError('gguf', 'wrong magic');
    await assert.rejects(ask(), { code: 'gguf' });
    assert.deepEqual(host.status, { kind: 'failed', name: 'tiny', message: 'wrong magic' });
    engine.loadError = undefined;
    assert.equal(await ask(), answer);
    assert.equal(host.status.kind, 'ready');
  });

  /** A host whose loads wait until the test ends them. */
  function setUpSlow() {
    const { engine, host } = setUp();
    const loads: { end: () => void; fail: (error: LlmError) => void }[] = [];
    const request = engine.request.bind(engine);
    engine.request = (method, params, options) => {
      if (method !== 'model/load') return request(method, params);
      engine.asked.push(method);
      return new Promise((resolve, reject) => {
        options?.signal?.addEventListener('abort', () => {
          reject(new LlmError('cancelled', 'cancelled'));
        });
        const end = () => {
          resolve(model);
        };
        loads.push({ end, fail: reject });
      });
    };
    const ask = (signal: AbortSignal) => host.chat(load, chat, { signal, onEvent: () => undefined });
    return { engine, host, loads, ask };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('loads once for two requests that come together, and both learn why it failed', async () => {
    const { engine, host, loads, ask } = setUpSlow();
    const { signal } = new AbortController();
    const prepared = host.load(load, { signal });
    const asked = ask(signal);
    await turn();
    loads[0]?.end();
    await prepared;
    assert.equal(await asked, answer);
    assert.deepEqual(engine.asked, ['model/load', 'chat']);

    await host.unload();
    const both = [host.load(load, { signal }), ask(signal)];
    await turn();
    loads[1]?.fail(new LlmError('gguf', 'wrong magic'));
    for (const one of both) await assert.rejects(one, { code: 'gguf' });
    assert.equal(loads.length, 2);
  });

  it('loads itself what another request has given up, and gives up alone', async () => {
    const { loads, host, ask } = setUpSlow();
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const prepared = assert.rejects(host.load(load, first), { code: 'cancelled' });
    const asked = ask(second.signal);
    const leaving = assert.rejects(ask(third.signal), { code: 'cancelled' });
    third.abort();
    await leaving;
    assert.equal(loads.length, 1);
    first.abort();
    await prepared;
    await turn();
    assert.equal(loads.length, 2);
    loads[1]?.end();
    assert.equal(await asked, answer);
  });

  it('goes back to the chosen model when loading is cancelled', async () => {
    const { engine, host, ask } = setUp();
    engine.loadError = new LlmError('cancelled', 'cancelled');
    await assert.rejects(ask());
    assert.deepEqual(host.status, { kind: 'chosen', name: 'tiny' });
  });

  it('loads anew after a crash', async () => {
    const { engine, host, ask } = setUp();
    await ask();
    engine.states.fire({ state: 'crashed', message: 'the engine stopped' });
    assert.deepEqual(host.status, { kind: 'failed', name: 'tiny', message: 'the engine stopped' });
    await ask();
    assert.deepEqual(engine.asked, ['model/load', 'chat', 'model/load', 'chat']);
  });

  it('unloads, and loads again when asked', async () => {
    const { engine, host, ask } = setUp();
    await host.unload();
    assert.deepEqual(engine.asked, [], 'there was nothing to unload');
    await ask();
    await host.unload();
    assert.deepEqual(host.status, { kind: 'chosen', name: 'tiny' });
    await ask();
    assert.deepEqual(engine.asked, ['model/load', 'chat', 'model/unload', 'model/load', 'chat']);
  });

  it('unloads after the idle time, and loads again with the next question', async () => {
    const { engine, host, statuses } = setUp();
    const idle = 30 / 60_000;
    const ask = (idleUnloadMinutes: number) =>
      host.chat(load, chat, {
        signal: new AbortController().signal,
        onEvent: () => undefined,
        idleUnloadMinutes,
      });
    await ask(idle);
    await Promise.all([ask(idle), ask(idle)]);
    await new Promise<void>((resolve) => {
      host.onDidChangeStatus(({ kind }) => {
        if (kind === 'chosen') resolve();
      });
    });
    const asked = ['model/load', 'chat', 'chat', 'chat', 'model/unload'];
    assert.deepEqual(engine.asked, asked);
    assert.deepEqual(statuses.at(-1), { kind: 'chosen', name: 'tiny' });
    await ask(0);
    assert.deepEqual(engine.asked, [...asked, 'model/load', 'chat']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(host.status.kind, 'ready', '0 minutes means never');
  });

  it('does not unload while an answer takes long', async () => {
    const { engine, host } = setUp();
    let finish!: (result: GenerateResult) => void;
    const slow = new Promise<GenerateResult>((resolve) => (finish = resolve));
    const request = engine.request.bind(engine);
    const idleUnloadMinutes = 10 / 60_000;
    const options = { signal: new AbortController().signal, onEvent: () => undefined, idleUnloadMinutes };
    await host.chat(load, chat, options);
    engine.request = (method, ...rest) => (method === 'chat' ? slow : request(method, ...rest));
    const asked = host.chat(load, chat, options);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(!engine.asked.includes('model/unload'));
    finish(answer);
    await asked;
    host.dispose();
  });

  it('shows the model that is chosen next', async () => {
    const { host, ask } = setUp();
    await ask();
    host.choose('/models/other.Q4_K_M.gguf');
    assert.deepEqual(host.status, { kind: 'chosen', name: 'other.Q4_K_M' });
    host.choose('');
    assert.deepEqual(host.status, { kind: 'chosen', name: 'Built-in', builtIn: 'yes' });
  });

  it('says at every step that it is the built-in model, until another is chosen', async () => {
    const { engine, host, statuses } = setUp();
    const options = { signal: new AbortController().signal, onEvent: () => undefined };
    const builtIn = { ...load, modelPath: builtInModelPath };
    host.choose('');
    assert.ok(host.isBuiltIn);
    await host.chat(builtIn, chat, options);
    engine.loadError = new LlmError('file', 'gone');
    host.choose(load.modelPath);
    await assert.rejects(host.chat({ ...builtIn, nCtx: 64 }, chat, options));
    assert.ok(!host.isBuiltIn);
    const [, chosen, ...others] = statuses;
    assert.deepEqual(chosen, { kind: 'chosen', name: 'Built-in', builtIn: 'yes' });
    assert.deepEqual(
      others.map((status) => [status.kind, 'builtIn' in status]),
      [
        ...['loading', 'loading', 'loading', 'ready'].map((kind) => [kind, true]),
        ['chosen', false],
        ...['loading', 'loading', 'loading', 'failed'].map((kind) => [kind, true]),
      ],
    );
    host.dispose();
  });

  it('loads the model for whatever only it can tell, and not to read a header', async () => {
    const { engine, host } = setUp();
    const { signal } = new AbortController();
    await host.inspect({ modelPath: '/other.gguf', nCtx: 0, kvType: 'f16' });
    assert.deepEqual(engine.asked, ['file/inspect']);
    const request = engine.request.bind(engine);
    engine.request = (method, params, ...rest) => {
      if (method !== 'tokenize') return request(method, params, ...rest);
      return Promise.resolve({ tokens: (params as { text: string }).text.split(' ') });
    };
    assert.deepEqual(await host.countTokens(load, ['a b', 'c'], { signal }), [2, 1]);
    await host.render(load, { messages: [] }, { signal });
    assert.deepEqual(engine.asked, ['file/inspect', 'model/load', 'chat/render']);
  });

  it('ends the engine with itself', async () => {
    const { engine, host, ask } = setUp();
    await ask();
    host.dispose();
    assert.ok(engine.disposed);
  });

  it('names a file without its folder, and on one line', () => {
    assert.equal(fileName('/a/b/tiny.GGUF'), 'tiny');
    assert.equal(fileName('/a/ti\nny\u202e.gguf'), 'ti ny ');
    assert.ok(fileName(`/${'x'.repeat(500)}.gguf`).length <= 100);
  });
});
