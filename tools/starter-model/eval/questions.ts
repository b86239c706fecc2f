import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../../test/support/random.ts';
import { LARGER_MODEL, SMALL_MODEL } from '../questions/topic.ts';
import { typed, type Wording, wordings } from '../questions/wordings.ts';
import type { Asker } from './asker.ts';
import type { Row } from './row.ts';

const SEED = 2026;

/** Commands and settings have many more wordings than other topics; of each topic so many are asked. */
const WORDINGS_A_TOPIC = 3;

/** Wordings that were never trained on must get their topic's answer, word for word. */
export async function evaluateQuestions(asker: Asker, onWrong: (text: string) => void): Promise<Row[]> {
  const random = new Random(SEED);
  const asked = drawn(random);
  let right = 0;
  for (const { topic, text } of asked) {
    const question = typed(text, random);
    const reply = await asker.ask([{ role: 'user', content: question }]);
    if (reply.text.trim() === topic.answer) right++;
    else onWrong(`${topic.id}: ${question}\n  ${reply.text}`);
  }
  return [
    {
      name: 'held-out wordings of questions about the extension',
      hits: right,
      of: asked.length,
      target: 0.95,
    },
  ];
}

function drawn(random: Random): readonly Wording[] {
  const byTopic = new Map<string, Wording[]>();
  for (const wording of wordings(true)) {
    byTopic.set(wording.topic.id, [...(byTopic.get(wording.topic.id) ?? []), wording]);
  }
  return [...byTopic.values()].flatMap((all) => {
    const rest = [...all];
    return Array.from(
      { length: Math.min(WORDINGS_A_TOPIC, all.length) },
      () => rest.splice(random.int(rest.length), 1)[0]!,
    );
  });
}

/** What lies outside its world must be said to do so. */
export async function evaluateOutside(asker: Asker, onWrong: (text: string) => void): Promise<Row[]> {
  const prompts = readFileSync(path.join(import.meta.dirname, 'outside.txt'), 'utf8')
    .trim()
    .split('\n');
  let said = 0;
  for (const prompt of prompts) {
    const { text } = await asker.ask([{ role: 'user', content: prompt }]);
    if (text.includes(SMALL_MODEL) && text.includes(LARGER_MODEL)) said++;
    else onWrong(`outside: ${prompt}\n  ${text}`);
  }
  return [{ name: 'prompts outside its world: says so', hits: said, of: prompts.length, target: 0.95 }];
}
