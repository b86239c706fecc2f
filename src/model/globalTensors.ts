import { LlmError } from '../base/errors.ts';
import type { TensorSpec } from './arch/arch.ts';
import type { HParams } from './hparams.ts';

/**
 * The tensors outside the blocks, by the handle that `forward` knows them under. A file lacks `output` where it is tied:
 * then the token embedding serves as the output matrix too.
 */
export function globalTensors(
  hp: HParams,
): Readonly<Record<'tokenEmbd' | 'outputNorm' | 'output', TensorSpec>> {
  return {
    tokenEmbd: { name: 'token_embd.weight', shape: [hp.nEmbd, hp.nVocab] },
    outputNorm: { name: 'output_norm.weight', shape: [hp.nEmbd] },
    output: { name: 'output.weight', shape: [hp.nEmbd, hp.nVocab], optional: true },
  };
}

/**
 * One factor for each rotated pair (Llama 3.1's long-context scaling). The file holds it once; it is named among the
 * weights of every block, because a block may use only what lies in its own bank.
 */
export function ropeFreqs(hp: HParams): TensorSpec {
  return { name: 'rope_freqs.weight', shape: [hp.rope.dim / 2], optional: true };
}

/**
 * Refuses a file with tensors that nothing would read, by canonical name: a bias or an adapter left out gives wrong
 * answers, not an error. llama.cpp refuses it too.
 */
export function refuseUnknownTensors(
  hp: HParams,
  blockTensors: (hp: HParams, il: number) => Readonly<Record<string, TensorSpec>>,
  names: Iterable<string>,
): void {
  const known = new Set(Object.values(globalTensors(hp)).map(({ name }) => name));
  for (let il = 0; il < hp.nLayer; il++)
    for (const { name } of Object.values(blockTensors(hp, il))) known.add(name);
  for (const name of names)
    if (!known.has(name))
      throw new LlmError(
        'unsupported',
        `${name}: the file has this tensor, and its architecture has no use for it here`,
      );
}
