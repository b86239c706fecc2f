import assert from 'node:assert/strict';
import type { KvType } from '../../src/base/kvType.ts';
import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { AttentionParams, ExpertParams, RopeParams } from '../../src/model/hparams.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import type { ScalarTensor } from '../../src/runtime/scalarOps.ts';
import { loadComputeModel, ModelFolder, someTokens } from '../compute/openComputeModel.ts';
import { tinyModel } from '../support/tinyModel.ts';
import { type CreateOps, explain, type Explanation, openPlainModel } from './explain.ts';
import { NudgedOps } from './nudgedOps.ts';

/*
 * What the parity run would say of an error, without llama.cpp: the kernels' logits are right, and the plain TypeScript
 * that they are held against has the error. Each is small enough to drown in what rounding does to logits.
 */

interface Model {
  readonly architecture: ArchitectureName;
  readonly type: QuantTypeName;
  readonly kvType: KvType;
  readonly options?: readonly string[];
}

const N_ROWS = 20;

const llama: Model = { architecture: 'llama', type: 'Q4_K', kvType: 'f32' };
const cached: Model = { architecture: 'qwen3', type: 'Q8_0', kvType: 'q8_0' };
const mixture: Model = { architecture: 'qwen3moe', type: 'Q2_0', kvType: 'q8_0' };
const windowed: Model = {
  architecture: 'gemma3',
  type: 'Q8_0',
  kvType: 'f32',
  options: ['everySecondLocal'],
};
const recurrent: Model = { architecture: 'qwen35', type: 'Q5_1', kvType: 'f32' };

/** ScalarOps with an error in one operation. */
const errors: readonly { readonly what: string; readonly model: Model; readonly createOps: CreateOps }[] = [
  {
    what: 'keys of a q8_0 cache 0.8 % too long',
    model: cached,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override storeKv(il: number, k: ScalarTensor, v: ScalarTensor, pos: number): void {
          this.scale(k, 1.008);
          super.storeKv(il, k, v, pos);
        }
      })(...args),
  },
  {
    what: 'values of a q8_0 cache 0.8 % too short, in one layer of a mixture',
    model: mixture,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override storeKv(il: number, k: ScalarTensor, v: ScalarTensor, pos: number): void {
          if (il === 1) this.scale(v, 0.992);
          super.storeKv(il, k, v, pos);
        }
      })(...args),
  },
  {
    what: 'one output of each matmul 1 % off',
    model: llama,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override matmul(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor): void {
          super.matmul(out, x, weight);
          out.data[7]! *= 1.01;
        }
      })(...args),
  },
  {
    what: 'rope at a base 1 % too large',
    model: llama,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override rope(
          x: ScalarTensor,
          headDim: number,
          pos: number,
          rope: RopeParams,
          factors: ScalarTensor | undefined,
        ): void {
          super.rope(x, headDim, pos, { ...rope, base: rope.base * 1.01 }, factors);
        }
      })(...args),
  },
  {
    what: 'scores 0.5 % too large',
    model: llama,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override attention(
          out: ScalarTensor,
          q: ScalarTensor,
          il: number,
          pos: number,
          attn: AttentionParams,
        ): void {
          super.attention(out, q, il, pos, { ...attn, scale: attn.scale * 1.005 });
        }
      })(...args),
  },
  {
    what: 'a window one position too wide',
    model: windowed,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override attention(
          out: ScalarTensor,
          q: ScalarTensor,
          il: number,
          pos: number,
          { window, ...attn }: AttentionParams,
        ): void {
          super.attention(out, q, il, pos, window === undefined ? attn : { ...attn, window: window + 1 });
        }
      })(...args),
  },
  {
    what: "experts' weights that do not sum to 1",
    model: mixture,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override chooseExperts(choice: ScalarTensor, logits: ScalarTensor, experts: ExpertParams): void {
          super.chooseExperts(choice, logits, { ...experts, isNormalised: false });
        }
      })(...args),
  },
  {
    what: 'a recurrent state that decays 1 % too slowly',
    model: recurrent,
    createOps: (...args) =>
      new (class extends NudgedOps {
        override deltaGates(
          decay: ScalarTensor,
          beta: ScalarTensor,
          bias: ScalarTensor,
          a: ScalarTensor,
        ): void {
          super.deltaGates(decay, beta, bias, a);
          this.scale(decay, 1.01);
        }
      })(...args),
  },
];

describe('parity/explain', function () {
  this.timeout(120_000);
  const folder = new ModelFolder();
  after(() => {
    folder.remove();
  });

  /** The kernels' logits, explained by plain TypeScript as `createOps` has it. */
  async function explained(
    { architecture, type, kvType, options = [] }: Model,
    createOps?: CreateOps,
  ): Promise<Explanation> {
    const gguf = tinyModel(architecture, { type, options, seed: 3 });
    const model = await loadComputeModel(folder.write(gguf), { nThreads: 1 });
    const tokens = someTokens(N_ROWS);
    const context = await model.createContext({ nCtx: N_ROWS, kvType });
    const logits = (await context.decode(tokens, 'all')).slice();
    await model.dispose();
    return explain(await openPlainModel(gguf), { kvType, follows: 'engine', tokens, logits }, createOps);
  }

  for (const model of [llama, cached, mixture, windowed, recurrent]) {
    it(`explains every row of ${Object.values(model).join(', ')}`, async () => {
      const { nExplained, maxDp, unexplained } = await explained(model);
      assert.equal(unexplained, undefined);
      assert.equal(nExplained, N_ROWS);
      assert.ok(maxDp < 2e-5);
    });
  }

  for (const { what, model, createOps } of errors) {
    it(`does not explain ${what}`, async () => {
      const { unexplained } = await explained(model, createOps);
      assert.ok(unexplained !== undefined, 'the error went unnoticed');
      assert.ok(unexplained.dp > 1e-4, `it was noticed by ${unexplained.dp} only`);
    });
  }
});
