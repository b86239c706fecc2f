import { f32ToBf16, f32ToF16 } from '../../src/base/half.ts';
import { quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import { Random } from './random.ts';

/** What makes a block of random bytes valid. */
interface BlockForm {
  /** Whether a negative d negates all weights: then half the blocks have one. */
  readonly signed: boolean;
  /** Writes scale `d` into it. All bits that are no scale of the whole block may be anything. */
  readonly write: (block: DataView, d: number, rng: Random) => void;
}

type FloatType = 'F32' | 'F16' | 'BF16';

const forms: Readonly<Record<Exclude<QuantTypeName, FloatType>, BlockForm>> = {
  Q4_0: scaleAt(0),
  Q4_1: scaleAndMinAt(0, 2, -7.5),
  Q5_0: scaleAt(0),
  Q5_1: scaleAndMinAt(0, 2, -15.5),
  Q8_0: scaleAt(0),
  Q2_K: scaleAndMinAt(80, 82, 1.5),
  Q3_K: scaleAt(108),
  Q4_K: scaleAndMinAt(0, 2, 7.5),
  Q5_K: scaleAndMinAt(0, 2, 15.5),
  Q6_K: scaleAt(208),
  IQ4_NL: scaleAt(0),
  IQ4_XS: scaleAt(0),
  IQ1_S: scaleAt(0),
  IQ1_M: { signed: true, write: writeIq1m },
  IQ2_XXS: scaleAt(0),
  IQ2_XS: scaleAt(0),
  IQ2_S: scaleAt(0),
  IQ3_XXS: scaleAt(0),
  IQ3_S: scaleAt(0),
  TQ1_0: scaleAt(52),
  TQ2_0: scaleAt(64),
  MXFP4: { signed: false, write: writeMxfp4 },
  NVFP4: { signed: false, write: writeNvfp4 },
  Q1_0: scaleAt(0),
  Q2_0: scaleAt(0),
};

/** d is an f16. */
function scaleAt(at: number): BlockForm {
  return {
    signed: true,
    write(block, d) {
      block.setUint16(at, f32ToF16(d), true);
    },
  };
}

/** An f16 minimum besides, `perScale` times d: such that uniform codes have a mean near zero. */
function scaleAndMinAt(at: number, minAt: number, perScale: number): BlockForm {
  return {
    signed: false,
    write(block, d) {
      block.setUint16(at, f32ToF16(d), true);
      block.setUint16(minAt, f32ToF16(d * perScale), true);
    },
  };
}

/** The nibbles of d are the top ones of four u16. */
function writeIq1m(block: DataView, d: number): void {
  const bits = f32ToF16(d);
  for (let n = 0; n < 4; n++) {
    const nibble = (bits >> (4 * n)) & 15;
    const at = 48 + 2 * n;
    block.setUint16(at, (block.getUint16(at, true) & 0xfff) | (nibble << 12), true);
  }
}

/** Scales are powers of two: one of the two around d, so drawn that the mean of d² stays. */
function writeMxfp4(block: DataView, d: number, rng: Random): void {
  const exponent = Math.floor(Math.log2(d));
  const chance = ((d / 2 ** exponent) ** 2 - 1) / 3;
  block.setUint8(0, 128 + exponent + (rng.float() < chance ? 1 : 0));
}

/** Four scales near d, each the nearest UE4M3 to twice that: a block's weights are half the scale times integers. */
function writeNvfp4(block: DataView, d: number, rng: Random): void {
  for (let s = 0; s < 4; s++) {
    const scale = 2 * d * (0.75 + 0.5 * rng.float());
    const exponent = Math.max(-6, Math.floor(Math.log2(scale)));
    const eighths = Math.round((8 * scale) / 2 ** exponent); // 8 … 16 if normal, fewer if subnormal
    block.setUint8(s, Math.min(0x7e, 8 * (exponent + 6) + eighths));
  }
}

/**
 * Valid blocks of `nWeights` weights (a multiple of the block size) that decode to finite numbers with mean near 0 and
 * standard deviation near `scale`. Every bit of every field varies, and the scale from block to block.
 */
export function randomBlocks(name: QuantTypeName, nWeights: number, rng: Random, scale: number): Uint8Array {
  if (name === 'F32') return new Uint8Array(rng.normals(nWeights, scale).buffer);
  if (name === 'F16') return halves(rng.normals(nWeights, scale), f32ToF16);
  if (name === 'BF16') return halves(rng.normals(nWeights, scale), f32ToBf16);
  const spread = (spreads[name] ??= measureSpread(name));
  const { signed } = forms[name];
  return blocksWith(name, nWeights, rng, () => {
    const sign = signed && rng.int(2) === 1 ? -1 : 1;
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
  const { write } = forms[name];
  const bytes = rng.bytes((nWeights / blockSize) * typeSize);
  for (let at = 0; at < bytes.length; at += typeSize) {
    write(new DataView(bytes.buffer, bytes.byteOffset + at, typeSize), nextScale(), rng);
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
