import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { generate } from '../../src/engine/generate.ts';
import { encode, EOG, FakeContext, fakeModel, run, textOf } from './fakeModel.ts';

const sampling = {};

describe('engine/generate', () => {
  it('feeds the prompt in batches, then token by token, until the model ends', async () => {
    const context = new FakeContext('hello', 1000, 8);
    const model = fakeModel(context);
    const surroundings = run();
    const prompt = encode('a prompt of 20 units');
    const result = await generate(model, prompt, { sampling, seed: 7 }, surroundings);
    assert.equal(result.text, 'hello');
    assert.equal(result.stopReason, 'eog');
    assert.equal(result.seed, 7);
    assert.deepEqual(result.tokens, [...encode('hello'), EOG]);
    assert.deepEqual(result.promptTokens, prompt);
    assert.deepEqual(context.batches, [8, 8, 4, 1, 1, 1, 1, 1]);
    assert.equal(textOf(surroundings.events), 'hello');
    assert.deepEqual(model.accepted, [...prompt, ...encode('hello'), EOG]);
    assert.equal(result.timings.promptTokens, 20);
    assert.equal(result.timings.decodeTokens, 5);
  });

  it('tells of the progress of a prompt, up to its end', async () => {
    const surroundings = run();
    await generate(fakeModel(new FakeContext('')), encode('x'.repeat(100)), { sampling }, surroundings);
    const progress = surroundings.events.filter(({ type }) => type === 'prompt');
    assert.deepEqual(progress[0], { type: 'prompt', done: 0, total: 100 });
    assert.deepEqual(progress.at(-1), { type: 'prompt', done: 100, total: 100 });
  });

  it('posts text in frames, not by token', async () => {
    const surroundings = run();
    const script = 'x'.repeat(900);
    const startedAt = performance.now();
    await generate(fakeModel(new FakeContext(script)), encode('p'), { sampling }, surroundings);
    const frames = Math.floor((performance.now() - startedAt) / (1000 / 30)) + 2; // the first and the last are at once
    const posts = surroundings.events.filter(({ type }) => type === 'text').length;
    assert.equal(textOf(surroundings.events), script);
    assert.ok(posts <= frames, `${posts} posts in ${frames} frames`);
  });

  it('computes only what the cache does not hold, and always the last token', async () => {
    const context = new FakeContext('ok');
    const first = await generate(fakeModel(context), encode('one two'), { sampling }, run());
    assert.equal(first.cachedTokens, 0);
    const again = await generate(fakeModel(context), encode('one two'), { sampling }, run());
    assert.equal(again.cachedTokens, 6);
    assert.equal(again.text, 'ok');
    const next = await generate(fakeModel(context), encode('one twook and more'), { sampling }, run());
    assert.equal(next.cachedTokens, 'one twook'.length);
    assert.equal(next.timings.promptTokens, ' and more'.length);
    assert.equal(next.text, 'ok');
  });

  it('stops at a stop string and shows no part of it', async () => {
    const surroundings = run();
    const context = new FakeContext('some text\nUser: and more');
    const result = await generate(
      fakeModel(context),
      encode('p'),
      { sampling, stop: ['\nUser:'] },
      surroundings,
    );
    assert.equal(result.text, 'some text');
    assert.equal(result.stopReason, 'stop');
    assert.equal(textOf(surroundings.events), 'some text');
    assert.equal(result.tokens.length, 'some text\nUser:'.length);
  });

  it('shows what looked like a stop string when the answer ends there', async () => {
    const result = await generate(
      fakeModel(new FakeContext('text\nUs')),
      encode('p'),
      { sampling, stop: ['\nUser:'] },
      run(),
    );
    assert.equal(result.text, 'text\nUs');
    assert.equal(result.stopReason, 'eog');
  });

  it('keeps half a character to itself where an answer is cut off, and says it whole where it goes on', async () => {
    const context = new FakeContext('ab<>c');
    // `<` is the first half of é, `>` the second.
    const halves = () => {
      let isHalf = false;
      return {
        push: (id: number) => {
          const unit = String.fromCharCode(id);
          const isEnd = isHalf && unit === '>';
          isHalf = unit === '<';
          return isEnd ? 'é' : isHalf ? '' : unit;
        },
        end: () => (isHalf ? '\ufffd' : ''),
      };
    };
    const model = { ...fakeModel(context), createDetokenizer: halves };
    const cut = await generate(model, encode('prompt'), { sampling, maxTokens: 3 }, run());
    assert.equal(cut.text, 'ab');
    const prompt = [...cut.promptTokens, ...cut.tokens];
    const rest = await generate(model, prompt, { sampling }, { ...run(), begun: cut.tokens });
    assert.equal(rest.text, 'éc');
  });

  it('ends after maxTokens; none at all is a prompt that is only read', async () => {
    const three = await generate(
      fakeModel(new FakeContext('hello')),
      encode('p'),
      { sampling, maxTokens: 3 },
      run(),
    );
    assert.deepEqual([three.text, three.stopReason, three.timings.decodeTokens], ['hel', 'maxTokens', 2]);
    const context = new FakeContext('hello');
    const none = await generate(fakeModel(context), encode('prompt'), { sampling, maxTokens: 0 }, run());
    assert.deepEqual([none.text, none.stopReason, context.tokens.length], ['', 'maxTokens', 6]);
  });

  it('ends where the context is full, with every token that had a place', async () => {
    const context = new FakeContext('abcdefgh', 10);
    const result = await generate(fakeModel(context), encode('prompt'), { sampling }, run());
    assert.equal(result.stopReason, 'context');
    assert.equal(result.text, 'abcde'); // 4 of them are fed back, the fifth needs no place
    assert.equal(context.tokens.length, 10);
  });

  it('refuses an empty prompt, one that is longer than the context, and bad limits', async () => {
    const model = fakeModel(new FakeContext('', 10));
    const refused = (code: string, message: RegExp) => (error: unknown) =>
      error instanceof LlmError && error.code === code && message.test(error.message);
    await assert.rejects(generate(model, [], { sampling }, run()), refused('request', /empty/));
    await assert.rejects(
      generate(model, encode('eleven unit'), { sampling }, run()),
      refused('context', /11 tokens.*room for 10/),
    );
    await assert.rejects(
      generate(model, encode('p'), { sampling, maxTokens: NaN }, run()),
      refused('request', /maxTokens/),
    );
  });

  it('gives what it has when it is cancelled during the answer', async () => {
    const context = new FakeContext('hello');
    const surroundings = run();
    context.onDecode = ({ tokens }) => {
      if (tokens.length === 3) surroundings.cancellation.cancel();
    };
    const result = await generate(fakeModel(context), encode('p'), { sampling }, surroundings);
    assert.deepEqual([result.text, result.stopReason], ['hel', 'cancelled']);
    assert.equal(textOf(surroundings.events), 'hel');
  });

  it('is cancelled in the middle of a prompt, and the next run goes on from there', async () => {
    const context = new FakeContext('hello');
    const surroundings = run();
    context.onDecode = ({ tokens }) => {
      if (tokens.length === 16) surroundings.cancellation.cancel();
    };
    const prompt = encode('x'.repeat(100));
    const result = await generate(fakeModel(context), prompt, { sampling }, surroundings);
    assert.deepEqual([result.text, result.stopReason, result.tokens], ['', 'cancelled', []]);
    context.onDecode = () => undefined;
    const next = await generate(fakeModel(context), prompt, { sampling }, run());
    assert.deepEqual([next.text, next.cachedTokens], ['hello', 16]);
  });

  it('lets messages in between tokens', async () => {
    const context = new FakeContext('x'.repeat(500));
    const answer = generate(fakeModel(context), encode('p'), { sampling }, run());
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    assert.ok(context.tokens.length < 500, 'the whole answer came before another task had its turn');
    await answer;
  });

  it('passes a dead thread on', async () => {
    const context = new FakeContext('hello');
    context.onDecode = ({ tokens }) => {
      if (tokens.length === 3) throw new LlmError('engine', 'a compute thread died');
    };
    await assert.rejects(
      generate(fakeModel(context), encode('p'), { sampling }, run()),
      (error) => error instanceof LlmError && error.code === 'engine',
    );
  });
});
