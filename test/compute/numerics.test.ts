import assert from 'node:assert/strict';
import { quantTypeNames } from '../../src/quant/index.ts';
import { type KvType, kvTypes } from '../../src/base/kvType.ts';
import type { LlamaModel } from '../../src/runtime/llamaContext.ts';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { type LlamaOptions, tinyLlama } from '../support/tinyLlama.ts';
import { loadComputeModel, ModelFolder, requireDist, someTokens } from './openComputeModel.ts';

/*
 * The threads and kernels against ScalarOps. Both quantise activations alike, so what differs is the order of float
 * sums; now and then that moves an activation across a rounding boundary, which is a step of 1/127 of its block. So
 * quantised results differ visibly, but rightly lie nearer to ScalarOps with quantised activations than that lies to
 * ScalarOps with exact ones.
 */

/** Root mean square difference, as a part of what quantising the activations makes. */
const QUANTIZED_BUDGET = 0.75;
/** Root mean square difference, as a part of the logits' own, where nothing is quantised. */
const F32_BUDGET = 1e-5;

const dims = { nEmbd: 256, nFf: 256, nHead: 4, nHeadKv: 2, nLayer: 2, nCtx: 512 };

describe('WasmOps against ScalarOps', () => {
  const folder = new ModelFolder();
  before(requireDist);
  after(() => {
    folder.remove();
  });

  for (const type of quantTypeNames) {
    for (const kvType of kvTypes) {
      it(`${type}, ${kvType} cache`, () => compare({ ...dims, type }, kvType, someTokens(40)));
    }
  }

  const variants: Readonly<Record<string, Partial<LlamaOptions>>> = {
    'tied output': { tied: true },
    'one KV head for all': { nHead: 4, nHeadKv: 1 },
    'a KV head for each': { nHead: 4, nHeadKv: 4 },
    'three query heads a KV head': { nEmbd: 192, nHead: 6, nHeadKv: 2 },
    'heads of 8': { nEmbd: 64, nHead: 8, nHeadKv: 4 },
    'heads of 80': { nEmbd: 160, nHead: 2, nHeadKv: 2 },
    'heads wider than the embedding asks': { nEmbd: 64, nHead: 4, nHeadKv: 2, headDim: 32 },
    rope_freqs: { ropeFreqs: true },
    'linear scaling': { ropeLinear: 4 },
    'sizes that are no multiple of anything': {
      nEmbd: 60,
      nHead: 2,
      nHeadKv: 1,
      headDim: 30,
      nFf: 107,
      nVocab: 517,
    },
    'mixed types': {
      typeOf: (name) => (name.includes('attn_v') ? 'Q6_K' : name.includes('ffn') ? 'Q5_0' : 'Q4_K'),
    },
  };
  for (const [name, variant] of Object.entries(variants)) {
    it(name, () => compare({ ...dims, type: 'F32', ...variant }, 'f32', someTokens(40)));
  }

  it('several blocks of attention', () =>
    compare({ ...dims, nLayer: 1, type: 'F32' }, 'f32', someTokens(400)));

  async function compare(
    options: Partial<LlamaOptions>,
    kvType: KvType,
    tokens: readonly number[],
  ): Promise<void> {
    const gguf = tinyLlama(options);
    const expected = await logitsOf(await openScalarModel(gguf, 'ggml'), kvType, tokens);
    const found = await logitsOf(await loadComputeModel(folder.write(gguf)), kvType, tokens);
    const size = rms(expected);
    const difference = rms(expected.map((value, i) => value - found[i]!));
    assert.ok(size > 0.1, `rms of the logits: ${size}`);
    if (options.type === 'F32' && kvType === 'f32' && !options.typeOf) {
      assert.ok(difference <= F32_BUDGET * size, `${difference} of ${size}`);
      return;
    }
    const exact = await logitsOf(await openScalarModel(gguf, 'exact'), 'f32', tokens);
    const quantization = rms(exact.map((value, i) => value - expected[i]!));
    assert.ok(difference <= QUANTIZED_BUDGET * quantization, `${difference}, exact ${quantization}`);
  }
});

/** Of every token: most in batches, the last ones singly. */
async function logitsOf(model: LlamaModel, kvType: KvType, tokens: readonly number[]): Promise<number[]> {
  const context = await model.createContext({ nCtx: 512, kvType });
  const logits: number[] = [];
  const nSingle = 3;
  const batched = tokens.length - nSingle;
  for (let first = 0; first < batched; first += 50)
    logits.push(...(await context.decode(tokens.slice(first, Math.min(first + 50, batched)), 'all')));
  for (const token of tokens.slice(batched)) logits.push(...(await context.decode([token], 'last')));
  await context.dispose();
  await model.dispose();
  return logits;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
