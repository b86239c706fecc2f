import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LlmError } from '../../src/base/errors.ts';
import { scriptedModel } from '../support/scriptedModel.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import { BuiltEngine, FragileEngine, ModelFolder, requireBuild } from './builtEngine.ts';

const ANSWER =
  'Local models answer here, privately: 42 words & “quotes”, naïve café, 你好 🙂.\n\n```ts\nlet x = 1;\n```';

const code =
  (expected: string, message = /./) =>
  (error: unknown) =>
    error instanceof LlmError && error.code === expected && message.test(error.message);

/** So many words, each a token or more. */
const longText = (nWords: number): string =>
  Array.from({ length: nWords }, (_, i) => `word${i % 97}`).join(' ');

describe('the built engine', () => {
  let folder: ModelFolder;
  let scripted: string;
  /** Each pass takes long enough for something to happen meanwhile. */
  let slow: string;
  let random: string;
  let engine: BuiltEngine;

  before(async () => {
    folder = await ModelFolder.create();
    requireBuild();
    const answers = [{ text: ANSWER }, { text: 'on and on ', when: 'endless', endless: true }];
    scripted = await folder.write('scripted.gguf', scriptedModel({ answers }).bytes);
    const shape = { nCtx: 8192, nLayer: 6, nEmbd: 512, nFf: 1024, layerType: 'Q4_0' } as const;
    slow = await folder.write('slow.gguf', scriptedModel({ answers, ...shape }).bytes);
    random = await folder.write('random.gguf', tinyLlama({ nCtx: 256 }));
  });

  after(() => folder.remove());

  beforeEach(() => {
    engine = new BuiltEngine();
  });

  afterEach(() => {
    engine.dispose();
  });

  for (const vocab of ['bpe', 'spm'] as const) {
    it(`streams the exact answer of a model with a known one (${vocab})`, async () => {
      const file = await folder.write(
        `${vocab}.gguf`,
        scriptedModel({ answers: [{ text: ANSWER }], vocab }).bytes,
      );
      const info = await engine.load(file);
      assert.deepEqual([info.name, info.architecture, info.template], ['scripted', 'llama', 'file']);
      const { result, streamed } = await engine.ask('hello');
      assert.equal(result.text, ANSWER);
      assert.equal(streamed, ANSWER);
      assert.equal(result.stopReason, 'eog');
    });
  }

  it('continues an answer that was cut off from its own tokens', async () => {
    await engine.load(scripted);
    const question = { role: 'user', content: 'What can you do?' } as const;
    const whole = await engine.ask(question.content);
    for (let cut = 1; cut < whole.result.tokens.length - 1; cut += 3) {
      const begun = await engine.ask(question.content, { maxTokens: cut });
      let text = begun.result.text;
      let seen = begun.result.promptTokens.length + cut;
      // Twice, so that what goes on was itself cut off.
      for (const maxTokens of [1, 10_000]) {
        const messages = [question, { role: 'assistant', content: text }] as const;
        const { result } = await engine.ask('', { messages, continueFinal: true, maxTokens });
        assert.deepEqual(result.promptTokens.length, seen, 'nothing but its own tokens');
        assert.equal(result.cachedTokens, seen - 1, 'of which all but the last are computed');
        text += result.text;
        seen += 1;
      }
      assert.equal(text, ANSWER);
    }
  });

  it('continues an answer of another day from its text, without the end of a turn', async () => {
    await engine.load(scripted);
    const messages = [
      { role: 'user', content: 'What can you do?' },
      { role: 'assistant', content: 'Something else ' },
    ] as const;
    const asked = await engine.client.request('chat/render', { messages: messages.slice(0, 1) });
    const { prompt, tokens } = await engine.client.request('chat/render', { messages, continueFinal: true });
    assert.equal(prompt, `${asked.prompt}Something else `);
    const { result } = await engine.ask('', { messages, continueFinal: true, maxTokens: 1 });
    assert.deepEqual(result.promptTokens, tokens);
    await assert.rejects(
      engine.ask('', { messages: messages.slice(0, 1), continueFinal: true }),
      code('request', /expected the last message to be the assistant's, found user/),
    );
  });

  it('computes only the new part of a conversation', async () => {
    await engine.load(scripted);
    const first = await engine.ask('What can you do?');
    assert.equal(first.result.cachedTokens, 0);
    const messages = [
      { role: 'user', content: 'What can you do?' },
      { role: 'assistant', content: first.result.text },
      { role: 'user', content: 'And what else?' },
    ] as const;
    const second = await engine.ask('', { messages });
    assert.equal(second.result.text, ANSWER);
    assert.ok(
      second.result.cachedTokens >= first.result.promptTokens.length,
      `${second.result.cachedTokens} cached`,
    );
  });

  it('reads no conversation again that another one has interrupted, nor for another context size', async () => {
    const keep = { memoryBytes: 64 << 20 };
    await engine.load(slow, { keep });
    const ask = (conversation: string) => engine.ask(`${conversation} ${longText(60)}`, { conversation });
    const one = await ask('one');
    assert.equal(one.result.cachedTokens, 0);
    assert.ok((await ask('two')).result.cachedTokens < 10);
    for (const name of ['one', 'two', 'one']) {
      const { result } = await ask(name);
      assert.deepEqual([result.text, result.cachedTokens], [ANSWER, result.promptTokens.length - 1], name);
    }
    const info = await engine.load(slow, { keep, nCtx: 1000 });
    assert.equal(info.nCtx, 1000);
    for (const name of ['two', 'one']) {
      const { result } = await ask(name);
      assert.deepEqual([result.text, result.cachedTokens], [ANSWER, result.promptTokens.length - 1], name);
    }
    await engine.load(slow, { keep, nCtx: 1000, kvType: 'f32' });
    assert.equal((await ask('one')).result.cachedTokens, 0);
    await engine.load(slow, { nCtx: 1000, kvType: 'f32' });
    await ask('one');
    await ask('two');
    assert.ok((await ask('one')).result.cachedTokens < 10, 'nothing is kept unless asked for');
  });

  it('takes conversations back from the disk, in another engine too, and only with the same model', async () => {
    const keep = {
      memoryBytes: 64 << 20,
      disk: { dir: path.join(folder.dir, 'states'), maxBytes: 64 << 20 },
    };
    const question = longText(60);
    await engine.load(slow, { keep });
    const first = await engine.ask(question, { conversation: 'one' });
    await engine.ask('something else', { conversation: 'two' });
    await engine.client.request('model/unload', {});
    engine.dispose();
    engine = new BuiltEngine();
    await engine.load(slow, { keep });
    const again = await engine.ask(question, { conversation: 'three' });
    assert.equal(again.result.cachedTokens, first.result.promptTokens.length - 1);
    assert.deepEqual(again.result.tokens, first.result.tokens);
    await engine.load(slow, { keep, kvType: 'f32' });
    assert.equal((await engine.ask(question, { conversation: 'one' })).result.cachedTokens, 0);
    await engine.load(scripted, { keep });
    assert.equal((await engine.ask(question, { conversation: 'one' })).result.cachedTokens, 0);
  });

  it('lets a draft model guess along, and refuses one of another vocabulary', async () => {
    await engine.load(slow, { draftModelPath: scripted });
    assert.equal((await engine.ask('hello')).result.text, ANSWER);
    await engine.load(slow, { draftModelPath: scripted, nCtx: 512 });
    assert.equal((await engine.ask('hello')).result.text, ANSWER);
    await assert.rejects(
      engine.load(slow, { draftModelPath: random }),
      code('unsupported', /draft model random\.gguf has another vocabulary.*expected \d+ tokens, found 512/),
    );
    assert.deepEqual(await engine.status(), { state: 'empty' });
    const other = scriptedModel({
      answers: [{ text: ANSWER.replace('Local', 'Other') }, { text: 'on and on ', when: 'endless' }],
    });
    const similar = await folder.write('similar.gguf', other.bytes);
    await assert.rejects(
      engine.load(slow, { draftModelPath: similar }),
      code('unsupported', /token \d+: expected "Local", found "Other"/),
    );
  });

  it('puts no second BOS where the template writes one', async () => {
    const chatTemplate = `{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}`;
    const file = await folder.write('bos.gguf', tinyLlama({ vocab: 'bpe', chatTemplate }));
    await engine.load(file);
    const { result } = await engine.ask('hi', { maxTokens: 1 });
    const { tokens } = await engine.client.request('tokenize', {
      text: 'hi',
      addSpecial: true,
      parseSpecial: true,
    });
    assert.deepEqual(result.promptTokens, tokens);
    const raw = await engine.client.request('complete', { prompt: 'hi', sampling: {}, maxTokens: 1 });
    assert.deepEqual(raw.promptTokens, tokens);
  });

  it('stops within a prompt of 4000 tokens, and answers the next one rightly', async () => {
    await engine.load(slow);
    const controller = new AbortController();
    let abortedAt = 0;
    let lastDone = 0;
    const question = longText(850);
    const { tokens } = await engine.tokenize(question);
    assert.ok(tokens.length >= 4000, `${tokens.length} tokens`);
    const result = await engine.client.request(
      'chat',
      { messages: [{ role: 'user', content: question }], sampling: { temperature: 0 } },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type !== 'prompt') return;
          lastDone = event.done;
          if (event.done === 0 || controller.signal.aborted) return;
          abortedAt = performance.now();
          controller.abort();
        },
      },
    );
    console.log(
      `      cancelled after ${lastDone} of ${tokens.length} tokens, in ${(performance.now() - abortedAt).toFixed(0)} ms`,
    );
    assert.deepEqual([result.stopReason, result.text, result.tokens], ['cancelled', '', []]);
    assert.ok(lastDone > 0 && lastDone < tokens.length);
    const next = await engine.ask('short');
    assert.deepEqual([next.result.text, next.result.stopReason], [ANSWER, 'eog']);
  });

  it('stops an endless answer with what there is', async () => {
    await engine.load(scripted);
    const controller = new AbortController();
    const events: string[] = [];
    const result = await engine.client.request(
      'chat',
      { messages: [{ role: 'user', content: 'endless' }], sampling: { temperature: 0 } },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type !== 'text') return;
          events.push(event.text);
          if (events.join('').length > 50) controller.abort();
        },
      },
    );
    assert.equal(result.stopReason, 'cancelled');
    assert.equal(result.text, events.join(''));
    assert.ok(result.text.startsWith('on and on on and on '));
    assert.equal((await engine.ask('hello')).result.text, ANSWER);
  });

  it('answers status and tokenize while it reads a long prompt and while it answers', async () => {
    await engine.load(slow, { nThreads: 0 }); // as people have it: a core is left
    const latencies: number[] = [];
    const chat = engine.ask(`endless ${longText(400)}`, { maxTokens: 60 });
    const text = longText(1000);
    for (let isBusy = true; isBusy;) {
      let startedAt = performance.now();
      await engine.tokenize(text);
      latencies.push(performance.now() - startedAt);
      startedAt = performance.now();
      const status = await engine.status();
      latencies.push(performance.now() - startedAt);
      isBusy = status.state === 'ready' && status.busy;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { result } = await chat;
    assert.equal(result.tokens.length, 60);
    assert.ok(latencies.length > 5, `${latencies.length} answers before the generation's own`);
    console.log(
      `      ${latencies.length} answers meanwhile, the slowest after ${Math.max(...latencies).toFixed(0)} ms`,
    );
  });

  it('repeats a seeded run exactly, with any number of threads', async () => {
    const params = {
      prompt: 'the quick brown fox jumps over the lazy dog',
      sampling: { temperature: 1, topK: 0, topP: 1, minP: 0 },
      maxTokens: 40,
    };
    const run = async (seed: number) => (await engine.client.request('complete', { ...params, seed })).tokens;
    await engine.load(random, { nThreads: 1 });
    const first = await run(1);
    assert.deepEqual(await run(1), first);
    assert.notDeepEqual(await run(2), first);
    await engine.load(random, { nThreads: 2 });
    assert.deepEqual(await run(1), first);

    // Nor does it matter what was cancelled before.
    const controller = new AbortController();
    const other = engine.client.request(
      'complete',
      { ...params, prompt: `${params.prompt} again`, maxTokens: 200 },
      {
        signal: controller.signal,
        onEvent: () => {
          controller.abort();
        },
      },
    );
    assert.equal((await other).stopReason, 'cancelled');
    assert.deepEqual(await run(1), first);
  });

  it('says so when the context is full, drops old turns with a word, and refuses what cannot fit', async () => {
    await engine.load(scripted, { nCtx: 128 });
    const endless = await engine.ask('endless');
    assert.equal(endless.result.stopReason, 'context');
    assert.equal(endless.result.promptTokens.length + endless.result.tokens.length, 128 + 1);

    const turn = longText(6);
    const history = Array.from({ length: 10 }, (_, i) => ({
      role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: turn,
    }));
    const { result, events } = await engine.ask('', {
      messages: [{ role: 'system', content: 'Be brief.' }, ...history, { role: 'user', content: 'hi' }],
      maxTokens: 5,
    });
    const dropped = events.find((event) => event.type === 'dropped');
    assert.ok(dropped !== undefined && dropped.messages > 0 && dropped.messages % 2 === 0);
    assert.ok(result.promptTokens.length <= 123);

    const question = longText(100);
    await assert.rejects(engine.ask(question), code('context', /has \d{3} tokens.*room for 128/));
    assert.equal((await engine.ask('hi', { maxTokens: 3 })).result.stopReason, 'maxTokens');
  });

  it('stops at stop strings', async () => {
    await engine.load(scripted);
    const { result, streamed } = await engine.ask('hello', { stop: ['privately: 4'] });
    assert.equal(result.stopReason, 'stop');
    assert.equal(streamed, 'Local models answer here, ');
  });

  it('gives memory back when it unloads', async function () {
    const dims = { nVocab: 512, nEmbd: 2048, nFf: 8192, nLayer: 1, nHead: 32, nHeadKv: 8 };
    const large = await folder.writeSparse('large.gguf', dims);
    if (large === undefined) this.skip();
    const { weightBytes } = await engine.load(large);
    const loaded = process.memoryUsage.rss();
    await engine.client.request('model/unload', {});
    // V8 unmaps what it has collected in the background.
    let given = 0;
    for (const end = Date.now() + 10_000; given < 0.8 * weightBytes && Date.now() < end;) {
      await sleep(50);
      given = loaded - process.memoryUsage.rss();
    }
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
    console.log(`      weights of ${megabytes(weightBytes)}: ${megabytes(given)} given back`);
    assert.ok(weightBytes > 200e6 && given >= 0.8 * weightBytes);
    assert.deepEqual(await engine.status(), { state: 'empty' });
    await assert.rejects(engine.ask('hello'), code('request', /no model is loaded/));
    await engine.load(scripted);
    assert.equal((await engine.ask('hello')).result.text, ANSWER);
  });

  it('cancels a load, and loads after it', async () => {
    const controller = new AbortController();
    const params = { modelPath: slow, nCtx: 0, nThreads: 2, kvType: 'f16' } as const;
    const load = engine.client.request('model/load', params, {
      signal: controller.signal,
      onEvent: () => {
        controller.abort();
      },
    });
    await assert.rejects(load, code('cancelled'));
    assert.deepEqual(await engine.status(), { state: 'empty' });
    await engine.load(slow);
    assert.equal((await engine.ask('hello')).result.text, ANSWER);
  });

  describe('when something dies', () => {
    let fragile: FragileEngine;

    beforeEach(async () => {
      fragile = new FragileEngine();
      await fragile.load(slow);
    });

    afterEach(() => {
      fragile.dispose();
    });

    it('tells of a dead compute thread, and answers after a new load', async () => {
      const asked = fragile.ask(longText(1000));
      setTimeout(() => {
        fragile.harm('killThread');
      }, 100);
      await assert.rejects(asked, code('engine', /thread/));
      assert.deepEqual(await fragile.status(), { state: 'empty' });
      await fragile.load(slow);
      assert.equal((await fragile.ask('hello')).result.text, ANSWER);
    });

    it('tells of a dead engine, and answers with a new one', async () => {
      const asked = fragile.ask(longText(1000));
      setTimeout(() => {
        fragile.harm('exit');
      }, 100);
      await assert.rejects(asked, code('engine', /stopped unexpectedly/));
      assert.deepEqual(await fragile.status(), { state: 'empty' });
      await fragile.load(slow);
      assert.equal((await fragile.ask('hello')).result.text, ANSWER);
    });
  });
});
