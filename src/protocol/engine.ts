import type { ErrorCode } from '../base/errors.ts';
import type { KvType } from '../base/kvType.ts';
import type { Json, TokenId } from '../base/types.ts';
import type { SamplingParams } from '../sampling/index.ts';

/*
 * The extension host (or the CLI) and the engine worker.
 *
 *   host    -- { type: 'request', id, method, params, cancel } -->  engine
 *   host    -- { type: 'cancel', id } ---------------------------->  engine   wakes what only waits
 *   engine  -- { type: 'event', id, method, body } --------------->  host     any number, under the request's id
 *   engine  -- { type: 'response', id, result } ------------------>  host     exactly one of these two
 *   engine  -- { type: 'error', id, error } ---------------------->  host
 *   engine  -- { type: 'log', text } ----------------------------->  host     for whoever repairs the engine
 *
 * A request is one line in EngineRequests; the compiler then asks for its handler.
 * `cancel` is shared memory: Int32 0, set to 1 by the host. A busy thread reads it where a message would wait.
 *
 * A load that differs from the one before only in the context or in what is kept leaves the weights where they are.
 * Loads, unloads and generations run one at a time, in the order of their coming; the rest is answered at once.
 * A generation that has begun and is cancelled answers with what it has and `stopReason: 'cancelled'`; one that still
 * waits, and a load, are rejected with `cancelled`. Unloading cancels whatever came before it.
 */

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Variables of a model's chat template besides the messages: `enable_thinking`, `tools`, … */
export type TemplateVariables = Readonly<Record<string, Json>>;

export interface LoadParams {
  readonly modelPath: string;
  /** Positions of the KV cache; 0: the model's training context, at most 8192, and what memory allows. */
  readonly nCtx: number;
  /** Compute threads; 0: the machine's cores less one for the editor. */
  readonly nThreads: number;
  readonly kvType: KvType;
  /** A smaller model of the same vocabulary that guesses ahead; answers stay the same. */
  readonly draftModelPath?: string;
  /** What is kept of conversations that others interrupt; nothing unless given. */
  readonly keep?: KeepParams;
}

export interface KeepParams {
  /** Bytes of memory at most, and in no case more than a quarter of what is free. */
  readonly memoryBytes: number;
  /** Where to keep them beyond the model's unloading; on no disk unless given. */
  readonly disk?: { readonly dir: string; readonly maxBytes: number };
}

/** What the person may be shown of a loaded model. */
export interface ModelInfo {
  readonly modelPath: string;
  /** general.name, else the file's name. */
  readonly name: string;
  readonly architecture: string;
  readonly nParams: number;
  /** `Q4_K - Medium`, from general.file_type, else the commonest tensor type. */
  readonly fileType: string;
  readonly nVocab: number;
  readonly nCtxTrain: number;
  readonly nCtx: number;
  readonly nThreads: number;
  /** Bytes of the file's tensors. */
  readonly weightBytes: number;
  /** Bytes of weights, cache and scratch held in memory. */
  readonly memoryBytes: number;
  /** SIMD build in use. */
  readonly simd: 'relaxed' | 'plain';
  /** `file`, or the name of the built-in template that stands in. */
  readonly template: string;
  readonly loadMs: number;
  readonly warnings: readonly string[];
}

export interface GenerateOptions {
  readonly sampling: Partial<SamplingParams>;
  /** Undefined draws one; the result says which. */
  readonly seed?: number;
  /** Undefined: until the model ends or the context is full. */
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  /** Whether to guess ahead where text repeats, which changes the speed alone; true unless given. */
  readonly speculate?: boolean;
}

/** A conversation, as the model's chat template takes it. */
export interface ChatInput {
  readonly messages: readonly ChatMessage[];
  readonly templateVariables?: TemplateVariables;
  /**
   * The last message is an answer that was cut off and is to go on: the model reads it as its own, without the end of a
   * turn, and the result is what follows it.
   */
  readonly continueFinal?: boolean;
}

export interface ChatParams extends GenerateOptions, ChatInput {
  /** Conversations of different names keep their caches apart; those without share one that is not kept. */
  readonly conversation?: string;
}

export interface CompleteParams extends GenerateOptions {
  /** Fed without a template; BOS as the file asks. */
  readonly prompt: string;
}

export type StopReason =
  | 'eog' // the model ended its answer
  | 'stop' // a stop string
  | 'maxTokens'
  | 'context' // no position left
  | 'cancelled';

export interface Timings {
  /** Tokens of the prompt that were computed, i.e. not reused from the cache. */
  readonly promptTokens: number;
  readonly promptMs: number;
  readonly decodeTokens: number;
  readonly decodeMs: number;
  /** From the request to the first text. */
  readonly firstTokenMs: number;
}

export interface GenerateResult {
  readonly text: string;
  readonly promptTokens: readonly TokenId[];
  /** How many of promptTokens the KV cache already held. */
  readonly cachedTokens: number;
  /** All that were sampled, the one that ended the answer included. */
  readonly tokens: readonly TokenId[];
  readonly stopReason: StopReason;
  readonly seed: number;
  readonly timings: Timings;
}

export type GenerateEvent =
  | { readonly type: 'prompt'; readonly done: number; readonly total: number } // tokens of the prompt processed
  | { readonly type: 'dropped'; readonly messages: number } // so many of the oldest messages did not fit
  | { readonly type: 'text'; readonly text: string };

export type EngineStatus =
  | { readonly state: 'empty' }
  | { readonly state: 'loading'; readonly modelPath: string; readonly progress: number }
  | { readonly state: 'ready'; readonly model: ModelInfo; readonly busy: boolean };

/** One line of what a file's header says about whether it will work. */
export interface Finding {
  readonly ok: boolean;
  /** `llama: 22 layers, …`, or what is missing. */
  readonly text: string;
}

/** Whether a model would work here, from its header alone: what a picker shows, and what a load is refused with. */
export type Verdict =
  | { readonly outcome: 'runs' }
  /** `warnings`: whole sentences. */
  | { readonly outcome: 'runsWithWarnings'; readonly warnings: readonly string[] }
  /** `reason` says what was expected and found, `advice` what to pick or do instead; both whole sentences. */
  | {
      readonly outcome: 'cannotRun';
      readonly code: ErrorCode;
      readonly reason: string;
      readonly advice: string;
    };

/** A GGUF file as its header shows it; sound but unsupported files have a report too. */
export interface FileReport {
  readonly modelPath: string;
  readonly verdict: Verdict;
  /** general.name, else the file's name. */
  readonly name: string;
  /** `Q4_K - Medium`, from general.file_type, else the commonest tensor type. */
  readonly fileType: string;
  readonly version: number;
  /** Parts of a split model. */
  readonly nFiles: number;
  readonly fileBytes: number;
  readonly metadata: readonly {
    readonly key: string;
    /** `uint32`, `array of string` */
    readonly type: string;
    /** Of an array its first few items; of a long string its beginning. */
    readonly value: Json;
    /** Items of an array, UTF-16 units of a string. */
    readonly length?: number;
  }[];
  readonly nTensors: number;
  readonly nParams: number;
  readonly tensorTypes: readonly {
    /** `Q4_K`, or `unknown type 99`. */
    readonly type: string;
    readonly count: number;
    /** Undefined for an unknown type. */
    readonly bytes?: number;
  }[];
  readonly architecture: Finding;
  readonly tensors: Finding;
  readonly tokenizer: Finding;
  readonly template: Finding;
  /** What it would take at `nCtx`; absent where the file cannot be loaded at all. */
  readonly memory?: {
    readonly nCtx: number;
    readonly weightBytes: number;
    readonly kvBytes: number;
    readonly totalBytes: number;
    /** What this machine (or its container) has left. */
    readonly availableBytes: number;
  };
}

export interface EngineRequests {
  'model/load': { params: LoadParams; result: ModelInfo };
  'model/unload': { params: Record<string, never>; result: Record<string, never> };
  chat: { params: ChatParams; result: GenerateResult };
  /** What `chat` would feed of such a conversation, if all of it fits: the template's text, and the tokens it makes. */
  'chat/render': {
    params: ChatInput;
    result: {
      readonly prompt: string;
      readonly tokens: readonly TokenId[];
      /** What the tokens say, control tokens written out: those, too, that the tokenizer added to the prompt. */
      readonly text: string;
      /** The control tokens among them, each once. */
      readonly controls: readonly string[];
    };
  };
  complete: { params: CompleteParams; result: GenerateResult };
  tokenize: {
    params: { readonly text: string; readonly addSpecial: boolean; readonly parseSpecial: boolean };
    result: { readonly tokens: readonly TokenId[] };
  };
  status: { params: Record<string, never>; result: EngineStatus };
  /** Reads headers only and leaves the loaded model alone. */
  'file/inspect': {
    params: { readonly modelPath: string; readonly nCtx: number; readonly kvType: KvType };
    result: FileReport;
  };
  /** With that file's vocabulary, which needs no weights. `pieces` are the tokens as the vocabulary spells them. */
  'file/tokenize': {
    params: {
      readonly modelPath: string;
      readonly text: string;
      readonly addSpecial: boolean;
      readonly parseSpecial: boolean;
    };
    result: { readonly tokens: readonly TokenId[]; readonly pieces: readonly string[] };
  };
}

export interface EngineEvents {
  'model/load': { readonly progress: number }; // 0 … 1
  chat: GenerateEvent;
  complete: GenerateEvent;
}

export type Method = keyof EngineRequests;
export type EventOf<M extends Method> = M extends keyof EngineEvents ? EngineEvents[M] : never;

/** A request on the wire; narrowed by `method`. */
export type EngineRequest<M extends Method = Method> = {
  [K in M]: {
    readonly type: 'request';
    readonly id: number;
    readonly method: K;
    readonly params: EngineRequests[K]['params'];
    readonly cancel: SharedArrayBuffer;
  };
}[M];

export type ToEngine = EngineRequest | { readonly type: 'cancel'; readonly id: number };

export type FromEngine =
  | {
      [M in keyof EngineEvents]: {
        readonly type: 'event';
        readonly id: number;
        readonly method: M;
        readonly body: EngineEvents[M];
      };
    }[keyof EngineEvents]
  | { readonly type: 'response'; readonly id: number; readonly result: EngineRequests[Method]['result'] }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError }
  | { readonly type: 'log'; readonly text: string };

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What the engine worker is started with. */
export interface EngineWorkerData {
  /** Int32, counted up by the engine's event loop every HEARTBEAT_MS: a loop that hangs stops counting. */
  readonly heartbeat: SharedArrayBuffer;
}

export const HEARTBEAT_MS = 500;
