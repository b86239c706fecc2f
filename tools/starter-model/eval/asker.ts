import path from 'node:path';
import type { TokenId } from '../../../src/base/types.ts';
import { builtInSampling } from '../../../src/client/builtInModel.ts';
import { EngineClient } from '../../../src/client/engineClient.ts';
import type { ChatMessage } from '../../../src/protocol/engine.ts';

/** More than any right answer has. */
const MAX_TOKENS = 600;

export interface Reply {
  readonly text: string;
  /** The model ended it, not the limit or the context. */
  readonly isEnded: boolean;
  readonly promptTokens: readonly TokenId[];
  readonly tokens: readonly TokenId[];
}

/** The engine as the product runs it, with a model that answers greedily. */
export class Asker {
  readonly #client = new EngineClient({ workerPath: path.resolve('dist/engine.js') });

  async load(modelPath: string): Promise<void> {
    await this.#client.request('model/load', { modelPath, nCtx: 0, nThreads: 1, kvType: 'f16' });
  }

  async ask(messages: readonly ChatMessage[]): Promise<Reply> {
    const { text, stopReason, promptTokens, tokens } = await this.#client.request('chat', {
      messages,
      sampling: builtInSampling,
      maxTokens: MAX_TOKENS,
    });
    return { text, isEnded: stopReason === 'eog', promptTokens, tokens };
  }

  dispose(): void {
    this.#client.dispose();
  }
}
