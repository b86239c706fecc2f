import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { EngineServer, type Backend, type LoadedModel } from '../../src/engine/server.ts';
import type {
  EngineRequests,
  FromEngine,
  GenerateEvent,
  LoadParams,
  Method,
  ModelInfo,
  ToEngine,
} from '../../src/protocol/engine.ts';
import { encode, FakeContext, fakeModel, textOf } from './fakeModel.ts';

const a: LoadParams = { modelPath: '/models/a.gguf', nCtx: 0, nThreads: 0, kvType: 'f16' };
const b: LoadParams = { ...a, modelPath: '/models/b.gguf' };
const nothing = {};
const question = { messages: [{ role: 'user', content: 'hi' }], sampling: {} } as const;

/** A server on a fake backend, and what it posted. */
class Bench {
  readonly posted: FromEngine[] = [];
  readonly log: string[] = [];
  readonly prepared: (string | undefined)[] = [];
  context = new FakeContext('hello');
  /** Held-up loads wait for this. */
  loading: Promise<void> = Promise.resolve();
  loadError: Error | undefined;
  readonly #waiting = new Map<number, (message: FromEngine) => void>();
  readonly #cancels = new Map<number, Int32Array>();
  #lastId = 0;

  readonly backend: Backend = {
    load: async (params, { cancellation, onProgress }) => {
      this.log.push(`load ${params.modelPath}`);
      onProgress(0.5);
      await Promise.race([
        this.loading,
        new Promise((resolve) => {
          cancellation.signal.addEventListener('abort', resolve);
        }),
      ]);
      cancellation.throwIfCancelled();
      if (this.loadError !== undefined) throw this.loadError;
      onProgress(1);
      return this.model(params);
    },
    releaseMemory: () => Promise.resolve(),
    inspect: () => Promise.reject(new LlmError('file', 'no such file')),
    tokenizeFile: () => Promise.resolve({ tokens: [1], pieces: ['one'] }),
  };

  readonly server = new EngineServer(this.backend, (message) => {
    this.posted.push(message);
    if (message.type === 'response' || message.type === 'error') this.#waiting.get(message.id)?.(message);
  });

  model(params: LoadParams): LoadedModel {
    return {
      ...fakeModel(this.context),
      params,
      info: { modelPath: params.modelPath } as ModelInfo,
      conversations: {
        prepare: (conversation) => Promise.resolve(void this.prepared.push(conversation)),
      },
      reopen: (next, run) => {
        this.log.push(`reopen ${next.nCtx}`);
        run.onLog('reopened');
        return this.loadError === undefined
          ? Promise.resolve(this.model(next))
          : Promise.reject(this.loadError);
      },
      encode,
      encodeChat: ({ messages }) => {
        const prompt = messages.map(({ content }) => content).join('\n');
        return { prompt, tokens: encode(prompt) };
      },
      spell: (tokens) => ({ text: tokens.join(' '), controls: ['<s>'] }),
      dispose: () => Promise.resolve(void this.log.push(`dispose ${params.modelPath}`)),
    };
  }

  start<M extends Method>(method: M, params: EngineRequests[M]['params']) {
    const id = ++this.#lastId;
    const cancel = new SharedArrayBuffer(4);
    this.#cancels.set(id, new Int32Array(cancel));
    const answer = new Promise<EngineRequests[M]['result']>((resolve, reject) => {
      this.#waiting.set(id, (message) => {
        if (message.type === 'response') resolve(message.result);
        else if (message.type === 'error') reject(new LlmError(message.error.code, message.error.message));
      });
    });
    this.server.receive({ type: 'request', id, method, params, cancel } as ToEngine);
    return { id, answer };
  }

  request<M extends Method>(method: M, params: EngineRequests[M]['params']) {
    return this.start(method, params).answer;
  }

  cancel(id: number): void {
    this.#cancels.get(id)![0] = 1;
    this.server.receive({ type: 'cancel', id });
  }

  eventsOf(id: number): unknown[] {
    return this.posted.flatMap((message) =>
      message.type === 'event' && message.id === id ? [message.body] : [],
    );
  }
}

const code = (expected: string) => (error: unknown) => error instanceof LlmError && error.code === expected;

describe('engine/server', () => {
  it('loads, chats, completes, tokenizes and tells its status', async () => {
    const bench = new Bench();
    assert.deepEqual(await bench.request('status', nothing), { state: 'empty' });
    const load = bench.start('model/load', a);
    assert.equal((await load.answer).modelPath, a.modelPath);
    assert.deepEqual(bench.eventsOf(load.id).at(-1), { progress: 1 });
    const chat = bench.start('chat', question);
    assert.equal((await chat.answer).text, 'hello');
    assert.equal(textOf(bench.eventsOf(chat.id) as GenerateEvent[]), 'hello');
    const complete = await bench.request('complete', { prompt: 'raw', sampling: {} });
    assert.deepEqual(complete.promptTokens, encode('raw'));
    const { tokens } = await bench.request('tokenize', { text: 'ab', addSpecial: true, parseSpecial: true });
    assert.deepEqual(tokens, encode('ab'));
    assert.deepEqual(await bench.request('status', nothing), {
      state: 'ready',
      model: { modelPath: a.modelPath },
      busy: false,
    });
  });

  it('loads the same model once, and lets go of the old one before it takes another', async () => {
    const bench = new Bench();
    await Promise.all([bench.request('model/load', a), bench.request('model/load', { ...a })]);
    await bench.request('model/load', b);
    await bench.request('model/load', { ...b, nThreads: 1 });
    await bench.request('model/unload', nothing);
    await bench.request('model/unload', nothing);
    assert.deepEqual(bench.log, [
      'load /models/a.gguf',
      'dispose /models/a.gguf',
      'load /models/b.gguf',
      'dispose /models/b.gguf',
      'load /models/b.gguf',
      'dispose /models/b.gguf',
    ]);
  });

  it('keeps the weights where only the context or what is kept changes', async () => {
    const bench = new Bench();
    const keep = { memoryBytes: 1000 };
    await bench.request('model/load', a);
    await bench.request('model/load', { ...a, nCtx: 64 });
    await bench.request('model/load', { ...a, nCtx: 64, kvType: 'f32' });
    await bench.request('model/load', { ...a, nCtx: 64, kvType: 'f32', keep });
    await bench.request('model/load', { ...a, nCtx: 64, kvType: 'f32', keep: { ...keep } });
    assert.equal((await bench.request('chat', question)).text, 'hello');
    assert.deepEqual(bench.log, ['load /models/a.gguf', 'reopen 64', 'reopen 64', 'reopen 64']);
    assert.ok(bench.posted.some((message) => message.type === 'log' && message.text === 'reopened'));

    bench.loadError = new LlmError('memory', 'too large');
    await assert.rejects(bench.request('model/load', { ...a, nCtx: 1e6 }), code('memory'));
    assert.deepEqual(bench.log.slice(-2), ['reopen 1000000', 'dispose /models/a.gguf']);
    assert.deepEqual(await bench.request('status', nothing), { state: 'empty' });
  });

  it('makes room for the conversation that a chat names', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    await bench.request('chat', { ...question, conversation: 'one' });
    await bench.request('chat', question);
    await bench.request('complete', { prompt: 'raw', sampling: {} });
    assert.deepEqual(bench.prepared, ['one', undefined, undefined]);
  });

  it('shows a load in its status, and cancels it', async () => {
    const bench = new Bench();
    bench.loading = new Promise(() => undefined);
    const load = bench.start('model/load', a);
    await new Promise(setImmediate);
    const status = await bench.request('status', nothing);
    assert.equal(status.state, 'loading');
    bench.cancel(load.id);
    await assert.rejects(load.answer, code('cancelled'));
    assert.deepEqual(await bench.request('status', nothing), { state: 'empty' });
    bench.loading = Promise.resolve();
    assert.equal((await bench.request('model/load', a)).modelPath, a.modelPath);
  });

  it('answers status, tokenize and a load of the same model while an answer is written', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    bench.context.script = 'x'.repeat(900);
    let finished = false;
    const chat = bench.request('chat', question).then((result) => {
      finished = true;
      return result;
    });
    await new Promise(setImmediate);
    const status = await bench.request('status', nothing);
    assert.equal(status.state === 'ready' && status.busy, true);
    await bench.request('tokenize', { text: 'ab', addSpecial: true, parseSpecial: true });
    await bench.request('model/load', a);
    assert.equal(finished, false);
    assert.equal((await chat).text.length, 900);
  });

  it('answers one generation after the other; a waiting one can be cancelled', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    bench.context.script = 'x'.repeat(300);
    const order: string[] = [];
    const first = bench.start('chat', question);
    const second = bench.start('chat', question);
    const third = bench.start('chat', question);
    const all = Promise.allSettled([
      first.answer.then(() => order.push('first')),
      second.answer.catch((error: unknown) => {
        order.push('second');
        assert.ok(code('cancelled')(error));
      }),
      third.answer.then(() => order.push('third')),
    ]);
    await new Promise(setImmediate);
    bench.cancel(second.id);
    const results = await all;
    assert.ok(results.every(({ status }) => status === 'fulfilled'));
    assert.deepEqual(order, ['second', 'first', 'third']);
    assert.deepEqual(bench.eventsOf(second.id), []);
  });

  it('loads another model after the answer that is being written', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    bench.context.script = 'x'.repeat(300);
    const chat = bench.request('chat', question);
    await bench.request('model/load', b);
    assert.equal((await chat).text.length, 300);
    assert.deepEqual(bench.log.slice(1), ['dispose /models/a.gguf', 'load /models/b.gguf']);
  });

  it('unloads at once: what is being written ends with what it has, what waits is rejected', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    bench.context.script = 'x'.repeat(900);
    const running = bench.request('chat', question);
    const waiting = bench.request('chat', question);
    const rejected = assert.rejects(waiting, code('cancelled'));
    await new Promise(setImmediate);
    await bench.request('model/unload', nothing);
    const result = await running;
    assert.equal(result.stopReason, 'cancelled');
    assert.ok(result.text.length < 900);
    await rejected;
    await assert.rejects(bench.request('chat', question), code('request'));
    assert.deepEqual(bench.log, ['load /models/a.gguf', 'dispose /models/a.gguf']);
  });

  it('drops a model whose thread died; a new load answers again', async () => {
    const bench = new Bench();
    await bench.request('model/load', a);
    bench.context.onDecode = () => {
      throw new LlmError('engine', 'a compute thread died');
    };
    await assert.rejects(bench.request('chat', question), code('engine'));
    assert.deepEqual(await bench.request('status', nothing), { state: 'empty' });
    assert.deepEqual(bench.log, ['load /models/a.gguf', 'dispose /models/a.gguf']);
    bench.context = new FakeContext('again');
    await bench.request('model/load', a);
    assert.equal((await bench.request('chat', question)).text, 'again');
  });

  it('tells of dropped messages', async () => {
    const bench = new Bench();
    bench.context = new FakeContext('ok', 100);
    await bench.request('model/load', a);
    const chat = bench.start('chat', {
      messages: [
        { role: 'user', content: 'x'.repeat(60) },
        { role: 'assistant', content: 'y'.repeat(10) },
        { role: 'user', content: 'z'.repeat(20) },
      ],
      sampling: {},
    });
    await chat.answer;
    assert.deepEqual(bench.eventsOf(chat.id)[0], { type: 'dropped', messages: 2 });
  });

  it('sends expected failures as they are, and bugs as internal with their stack logged', async () => {
    const bench = new Bench();
    await assert.rejects(bench.request('chat', question), /no model is loaded/);
    await assert.rejects(
      bench.request('file/inspect', { modelPath: '', nCtx: 0, kvType: 'f16' }),
      code('file'),
    );
    bench.loadError = new TypeError('x is undefined');
    await assert.rejects(bench.request('model/load', a), code('internal'));
    const logged = bench.posted.find((message) => message.type === 'log');
    assert.match(logged?.text ?? '', /^model\/load: TypeError: x is undefined\n\s+at /);
    assert.deepEqual(await bench.request('status', nothing), { state: 'empty' });
  });
});
