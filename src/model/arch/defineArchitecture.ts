import type { HParams } from '../hparams.ts';
import { refuseUnknownTensors } from '../globalTensors.ts';
import type { TensorSpecs } from '../tensorSpec.ts';
import type { Architecture } from './arch.ts';

/** An architecture that besides refuses what it would leave out. */
export function defineArchitecture<Name extends string, H extends HParams, S extends TensorSpecs>(
  architecture: Architecture<Name, H, S>,
): Architecture<Name, H, S> {
  return {
    ...architecture,
    hparams(metadata, tensors) {
      const hp = architecture.hparams(metadata, tensors);
      const names = [...tensors.keys()].filter((name) => architecture.isIgnored?.(hp, name) !== true);
      refuseUnknownTensors(hp, (il) => architecture.blockTensors(hp, il), names);
      return hp;
    },
  };
}
