import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { FileReport, GenerateResult } from '../../src/protocol/engine.ts';
import { writeGguf } from '../../src/gguf/writer.ts';
import { cliPath, ModelFolder, requireBuild } from '../engine/builtEngine.ts';
import { scriptedModel } from '../support/scriptedModel.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import { tinyVocab } from '../support/tinyVocab.ts';

const ANSWER = 'A scripted answer, word by word: naïve café 🙂.';

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the built CLI. */
class Run {
  readonly process: ChildProcessWithoutNullStreams;
  readonly done: Promise<Output>;
  stdout = '';
  #stderr = '';

  constructor(args: readonly string[]) {
    this.process = spawn(process.execPath, [cliPath, ...args]);
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.done = once(this.process, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.#stderr,
    }));
  }

  /** Waits until standard output has it. */
  async until(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      const ended = await Promise.race([
        once(this.process.stdout, 'data').then(() => false),
        this.done.then(() => true),
      ]);
      if (ended && !this.stdout.includes(text))
        assert.fail(`ended without ${text}: ${this.stdout}${this.#stderr}`);
    }
  }
}

function cli(args: readonly string[], input = ''): Promise<Output> {
  const run = new Run(args);
  run.process.stdin.end(input);
  return run.done;
}

describe('the built CLI', () => {
  let folder: ModelFolder;
  let scripted: string;
  let random: string;
  let vocabOnly: string;

  before(async () => {
    folder = await ModelFolder.create();
    requireBuild();
    const answers = [
      { text: ANSWER },
      { text: 'Something else entirely.', when: 'else' },
      { text: 'on and on ', when: 'endless', endless: true },
    ];
    // The endless answer must outlast the test, so the context is large and the layers are slow.
    const shape = { nCtx: 8192, nLayer: 8, nEmbd: 512, nFf: 2048, layerType: 'Q4_0' } as const;
    scripted = await folder.write('scripted.gguf', scriptedModel({ answers, ...shape }).bytes);
    random = await folder.write('random.gguf', tinyLlama());
    vocabOnly = await folder.write(
      'vocab.gguf',
      writeGguf({ metadata: tinyVocab({ kind: 'bpe' }).metadata, tensors: [] }),
    );
  });

  after(() => folder.remove());

  describe('chat', () => {
    it('streams an answer to standard output, and its speed to standard error', async () => {
      const { code, stdout, stderr } = await cli(['--model', scripted, '--prompt', 'hi', '--temp', '0']);
      assert.equal(stdout, `${ANSWER}\n`);
      assert.match(stderr, /prompt \d+ tokens .* tok\/s .*\| eog\]/);
      assert.equal(code, 0);
    });

    it('prints one object with --json', async () => {
      const { code, stdout } = await cli([
        'chat',
        '--model',
        scripted,
        '--prompt',
        'hi',
        '--temp',
        '0',
        '--json',
      ]);
      const result = JSON.parse(stdout) as GenerateResult;
      assert.equal(result.text, ANSWER);
      assert.equal(result.stopReason, 'eog');
      assert.ok(result.promptTokens.length > 0 && result.promptTokens.every(Number.isInteger));
      assert.ok(result.tokens.length > 1 && result.tokens.every(Number.isInteger));
      for (const key of ['promptTokens', 'promptMs', 'decodeTokens', 'decodeMs', 'firstTokenMs'] as const) {
        assert.ok(result.timings[key] >= 0, key);
      }
      assert.equal(code, 0);
    });

    it('feeds --raw text without a template, BOS as the file asks', async () => {
      const raw = [
        '--model',
        random,
        '--prompt',
        'the dog',
        '--raw',
        '--json',
        '--seed',
        '5',
        '--max-tokens',
        '6',
      ];
      const { stdout } = await cli(raw);
      const result = JSON.parse(stdout) as GenerateResult;
      const tokenized = await cli(['tokenize', '--model', random, '--json'], 'the dog');
      assert.deepEqual(result.promptTokens, JSON.parse(tokenized.stdout));
      assert.equal(result.tokens.length, 6);
      assert.equal(result.stopReason, 'maxTokens');
      const again = JSON.parse((await cli(raw)).stdout) as GenerateResult;
      assert.deepEqual(again.tokens, result.tokens);
    });

    it('shows the prompt that the model would read, and does not ask it', async () => {
      const file = await folder.write(
        'templated.gguf',
        tinyLlama({
          chatTemplate: '{% for m in messages %}[{{ m.role }}] {{ m.content }} {% endfor %}{{ mood }}:',
        }),
      );
      const args = ['--model', file, '--system', 'be', '--prompt', 'hi', '--show-prompt', '--template-vars'];
      const { code, stdout, stderr } = await cli([...args, '{"mood": "calm"}']);
      assert.deepEqual([code, stdout], [0, '[system] be [user] hi calm:']);
      assert.match(stderr, /\[\d+ tokens\]/);
    });

    it('answers with each kind of cache', async () => {
      for (const kvType of ['f32', 'q8_0']) {
        const { code, stdout } = await cli([
          '--model',
          scripted,
          '--prompt',
          'hi',
          '--temp',
          '0',
          '--kv-type',
          kvType,
        ]);
        assert.deepEqual([code, stdout.trim()], [0, ANSWER]);
      }
    });

    it('converses line by line, and remembers', async () => {
      const { code, stdout, stderr } = await cli(
        ['--model', scripted, '--temp', '0', '--system', 'Be brief.'],
        'hi\nsomething else\n\n',
      );
      assert.equal(stdout, `${ANSWER}\nSomething else entirely.\n`);
      const [first, second] = [...stderr.matchAll(/prompt (\d+) tokens \((\d+) cached\)/g)];
      assert.equal(first![2], '0');
      assert.ok(Number(second?.[2]) >= Number(first?.[1]), stderr);
      assert.equal(code, 0);
    });

    it('stops the answer at Ctrl-C, and tells what there is', async function () {
      if (process.platform === 'win32') {
        console.log('      not tried: Windows sends no SIGINT to another process');
        this.skip();
      }
      const run = new Run(['--model', scripted, '--prompt', 'endless', '--temp', '0', '--json']);
      // --json prints nothing before the end, so the second run shows that text came first.
      const streaming = new Run(['--model', scripted, '--prompt', 'endless', '--temp', '0']);
      await streaming.until('on and on');
      streaming.process.kill('SIGINT');
      const streamed = await streaming.done;
      assert.equal(streamed.code, 130);
      assert.match(streamed.stdout, /^on and on/);
      assert.match(streamed.stderr, /\| cancelled\]/);
      run.process.kill('SIGINT');
      const { code, stdout, stderr } = await run.done;
      assert.equal(code, 130);
      if (stdout !== '') assert.equal((JSON.parse(stdout) as GenerateResult).stopReason, 'cancelled');
      assert.doesNotMatch(stderr, /error/);
    });

    it('goes on with the conversation after Ctrl-C, and ends at one while nothing is written', async function () {
      if (process.platform === 'win32') {
        console.log('      not tried: Windows sends no SIGINT to another process');
        this.skip();
      }
      const run = new Run(['--model', scripted, '--temp', '0']);
      run.process.stdin.write('endless\n');
      await run.until('on and on');
      run.process.kill('SIGINT');
      run.process.stdin.write('hi\n');
      await run.until(ANSWER);
      await new Promise((resolve) => setTimeout(resolve, 200)); // until the answer has ended
      run.process.kill('SIGINT');
      assert.equal((await run.done).code, 0);
    });
  });

  describe('tokenize', () => {
    it('prints an array of ids, with a vocabulary alone', async () => {
      const text = 'The quick brown fox 🙂\n\tjumps';
      const { code, stdout } = await cli(['tokenize', '--model', vocabOnly, '--json', '--no-special'], text);
      const ids = JSON.parse(stdout) as number[];
      assert.ok(ids.length > 3 && ids.every(Number.isInteger));
      assert.equal(code, 0);
      const special = await cli(['tokenize', '--model', vocabOnly, '--json'], text);
      assert.deepEqual((JSON.parse(special.stdout) as number[]).slice(1), ids);
    });

    it('reads control tokens as text if asked', async () => {
      const count = async (...more: string[]) => {
        const { stdout } = await cli(
          ['tokenize', '--model', vocabOnly, '--json', '--no-special', ...more],
          '<|end_of_text|>',
        );
        return (JSON.parse(stdout) as number[]).length;
      };
      assert.equal(await count(), 1);
      assert.ok((await count('--no-parse-special')) > 1);
    });

    it('prints an id and a piece a line', async () => {
      const { stdout } = await cli(['tokenize', '--model', vocabOnly], 'the\n');
      const lines = stdout.trimEnd().split('\n');
      assert.ok(lines.length >= 2);
      for (const line of lines) assert.match(line, /^ *\d+ {2}".*"$/);
    });
  });

  describe('inspect', () => {
    it('prints what a header says', async () => {
      const { code, stdout } = await cli(['inspect', scripted]);
      assert.match(stdout, /general\.architecture \(string\) = "llama"/);
      assert.match(stdout, /tokenizer\.ggml\.tokens \(array of string\) = \[.*… \d+ in all\]/);
      assert.match(stdout, /Q4_0 +\d+/);
      assert.match(stdout, /^memory +ok .* with a context of 8192/m);
      assert.equal(code, 0);
    });

    it('prints JSON, also of a vocabulary alone', async () => {
      const report = JSON.parse((await cli(['inspect', vocabOnly, '--json'])).stdout) as FileReport;
      assert.equal(report.architecture.ok, false);
      assert.equal(report.tokenizer.ok, true);
      assert.equal(report.nTensors, 0);
    });
  });

  it('says what is wrong, with the exit code of its kind', async () => {
    const missing = await cli(['--model', 'nowhere.gguf', '--prompt', 'hi']);
    assert.deepEqual([missing.code, missing.stdout], [1, '']);
    assert.match(missing.stderr, /^error: .*nowhere\.gguf: there is no such file/);
    const unknown = await cli(['--model', scripted, '--warp', '9']);
    assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
    assert.match(unknown.stderr, /^error: .*--warp/);
    const help = await cli(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: /);
  });
});
