import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type {
  ChatInput,
  EngineEvents,
  EngineRequest,
  EngineRequests,
  EngineStatus,
  EventOf,
  FileReport,
  FromEngine,
  GenerateOptions,
  GenerateResult,
  KeepParams,
  LoadParams,
  Method,
  ModelInfo,
  ToEngine,
  WireError,
} from '../protocol/engine.ts';
import type { EncodeOptions } from '../tokenizer/tokenizer.ts';
import { Cancellation } from './cancellation.ts';
import type { ConversationCache } from './conversationCache.ts';
import { type EncodedChat, splitFinal } from './chatEncoder.ts';
import { fitConversation } from './conversation.ts';
import { Frames } from './frames.ts';
import { generate, type GenerationModel, type Run } from './generate.ts';
import { JobQueue } from './jobQueue.ts';
import { LastAnswer } from './lastAnswer.ts';
import type { Spelling } from './spell.ts';

/** A model ready to answer. */
export interface LoadedModel extends GenerationModel {
  readonly params: LoadParams;
  readonly info: ModelInfo;
  readonly encode: (text: string, options: EncodeOptions) => TokenId[];
  /** Template and tokenizer: the conversation as the model is to read it, up to where its answer begins. */
  readonly encodeChat: (conversation: ChatInput) => EncodedChat;
  /** Tokens as a person may read them. */
  readonly spell: (tokens: readonly TokenId[]) => Spelling;
  /** Other conversations than the one in the context. */
  readonly conversations: Pick<ConversationCache, 'prepare'>;
  /** The same weights with another context, in place of this one; if it rejects, the model can only be disposed. */
  readonly reopen: (params: LoadParams, run: LoadRun) => Promise<LoadedModel>;
  /** Ends its threads, which gives the memory back. */
  readonly dispose: () => Promise<void>;
}

/** A load's surroundings. */
export interface LoadRun {
  readonly cancellation: Cancellation;
  readonly onProgress: (progress: number) => void;
  /** For whoever repairs the engine. */
  readonly onLog: (text: string) => void;
}

/** Files to models; the server itself knows only messages and order. */
export interface Backend {
  load(params: LoadParams, run: LoadRun): Promise<LoadedModel>;
  /** After a model was disposed and forgotten, or a load failed. */
  releaseMemory(): Promise<void>;
  inspect(params: EngineRequests['file/inspect']['params']): Promise<FileReport>;
  tokenizeFile(
    params: EngineRequests['file/tokenize']['params'],
  ): Promise<EngineRequests['file/tokenize']['result']>;
}

/** One request's surroundings. */
interface RequestScope<M extends Method> {
  readonly cancellation: Cancellation;
  readonly startedAt: number;
  readonly emit: (body: EventOf<M>) => void;
}

/** What the model is to read. */
interface Prompt {
  readonly tokens: readonly TokenId[];
  /** The text of the answer that it ends with, where one goes on. */
  readonly begun: string;
}

type Handlers = {
  [M in Method]: (
    params: EngineRequests[M]['params'],
    scope: RequestScope<M>,
  ) => EngineRequests[M]['result'] | Promise<EngineRequests[M]['result']>;
};

type State =
  | { readonly state: 'empty' }
  | { readonly state: 'loading'; readonly modelPath: string; readonly progress: number }
  | { readonly state: 'ready'; readonly model: LoadedModel };

/** Answers the host's requests: a handler a method, jobs on the model one at a time, errors to the wire in one place. */
export class EngineServer {
  readonly #backend: Backend;
  readonly #post: (message: FromEngine) => void;
  readonly #queue = new JobQueue();
  readonly #requests = new Map<number, Cancellation>();
  readonly #lastAnswer = new LastAnswer();
  #state: State = { state: 'empty' };
  /** Loads and unloads that wait or run: while there are any, the model at hand is not the one to come. */
  #modelJobs = 0;

  constructor(backend: Backend, post: (message: FromEngine) => void) {
    this.#backend = backend;
    this.#post = post;
  }

  readonly #handlers: Handlers = {
    'model/load': (params, scope) => this.#load(params, scope),
    'model/unload': (_, { cancellation }) => this.#unload(cancellation),
    chat: (params, scope) =>
      this.#generate(params, scope, params.conversation, async (model) => {
        const { tokens, dropped } = await fitConversation(params.messages, {
          nCtx: model.context.nCtx,
          maxTokens: params.maxTokens,
          cancellation: scope.cancellation,
          tokenize: (messages) => this.#encodeChat(model, { ...params, messages }),
        });
        if (dropped > 0) scope.emit({ type: 'dropped', messages: dropped });
        return { tokens, begun: params.continueFinal === true ? splitFinal(params.messages).begun : '' };
      }),
    'chat/render': (conversation) => {
      const model = this.#requireModel();
      const { prompt, tokens } = model.encodeChat(conversation);
      return { prompt, tokens, ...model.spell(tokens) };
    },
    complete: (params, scope) =>
      this.#generate(params, scope, undefined, (model) => ({
        tokens: model.encode(params.prompt, { addSpecial: true, parseSpecial: true }),
        begun: '',
      })),
    tokenize: ({ text, addSpecial, parseSpecial }) => ({
      tokens: this.#requireModel().encode(text, { addSpecial, parseSpecial }),
    }),
    status: () => this.#status(),
    'file/inspect': (params) => this.#backend.inspect(params),
    'file/tokenize': (params) => this.#backend.tokenizeFile(params),
  };

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'request':
        void this.#answer(message);
        break;
      case 'cancel':
        this.#requests.get(message.id)?.cancel();
        break;
    }
  }

  async #answer<M extends Method>({ id, method, params, cancel }: EngineRequest<M>): Promise<void> {
    const cancellation = new Cancellation(cancel);
    this.#requests.set(id, cancellation);
    try {
      const result = await this.#handlers[method](params, {
        cancellation,
        startedAt: performance.now(),
        emit: (body) => {
          this.#post({ type: 'event', id, method, body } as EventMessage);
        },
      });
      this.#post({ type: 'response', id, result });
    } catch (error) {
      this.#post({ type: 'error', id, error: this.#wireError(error, method) });
    } finally {
      this.#requests.delete(id);
    }
  }

  #wireError(error: unknown, method: Method): WireError {
    if (error instanceof LlmError) return { code: error.code, message: error.message };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#post({ type: 'log', text: `${method}: ${text}` });
    return { code: 'internal', message: `${method}: ${error instanceof Error ? error.message : text}` };
  }

  async #load(params: LoadParams, { cancellation, emit }: RequestScope<'model/load'>): Promise<ModelInfo> {
    const loaded = (): ModelInfo | undefined =>
      this.#state.state === 'ready' && sameParams(this.#state.model.params, params)
        ? this.#state.model.info
        : undefined;

    // What is there already need not wait for an answer that is being written.
    const info = this.#modelJobs === 0 ? loaded() : undefined;
    if (info !== undefined) return info;

    return this.#changeModel(cancellation, async () => {
      const info = loaded();
      if (info !== undefined) return info;

      const reusable = this.#takeReusable(params);
      if (reusable === undefined) await this.#drop();
      const { modelPath } = params;
      const frames = new Frames<number>(
        (progress) => {
          this.#state = { state: 'loading', modelPath, progress };
          emit({ progress });
        },
        (_, next) => next,
      );
      frames.push(0);
      let state: State = { state: 'empty' };
      try {
        const run: LoadRun = {
          cancellation,
          onProgress: (progress) => {
            frames.push(progress);
          },
          onLog: (text) => {
            this.#post({ type: 'log', text });
          },
        };
        const model = await (reusable?.reopen(params, run) ?? this.#backend.load(params, run));
        state = { state: 'ready', model };
        return model.info;
      } catch (error) {
        await reusable?.dispose();
        await this.#backend.releaseMemory(); // what it had taken before it failed
        throw error;
      } finally {
        frames.flush();
        this.#state = state;
      }
    });
  }

  /** The model at hand, if it only needs another context; the server has it no more. */
  #takeReusable(params: LoadParams): LoadedModel | undefined {
    const state = this.#state;
    if (state.state !== 'ready' || !sameWeights(state.model.params, params)) return undefined;
    this.#state = { state: 'empty' };
    return state.model;
  }

  async #unload(cancellation: Cancellation): Promise<Record<string, never>> {
    this.#queue.cancelAll();
    return this.#changeModel(cancellation, async () => {
      await this.#drop();
      return {};
    });
  }

  async #changeModel<T>(cancellation: Cancellation, job: () => Promise<T>): Promise<T> {
    this.#modelJobs++;
    try {
      return await this.#queue.run(cancellation, job);
    } finally {
      this.#modelJobs--;
    }
  }

  /** Forgets the model and gives its memory back. */
  async #drop(): Promise<void> {
    if (this.#state.state !== 'ready') return;
    await this.#disposeModel();
    await this.#backend.releaseMemory();
  }

  /** Not async, and apart from `#drop`: a function that waits keeps its variables, and the model with them. */
  #disposeModel(): Promise<void> | undefined {
    this.#lastAnswer.forget();
    const state = this.#state;
    this.#state = { state: 'empty' };
    return state.state === 'ready' ? state.model.dispose() : undefined;
  }

  #generate(
    options: GenerateOptions,
    scope: Omit<Run, 'begun'>,
    conversation: string | undefined,
    encode: (model: LoadedModel) => Prompt | Promise<Prompt>,
  ): Promise<GenerateResult> {
    const answer = async (model: LoadedModel): Promise<GenerateResult> => {
      const { tokens, begun } = await encode(model);
      await model.conversations.prepare(conversation, tokens);
      const run = { ...scope, begun: begun === '' ? [] : this.#lastAnswer.begunIn(tokens) };
      const result = await generate(model, tokens, options, run);
      this.#lastAnswer.keep(result, begun, model.isEog);
      return result;
    };
    return this.#queue.run(scope.cancellation, async () => {
      try {
        return await answer(this.#requireModel());
      } catch (error) {
        // A thread died: what is left of the model cannot answer, and holds memory.
        if (error instanceof LlmError && error.code === 'engine') await this.#drop();
        throw error;
      }
    });
  }

  /** An answer that goes on does so from its own tokens, as long as they are known. */
  #encodeChat(model: LoadedModel, conversation: ChatInput): readonly TokenId[] {
    if (conversation.continueFinal === true) {
      const { asked, begun } = splitFinal(conversation.messages);
      const prompt = model.encodeChat({ ...conversation, messages: asked, continueFinal: false }).tokens;
      const own = this.#lastAnswer.after(prompt, begun);
      if (own !== undefined) return own;
    }
    return model.encodeChat(conversation).tokens;
  }

  #requireModel(): LoadedModel {
    if (this.#state.state === 'ready') return this.#state.model;
    throw new LlmError('request', 'no model is loaded: load one first');
  }

  #status(): EngineStatus {
    const state = this.#state;
    if (state.state !== 'ready') return state;
    return { state: 'ready', model: state.model.info, busy: !this.#queue.isIdle };
  }
}

type EventMessage = Extract<FromEngine, { type: 'event' }> & { method: keyof EngineEvents };

function sameParams(a: LoadParams, b: LoadParams): boolean {
  return sameWeights(a, b) && a.nCtx === b.nCtx && a.kvType === b.kvType && sameKeep(a.keep, b.keep);
}

function sameWeights(a: LoadParams, b: LoadParams): boolean {
  return a.modelPath === b.modelPath && a.nThreads === b.nThreads && a.draftModelPath === b.draftModelPath;
}

function sameKeep(a: KeepParams | undefined, b: KeepParams | undefined): boolean {
  return (
    a?.memoryBytes === b?.memoryBytes &&
    a?.disk?.dir === b?.disk?.dir &&
    a?.disk?.maxBytes === b?.disk?.maxBytes
  );
}
