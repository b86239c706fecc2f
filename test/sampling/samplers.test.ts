import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Candidates } from '../../src/sampling/candidates.ts';
import { samplers, samplingDefaults, type SamplingParams } from '../../src/sampling/index.ts';
import type { Sampler, SamplerVocabulary } from '../../src/sampling/sampler.ts';

type SamplerName = (typeof samplers)[number]['name'];

function create(name: SamplerName, params: Partial<SamplingParams>, nVocab: number): Sampler | undefined {
  const type = samplers.find((sampler) => sampler.name === name)!;
  return type.create({ ...samplingDefaults, ...params }, { nVocab, seed: 1, vocabulary: letters });
}

/** Token 0 is a, 1 is b, …; and 7 ends a line. */
const letters: SamplerVocabulary = {
  tokenToPiece: (id) => new TextEncoder().encode(id === 7 ? 'z\n' : String.fromCharCode(97 + id)),
  encode: (text) => Array.from(text, (letter) => letter.charCodeAt(0) - 97),
};

/** What one sampler leaves of these logits, with the tokens accepted before. */
function apply(
  name: SamplerName,
  params: Partial<SamplingParams>,
  logits: readonly number[],
  accepted: readonly number[] = [],
): { readonly ids: number[]; readonly logits: number[]; readonly selected: number } {
  const candidates = new Candidates(logits.length);
  candidates.load(Float32Array.from(logits));
  const sampler = create(name, params, logits.length);
  assert.ok(sampler, `${name} is a no-op`);
  for (const token of accepted) sampler.accept?.(token);
  sampler.apply(candidates);
  const { ids, size, selected } = candidates;
  return { ids: [...ids.subarray(0, size)], logits: [...candidates.logits.subarray(0, size)], selected };
}

/** Logits whose softmax is these probabilities. */
function logitsOf(...probabilities: number[]): number[] {
  return probabilities.map(Math.log);
}

describe('sampling/samplers', () => {
  it('are no-ops where their parameters say so', () => {
    const off: Record<SamplerName, Partial<SamplingParams>[]> = {
      logitBias: [{}],
      penalties: [{}, { penaltyLastN: 0, repeatPenalty: 2 }],
      dry: [{}, { dryMultiplier: 1, dryBase: 0.5 }, { dryMultiplier: 1, dryPenaltyLastN: 0 }],
      topNSigma: [{}, { topNSigma: 0 }],
      topK: [{ topK: 0 }, { topK: -1 }],
      typicalP: [{}],
      topP: [{ topP: 1 }],
      minP: [{ minP: 0 }],
      xtc: [{}, { xtcProbability: 1, xtcThreshold: 0.6 }],
      temperature: [{ temperature: 1 }],
      mirostat: [{}, { mirostat: 2 }, { mirostat: 1, temperature: 0 }],
      mirostatV2: [{}, { mirostat: 1 }, { mirostat: 2, temperature: 0 }],
      greedy: [{}],
      dist: [{ temperature: 0 }],
    };
    assert.deepEqual(new Set(Object.keys(off)), new Set(samplers.map(({ name }) => name)));
    for (const [name, cases] of Object.entries(off))
      for (const params of cases) assert.equal(create(name, params, 4), undefined, name);
  });

  describe('dry', () => {
    const flat = new Array<number>(8).fill(0);
    const charged = (accepted: number[], more: Partial<SamplingParams> = {}): number[] => {
      const params = { dryMultiplier: 1, dryBase: 2, ...more };
      const { ids, logits } = apply('dry', params, flat, accepted);
      return ids.map((_, i) => -logits[ids.indexOf(i)]! + 0);
    };

    it('charges what would go on with a repetition, by its length', () => {
      // a b c d … a b c: d would make it four
      assert.deepEqual(charged([0, 1, 2, 3, 4, 0, 1, 2]), [0, 0, 0, 2, 0, 0, 0, 0]);
      assert.deepEqual(charged([0, 1, 2, 3, 4, 1, 2]), [0, 0, 0, 1, 0, 0, 0, 0]);
      assert.deepEqual(charged([0, 1, 2, 3, 4, 5, 2]), flat);
      // of two repetitions the longer counts, for each token
      assert.deepEqual(charged([1, 2, 3, 5, 0, 1, 2, 3, 4, 0, 1, 2]), [0, 0, 0, 2, 0, 0, 0, 0]);
      assert.deepEqual(charged([0, 0, 0, 0, 0]), [4, 0, 0, 0, 0, 0, 0, 0]);
    });

    it('looks back as far as it is told', () => {
      assert.deepEqual(charged([0, 1, 2, 3, 4, 0, 1, 2], { dryPenaltyLastN: 7 }), [0, 0, 0, 1, 0, 0, 0, 0]);
      assert.deepEqual(charged([0, 1, 2, 3, 4, 0, 1, 2], { dryAllowedLength: 4 }), flat);
    });

    it('does not look across a breaker, be it within a token or over several', () => {
      assert.deepEqual(charged([0, 7, 1, 2, 3, 4, 0, 7, 1, 2]), [0, 0, 0, 1, 0, 0, 0, 0]);
      const over = { drySequenceBreakers: ['cd'] };
      assert.deepEqual(charged([2, 3, 0, 1, 5, 2, 3, 0, 1], over), [0, 0, 0, 0, 0, 1, 0, 0]);
      assert.deepEqual(charged([2, 3, 0, 1, 5, 2, 3, 0, 1]), [0, 0, 0, 0, 0, 4, 0, 0]);
    });
  });

  it('agree about the default of a parameter that several read', () => {
    for (const { defaults } of samplers)
      for (const [key, value] of Object.entries(defaults))
        assert.deepEqual({ ...samplingDefaults }[key], value, key);
  });

  it('logitBias adds, and bans', () => {
    const bias = [
      { token: 2, bias: 1.5 },
      { token: 0, bias: -Infinity },
      { token: 2, bias: 0.5 },
    ];
    assert.deepEqual(apply('logitBias', { logitBias: bias }, [1, 2, 3]).logits, [-Infinity, 2, 5]);
  });

  it('penalties: repeat divides or multiplies, frequency counts, presence does not', () => {
    const accepted = [0, 1, 1, 2];
    assert.deepEqual(apply('penalties', { repeatPenalty: 2 }, [4, -4, 0, 4], accepted).logits, [2, -8, 0, 4]);
    assert.deepEqual(
      apply('penalties', { frequencyPenalty: 0.5 }, [4, 4, 4, 4], accepted).logits,
      [3.5, 3, 3.5, 4],
    );
    assert.deepEqual(
      apply('penalties', { presencePenalty: 0.5 }, [4, 4, 4, 4], accepted).logits,
      [3.5, 3.5, 3.5, 4],
    );
  });

  it('penalties look at the last n tokens only, at all with -1', () => {
    const accepted = [0, 0, 1, 2, 2];
    const logits = [4, 4, 4, 4];
    const params = { frequencyPenalty: 1 };
    assert.deepEqual(
      apply('penalties', { ...params, penaltyLastN: 3 }, logits, accepted).logits,
      [4, 3, 2, 4],
    );
    assert.deepEqual(
      apply('penalties', { ...params, penaltyLastN: -1 }, logits, accepted).logits,
      [2, 3, 2, 4],
    );
  });

  it('penalties forget on reset', () => {
    const sampler = create('penalties', { presencePenalty: 1, penaltyLastN: 2 }, 2)!;
    for (const token of [0, 0, 0]) sampler.accept!(token);
    sampler.reset!();
    sampler.accept!(1);
    const candidates = new Candidates(2);
    candidates.load(Float32Array.of(5, 5));
    sampler.apply(candidates);
    assert.deepEqual([...candidates.logits], [5, 4]);
  });

  it('topNSigma keeps what is near the best, and leaves banned tokens out of the spread', () => {
    // mean 4, standard deviation 2 of [2, 2, 6, 6]
    const { ids, logits } = apply('topNSigma', { topNSigma: 1 }, [2, 6, -Infinity, 2, 6]);
    assert.deepEqual(ids.slice(0, 2), [1, 4]);
    assert.deepEqual(logits, [6, 6, -Infinity, -Infinity, -Infinity]);
  });

  it('topK keeps the k best', () => {
    assert.deepEqual(apply('topK', { topK: 2 }, [1, 3, 2, 3]).ids, [1, 3]);
    assert.deepEqual(apply('topK', { topK: 9 }, [1, 3, 2, 3]).ids, [1, 3, 2, 0]);
  });

  it('typicalP keeps what surprises as much as expected', () => {
    // entropy 1.03 nats; surprises 0.69, 1.20, 1.61: the second is the nearest
    const logits = logitsOf(0.5, 0.3, 0.2);
    assert.deepEqual(apply('typicalP', { typicalP: 0.2 }, logits).ids, [1]);
    assert.deepEqual(apply('typicalP', { typicalP: 0.7 }, logits).ids, [1, 0]);
    assert.deepEqual(apply('typicalP', { typicalP: 0.2, minKeep: 3 }, logits).ids, [1, 0, 2]);
  });

  it('typicalP never keeps a banned token while others are left', () => {
    assert.deepEqual(apply('typicalP', { typicalP: 0.99 }, [0, -Infinity, 0]).ids, [0, 2]);
  });

  it('topP keeps the fewest that make the mass', () => {
    const logits = logitsOf(0.2, 0.5, 0.3);
    assert.deepEqual(apply('topP', { topP: 0.45 }, logits).ids, [1]);
    assert.deepEqual(apply('topP', { topP: 0.75 }, logits).ids, [1, 2]);
    assert.deepEqual(apply('topP', { topP: 0, minKeep: 2 }, logits).ids, [1, 2]);
    assert.deepEqual(apply('topP', { topP: 0 }, logits).ids, [1]);
  });

  it('minP keeps what is a share as likely as the best, sorted or not', () => {
    const logits = logitsOf(0.1, 0.6, 0.3);
    assert.deepEqual(apply('minP', { minP: 0.4 }, logits).ids, [1, 2]);
    assert.deepEqual(apply('minP', { minP: 0.4, minKeep: 3 }, logits).ids, [1, 2, 0]);
    assert.deepEqual(apply('minP', { minP: 2 }, logits).ids, [1]);
  });

  it('minP: sorting first changes nothing', () => {
    const finite = fc.float({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 40 }),
        fc.integer({ max: 9, min: 0 }),
        (logits, minKeep) => {
          const kept = [true, false].map((sortFirst) => {
            const candidates = new Candidates(logits.length);
            candidates.load(Float32Array.from(logits));
            if (sortFirst) candidates.sort();
            create('minP', { minP: 0.1, minKeep }, logits.length)!.apply(candidates);
            candidates.sort();
            return [...candidates.ids.subarray(0, candidates.size)];
          });
          assert.deepEqual(kept[0], kept[1]);
        },
      ),
    );
  });

  it('xtc drops all likely tokens but the least likely of them', () => {
    const params = { xtcProbability: 1, xtcThreshold: 0.15 };
    const logits = logitsOf(0.2, 0.5, 0.25, 0.05);
    assert.deepEqual(apply('xtc', params, logits).ids, [0, 3]);
    assert.deepEqual(apply('xtc', { ...params, minKeep: 3 }, logits).ids, [1, 2, 0, 3]);
    assert.deepEqual(apply('xtc', { ...params, xtcThreshold: 0.4 }, logits).ids, [1, 2, 0, 3]);
  });

  it('temperature divides; 0 leaves the first of the best', () => {
    assert.deepEqual(apply('temperature', { temperature: 0.5 }, [1, -2]).logits, [2, -4]);
    assert.deepEqual(apply('temperature', { temperature: 0 }, [1, 3, 2, 3]).logits, [
      -Infinity,
      3,
      -Infinity,
      -Infinity,
    ]);
  });

  it('dynamic temperature is highest where all tokens are as likely', () => {
    const params = { temperature: 1, dynatempRange: 0.5 };
    assert.deepEqual(apply('temperature', params, [3, 3]).logits, [2, 2]); // temperature 1.5
    const certain = apply('temperature', params, [200, 0]); // temperature 0.5
    assert.deepEqual(certain.logits, [400, 0]);
  });

  it('greedy takes the first of the best', () => {
    assert.equal(apply('greedy', { temperature: 0 }, [1, 3, 2, 3]).selected, 1);
  });

  it('dist draws by probability', () => {
    const probabilities = [0.5, 0.3, 0.15, 0.05];
    const logits = Float32Array.from(logitsOf(...probabilities));
    const sampler = create('dist', {}, 4)!;
    const candidates = new Candidates(4);
    const draws = 20000;
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < draws; i++) {
      candidates.load(logits);
      sampler.apply(candidates);
      counts[candidates.ids[candidates.selected]!]!++;
    }
    const chiSquare = probabilities.reduce(
      (sum, p, i) => sum + (counts[i]! - p * draws) ** 2 / (p * draws),
      0,
    );
    assert.ok(chiSquare < 11.34, `chi² with 3 degrees of freedom is ${chiSquare}, above its 99 % quantile`);
  });

  it('dist never draws a banned token', () => {
    const sampler = create('dist', {}, 3)!;
    const candidates = new Candidates(3);
    for (let i = 0; i < 500; i++) {
      candidates.load(Float32Array.of(-Infinity, 1, 1));
      sampler.apply(candidates);
      assert.notEqual(candidates.ids[candidates.selected], 0);
    }
  });

  it('narrow, never widen: what is left was there, once', () => {
    const on: Partial<SamplingParams> = {
      topNSigma: 1,
      topK: 5,
      typicalP: 0.6,
      topP: 0.6,
      minP: 0.2,
      xtcProbability: 1,
      temperature: 0.7,
      repeatPenalty: 1.3,
    };
    const logits = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 50 });
    for (const { name } of samplers) {
      fc.assert(
        fc.property(logits, (values) => {
          if (!create(name, on, values.length)) return;
          const { ids } = apply(name, on, values);
          assert.ok(ids.length >= 1 && ids.length <= values.length);
          assert.equal(new Set(ids).size, ids.length);
        }),
        { numRuns: 50 },
      );
    }
  });
});
