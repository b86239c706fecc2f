import { LlmError } from '../../base/errors.ts';
import { type Budget, MAX_ATTACHMENTS } from '../../protocol/attachments.ts';
import type { LoadParams } from '../../protocol/engine.ts';
import type { Asked, Chat } from '../chat.ts';
import type { EngineHost } from '../engineHost.ts';
import { attachedTexts, messagesOf } from '../messages.ts';
import type { CountTokens } from './question.ts';
import { estimateTokens, TokenBudget } from './tokenBudget.ts';

/** What the settings say, and the chat in their place. */
export interface ComposerSettings {
  readonly load: LoadParams;
  readonly system: string;
  readonly maxTokens: number | undefined;
  readonly idleUnloadMinutes: number;
}

export interface MeterOptions {
  readonly chat: Pick<Chat, 'state'>;
  readonly engine: Pick<EngineHost, 'model' | 'ask'>;
  /** Read anew each time. Throws `request` for a setting that is wrong. */
  readonly settings: () => ComposerSettings;
}

/** Characters of the oldest question that a gauge shows. */
const SHOWN_CHARS = 60;

/** Counts with the tokenizer of the loaded model what a question costs. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #budget: TokenBudget;
  /** By text: tokens of what is attached. */
  readonly #costs = new Map<string, number>();
  /** Whose tokens were counted. */
  #model: string | undefined;

  constructor(options: MeterOptions) {
    this.#options = options;
    this.#budget = new TokenBudget(async (messages) => {
      const { tokens } = await options.engine.ask('chat/render', { messages });
      return tokens.length;
    });
  }

  readonly count: CountTokens = async (text) => {
    this.#forgetOtherModel();
    if (this.#model === undefined) return { tokens: estimateTokens(text), isExact: false };
    const known = this.#costs.get(text);
    if (known !== undefined) return { tokens: known, isExact: true };
    const params = { text: `${text}\n\n`, addSpecial: false, parseSpecial: true };
    const { tokens } = await this.#options.engine.ask('tokenize', params);
    if (this.#costs.size >= 4 * MAX_ATTACHMENTS) this.#costs.clear();
    this.#costs.set(text, tokens.length);
    return { tokens: tokens.length, isExact: true };
  };

  /** Undefined while no model is loaded, and for one whose template has no place for such a conversation. */
  async measure(asked: Asked): Promise<Budget | undefined> {
    this.#forgetOtherModel();
    const { model } = this.#options.engine;
    if (model === undefined) return undefined;
    const { turns } = this.#options.chat.state;
    const first = turns.find((turn) => turn.role === 'user');
    try {
      const { system, maxTokens } = this.#options.settings();
      return await this.#budget.measure({
        system,
        history: messagesOf(turns),
        oldest: beginning(first?.text ?? ''),
        attachments: attachedTexts(asked).filter((text) => text !== ''),
        question: asked.prompt ?? asked.text,
        nCtx: model.nCtx,
        nCtxTrain: model.nCtxTrain,
        maxTokens,
      });
    } catch (error) {
      if (error instanceof LlmError) return undefined; // the question itself will say what is wrong
      throw error;
    }
  }

  /** Other models count other tokens. */
  #forgetOtherModel(): void {
    const model = this.#options.engine.model?.modelPath;
    if (model === this.#model) return;
    this.#model = model;
    this.#costs.clear();
    this.#budget.clear();
  }
}

function beginning(text: string): string {
  const characters = Array.from(text.replace(/[\s\p{C}]+/gu, ' ').trim());
  const start = characters.slice(0, SHOWN_CHARS).join('');
  return characters.length > SHOWN_CHARS ? `${start}…` : start;
}
