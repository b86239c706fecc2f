import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { TokenId } from '../../src/base/types.ts';

/** What the process of oracle.mjs answers. */
export interface OracleRequests {
  /** Takes the place of the model before. Rejects with llama.cpp's own words. */
  load: {
    params: { readonly path: string; readonly vocabOnly?: boolean };
    result: { readonly bos: TokenId | null; readonly addBos: boolean; readonly nVocab: number };
  };
  /** Without BOS, as node-llama-cpp does it. */
  tokenize: {
    params: { readonly texts: readonly string[]; readonly parseSpecial: boolean };
    result: readonly (readonly TokenId[])[];
  };
  detokenize: { params: { readonly tokens: readonly TokenId[]; readonly special: boolean }; result: string };
  evaluate: { params: EvaluateParams; result: Evaluation };
  /** llama.cpp's own Jinja. */
  render: {
    params: { readonly template: string; readonly variables: Readonly<Record<string, unknown>> };
    result: string;
  };
}

export interface EvaluateParams {
  /** Fed in batches of up to 512. */
  readonly tokens: readonly TokenId[];
  readonly nVocab: number;
  /** The first token whose logits are wanted. */
  readonly from: number;
  /** How many tokens of its own choice it then feeds, singly. */
  readonly nGreedy: number;
  readonly kvType: OracleKvType;
}

export type OracleKvType = 'F32' | 'F16' | 'Q8_0';

export interface Evaluation {
  /** [tokens.length - from + nGreedy, nVocab], before any sampling. */
  readonly logits: Float32Array;
  readonly greedy: readonly TokenId[];
}

type Method = keyof OracleRequests;
type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** llama.cpp in a process of its own, so that what it does to memory and threads stays there. */
export class LlamaCpp {
  /** Of its CPU kernels. */
  readonly system: string;
  /** Architectures its build knows. */
  readonly architectures: readonly string[];
  readonly #child: ChildProcess;
  readonly #waiting: Map<number, Waiting>;
  /** It is gone: a file may make it abort. */
  hasEnded = false;
  #nextId = 1;

  private constructor(child: ChildProcess, waiting: Map<number, Waiting>, hello: Hello) {
    this.#child = child;
    this.#waiting = waiting;
    this.system = hello.system;
    this.architectures = hello.architectures;
    child.once('exit', () => {
      this.hasEnded = true;
    });
  }

  static async start(): Promise<LlamaCpp> {
    const child = fork(path.join(import.meta.dirname, 'oracle.mjs'), [], {
      serialization: 'advanced',
      execArgv: [],
    });
    const waiting = new Map<number, Waiting>();
    child.on('message', (answer: Answer) => {
      const { resolve, reject } = waiting.get(answer.id)!;
      waiting.delete(answer.id);
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.result);
    });
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`llama.cpp ended: ${signal ?? code ?? '?'}`));
      waiting.clear();
    });
    const hello = await new Promise((resolve, reject) => waiting.set(0, { resolve, reject }));
    return new LlamaCpp(child, waiting, hello as Hello);
  }

  request<M extends Method>(
    method: M,
    params: OracleRequests[M]['params'],
  ): Promise<OracleRequests[M]['result']> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#child.send({ id, method, params }, (error) => {
        if (error) reject(error);
      });
    });
  }

  dispose(): void {
    if (!this.hasEnded) this.#child.disconnect();
  }
}

interface Hello {
  readonly system: string;
  readonly architectures: readonly string[];
}
