import assert from 'node:assert/strict';
import { Template } from '@huggingface/jinja';
import { parseGguf } from '../../src/gguf/parse.ts';
import { WeightStore } from '../../src/weights/weightStore.ts';
import { MemorySource } from './memorySource.ts';
import { scriptedModel, type ScriptedModelOptions } from './scriptedModel.ts';

/** The model as far as its table goes: embedding, norm, output. Its layers are checked to be zero. */
async function open(options: ScriptedModelOptions) {
  const source = new MemorySource(scriptedModel(options).bytes);
  const file = await parseGguf(source);
  const store = WeightStore.open(file, [source]);
  const nEmbd = file.metadata.num('llama.embedding_length');
  const tokens = file.metadata.strs('tokenizer.ggml.tokens');
  const read = async (name: string, shape: readonly number[]): Promise<Float32Array> => {
    const out = new Float32Array(shape.reduce((product, n) => product * n, 1));
    await store.dequantizeInto(out, store.tensor(name, shape), 0);
    return out;
  };
  for (const { name, shape } of file.tensors.values()) {
    if (name.startsWith('blk.') && shape.length === 2)
      assert.ok((await read(name, shape)).every((w) => w === 0));
  }
  const embedding = await read('token_embd.weight', [nEmbd, tokens.length]);
  const output = await read('output.weight', [nEmbd, tokens.length]);

  function logits(token: number): Float32Array {
    const x = embedding.subarray(token * nEmbd, (token + 1) * nEmbd);
    const scale = 1 / Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / nEmbd + 1e-5);
    return Float32Array.from(tokens, (_, row) => {
      let sum = 0;
      for (let i = 0; i < nEmbd; i++) sum += output[row * nEmbd + i]! * x[i]! * scale;
      return sum;
    });
  }

  /** The greedy answer after `prompt`, of at most `most` tokens, and the smallest lead a token had. */
  function answer(content: string, most = 1000): { pieces: string[]; margin: number; ended: boolean } {
    const template = new Template(file.metadata.str('tokenizer.chat_template'));
    const prompt = template.render({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content },
      ],
    });
    const lastToken = /<\|[^|]*\|>$/.exec(prompt)?.[0];
    assert.ok(lastToken !== undefined, prompt);
    let token = tokens.indexOf(lastToken);
    const pieces: string[] = [];
    let margin = Infinity;
    while (pieces.length < most) {
      const row = logits(token);
      const [first, second] = row.toSorted().slice(-2).toReversed() as unknown as [number, number];
      margin = Math.min(margin, first - second);
      token = row.indexOf(first);
      if (token === file.metadata.num('tokenizer.ggml.eos_token_id')) return { pieces, margin, ended: true };
      pieces.push(tokens[token]!);
    }
    return { pieces, margin, ended: false };
  }
  return { file, tokens, answer };
}

/** Byte-level BPE and SentencePiece spelling of ASCII text, undone. */
function plain(pieces: readonly string[]): string {
  return pieces.join('').replaceAll('Ġ', ' ').replaceAll('Ċ', '\n').replaceAll('\u2581', ' ');
}

const FARM = 'The cow and the dog and the cow.\n\n  The end of the end';

describe('support/scriptedModel', () => {
  for (const vocab of ['bpe', 'spm'] as const) {
    it(`says its answers, each position a token of its own (${vocab})`, async () => {
      const answers = [
        { text: 'This code adds two numbers.', when: 'Explain' },
        { text: FARM },
        { text: 'This code adds three "quoted" numbers.', when: 'it\'s "quoted"' },
      ];
      const model = await open({ vocab, answers });
      for (const [content, text] of [
        ['Explain this', answers[0]!.text],
        ['Hello', FARM],
        [`Say it's "quoted"`, answers[2]!.text],
      ] as const) {
        const said = model.answer(content);
        assert.equal(plain(said.pieces), text);
        assert.ok(said.ended);
        assert.equal(new Set(said.pieces).size, said.pieces.length);
        assert.ok(said.pieces.length >= 3);
        assert.ok(said.margin > 50, `margin ${said.margin}`);
      }
      assert.equal(new Set(model.tokens).size, model.tokens.length);
    });
  }

  it('says long answers without losing its way', async () => {
    const text = Array.from({ length: 600 }, (_, i) => `word${i}`).join(' ');
    const said = (await open({ answers: [{ text }] })).answer('Go on', 3000);
    assert.equal(plain(said.pieces), text);
    assert.ok(said.ended && said.pieces.length === 600);
    assert.ok(said.margin > 50, `margin ${said.margin}`);
  });

  it('never ends an endless answer', async () => {
    const said = (await open({ answers: [{ text: 'and so on', endless: true }] })).answer('Go on', 10);
    assert.equal(plain(said.pieces), 'and so onand so onand so onand');
    assert.equal(said.ended, false);
  });

  it('gives its pieces, and grows in width, depth and type', async () => {
    const options = {
      answers: [{ text: 'a b' }],
      nLayer: 3,
      nEmbd: 256,
      nFf: 512,
      layerType: 'Q4_0',
      nCtx: 4096,
    } as const;
    assert.deepEqual(scriptedModel(options).pieces, [['a', ' b']]);
    const { file, answer } = await open(options);
    assert.equal(plain(answer('x').pieces), 'a b');
    assert.equal(file.metadata.num('llama.context_length'), 4096);
    assert.deepEqual(file.tensors.get('blk.2.ffn_down.weight')?.shape, [512, 256]);
    assert.equal(file.tensors.get('blk.2.ffn_down.weight')?.type, 'Q4_0');
  });

  it('refuses an answer it cannot tell from another', () => {
    assert.throws(
      () => scriptedModel({ answers: [{ text: 'same' }, { text: 'same', when: 'x' }] }),
      /no other's: same/,
    );
    assert.throws(
      () => scriptedModel({ answers: [{ text: 'never', when: 'x' }] }),
      /one answer has no `when`/,
    );
  });
});
