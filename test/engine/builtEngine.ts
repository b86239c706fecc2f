import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { messageOf } from '../../src/base/errors.ts';
import { EngineClient } from '../../src/client/engineClient.ts';
import type {
  EngineRequests,
  EngineStatus,
  GenerateEvent,
  GenerateResult,
  LoadParams,
  ModelInfo,
} from '../../src/protocol/engine.ts';
import { kernelFiles } from '../../src/kernels/kernels.ts';
import { layoutGguf } from '../../src/gguf/writer.ts';
import { llamaMetadata, llamaTensors, type LlamaDims } from '../support/tinyLlama.ts';
import { tinyVocab } from '../support/tinyVocab.ts';

const distDir = path.join(import.meta.dirname, '../../dist');

/** What these suites run is what ships. */
const bundles = ['engine.js', 'thread.js', 'cli.js', ...Object.values(kernelFiles)];

export function requireBuild(): void {
  const missing = bundles.filter((name) => !existsSync(path.join(distDir, name)));
  if (missing.length > 0) {
    throw new Error(
      `dist/ lacks ${missing.join(', ')}: run "node esbuild.mjs engine thread kernels cli" first`,
    );
  }
}

export const cliPath = path.join(distDir, 'cli.js');
export const enginePath = path.join(distDir, 'engine.js');

/** A folder of model files that goes when the suite ends. */
export class ModelFolder {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<ModelFolder> {
    // A path with spaces and letters beyond ASCII, as people have them.
    return new ModelFolder(await mkdtemp(path.join(os.tmpdir(), 'burrow tést ')));
  }

  async write(name: string, bytes: Uint8Array | string): Promise<string> {
    const file = path.join(this.dir, name);
    await writeFile(file, bytes);
    return file;
  }

  /** A llama whose weights are a hole in the file: it takes no disk. Undefined where the file system has none so large. */
  async writeSparse(name: string, dims: LlamaDims): Promise<string | undefined> {
    const { header, fileSize } = layoutGguf({
      metadata: {
        ...llamaMetadata({ ...dims, nCtx: 256, ropeBase: 10000 }),
        ...tinyVocab({ kind: 'spm', nVocab: dims.nVocab }).metadata,
      },
      tensors: llamaTensors({ ...dims, type: 'F32', tied: false, ropeFreqs: false }),
    });
    const file = path.join(this.dir, name);
    const handle = await open(file, 'w');
    try {
      await handle.write(header);
      await handle.truncate(fileSize);
      return file;
    } catch (error) {
      console.log(`      no sparse file of ${fileSize} bytes here: ${messageOf(error)}`);
      return undefined;
    } finally {
      await handle.close();
    }
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export interface Answer {
  readonly result: GenerateResult;
  readonly events: readonly GenerateEvent[];
  /** The text events one after the other. */
  readonly streamed: string;
}

/** The built engine, with what tests do again and again. */
export class BuiltEngine {
  readonly client: EngineClient;

  constructor(workerPath = enginePath) {
    this.client = new EngineClient({ workerPath });
  }

  load(modelPath: string, params: Partial<LoadParams> = {}): Promise<ModelInfo> {
    return this.client.request('model/load', { modelPath, nCtx: 0, nThreads: 2, kvType: 'f16', ...params });
  }

  /** One question on its own; the text that was streamed, and the result. */
  async ask(question: string, params: Partial<EngineRequests['chat']['params']> = {}): Promise<Answer> {
    const events: GenerateEvent[] = [];
    const result = await this.client.request(
      'chat',
      { messages: [{ role: 'user', content: question }], sampling: { temperature: 0 }, ...params },
      { onEvent: (event) => events.push(event) },
    );
    const streamed = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    return { result, events, streamed };
  }

  status(): Promise<EngineStatus> {
    return this.client.request('status', {});
  }

  tokenize(text: string): Promise<EngineRequests['tokenize']['result']> {
    return this.client.request('tokenize', { text, addSpecial: false, parseSpecial: false });
  }

  dispose(): void {
    this.client.dispose();
  }
}

/** The built engine in a worker that does itself harm when told to. */
export class FragileEngine extends BuiltEngine {
  readonly #channel: BroadcastChannel;

  constructor() {
    super(path.join(import.meta.dirname, 'fragileEngine.mjs'));
    this.#channel = new BroadcastChannel('fragile engine');
  }

  /** `exit` ends the engine worker, `killThread` one of its compute threads. */
  harm(what: 'exit' | 'killThread'): void {
    this.#channel.postMessage(what);
  }

  override dispose(): void {
    this.#channel.close();
    super.dispose();
  }
}
