import { LlamaCpp } from '../../../test/parity/llamaCpp.ts';
import { Random } from '../../../test/support/random.ts';
import { codeExamples } from '../corpus/codeExamples.ts';
import { N_VOCAB } from '../tokenizer/starterVocab.ts';
import type { Asker } from './asker.ts';
import type { Row } from './row.ts';

const SEED = 77;
const N_QUESTIONS = 30;

/** Greedy answers, token for token, as llama.cpp gives them to the same tokens. */
export async function compareWithLlamaCpp(
  asker: Asker,
  modelPath: string,
  onWrong: (text: string) => void,
): Promise<Row[]> {
  const llamaCpp = await LlamaCpp.start();
  try {
    await llamaCpp.request('load', { path: modelPath });
    const code = codeExamples(new Random(SEED), { heldOut: true });
    let same = 0;
    for (let i = 0; i < N_QUESTIONS; i++) {
      const [question] = code.next().value.messages;
      const { text, promptTokens, tokens } = await asker.ask([question!]);
      const { greedy, logits } = await llamaCpp.request('evaluate', {
        tokens: promptTokens,
        nVocab: N_VOCAB,
        from: promptTokens.length - 1,
        nGreedy: tokens.length,
        kvType: 'F16',
      });
      const at = tokens.findIndex((token, k) => token !== greedy[k]);
      if (at === -1) same++;
      else {
        const [ours, theirs] = [tokens[at]!, greedy[at]!].map((token) => logits[at * N_VOCAB + token]!);
        onWrong(
          `llama.cpp differs from token ${at} of ${tokens.length} on, where its logits of the two are ` +
            `${ours!.toFixed(4)} and ${theirs!.toFixed(4)}:\n${text}\n`,
        );
      }
    }
    return [{ name: 'llama.cpp gives the same greedy answers', hits: same, of: N_QUESTIONS, target: 1 }];
  } finally {
    llamaCpp.dispose();
  }
}
