import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { builtInSampling } from '../../src/client/builtInModel.ts';
import { FileSource } from '../../src/engine/fileSource.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import { modelFile } from '../../tools/starter-model/modelFile.ts';
import { BuiltEngine } from '../engine/builtEngine.ts';
import { starterQuestions, type StarterAnswer } from './starterQuestions.ts';

const answers = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'answers/starter.json'), 'utf8'),
) as readonly StarterAnswer[];

describe('the built-in model', () => {
  let engine: BuiltEngine;

  before(async () => {
    engine = new BuiltEngine();
    await engine.load(modelFile, { nThreads: 1 });
  });

  after(() => {
    engine.dispose();
  });

  it('is asked what llama.cpp was asked', () => {
    assert.deepEqual(
      answers.map(({ question }) => question),
      starterQuestions,
    );
  });

  for (const { question, answer } of answers) {
    it(`answers as llama.cpp does: ${question.slice(0, 40).replaceAll('\n', ' ')}`, async () => {
      const { result } = await engine.ask(question, { sampling: builtInSampling });
      assert.equal(result.stopReason, 'eog');
      assert.equal(result.text, answer);
    });
  }

  it('is a small llama whose rows K-quants could hold, with a template of its own', async () => {
    assert.ok(statSync(modelFile).size <= 8_000_000);
    const source = await FileSource.open(modelFile);
    let file: GgufFile;
    try {
      file = await parseGguf(source);
    } finally {
      await source.close();
    }
    assert.equal(file.metadata.str('general.architecture'), 'llama');
    assert.ok(file.metadata.num('llama.context_length') >= 1024);
    assert.match(file.metadata.str('tokenizer.chat_template'), /im_start/);
    const tensors = [...file.tensors.values()];
    const rows = tensors.filter(({ shape }) => shape.length === 2);
    assert.ok(rows.length > 0 && rows.every(({ shape }) => shape[0]! % 256 === 0));
    const nParams = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    assert.ok(nParams >= 3e6 && nParams <= 12e6, String(nParams));
  });
});
