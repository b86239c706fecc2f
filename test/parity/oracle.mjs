// llama.cpp in a process of its own: answers the messages of llamaCpp.ts (see `OracleRequests` there) one after another.
// Plain JavaScript, because the main type-check runs without this folder's packages.
import { getLlama } from 'node-llama-cpp';

let said = '';
const llama = await getLlama({
  gpu: false,
  build: 'never',
  maxThreads: 2,
  logLevel: 'warn',
  // What llama.cpp says about a file that it refuses is the only place where it says why.
  logger: (_level, message) => (said += message),
});
let model;
/** What llama.cpp says arrives a little after what it throws. */
const LOG_DELAY_MS = 50;
const wantLogits = { generateNext: { logits: true, options: { temperature: 0 } } };

const handlers = {
  async load({ path, vocabOnly }) {
    await model?.dispose();
    model = undefined;
    model = await llama.loadModel({ modelPath: path, vocabOnly, useMmap: false });
    return {
      bos: model.tokens.bos,
      addBos: model.tokens.shouldPrependBosToken,
      nVocab: model.fileInfo.metadata.tokenizer.ggml.tokens.length,
    };
  },

  tokenize: ({ texts, parseSpecial }) => texts.map((text) => model.tokenize(text, parseSpecial)),

  detokenize: ({ tokens, special }) => model.detokenize(tokens, special),

  async evaluate({ tokens, nVocab, from, nGreedy, kvType }) {
    const context = await model.createContext({
      // A full context would be shifted: its oldest positions dropped, the others moved.
      contextSize: tokens.length + nGreedy + 64,
      batchSize: 512,
      threads: 1,
      // Only flash attention reads quantised values; where it need not, its F16 sums would be a difference of their own.
      flashAttention: kvType === 'Q8_0',
      experimentalKvCacheKeyType: kvType,
      experimentalKvCacheValueType: kvType,
    });
    try {
      const sequence = context.getSequence();
      const logits = new Float32Array((tokens.length - from + nGreedy) * nVocab);
      let row = 0;
      const feed = async (batch, wantedFrom) => {
        const input = batch.map((token, i) => (i < wantedFrom ? token : [token, wantLogits]));
        for (const output of await sequence.controlledEvaluate(input)) {
          if (output === undefined) continue;
          for (const [id, logit] of output.next.logits) logits[row * nVocab + id] = logit;
          row++;
        }
        return argmax(logits.subarray((row - 1) * nVocab, row * nVocab));
      };
      const greedy = [];
      let best = await feed(tokens, from);
      for (let step = 0; step < nGreedy; step++) {
        greedy.push(best);
        best = await feed([best], 0);
      }
      return { logits, greedy };
    } finally {
      await context.dispose();
    }
  },

  render: ({ template, variables }) => new llama._bindings.AddonJinjaRenderer(template).render(variables),
};

function argmax(logits) {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}

let last = Promise.resolve();
process.on('message', ({ id, method, params }) => {
  last = last.then(async () => {
    said = '';
    try {
      process.send({ id, result: await handlers[method](params) });
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, LOG_DELAY_MS));
      process.send({ id, error: `${error.message}\n${said}`.trim() });
    }
  });
});
process.on('disconnect', () => process.exit());
process.send({ id: 0, result: { system: llama.systemInfo, architectures: llama._bindings.getAllArchs() } });
