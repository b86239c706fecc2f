import { f32ToBf16, f32ToF16 } from '../../src/base/half.ts';
import { quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import { Random } from './random.ts';

/** Where a block keeps the f16 that everything in it is multiplied with. All other bits may be anything. */
interface ScaleField {
  /** Byte offset of the scale. */
  readonly d: number;
  /** Byte offset of the f16 minimum, and how many `d` it is, such that uniform codes have a mean near zero. */
  readonly min?: { readonly at: number; readonly perScale: number };
}

type FloatType = 'F32' | 'F16' | 'BF16';

const scaleFields: Readonly<Record<Exclude<QuantTypeName, FloatType>, ScaleField>> = {
  Q4_0: { d: 0 },
  Q4_1: { d: 0, min: { at: 2, perScale: -7.5 } },
  Q5_0: { d: 0 },
  Q5_1: { d: 0, min: { at: 2, perScale: -15.5 } },
  Q8_0: { d: 0 },
  Q2_K: { d: 80, min: { at: 82, perScale: 1.5 } },
  Q3_K: { d: 108 },
  Q4_K: { d: 0, min: { at: 2, perScale: 7.5 } },
  Q5_K: { d: 0, min: { at: 2, perScale: 15.5 } },
  Q6_K: { d: 208 },
  IQ4_NL: { d: 0 },
  IQ4_XS: { d: 0 },
};

/**
 * Valid blocks of `nWeights` weights (a multiple of the block size) that decode to finite numbers with mean near 0 and
 * standard deviation near `scale`. Every bit of every field varies, and the scale from block to block.
 */
export function randomBlocks(name: QuantTypeName, nWeights: number, rng: Random, scale: number): Uint8Array {
  if (name === 'F32') return new Uint8Array(rng.normals(nWeights, scale).buffer);
  if (name === 'F16') return halves(rng.normals(nWeights, scale), f32ToF16);
  if (name === 'BF16') return halves(rng.normals(nWeights, scale), f32ToBf16);
  const spread = (spreads[name] ??= measureSpread(name));
  const hasMin = scaleFields[name].min !== undefined;
  return blocksWith(name, nWeights, rng, () => {
    const sign = !hasMin && rng.int(2) === 1 ? -1 : 1;
    return (sign * (0.75 + 0.5 * rng.float()) * scale) / spread;
  });
}

function blocksWith(
  name: Exclude<QuantTypeName, FloatType>,
  nWeights: number,
  rng: Random,
  nextScale: () => number,
): Uint8Array {
  const { blockSize, typeSize } = quantTypes[name];
  const field = scaleFields[name];
  const bytes = rng.bytes((nWeights / blockSize) * typeSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += typeSize) {
    const d = nextScale();
    view.setUint16(at + field.d, f32ToF16(d), true);
    if (field.min) view.setUint16(at + field.min.at, f32ToF16(d * field.min.perScale), true);
  }
  return bytes;
}

/** Standard deviation of a type's weights at scale 1, by type. */
const spreads: Partial<Record<QuantTypeName, number>> = {};

function measureSpread(name: Exclude<QuantTypeName, FloatType>): number {
  const type = quantTypes[name];
  const weights = new Float32Array(64 * 256);
  type.dequantizeInto(
    weights,
    blocksWith(name, weights.length, new Random(1), () => 1),
  );
  return Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / weights.length);
}

function halves(values: Float32Array, encode: (value: number) => number): Uint8Array {
  return new Uint8Array(Uint16Array.from(values, encode).buffer);
}
