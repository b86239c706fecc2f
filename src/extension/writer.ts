import type { Disposable } from '../base/disposable.ts';
import { LlmError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { ChatMessage, GenerateEvent, GenerateResult } from '../protocol/engine.ts';
import { splitReply } from '../protocol/thinking.ts';
import type { LocalModel } from './localModel.ts';
import { TextThrottle } from './textThrottle.ts';

export interface WriteOptions {
  /** The text ends after so many tokens, however little it came to. */
  readonly maxTokens: number;
  /** Told what there is so far, without what the model thought aloud; at most 30 times a second. */
  readonly onText: (soFar: string) => void;
  /** Stops it from outside, as `Writer.stop` does. */
  readonly signal?: AbortSignal;
}

export interface WrittenText {
  readonly text: string;
  /** `cancelled` where somebody stopped it. */
  readonly stopReason: GenerateResult['stopReason'];
}

/** Texts that the model writes apart from the chat, such as an edit; the engine makes one after the other. */
export class Writer implements Disposable {
  readonly #model: Pick<LocalModel, 'write'>;
  readonly #running = new Set<AbortController>();
  readonly #changes = new Emitter<boolean>();

  /** Told whether anything is being written, when that changes. */
  readonly onDidChange = this.#changes.event;

  constructor(model: Pick<LocalModel, 'write'>) {
    this.#model = model;
  }

  get isWriting(): boolean {
    return this.#running.size > 0;
  }

  /** Rejects with the engine's LlmError; a text that was stopped resolves, as far as it came. */
  write(
    messages: readonly ChatMessage[],
    { maxTokens, onText, signal: outer }: WriteOptions,
  ): Promise<WrittenText> {
    let text = '';
    const throttle = new TextThrottle((piece) => {
      text += piece;
      onText(splitReply(text).answer);
    });
    const written = (stopReason: WrittenText['stopReason']): WrittenText => {
      throttle.flush();
      return { text: splitReply(text).answer, stopReason };
    };
    return this.job(async (signal) => {
      try {
        const onEvent = (event: GenerateEvent): void => {
          if (event.type === 'text') throttle.push(event.text);
        };
        const { stopReason } = await this.#model.write(messages, { maxTokens, signal, onEvent });
        return written(stopReason);
      } catch (error) {
        if (error instanceof LlmError && error.code === 'cancelled') return written('cancelled');
        throw error;
      } finally {
        throttle.dispose();
      }
    }, outer);
  }

  /** Work that has to do with a text; `stop` aborts its signal, as `outer` does. */
  async job<T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
    const abort = new AbortController();
    const signal = outer === undefined ? abort.signal : AbortSignal.any([abort.signal, outer]);
    this.#change(() => this.#running.add(abort));
    try {
      return await work(signal);
    } finally {
      this.#change(() => this.#running.delete(abort));
    }
  }

  /** Stops all that is being written; what is there stays. */
  stop(): void {
    for (const abort of this.#running) abort.abort();
  }

  dispose(): void {
    this.stop();
    this.#changes.dispose();
  }

  #change(change: () => unknown): void {
    const was = this.isWriting;
    change();
    if (this.isWriting !== was) this.#changes.fire(this.isWriting);
  }
}
