import { LlmError } from '../../src/base/errors.ts';
import type { TokenId } from '../../src/base/types.ts';
import { BatchCosts } from '../../src/engine/draftPolicy.ts';
import type { GenerationModel, Run } from '../../src/engine/generate.ts';
import { Cancellation } from '../../src/engine/cancellation.ts';
import type { GenerateEvent } from '../../src/protocol/engine.ts';
import type { CancelFlag, LlamaContext } from '../../src/runtime/llamaContext.ts';

/** Tokens are UTF-16 units; this one ends an answer. */
export const EOG = 0;
const nVocab = 256;

/**
 * A context whose logits spell `script` once the prompt is in: the token after position p is the script's unit at
 * p - promptLength, and EOG after it. Counts what it was asked to compute.
 */
export class FakeContext implements LlamaContext {
  readonly nCtx: number;
  readonly nBatch: number;
  readonly rewindsExactly = true;
  readonly tokens: TokenId[] = [];
  readonly batches: number[] = [];
  script: string;
  promptLength = 0;
  /** Called before each pass. */
  onDecode: (context: FakeContext, cancel: CancelFlag | undefined) => void = () => undefined;

  constructor(script: string, nCtx = 1000, nBatch = 8) {
    this.script = script;
    this.nCtx = nCtx;
    this.nBatch = nBatch;
  }

  rewindTo(prompt: readonly TokenId[]): number {
    let n = 0;
    while (n < prompt.length && this.tokens[n] === prompt[n]) n++;
    this.tokens.length = n;
    const isInAnswer = prompt.length > this.promptLength && this.#isAnswer(prompt.slice(this.promptLength));
    if (!isInAnswer) this.promptLength = prompt.length + 1; // the engine leaves the prompt's last token to be computed
    return n;
  }

  #isAnswer(tokens: readonly TokenId[]): boolean {
    return this.promptLength > 0 && this.script.startsWith(String.fromCharCode(...tokens));
  }

  async decode(batch: readonly TokenId[], want: 'last' | 'all', cancel?: CancelFlag): Promise<Float32Array> {
    this.onDecode(this, cancel);
    await Promise.resolve(); // a microtask only: the engine itself must let messages in
    if (cancel?.flag[0] === 1) throw new LlmError('cancelled', 'cancelled');
    if (batch.length < 1 || batch.length > this.nBatch) throw new Error(`a batch of ${batch.length}`);
    if (this.tokens.length + batch.length > this.nCtx) throw new LlmError('context', 'full');
    this.tokens.push(...batch);
    this.batches.push(batch.length);
    const nOut = want === 'all' ? batch.length : 1;
    const logits = new Float32Array(nOut * nVocab);
    for (let i = 0; i < nOut; i++) {
      const next = this.script.charCodeAt(this.tokens.length - (nOut - 1 - i) - this.promptLength);
      logits[i * nVocab + (Number.isNaN(next) ? EOG : next)] = 1;
    }
    return logits;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export function fakeModel(context: FakeContext): GenerationModel & { readonly accepted: TokenId[] } {
  const accepted: TokenId[] = [];
  return {
    context,
    nVocab,
    batchCosts: new BatchCosts(),
    accepted,
    isEog: (id) => id === EOG,
    createDetokenizer: () => ({ push: (id) => String.fromCharCode(id), end: () => '' }),
    createChain: () => ({
      sample: (logits) => logits.indexOf(1),
      accept: (token) => void accepted.push(token),
    }),
  };
}

export function encode(text: string): TokenId[] {
  return Array.from(text, (unit) => unit.charCodeAt(0));
}

export function run(): Run & { readonly events: GenerateEvent[]; readonly cancellation: Cancellation } {
  const events: GenerateEvent[] = [];
  return {
    cancellation: new Cancellation(),
    startedAt: performance.now(),
    events,
    emit: (event) => void events.push(event),
  };
}

export function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}
