/* llama.cpp as node-llama-cpp ships it for this processor, with its own defaults. */
import { getLlama } from 'node-llama-cpp';
import { ownPeakBytes, promptTokens, serve, timed } from '../runner.ts';

class LlamaCppRunner {
  #model;
  #sequence;
  #nVocab = 0;
  #last = 0;

  load(file, nThreads, nCtx) {
    return timed(async () => {
      const llama = await getLlama({ gpu: false, build: 'never', maxThreads: nThreads });
      this.#model = await llama.loadModel({ modelPath: file });
      const context = await this.#model.createContext({
        contextSize: nCtx,
        batchSize: 512,
        threads: nThreads,
      });
      this.#sequence = context.getSequence();
      this.#nVocab = this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length;
    });
  }

  async prefill(nTokens) {
    await this.#sequence.clearHistory();
    const tokens = promptTokens(nTokens, this.#nVocab);
    return timed(() => this.#generate(tokens, 1));
  }

  decode(nTokens) {
    return timed(() => this.#generate([this.#last], nTokens));
  }

  async #generate(tokens, n) {
    const generated = this.#sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true });
    for (let i = 0; i < n; i++) {
      const next = await generated.next();
      if (next.done === true) throw new Error(`the generation ended after ${i} tokens`);
      this.#last = next.value;
    }
    await generated.return();
  }

  peakBytes() {
    return Promise.resolve(ownPeakBytes());
  }

  async end() {
    await this.#model?.dispose();
  }
}

serve(new LlamaCppRunner());
