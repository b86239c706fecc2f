import { Random } from '../../../test/support/random.ts';
import { codeExamples } from '../corpus/codeExamples.ts';
import { judge } from '../corpus/facts.ts';
import type { Asker } from './asker.ts';
import type { Row } from './row.ts';

/** Neither the training set's seed nor that of the loss curve. */
const SEED = 2026;

/** Functions and classes whose names, constants and some of whose constructs training never saw. */
export async function evaluateFunctions(
  asker: Asker,
  n: number,
  onWrong: (text: string) => void,
): Promise<Row[]> {
  const counts = { asked: 0, header: 0, stated: 0, held: 0, quoting: 0, allHeld: 0, noInvented: 0, ended: 0 };
  for (const { messages, facts } of codeExamples(new Random(SEED), { heldOut: true })) {
    const [question] = messages;
    if (question === undefined || facts?.name === undefined) continue;
    const { text, isEnded } = await asker.ask([question]);
    const { isHeaderRight, stated, held, quoting, wrong, invented } = judge(text, facts);
    counts.asked++;
    counts.header += Number(isHeaderRight);
    counts.stated += stated;
    counts.held += held;
    counts.quoting += quoting;
    counts.allHeld += Number(wrong.length === 0);
    counts.noInvented += Number(invented.length === 0);
    counts.ended += Number(isEnded);
    if (!isHeaderRight || wrong.length > 0 || invented.length > 0 || !isEnded) {
      onWrong(
        `${question.content}\n\n${text}\n\nnot so: ${wrong.join(' / ')}; invented: ${invented.join(' ')}\n`,
      );
    }
    if (counts.asked === n) break;
  }
  const { asked } = counts;
  return [
    {
      name: 'held-out functions: name and all parameters right',
      hits: counts.header,
      of: asked,
      target: 0.97,
    },
    { name: '… stated operations true', hits: counts.held, of: counts.stated, target: 0.9 },
    {
      name: '… sentences besides that quote the code',
      hits: counts.quoting,
      of: counts.stated + counts.quoting,
    },
    { name: '… every operation of the answer true', hits: counts.allHeld, of: asked },
    { name: '… invents no identifier', hits: counts.noInvented, of: asked, target: 0.97 },
    { name: '… ends by itself', hits: counts.ended, of: asked, target: 1 },
  ];
}
