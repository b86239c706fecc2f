import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeQuestion } from '../../../src/extension/codeTasks.ts';
import { sentencesOf } from '../corpus/facts.ts';
import type { Asker } from './asker.ts';
import type { Row } from './row.ts';

/** What a person says of a sentence; '' until somebody has. */
type Label = 'true' | 'false' | 'empty' | '';

interface Labelled {
  readonly file: string;
  readonly sentences: readonly { readonly text: string; readonly label: Label }[];
}

const folder = path.join(import.meta.dirname, 'handTyped');
const labelsFile = path.join(import.meta.dirname, 'handTypedLabels.json');

const languages: Readonly<Record<string, string>> = { ts: 'typescript', js: 'javascript', py: 'python' };

/**
 * Asks about each function as Explain Selection does, and writes the sentences of the answers to handTypedLabels.json:
 * those that are there already keep the label that a person gave them.
 */
export async function evaluateHandTyped(asker: Asker): Promise<Row[]> {
  const known = readLabels();
  const answers: Labelled[] = [];
  for (const file of readdirSync(folder).sort()) {
    const code = readFileSync(path.join(folder, file), 'utf8').trimEnd();
    const languageId = languages[path.extname(file).slice(1)] ?? '';
    const fileName = file.replace(/^\d+-/, '');
    const question = codeQuestion('explain', {
      code,
      languageId,
      fileName,
      firstLine: 1,
      lastLine: code.split('\n').length,
    });
    const { text } = await asker.ask([{ role: 'user', content: question }]);
    const labels = known.get(file);
    const sentences = sentencesOf(text).map((sentence) => ({
      text: sentence,
      label: labels?.get(sentence) ?? ('' as const),
    }));
    answers.push({ file, sentences });
  }
  writeFileSync(labelsFile, `${JSON.stringify(answers, undefined, 2)}\n`);
  return labelRows(answers);
}

function labelRows(answers: readonly Labelled[]): Row[] {
  const labels = answers.flatMap(({ sentences }) => sentences.map(({ label }) => label));
  const count = (wanted: Label): number => labels.filter((label) => label === wanted).length;
  const of = labels.length - count('');
  const name = `${answers.length} functions typed by hand, ${labels.length} sentences`;
  return [
    { name: `${name}: labelled`, hits: of, of: labels.length },
    { name: '… true', hits: count('true'), of, target: 0.8 },
    { name: '… false', hits: count('false'), of, target: 0.1, isCeiling: true },
    { name: '… empty but honest', hits: count('empty'), of },
  ];
}

function readLabels(): ReadonlyMap<string, ReadonlyMap<string, Label>> {
  if (!existsSync(labelsFile)) return new Map();
  const labelled = JSON.parse(readFileSync(labelsFile, 'utf8')) as readonly Labelled[];
  return new Map(
    labelled.map(({ file, sentences }) => [file, new Map(sentences.map(({ text, label }) => [text, label]))]),
  );
}
