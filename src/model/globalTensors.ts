import { LlmError } from '../base/errors.ts';
import type { HParams } from './hparams.ts';
import { optional, required, type TensorSpec, type TensorSpecs } from './tensorSpec.ts';

/**
 * The tensors outside the blocks, by the handle that `forward` knows them under. A file lacks `output` where it is tied:
 * then the token embedding serves as the output matrix too.
 */
export function globalTensors(
  hp: HParams,
): Readonly<Record<'tokenEmbd' | 'outputNorm' | 'output', TensorSpec>> {
  return {
    tokenEmbd: required('token_embd.weight', hp.nEmbd, hp.nVocab),
    outputNorm: required('output_norm.weight', hp.nEmbd),
    output: optional('output.weight', hp.nEmbd, hp.nVocab),
  };
}

/**
 * Refuses a file with tensors that nothing would read, by canonical name: a bias or an adapter left out gives wrong
 * answers, not an error. llama.cpp refuses it too.
 */
export function refuseUnknownTensors(
  hp: HParams,
  blockTensors: (il: number) => TensorSpecs,
  names: Iterable<string>,
): void {
  const known = new Set(Object.values(globalTensors(hp)).map(({ name }) => name));
  for (let il = 0; il < hp.nLayer; il++)
    for (const { name, fusedIn } of Object.values(blockTensors(il))) {
      known.add(name);
      if (fusedIn) known.add(fusedIn.name);
    }
  for (const name of names) {
    if (known.has(name)) continue;
    throw new LlmError(
      'unsupported',
      /\.(input_)?scale$/.test(name)
        ? `${name}: a scale of a whole tensor, as files of tensor type NVFP4 may have them, is not supported`
        : `${name}: the file has this tensor, and its architecture has no use for it here`,
    );
  }
}
