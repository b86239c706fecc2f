// Writes what train.py reads: the tokenizer, the training set and a held-out set.
//   npx tsx tools/starter-model/prepare.ts [FOLDER [EXAMPLES [SEED]]]
import { existsSync, readFileSync, mkdirSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Metadata } from '../../src/gguf/metadata.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { Random } from '../../test/support/random.ts';
import { conversations } from './conversations.ts';
import { codeExamples } from './corpus/codeExamples.ts';
import { encodeExample } from './encodeExample.ts';
import type { Example } from './example.ts';
import type { Merges } from './tokenizer/trainBpe.ts';
import { learnMerges, nameParts, vocabMetadata } from './tokenizer/starterVocab.ts';

const MAX_TOKENS = 1024;
const VOCABULARY_EXAMPLES = 12_000;
const HELD_OUT_EXAMPLES = 400;
const SEEDS = { vocabulary: 5, heldOut: 99 };

// Another seed is another training set, to go on with.
const [folder = 'out/starter-model', nExamples = '100000', seed = '1'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

// The vocabulary of an earlier run is kept, so that training can go on with other examples.
const mergesFile = path.join(folder, 'merges.json');
if (!existsSync(mergesFile)) {
  const examples = take(conversations(new Random(SEEDS.vocabulary), []), VOCABULARY_EXAMPLES);
  writeFileSync(mergesFile, JSON.stringify(learnMerges(examples)));
}
const merges = JSON.parse(readFileSync(mergesFile, 'utf8')) as Merges;
const tokenizer = createTokenizer(new Metadata(new Map(Object.entries(vocabMetadata(merges)))));
writeSet('train', conversations(new Random(Number(seed)), nameParts(merges)), Number(nExamples));
writeSet(
  'heldOut',
  codeExamples(new Random(SEEDS.heldOut), { heldOut: true, extraParts: [] }),
  HELD_OUT_EXAMPLES,
);

function writeSet(name: string, examples: Iterable<Example>, n: number): void {
  const tokensFile = openSync(path.join(folder, `${name}.tokens`), 'w');
  const lengths: number[] = [];
  let total = 0;
  let tooLong = 0;
  const start = performance.now();
  for (const example of examples) {
    const tokens = encodeExample(tokenizer, example);
    if (tokens.length <= MAX_TOKENS) {
      writeSync(tokensFile, Uint16Array.from(tokens));
      lengths.push(tokens.length);
      total += tokens.length;
    } else tooLong++;
    if (lengths.length === n) break;
  }
  closeSync(tokensFile);
  writeFileSync(path.join(folder, `${name}.lengths`), Uint16Array.from(lengths));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${name}: ${lengths.length} examples, ${total} tokens, ${(total / lengths.length).toFixed(1)} an example, ` +
      `${tooLong} too long, ${seconds} s`,
  );
}

function take<T>(items: Iterable<T>, n: number): T[] {
  const taken: T[] = [];
  for (const item of items) if (taken.push(item) === n) break;
  return taken;
}
