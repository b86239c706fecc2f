import assert from 'node:assert/strict';
import { createChain, samplers, samplingDefaults, type SamplingParams } from '../../src/sampling/index.ts';
import { Random } from '../support/random.ts';

const nVocab = 1000;
const rows = Array.from({ length: 40 }, (_, i) => new Random(i).normals(nVocab, 2));

function run(params: Partial<SamplingParams>, seed: number): number[] {
  const chain = createChain(params, { nVocab, seed });
  return rows.map((logits) => {
    const token = chain.sample(logits);
    chain.accept(token);
    return token;
  });
}

describe('sampling chain', () => {
  it("has llama.cpp's order and defaults", () => {
    assert.deepEqual(
      samplers.map(({ name }) => name),
      [
        'logitBias',
        'penalties',
        'dry',
        'topNSigma',
        'topK',
        'typicalP',
        'topP',
        'minP',
        'xtc',
        'temperature',
        'mirostat',
        'mirostatV2',
        'greedy',
        'dist',
      ],
    );
    assert.deepEqual(samplingDefaults, {
      logitBias: [],
      penaltyLastN: 64,
      repeatPenalty: 1,
      frequencyPenalty: 0,
      presencePenalty: 0,
      dryMultiplier: 0,
      dryBase: 1.75,
      dryAllowedLength: 2,
      dryPenaltyLastN: -1,
      drySequenceBreakers: ['\n', ':', '"', '*'],
      topNSigma: -1,
      topK: 40,
      typicalP: 1,
      topP: 0.95,
      minP: 0.05,
      minKeep: 0,
      xtcProbability: 0,
      xtcThreshold: 0.1,
      temperature: 0.8,
      dynatempRange: 0,
      dynatempExponent: 1,
      mirostat: 0,
      mirostatTau: 5,
      mirostatEta: 0.1,
    });
  });

  it('draws with mirostat from all tokens, near the surprise that it is to have', () => {
    for (const mirostat of [1, 2]) {
      const params = { mirostat, mirostatTau: 3, topK: 1, temperature: 1 };
      assert.deepEqual(run(params, 7), run(params, 7));
      assert.notDeepEqual(run(params, 7), run({ topK: 1, temperature: 1 }, 7));
      assert.deepEqual(run({ ...params, temperature: 0 }, 7), run({ temperature: 0 }, 7));
      // Logits of normal distribution: what is drawn with a bound of three bits lies among the first few dozens of thousand.
      const surprises = run(params, 7).map((token, i) => {
        const logits = rows[i]!;
        const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
        return -Math.log2(Math.exp(logits[token]!) / sum);
      });
      assert.ok(surprises.every((surprise) => surprise < 9));
    }
    assert.throws(() => run({ mirostat: 3 }, 7), {
      code: 'request',
      message: /^mirostat: expected 0, 1 or 2/,
    });
  });

  it('repeats exactly by its seed', () => {
    const params = { temperature: 1.5, repeatPenalty: 1.2, xtcProbability: 0.5, topK: 200, minP: 0, topP: 1 };
    assert.deepEqual(run(params, 7), run(params, 7));
    assert.notDeepEqual(run(params, 7), run(params, 8));
  });

  it('repeats after a reset', () => {
    const chain = createChain({ temperature: 2, frequencyPenalty: 1, topP: 1, minP: 0 }, { nVocab, seed: 3 });
    const pass = (): number[] =>
      rows.map((logits) => {
        const token = chain.sample(logits);
        chain.accept(token);
        return token;
      });
    const first = pass();
    chain.reset();
    assert.deepEqual(pass(), first);
  });

  it('takes the best token at temperature 0, whatever the seed', () => {
    const best = rows.map((logits) => logits.indexOf(Math.max(...logits)));
    assert.deepEqual(run({ temperature: 0 }, 1), best);
    assert.deepEqual(run({ temperature: 0, topK: 1, topP: 0.1 }, 2), best);
  });

  it('leaves the logits it is given alone', () => {
    const logits = rows[0]!.slice();
    createChain({ repeatPenalty: 2 }, { nVocab, seed: 1 }).sample(logits);
    assert.deepEqual(logits, rows[0]);
  });

  it('refuses parameters that make no sense, by name', () => {
    for (const [params, message] of [
      [{ topP: NaN }, 'topP: expected a finite number, found NaN'],
      [{ temperature: Infinity }, 'temperature: expected a finite number, found Infinity'],
      [{ topK: 1.5 }, 'topK: expected a whole number, found 1.5'],
      [{ penaltyLastN: 1e9 }, 'penaltyLastN: expected -1 to 1048576, found 1000000000'],
      [{ repeatPenalty: 0 }, 'repeatPenalty: expected a number above 0, found 0'],
    ] as const)
      assert.throws(() => createChain(params, { nVocab, seed: 1 }), { code: 'request', message });
  });
});
