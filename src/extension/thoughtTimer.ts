import { splitReply } from '../protocol/thinking.ts';

/** Longer than any tag that ends a thought. */
const TAG_CHARS = 16;

/** Tells once how long the model thought aloud, when the tag comes that ends its thought. */
export class ThoughtTimer {
  readonly #onEnd: (ms: number) => void;
  #start: number | undefined;
  #text = '';
  #isDone = false;

  constructor(onEnd: (ms: number) => void) {
    this.#onEnd = onEnd;
  }

  push(text: string): void {
    if (this.#isDone) return;
    this.#start ??= performance.now();
    const from = Math.max(0, this.#text.length - TAG_CHARS);
    this.#text += text;
    if (!this.#text.includes('</', from)) return;
    const { thought, isThinking } = splitReply(this.#text);
    if (thought === undefined || isThinking) return;
    this.#isDone = true;
    this.#text = '';
    this.#onEnd(Math.round(performance.now() - this.#start));
  }
}
