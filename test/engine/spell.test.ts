import assert from 'node:assert/strict';
import { spell } from '../../src/engine/spell.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { writeGguf } from '../../src/gguf/writer.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { MemorySource } from '../support/memorySource.ts';
import { tinyVocab } from '../support/tinyVocab.ts';

const MARK = '<|mark|>';

describe('engine/spell', () => {
  it('writes control tokens out, and names each once', async () => {
    const bytes = writeGguf({ metadata: tinyVocab({ kind: 'bpe', control: [MARK] }).metadata, tensors: [] });
    const tokenizer = createTokenizer((await parseGguf(new MemorySource(bytes))).metadata);
    const prompt = `${MARK}naïve <b>${MARK}`;
    const tokens = tokenizer.encode(prompt, { addSpecial: false, parseSpecial: true });
    assert.deepEqual(spell(tokenizer, tokens), { text: prompt, controls: [MARK] });
    assert.deepEqual(spell(tokenizer, []), { text: '', controls: [] });
  });
});
