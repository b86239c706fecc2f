// npm run eval:starter: what the built-in model can do, as a table; everything it gets wrong goes to a file.
//   npm run eval:starter -- [--model FILE] [--functions N]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelFile } from '../modelFile.ts';
import { Asker } from './asker.ts';
import { evaluateFunctions } from './functions.ts';
import { evaluateHandTyped } from './handTyped.ts';
import { evaluateOutside, evaluateQuestions } from './questions.ts';
import { type Row, rowLine } from './row.ts';
import { compareWithLlamaCpp } from './sameAsLlamaCpp.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: modelFile },
    functions: { type: 'string', default: '500' },
  },
});
const modelPath = path.resolve(values.model);
const wrongFile = path.resolve('out/starter-model/wrong.txt');

const wrong: string[] = [];
const onWrong = (text: string): void => void wrong.push(text);
const asker = new Asker();
try {
  await asker.load(modelPath);
  const parts: readonly (() => Promise<readonly Row[]>)[] = [
    () => evaluateFunctions(asker, Number(values.functions), onWrong),
    () => evaluateQuestions(asker, onWrong),
    () => evaluateOutside(asker, onWrong),
    () => evaluateHandTyped(asker),
    () => compareWithLlamaCpp(asker, modelPath, onWrong),
  ];
  console.log('| | | measured | target |\n|---|---|---|---|');
  for (const part of parts) for (const row of await part()) console.log(rowLine(row));
} finally {
  asker.dispose();
}
mkdirSync(path.dirname(wrongFile), { recursive: true });
writeFileSync(wrongFile, wrong.join('\n---\n'));
console.log(`\nWhat was wrong: ${path.relative('.', wrongFile)}`);
