import { answerReserve, type Budget, wantedTokens } from '../../protocol/attachments.ts';
import type { ChatMessage } from '../../protocol/engine.ts';

/** Characters of code to a token in the vocabularies of today's models, roughly: what stands in until one is loaded. */
const CHARS_PER_TOKEN = 3.5;

export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** Tokens of a conversation as the model is to read it: its chat template and tokenizer. */
export type CountConversation = (messages: readonly ChatMessage[]) => Promise<number>;

export interface BudgetInput {
  /** '' for none. */
  readonly system: string;
  readonly history: readonly ChatMessage[];
  /** The words of its first question, as a gauge shows them. */
  readonly oldest: string;
  /** As the model reads them. */
  readonly attachments: readonly string[];
  readonly question: string;
  readonly nCtx: number;
  readonly nCtxTrain: number;
  readonly maxTokens: number | undefined;
}

/** Conversations whose count is remembered: the parts of one budget, and of the one before. */
const MAX_COUNTED = 12;

/** Says what fills the context. What was counted before is not counted again: between two keys only the question differs. */
export class TokenBudget {
  readonly #count: CountConversation;
  readonly #counted = new Map<string, Promise<number>>();

  constructor(count: CountConversation) {
    this.#count = count;
  }

  /** What was counted was another model's. */
  clear(): void {
    this.#counted.clear();
  }

  /**
   * Each part is the difference that it makes to the count of a conversation, so the template's own marks count where
   * they arise and the parts add up to the whole.
   */
  async measure(input: BudgetInput): Promise<Budget> {
    const { nCtx, nCtxTrain, history } = input;
    const asked = input.question.trim() === '' ? input.attachments : [...input.attachments, input.question];
    const [frame, system, withHistory, withAttachments, withQuestion] = [
      await this.#tokens([user('')]),
      await this.#tokens([...systemOf(input), user('')]),
      await this.#tokens(closed([...systemOf(input), ...history])),
      await this.#tokens([user(input.attachments.join('\n\n'))]),
      await this.#tokens([user(asked.join('\n\n'))]),
    ];
    const parts = {
      nCtx,
      system,
      history: Math.max(0, withHistory - system),
      attachments: Math.max(0, withAttachments - frame),
      question: Math.max(0, withQuestion - withAttachments),
      reserve: answerReserve(nCtx, input.maxTokens),
      canGrow: nCtx < nCtxTrain,
    };
    const pairEnd = nextQuestion(history, 1);
    const rest = await this.#tokens(closed([...systemOf(input), ...history.slice(pairEnd)]));
    const budget = {
      ...parts,
      oldest: history.length === 0 ? '' : input.oldest,
      oldestTokens: history.length === 0 ? 0 : Math.max(0, withHistory - rest),
      leftOut: 0,
      fitsAlone: true,
    };
    return wantedTokens(budget) <= nCtx ? budget : { ...budget, ...(await this.#leftOut(input, budget)) };
  }

  /** As the engine does it: whole turns go, the oldest first, as few as will do. */
  async #leftOut(input: BudgetInput, budget: Budget): Promise<Pick<Budget, 'leftOut' | 'fitsAlone'>> {
    const { history } = input;
    const cuts = [...history.keys(), history.length].filter((i) => i > 0 && nextQuestion(history, i) === i);
    const others = wantedTokens({ ...budget, system: 0, history: 0 });
    const fits = async (cut: number): Promise<boolean> =>
      (await this.#tokens(closed([...systemOf(input), ...history.slice(cut)]))) + others <= budget.nCtx;
    let low = 0;
    let high = cuts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (await fits(cuts[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    const leftOut = cuts[low] ?? 0;
    // Where even the question alone leaves less than the wished room for an answer, a short answer is better than none.
    const alone = wantedTokens({ ...budget, history: 0, reserve: 0 });
    return { leftOut, fitsAlone: alone < budget.nCtx };
  }

  #tokens(messages: readonly ChatMessage[]): Promise<number> {
    const key = JSON.stringify(messages);
    const known = this.#counted.get(key);
    const tokens = known ?? this.#count(messages);
    this.#counted.delete(key);
    this.#counted.set(key, tokens);
    tokens.catch(() => this.#counted.delete(key)); // the next model may have a template for it
    for (const oldest of this.#counted.keys()) {
      if (this.#counted.size <= MAX_COUNTED) break;
      this.#counted.delete(oldest);
    }
    return tokens;
  }
}

function user(content: string): ChatMessage {
  return { role: 'user', content };
}

function systemOf({ system }: BudgetInput): ChatMessage[] {
  return system === '' ? [] : [{ role: 'system', content: system }];
}

/** Templates insist that a user's message comes last. */
function closed(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.at(-1)?.role === 'user' ? messages : [...messages, user('')];
}

/** The first user's message from `start` on; the end of the history where there is none. */
function nextQuestion(history: readonly ChatMessage[], start: number): number {
  const found = history.findIndex(({ role }, i) => i >= start && role === 'user');
  return found < 0 ? history.length : found;
}
