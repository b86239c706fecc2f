import assert from 'node:assert/strict';
import path from 'node:path';
import { readModelFile } from '../../src/engine/modelFile.ts';
import { Candidates } from '../../src/sampling/candidates.ts';
import { samplers, samplingDefaults, type SamplingParams } from '../../src/sampling/index.ts';
import type { Sampler, SamplerVocabulary } from '../../src/sampling/sampler.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { describeReference, readFloats, readJson } from './reference.ts';

interface Link {
  readonly type: string;
  readonly [parameter: string]: unknown;
}

interface Case {
  /** Row of the logits file. */
  readonly row: number;
  readonly chain: readonly Link[];
  readonly selected: number;
  readonly n: number;
  readonly n_finite: number;
  readonly top: readonly (readonly [id: number, logit: number, p: number])[];
}

interface Chains {
  readonly logits_file: string;
  readonly n_vocab: number;
  readonly PREV: readonly number[];
  readonly cases: readonly Case[];
}

/** llama.cpp's name of a link to the sampler and the parameters that make it, all others being no-ops. */
const links: Readonly<Record<string, (link: Link) => [name: string, params: Partial<SamplingParams>]>> = {
  top_k: ({ k }) => ['topK', { topK: k as number }],
  top_p: ({ p, min_keep }) => ['topP', { topP: p as number, minKeep: min_keep as number }],
  min_p: ({ p, min_keep }) => ['minP', { minP: p as number, minKeep: min_keep as number }],
  typical: ({ p, min_keep }) => ['typicalP', { typicalP: p as number, minKeep: min_keep as number }],
  temp: ({ t }) => ['temperature', { temperature: t as number }],
  temp_ext: ({ t, delta, exponent }) => [
    'temperature',
    { temperature: t as number, dynatempRange: delta as number, dynatempExponent: exponent as number },
  ],
  xtc: ({ p, t, min_keep }) => [
    'xtc',
    { xtcProbability: p as number, xtcThreshold: t as number, minKeep: min_keep as number },
  ],
  top_n_sigma: ({ n }) => ['topNSigma', { topNSigma: n as number }],
  penalties: ({ last_n, repeat, freq, present }) => [
    'penalties',
    {
      penaltyLastN: last_n as number,
      repeatPenalty: repeat as number,
      frequencyPenalty: freq as number,
      presencePenalty: present as number,
    },
  ],
  dry: ({ multiplier, base, allowed_length, last_n, breakers }) => [
    'dry',
    {
      dryMultiplier: multiplier as number,
      dryBase: base as number,
      dryAllowedLength: allowed_length as number,
      dryPenaltyLastN: last_n as number,
      drySequenceBreakers: breakers as string[],
    },
  ],
  mirostat: ({ tau, eta }) => [
    'mirostat',
    { mirostat: 1, mirostatTau: tau as number, mirostatEta: eta as number, temperature: 1 },
  ],
  mirostat_v2: ({ tau, eta }) => [
    'mirostatV2',
    { mirostat: 2, mirostatTau: tau as number, mirostatEta: eta as number, temperature: 1 },
  ],
  dist: () => ['dist', { temperature: 1 }],
  logit_bias: ({ bias }) => [
    'logitBias',
    {
      logitBias: (bias as [number, number | '-inf'][]).map(([token, value]) => ({
        token,
        bias: value === '-inf' ? -Infinity : value,
      })),
    },
  ],
};

function create(link: Link, nVocab: number, vocabulary?: SamplerVocabulary): Sampler | undefined {
  const [name, params] = links[link.type]!(link);
  const type = samplers.find((sampler) => sampler.name === name)!;
  return type.create(
    { ...samplingDefaults, ...params },
    { nVocab, seed: (link['seed'] as number | undefined) ?? 0, ...(vocabulary && { vocabulary }) },
  );
}

async function readVocabulary(modelPath: string): Promise<SamplerVocabulary> {
  const tokenizer = createTokenizer((await readModelFile(modelPath)).file.metadata);
  return {
    tokenToPiece: (id) => tokenizer.tokenToPiece(id, true),
    encode: (text) => tokenizer.encode(text, { addSpecial: false, parseSpecial: false }),
  };
}

describeReference('sampler chains as llama.cpp applies them', (dir) => {
  const chains = readJson(dir, 'expected/sampling/chains.json') as Chains;
  const rows = readFloats(dir, 'expected/stories', chains.logits_file);
  const candidatesOf = (row: number): Candidates => {
    const candidates = new Candidates(chains.n_vocab);
    candidates.load(rows.subarray(row * chains.n_vocab, (row + 1) * chains.n_vocab));
    return candidates;
  };

  const byChain = new Map<string, Case[]>();
  for (const each of chains.cases) {
    const title = each.chain.map(({ type, ...params }) => `${type} ${JSON.stringify(params)}`).join(' > ');
    byChain.set(title, [...(byChain.get(title) ?? []), each]);
  }

  for (const [title, cases] of byChain) {
    it(`${title}, ${cases.length} rows`, async () => {
      const vocabulary = await readVocabulary(path.join(dir, 'models/stories260K-f32.gguf'));
      for (const expected of cases) {
        const candidates = candidatesOf(expected.row);
        const chain = expected.chain.map((link) => create(link, chains.n_vocab, vocabulary));
        for (const token of chains.PREV) for (const sampler of chain) sampler?.accept?.(token);
        for (const sampler of chain) sampler?.apply(candidates);
        compare(candidates, expected);
        if (expected.selected >= 0)
          assert.equal(
            candidates.ids[candidates.selected],
            expected.selected,
            `row ${expected.row}: selected`,
          );
      }
    });
  }

  it('draws the tokens that std::mt19937 and std::discrete_distribution draw (mirostat cases)', () => {
    const cases = chains.cases.filter(({ selected }) => selected >= 0);
    assert.equal(cases.length, 16);
    for (const { row, n, selected, chain } of cases) {
      const candidates = candidatesOf(row);
      candidates.keepTop(n);
      create({ type: 'dist', seed: chain[0]!['seed'] }, chains.n_vocab)?.apply(candidates);
      assert.equal(candidates.ids[candidates.selected], selected);
    }
  });
});

function compare(candidates: Candidates, expected: Case): void {
  const where = `row ${expected.row}`;
  assert.equal(candidates.size, expected.n, `${where}: candidates`);
  candidates.sort();
  const logits = candidates.logits.subarray(0, candidates.size);
  const finite = logits.filter((logit) => logit !== -Infinity);
  assert.equal(finite.length, expected.n_finite, `${where}: finite candidates`);
  // The reference gives the probabilities of the logits that are left, summed in double.
  const sum = finite.reduce((total, logit) => total + Math.exp(logit - finite[0]!), 0);
  expected.top.forEach(([id, logit, p], i) => {
    assert.equal(candidates.ids[i], id, `${where}: id ${i}`);
    assertNear(logits[i]!, logit, 2e-7 * Math.abs(logit), `${where}: logit of ${id}`);
    assertNear(Math.exp(logits[i]! - finite[0]!) / sum, p, 1e-6, `${where}: p of ${id}`);
  });
}

function assertNear(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: expected ${expected}, found ${found}`);
}
