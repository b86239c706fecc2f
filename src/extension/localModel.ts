import * as vscode from 'vscode';
import type { ChatMessage, EngineRequests, FileReport, GenerateResult } from '../protocol/engine.ts';
import type { ComposerSettings } from './attachments/meter.ts';
import type { Answerer, AnswererOptions } from './chat.ts';
import { type Config, generateOptions, loadParams, readConfig, type SettingName } from './config.ts';
import type { ChatOptions, EngineHost, ModelUse } from './engineHost.ts';
import type { Session } from './sessions/session.ts';

/** Of code, and at least so many in most vocabularies. */
const CHARS_PER_TOKEN = 3;

/** The model that the settings choose. They are read for each request, so that a change needs no restart. */
export class LocalModel {
  readonly #engine: EngineHost;
  readonly #storageDir: string;

  /** `storageDir` is where the extension may keep what it likes. */
  constructor(engine: EngineHost, storageDir: string) {
    this.#engine = engine;
    this.#storageDir = storageDir;
  }

  /** '' while none is chosen. */
  get path(): string {
    return currentConfig().modelPath;
  }

  /** Positions of the loaded model's context; undefined while none is loaded. */
  get nCtx(): number | undefined {
    const { status } = this.#engine;
    return status.kind === 'ready' ? status.nCtx : undefined;
  }

  /** The chat's next answer. */
  readonly answer: Answerer = (
    messages,
    { conversation, preset, sampling, systemPrompt, continueFinal, signal, onEvent },
  ) => {
    const config = currentConfig();
    const params = {
      ...generateOptions(config, preset, sampling),
      messages: withSystemPrompt(messages, systemPrompt, config),
      conversation,
      continueFinal,
    };
    return this.#engine.chat(this.#load(config), params, { ...this.#use(config, signal), onEvent });
  };

  /**
   * A text that is no part of any chat, as exact as the model can be. Neither the person's instructions nor a thought
   * before it: both are meant for conversations. Such texts share a cache, in which none is kept.
   */
  write(
    messages: readonly ChatMessage[],
    { maxTokens, signal, onEvent }: Pick<ChatOptions, 'signal' | 'onEvent'> & { readonly maxTokens: number },
  ): Promise<GenerateResult> {
    const config = currentConfig();
    const params = {
      ...generateOptions(config, 'precise'),
      maxTokens,
      messages,
      templateVariables: { enable_thinking: false },
    };
    return this.#engine.chat(this.#load(config), params, { ...this.#use(config, signal), onEvent });
  }

  /** What `answer` would feed the model. */
  render(
    messages: readonly ChatMessage[],
    { systemPrompt, signal }: Pick<AnswererOptions, 'systemPrompt' | 'signal'>,
  ): Promise<EngineRequests['chat/render']['result']> {
    const config = currentConfig();
    const input = { messages: withSystemPrompt(messages, systemPrompt, config) };
    return this.#engine.render(this.#load(config), input, this.#use(config, signal));
  }

  /**
   * Does what leads to a question, and has the model load meanwhile. What keeps it from loading is the question's to
   * say; a load that nobody waits for any more ends with the work.
   */
  async whileLoading(work: () => Promise<unknown>): Promise<void> {
    const abort = new AbortController();
    this.#prepare(abort.signal).catch(() => undefined);
    try {
      await work();
    } finally {
      abort.abort();
    }
  }

  /** How many tokens each text has; loads the model, which alone can tell. */
  countTokens(texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const config = currentConfig();
    return this.#engine.countTokens(this.#load(config), texts, this.#use(config, signal));
  }

  /** The same without loading anything: while no model is loaded a guess stands in, rather too high than too low. */
  readonly estimateTokens = async (texts: readonly string[]): Promise<number[]> => {
    if (this.nCtx === undefined) return texts.map((text) => Math.ceil(text.length / CHARS_PER_TOKEN));
    return this.countTokens(texts, new AbortController().signal);
  };

  /** What a question of a chat is measured by. */
  settings(chat: Pick<Session, 'systemPrompt' | 'preset' | 'sampling'>): ComposerSettings {
    const config = currentConfig();
    return {
      load: this.#load(config),
      system: chat.systemPrompt === '' ? config.systemPrompt : chat.systemPrompt,
      maxTokens: generateOptions(config, chat.preset, chat.sampling).maxTokens,
      idleUnloadMinutes: config.idleUnloadMinutes,
    };
  }

  /** What a file's header says of its chances here. Throws only if it is no sound GGUF, or cannot be read. */
  inspect(modelPath: string, signal?: AbortSignal): Promise<FileReport> {
    const { contextSize, kvCacheType } = currentConfig();
    return this.#engine.inspect({ modelPath, nCtx: contextSize, kvType: kvCacheType }, signal);
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const config = currentConfig();
    await this.#engine.load(this.#load(config), this.#use(config, signal));
  }

  #load(config: Config): ReturnType<typeof loadParams> {
    return loadParams(config, this.#storageDir);
  }

  #use({ idleUnloadMinutes }: Config, signal: AbortSignal): ModelUse {
    return { signal, idleUnloadMinutes };
  }
}

function withSystemPrompt(
  messages: readonly ChatMessage[],
  ofChat: string,
  { systemPrompt }: Config,
): readonly ChatMessage[] {
  const content = ofChat === '' ? systemPrompt : ofChat;
  return content === '' ? messages : [{ role: 'system', content }, ...messages];
}

function currentConfig(): Config {
  const configuration = vscode.workspace.getConfiguration('burrow');
  return readConfig((name: SettingName) => ({
    globalValue: configuration.inspect<unknown>(name)?.globalValue,
    effectiveValue: configuration.get<unknown>(name),
  }));
}
