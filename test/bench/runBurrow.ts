import path from 'node:path';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { loadWeights, startThreads } from '../../src/compute/loadModel.ts';
import { FileSource } from '../../src/engine/fileSource.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { readFileTime, readRate } from './readLoops.ts';
import { type Bounds, ownPeakBytes, promptTokens, type Runner, serve, timed } from './runner.ts';

const distDir = path.resolve(import.meta.dirname, '../../dist');

class BurrowRunner implements Runner, Bounds {
  readonly readRate = readRate;
  readonly readFileTime = readFileTime;
  #model: ComputeModel | undefined;
  #context: LlamaContext | undefined;
  #last = 0;

  load(file: string, nThreads: number, nCtx: number): Promise<number> {
    return timed(async () => {
      // As the engine does it.
      const starting = startThreads({ nThreads, distDir });
      const source = await FileSource.open(file);
      const gguf = await parseGguf(source);
      await source.close();
      this.#model = await loadWeights(await starting, { file: gguf, paths: [file] });
      this.#context = await this.#model.createContext({ nCtx, kvType: 'f16' });
    });
  }

  prefill(nTokens: number): Promise<number> {
    const context = this.#context!;
    const tokens = promptTokens(nTokens, this.#model!.hparams.nVocab);
    context.rewindTo([]);
    return timed(async () => {
      for (let at = 0; at < tokens.length; at += context.nBatch)
        this.#last = best(await context.decode(tokens.slice(at, at + context.nBatch), 'last'));
    });
  }

  decode(nTokens: number): Promise<number> {
    return timed(async () => {
      for (let i = 0; i < nTokens; i++) this.#last = best(await this.#context!.decode([this.#last], 'last'));
    });
  }

  peakBytes(): Promise<number> {
    return Promise.resolve(ownPeakBytes());
  }

  async end(): Promise<void> {
    await this.#context?.dispose();
    await this.#model?.dispose();
  }
}

function best(logits: Float32Array): number {
  let at = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[at]!) at = i;
  return at;
}

serve(new BurrowRunner());
