import { LlmError } from '../base/errors.ts';
import { bf16 } from './bf16.ts';
import { f16 } from './f16.ts';
import { f32 } from './f32.ts';
import { iq1_m } from './iq1_m.ts';
import { iq1_s } from './iq1_s.ts';
import { iq2_s } from './iq2_s.ts';
import { iq2_xs } from './iq2_xs.ts';
import { iq2_xxs } from './iq2_xxs.ts';
import { iq3_s } from './iq3_s.ts';
import { iq3_xxs } from './iq3_xxs.ts';
import { iq4_nl } from './iq4_nl.ts';
import { iq4_xs } from './iq4_xs.ts';
import { mxfp4 } from './mxfp4.ts';
import { nvfp4 } from './nvfp4.ts';
import { q1_0 } from './q1_0.ts';
import { q2_0 } from './q2_0.ts';
import { q2_K } from './q2_k.ts';
import { q3_K } from './q3_k.ts';
import { q4_0 } from './q4_0.ts';
import { q4_1 } from './q4_1.ts';
import { q4_K } from './q4_k.ts';
import { q5_0 } from './q5_0.ts';
import { q5_1 } from './q5_1.ts';
import { q5_K } from './q5_k.ts';
import { q6_K } from './q6_k.ts';
import { q8_0 } from './q8_0.ts';
import { tq1_0 } from './tq1_0.ts';
import { tq2_0 } from './tq2_0.ts';
import type { QuantType } from './type.ts';

/** Every tensor type this engine computes with. A new one joins everything, tests included, by being named here. */
const types = [
  f32,
  f16,
  bf16,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q8_0,
  q2_K,
  q3_K,
  q4_K,
  q5_K,
  q6_K,
  iq4_nl,
  iq4_xs,
  iq1_s,
  iq1_m,
  iq2_xxs,
  iq2_xs,
  iq2_s,
  iq3_xxs,
  iq3_s,
  tq1_0,
  tq2_0,
  mxfp4,
  nvfp4,
  q1_0,
  q2_0,
] as const;

/** `Q4_K`, `F16`, … */
export type QuantTypeName = (typeof types)[number]['name'];

export const quantTypeNames: readonly QuantTypeName[] = types.map((type) => type.name);

/** By name. */
export const quantTypes = Object.fromEntries(types.map((type) => [type.name, type])) as {
  readonly [Name in QuantTypeName]: QuantType<Name>;
};

const byId = new Map<number, QuantType<QuantTypeName>>(types.map((type) => [type.id, type]));

/** The type with this `enum ggml_type`, or undefined if the engine has none. */
export function quantTypeById(id: number): QuantType<QuantTypeName> | undefined {
  return byId.get(id);
}

/** Bytes of a row of `n` weights. Throws LlmError `gguf` if that is no whole number of blocks. */
export function rowSize(name: QuantTypeName, n: number): number {
  const { blockSize, typeSize } = quantTypes[name];
  if (n % blockSize !== 0) {
    throw new LlmError('gguf', `rows of ${name} are multiples of ${blockSize} weights; found ${n}`);
  }
  return (n / blockSize) * typeSize;
}

/**
 * Bytes of a tensor; `shape` in GGML order (shape[0] contiguous).
 * Throws LlmError `gguf` if a row is no whole number of blocks, or the size is no exact integer.
 */
export function quantizedSize(name: QuantTypeName, shape: readonly number[]): number {
  const rows = shape.slice(1).reduce((product, n) => product * n, 1);
  const size = rowSize(name, shape[0] ?? 1) * rows;
  if (!Number.isSafeInteger(size)) {
    throw new LlmError(
      'gguf',
      `a ${name} tensor of shape [${shape.join(', ')}] would be larger than 2^53 bytes`,
    );
  }
  return size;
}
