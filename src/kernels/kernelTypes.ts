/** `relaxed` has the 8-bit dot product and fused multiply-add; `plain` is WebAssembly SIMD128 alone. */
export type Simd = 'plain' | 'relaxed';

/** How the activations of a matmul are laid out; named after ggml's type with the same values. */
export type ActivationName = 'f32' | 'f16' | 'bf16' | 'q8_0' | 'q8_0_wide' | 'q8_K' | 'q8_K_wide';

/** Blocks of each format: values a block, bytes a block. Drawn in assembly/activations.ts. */
export const activationBlocks = {
  f32: { blockSize: 1, blockBytes: 4 },
  f16: { blockSize: 1, blockBytes: 4 },
  bf16: { blockSize: 1, blockBytes: 4 },
  q8_0: { blockSize: 32, blockBytes: 48 },
  q8_0_wide: { blockSize: 32, blockBytes: 80 },
  q8_K: { blockSize: 256, blockBytes: 384 },
  q8_K_wide: { blockSize: 256, blockBytes: 576 },
} as const satisfies Record<ActivationName, unknown>;

/** Tables and functions of assembly/, by their exports. */
export type WordPlaces = 'PLACES_Q6_K';
export type Repack = 'repack_Q6_K';

export interface KernelType {
  readonly blockSize: number;
  readonly typeSize: number;
  readonly activation: Readonly<Record<Simd, ActivationName>>;
  /** How blocks are cut for interleaving (assembly/interleave.ts); none for the float types. */
  readonly cut?: {
    /** Rows a group, four unless given: eight where the kernel for one token takes them all at once. */
    readonly rows?: 8;
    /** How many leading or trailing bytes of a block are 16-bit units, an odd one alone; the rest are 32-bit units. */
    readonly halfBytes: number;
    readonly at: 'start' | 'end';
    /** Where the 32-bit units come in another order than the file's: the table of their places. */
    readonly places?: WordPlaces;
    /** Where bits trade places as well: what does both. */
    readonly repack?: Repack;
  };
}

const q8_0: KernelType['activation'] = { plain: 'q8_0_wide', relaxed: 'q8_0' };
const q8_0Wide: KernelType['activation'] = { plain: 'q8_0_wide', relaxed: 'q8_0_wide' };
const q8_K: KernelType['activation'] = { plain: 'q8_K_wide', relaxed: 'q8_K' };
const q8_KWide: KernelType['activation'] = { plain: 'q8_K_wide', relaxed: 'q8_K_wide' };

/** One line a tensor type; assembly/ exports matmul_NAME and decode_NAME for each. */
export const kernelTypes = {
  F32: { blockSize: 1, typeSize: 4, activation: { plain: 'f32', relaxed: 'f32' } },
  F16: { blockSize: 1, typeSize: 2, activation: { plain: 'f16', relaxed: 'f16' } },
  BF16: { blockSize: 1, typeSize: 2, activation: { plain: 'bf16', relaxed: 'bf16' } },
  Q4_0: { blockSize: 32, typeSize: 18, activation: q8_0, cut: { rows: 8, halfBytes: 2, at: 'start' } },
  Q4_1: { blockSize: 32, typeSize: 20, activation: q8_0, cut: { halfBytes: 4, at: 'start' } },
  Q5_0: { blockSize: 32, typeSize: 22, activation: q8_0, cut: { rows: 8, halfBytes: 2, at: 'start' } },
  Q5_1: { blockSize: 32, typeSize: 24, activation: q8_0, cut: { halfBytes: 4, at: 'start' } },
  Q8_0: { blockSize: 32, typeSize: 34, activation: q8_0Wide, cut: { rows: 8, halfBytes: 34, at: 'start' } },
  Q2_K: { blockSize: 256, typeSize: 84, activation: q8_K, cut: { halfBytes: 4, at: 'end' } },
  Q3_K: { blockSize: 256, typeSize: 110, activation: q8_K, cut: { halfBytes: 2, at: 'end' } },
  Q4_K: { blockSize: 256, typeSize: 144, activation: q8_K, cut: { rows: 8, halfBytes: 4, at: 'start' } },
  Q5_K: { blockSize: 256, typeSize: 176, activation: q8_K, cut: { rows: 8, halfBytes: 4, at: 'start' } },
  Q6_K: {
    blockSize: 256,
    typeSize: 210,
    activation: q8_K,
    cut: { rows: 8, halfBytes: 2, at: 'end', places: 'PLACES_Q6_K', repack: 'repack_Q6_K' },
  },
  IQ4_NL: { blockSize: 32, typeSize: 18, activation: q8_0Wide, cut: { halfBytes: 2, at: 'start' } },
  IQ4_XS: { blockSize: 256, typeSize: 136, activation: q8_KWide, cut: { halfBytes: 4, at: 'start' } },
  IQ1_S: { blockSize: 256, typeSize: 50, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  IQ1_M: { blockSize: 256, typeSize: 56, activation: q8_KWide, cut: { halfBytes: 0, at: 'start' } },
  IQ2_XXS: { blockSize: 256, typeSize: 66, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  IQ2_XS: { blockSize: 256, typeSize: 74, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  IQ2_S: { blockSize: 256, typeSize: 82, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  IQ3_XXS: { blockSize: 256, typeSize: 98, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  IQ3_S: { blockSize: 256, typeSize: 110, activation: q8_KWide, cut: { halfBytes: 2, at: 'start' } },
  TQ1_0: { blockSize: 256, typeSize: 54, activation: q8_K, cut: { halfBytes: 2, at: 'end' } },
  TQ2_0: { blockSize: 256, typeSize: 66, activation: q8_K, cut: { halfBytes: 2, at: 'end' } },
  MXFP4: { blockSize: 32, typeSize: 17, activation: q8_0Wide, cut: { halfBytes: 1, at: 'start' } },
  NVFP4: { blockSize: 64, typeSize: 36, activation: q8_0Wide, cut: { halfBytes: 0, at: 'start' } },
  Q1_0: { blockSize: 128, typeSize: 18, activation: q8_0, cut: { halfBytes: 2, at: 'start' } },
  Q2_0: { blockSize: 64, typeSize: 18, activation: q8_0, cut: { halfBytes: 2, at: 'start' } },
} as const satisfies Record<string, KernelType>;

export type KernelTypeName = keyof typeof kernelTypes;

export const kernelTypeNames = Object.keys(kernelTypes) as KernelTypeName[];
