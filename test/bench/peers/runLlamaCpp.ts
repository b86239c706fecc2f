/* llama.cpp as node-llama-cpp ships it for this processor, with its own defaults. */
import { getLlama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';
import { ownPeakBytes, promptTokens, type Runner, serve, timed } from '../runner.ts';

class LlamaCppRunner implements Runner {
  #model: LlamaModel | undefined;
  #sequence: LlamaContextSequence | undefined;
  #nVocab = 0;
  #last = 0 as Token;

  load(file: string, nThreads: number, nCtx: number): Promise<number> {
    return timed(async () => {
      const llama = await getLlama({ gpu: false, build: 'never', maxThreads: nThreads });
      this.#model = await llama.loadModel({ modelPath: file });
      const context = await this.#model.createContext({ contextSize: nCtx, batchSize: 512, threads: nThreads });
      this.#sequence = context.getSequence();
      this.#nVocab = this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length;
    });
  }

  async prefill(nTokens: number): Promise<number> {
    await this.#sequence!.clearHistory();
    const tokens = promptTokens(nTokens, this.#nVocab) as Token[];
    return timed(() => this.#generate(tokens, 1));
  }

  decode(nTokens: number): Promise<number> {
    return timed(() => this.#generate([this.#last], nTokens));
  }

  async #generate(tokens: Token[], n: number): Promise<void> {
    const generated = this.#sequence!.evaluate(tokens, { temperature: 0, yieldEogToken: true });
    for (let i = 0; i < n; i++) {
      const next = await generated.next();
      if (next.done === true) throw new Error(`the generation ended after ${i} tokens`);
      this.#last = next.value as Token;
    }
    await generated.return();
  }

  peakBytes(): Promise<number> {
    return Promise.resolve(ownPeakBytes());
  }

  async end(): Promise<void> {
    await this.#model?.dispose();
  }
}

serve(new LlamaCppRunner());
