import { createInterface } from 'node:readline';
import { LlmError } from '../base/errors.ts';
import { builtInModelPath, builtInSampling } from '../client/builtInModel.ts';
import type { EngineClient } from '../client/engineClient.ts';
import type {
  ChatMessage,
  ChatInput,
  EngineRequests,
  GenerateEvent,
  GenerateOptions,
  GenerateResult,
  LoadParams,
  ModelInfo,
} from '../protocol/engine.ts';
import type { ChatArguments } from './args.ts';

/** What a shell reports for a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** `chat`: one prompt and its answer, or a conversation line by line. */
export async function chat(client: EngineClient, args: ChatArguments): Promise<number> {
  const interrupt = new Interrupt();
  const session = new Session(client, args, interrupt);
  if (args.prompt === undefined) return converse(session, interrupt);
  return args.showPrompt
    ? showPrompt(session, args.prompt, args.json)
    : answerOnce(session, args.prompt, args.json);
}

async function answerOnce(session: Session, prompt: string, json: boolean): Promise<number> {
  const result = await session.answer(prompt, (text) => {
    if (!json) process.stdout.write(text);
  });
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : '\n');
  return result.stopReason === 'cancelled' ? INTERRUPTED : 0;
}

/** The rendered prompt as it is, to standard output; how many tokens it has, to standard error. */
async function showPrompt(session: Session, prompt: string, json: boolean): Promise<number> {
  const rendered = await session.render(prompt);
  process.stdout.write(json ? `${JSON.stringify(rendered)}\n` : rendered.prompt);
  process.stderr.write(`\n[${rendered.tokens.length} tokens]\n`);
  return 0;
}

async function converse(session: Session, interrupt: Interrupt): Promise<number> {
  await session.load();
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal, prompt: '> ' });
  // A terminal in raw mode gives Ctrl-C to readline as a key.
  lines.on('SIGINT', () => {
    interrupt.raise();
  });
  interrupt.onIdle = () => {
    lines.close();
  };
  const prompt = (): void => {
    if (terminal) lines.prompt();
  };
  prompt();
  for await (const line of lines) {
    if (line.trim() !== '') {
      try {
        await session.answer(line, (text) => process.stdout.write(text));
      } catch (error) {
        // The conversation goes on: a message that is too long, or an engine that died, ends only this answer.
        if (!(error instanceof LlmError)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
      }
      process.stdout.write('\n');
    }
    prompt();
  }
  return 0;
}

/** Ctrl-C: stops the answer that is being written, or ends the program if there is none or it is pressed again. */
class Interrupt {
  #controller: AbortController | undefined;
  /** What ends the program in order while nothing is written. */
  onIdle = (): void => process.exit(INTERRUPTED);

  constructor() {
    process.on('SIGINT', () => {
      this.raise();
    });
  }

  raise(): void {
    if (this.#controller === undefined) this.onIdle();
    else if (this.#controller.signal.aborted) process.exit(INTERRUPTED);
    else this.#controller.abort();
  }

  async during<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#controller = new AbortController();
    try {
      return await run(this.#controller.signal);
    } finally {
      this.#controller = undefined;
    }
  }
}

/** One conversation: loads the model when it must, and remembers what was said. */
class Session {
  readonly #client: EngineClient;
  readonly #args: ChatArguments;
  readonly #interrupt: Interrupt;
  readonly #messages: ChatMessage[] = [];
  #isIntroduced = false;

  constructor(client: EngineClient, args: ChatArguments, interrupt: Interrupt) {
    this.#client = client;
    this.#args = args;
    this.#interrupt = interrupt;
    if (args.system !== undefined) this.#messages.push({ role: 'system', content: args.system });
  }

  /** Loads the model if the engine has none, so also after an engine that died. */
  load(): Promise<void> {
    return this.#interrupt.during((signal) => this.#load(signal));
  }

  render(prompt: string): Promise<EngineRequests['chat/render']['result']> {
    return this.#interrupt.during(async (signal) => {
      await this.#load(signal);
      return this.#client.request('chat/render', this.#conversation(prompt), { signal });
    });
  }

  answer(prompt: string, show: (text: string) => void): Promise<GenerateResult> {
    return this.#interrupt.during(async (signal) => {
      await this.#load(signal);
      const { model, raw, sampling, seed, maxTokens } = this.#args;
      const options: GenerateOptions = {
        sampling: { ...(model === undefined && builtInSampling), ...sampling },
        ...(seed !== undefined && { seed }),
        ...(maxTokens !== undefined && { maxTokens }),
      };
      const onEvent = (event: GenerateEvent): void => {
        if (event.type === 'text') show(event.text);
        else if (event.type === 'dropped') {
          process.stderr.write(`(the oldest ${event.messages} messages no longer fit and were left out)\n`);
        }
      };
      if (raw) {
        const result = await this.#client.request('complete', { ...options, prompt }, { onEvent, signal });
        summarize(result);
        return result;
      }
      const conversation = this.#conversation(prompt);
      const result = await this.#client.request('chat', { ...options, ...conversation }, { onEvent, signal });
      this.#messages.splice(0, Infinity, ...conversation.messages, {
        role: 'assistant',
        content: result.text,
      });
      summarize(result);
      return result;
    });
  }

  /** What was said so far, and the prompt. */
  #conversation(prompt: string): ChatInput {
    const { templateVariables } = this.#args;
    return { messages: [...this.#messages, { role: 'user', content: prompt }], templateVariables };
  }

  async #load(signal: AbortSignal): Promise<void> {
    const { model, nCtx, nThreads, kvType } = this.#args;
    const params: LoadParams = { modelPath: model ?? builtInModelPath, nCtx, nThreads, kvType };
    const show = (text: string): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
    };
    const info = await this.#client.request('model/load', params, {
      signal,
      onEvent: ({ progress }) => {
        show(progress < 1 ? `loading ${Math.round(100 * progress)} %` : '');
      },
    });
    show('');
    if (this.#isIntroduced) return;
    this.#isIntroduced = true;
    introduce(info);
  }
}

/** What was loaded, and what the person should know of it. */
function introduce({ name, fileType, nParams, nCtx, nThreads, loadMs, warnings }: ModelInfo): void {
  process.stderr.write(
    `[${name}, ${fileType}, ${(nParams / 1e6).toFixed(1)} million weights | context ${nCtx} | ` +
      `threads ${nThreads} | loaded in ${(loadMs / 1000).toFixed(2)} s]\n`,
  );
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

/** The speed of a run, on standard error, so that standard output is the answer alone. */
function summarize({ promptTokens, cachedTokens, tokens, stopReason, timings }: GenerateResult): void {
  const speed = (n: number, ms: number): string => (ms > 0 ? `${((1000 * n) / ms).toFixed(1)} tok/s` : '-');
  process.stderr.write(
    `\n[prompt ${promptTokens.length} tokens (${cachedTokens} cached), ${speed(timings.promptTokens, timings.promptMs)} | ` +
      `answer ${tokens.length} tokens, ${speed(timings.decodeTokens, timings.decodeMs)} | ` +
      `first text after ${(timings.firstTokenMs / 1000).toFixed(2)} s | ${stopReason}]\n`,
  );
}
