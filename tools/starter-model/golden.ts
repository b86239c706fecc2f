// npm run golden:starter: llama.cpp's greedy answers of the built-in model, for test/golden/starter.test.ts.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chatEncoder } from '../../src/engine/chatEncoder.ts';
import { FileSource } from '../../src/engine/fileSource.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { starterQuestions, type StarterAnswer } from '../../test/golden/starterQuestions.ts';
import { LlamaCpp } from '../../test/parity/llamaCpp.ts';
import { modelFile } from './modelFile.ts';

/** More than any of the answers has. */
const MAX_TOKENS = 300;

const source = await FileSource.open(modelFile);
const { metadata } = await parseGguf(source);
const tokenizer = createTokenizer(metadata);
const { encode } = chatEncoder(metadata, tokenizer);
const llamaCpp = await LlamaCpp.start();
const answers: StarterAnswer[] = [];
try {
  await llamaCpp.request('load', { path: modelFile });
  for (const question of starterQuestions) {
    const { prompt, tokens } = encode({ messages: [{ role: 'user', content: question }] });
    const [read] = await llamaCpp.request('tokenize', { texts: [prompt], parseSpecial: true });
    if (String(read) !== String(tokens)) throw new Error(`llama.cpp reads other tokens in ${prompt}`);
    const { greedy } = await llamaCpp.request('evaluate', {
      tokens,
      nVocab: tokenizer.nVocab,
      from: tokens.length - 1,
      nGreedy: MAX_TOKENS,
      kvType: 'F16',
    });
    const end = greedy.findIndex((token) => tokenizer.isEog(token));
    if (end === -1) throw new Error(`llama.cpp's answer has no end: ${question}`);
    answers.push({ question, answer: tokenizer.decode(greedy.slice(0, end)) });
  }
} finally {
  llamaCpp.dispose();
  await source.close();
}
const file = path.resolve('test/golden/answers/starter.json');
writeFileSync(file, `${JSON.stringify(answers, undefined, 2)}\n`);
console.log(`${file}: ${answers.length} answers`);
