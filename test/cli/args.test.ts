import assert from 'node:assert/strict';
import { parseArguments, UsageError } from '../../src/cli/args.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));
const usage = (message: RegExp) => (error: unknown) =>
  error instanceof UsageError && message.test(error.message);

describe('cli/args', () => {
  it('chats where no command is named', () => {
    const expected = {
      command: 'chat',
      model: 'm.gguf',
      prompt: undefined,
      raw: false,
      showPrompt: false,
      system: undefined,
      templateVariables: {},
      sampling: {},
      seed: undefined,
      maxTokens: undefined,
      nThreads: 0,
      nCtx: 0,
      kvType: 'f16',
      json: false,
    };
    assert.deepEqual(parse('--model m.gguf'), expected);
    assert.deepEqual(parse('chat --model m.gguf'), expected);
    assert.deepEqual(parse(''), { ...expected, model: undefined }, 'the built-in model');
  });

  it('takes every option of chat', () => {
    assert.deepEqual(
      parse(
        'chat --model m.gguf --prompt hi --system be --temp 0 --top-k 40 --top-p 0.9 --min-p 0.05 ' +
          '--repeat-penalty 1.1 --seed 42 --max-tokens 7 --threads 2 --ctx 512 --kv-type q8_0 --show-prompt ' +
          '--template-vars {"thinking":false} --json',
      ),
      {
        command: 'chat',
        model: 'm.gguf',
        prompt: 'hi',
        raw: false,
        showPrompt: true,
        system: 'be',
        templateVariables: { thinking: false },
        sampling: { temperature: 0, topK: 40, topP: 0.9, minP: 0.05, repeatPenalty: 1.1 },
        seed: 42,
        maxTokens: 7,
        nThreads: 2,
        nCtx: 512,
        kvType: 'q8_0',
        json: true,
      },
    );
  });

  it('keeps a prompt as it is written', () => {
    const args = parseArguments(['--model', 'm', '--raw', '--prompt', '']);
    assert.equal(args.command === 'chat' && args.prompt, '');
  });

  it('takes tokenize and inspect', () => {
    assert.deepEqual(parse('tokenize --model m.gguf --no-special --no-parse-special --json'), {
      command: 'tokenize',
      model: 'm.gguf',
      addSpecial: false,
      parseSpecial: false,
      json: true,
    });
    assert.deepEqual(parse('inspect m.gguf --ctx 2048 --kv-type f32 --json'), {
      command: 'inspect',
      file: 'm.gguf',
      nCtx: 2048,
      kvType: 'f32',
      json: true,
    });
  });

  for (const line of ['--help', '-h', 'help', 'chat --help', 'tokenize -h', 'inspect --help']) {
    it(`helps: ${line}`, () => {
      const args = parse(line);
      assert.ok(args.command === 'help' && args.text.startsWith('Usage: '));
    });
  }

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['--model=', /--model: expected a file/],
    ['tokenize --model=', /--model: expected a file/],
    ['inspect', /expected one file, found 0/],
    ['inspect a b', /expected one file, found 2/],
    ['sing --model m', /unknown command 'sing'/],
    ['chat --model m extra', /extra/],
    ['--model m --colour', /--colour/],
    ['--model m --temp hot', /--temp: expected a number from 0 to 100, found 'hot'/],
    ['--model m --temp=', /--temp: expected a number/],
    ['--model m --top-k 1.5', /--top-k: expected a whole number/],
    ['--model m --top-p 1.1', /--top-p: expected a number from 0 to 1, found '1.1'/],
    ['--model m --seed=-1', /--seed: expected a whole number from 0 to 4294967295, found '-1'/],
    ['--model m --threads 0', /--threads: expected a whole number from 1/],
    ['--model m --ctx NaN', /--ctx/],
    ['--model m --max-tokens', /max-tokens/],
    ['--model m --json', /--json needs --prompt/],
    ['--model m --raw --system s', /--raw/],
    ['--model m --show-prompt', /--show-prompt needs --prompt/],
    ['--model m --prompt p --raw --show-prompt', /cannot be combined with --raw/],
    ['--model m --kv-type q3', /--kv-type: expected one of f16, f32, q8_0, found 'q3'/],
    ['--model m --template-vars {', /--template-vars: expected JSON/],
    ['--model m --template-vars [1]', /--template-vars: expected an object/],
  ];
  for (const [line, message] of wrong) {
    it(`refuses: ${line === '' ? '(nothing)' : line}`, () => {
      assert.throws(() => parse(line), usage(message));
    });
  }
});
