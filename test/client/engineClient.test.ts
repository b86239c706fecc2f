import assert from 'node:assert/strict';
import path from 'node:path';
import { LlmError } from '../../src/base/errors.ts';
import { EngineClient } from '../../src/client/engineClient.ts';

const workerPath = path.join(import.meta.dirname, 'fakeEngine.mjs');
const ask = (text: string) => ({ text, addSpecial: false, parseSpecial: false });
const code =
  (expected: string, message = /./) =>
  (error: unknown) =>
    error instanceof LlmError && error.code === expected && message.test(error.message);

describe('client/engineClient', () => {
  let client: EngineClient;
  let states: string[];

  beforeEach(() => {
    client = new EngineClient({ workerPath, hangMs: 1500 });
    states = [];
    client.onDidChangeState(({ state }) => states.push(state));
  });

  afterEach(() => {
    client.dispose();
  });

  it('starts the engine at the first request, and only one', async () => {
    assert.equal(client.state.state, 'stopped');
    const [first, second] = await Promise.all([
      client.request('tokenize', ask('echo')),
      client.request('tokenize', ask('echo')),
    ]);
    assert.deepEqual([first.tokens, second.tokens], [[4], [4]]);
    assert.deepEqual(states, ['starting', 'running']);
  });

  it('hands events to their request', async () => {
    const events: number[] = [];
    const params = { modelPath: '', nCtx: 0, nThreads: 0, kvType: 'f16', text: 'events' } as const;
    await client.request('model/load', params, { onEvent: ({ progress }) => events.push(progress) });
    assert.deepEqual(events, [0, 0.5, 1]);
  });

  it('rejects with the engine’s own error', async () => {
    await assert.rejects(client.request('tokenize', ask('fail')), code('context', /^too long$/));
  });

  for (const [how, message] of [
    ['exit', /stopped unexpectedly \(exit code 7\)/],
    ['throw', /stopped unexpectedly \(out of order\)/],
  ] as const) {
    it(`rejects all that is pending when the engine ends by ${how}, and starts another`, async () => {
      const pending = [client.request('tokenize', ask('never')), client.request('tokenize', ask(how))];
      const results = await Promise.allSettled(pending);
      for (const result of results) {
        assert.ok(result.status === 'rejected' && code('engine', message)(result.reason));
      }
      assert.equal(client.state.state, 'crashed');
      assert.deepEqual((await client.request('tokenize', ask('echo'))).tokens, [4]);
      assert.deepEqual(states, ['starting', 'running', 'crashed', 'starting', 'running']);
    });
  }

  it('ends an engine that hangs, and starts another', async () => {
    const hanging = client.request('tokenize', ask('hang'));
    await assert.rejects(hanging, code('engine', /did not react for 2 s/));
    assert.deepEqual((await client.request('tokenize', ask('echo'))).tokens, [4]);
  });

  it('reaches a busy engine through shared memory', async () => {
    const controller = new AbortController();
    const busy = client.request('tokenize', ask('busy'), { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    assert.deepEqual((await busy).tokens, [99]);
  });

  it('tells a waiting engine by message too, and not after the answer', async () => {
    const logged: string[] = [];
    client.onDidLog((text) => logged.push(text));
    const controller = new AbortController();
    await client.request('tokenize', ask('echo'), { signal: controller.signal });
    const never = client.request('tokenize', ask('never'), { signal: controller.signal });
    controller.abort();
    await client.request('tokenize', ask('echo'));
    assert.deepEqual(logged, ['cancel 2']);
    client.dispose();
    await assert.rejects(never, code('cancelled'));
  });

  it('asks nothing for a signal that was set before', async () => {
    const rejected = client.request('tokenize', ask('echo'), { signal: AbortSignal.abort() });
    await assert.rejects(rejected, code('cancelled'));
    assert.deepEqual(states, []);
  });

  it('rejects what is pending when it is disposed, once, and whatever comes later', async () => {
    const pending = client.request('tokenize', ask('never'));
    client.dispose();
    client.dispose();
    await assert.rejects(pending, code('cancelled', /shut down/));
    await assert.rejects(client.request('tokenize', ask('echo')), code('cancelled', /shut down/));
    assert.deepEqual(states, ['starting', 'stopped']);
  });

  it('says which engine is missing', async () => {
    const nowhere = new EngineClient({ workerPath: path.join(import.meta.dirname, 'missing.mjs') });
    await assert.rejects(nowhere.request('tokenize', ask('echo')), code('engine', /missing\.mjs/));
    nowhere.dispose();
  });
});
