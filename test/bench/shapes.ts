import type { QuantTypeName } from '../../src/quant/index.ts';

/** The dimensions of a published model; the weights of a bench file are random blocks. */
export interface ModelShape {
  readonly nVocab: number;
  readonly nEmbd: number;
  readonly nLayer: number;
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  readonly nFf: number;
  readonly ropeBase: number;
  readonly tied: boolean;
}

export const shapes = {
  'llama-3.2-1b': {
    nVocab: 128256,
    nEmbd: 2048,
    nLayer: 16,
    nHead: 32,
    nHeadKv: 8,
    headDim: 64,
    nFf: 8192,
    ropeBase: 500000,
    tied: true,
  },
  'tinyllama-1.1b': {
    nVocab: 32000,
    nEmbd: 2048,
    nLayer: 22,
    nHead: 32,
    nHeadKv: 4,
    headDim: 64,
    nFf: 5632,
    ropeBase: 10000,
    tied: false,
  },
  /** As a file of the llama architecture: without Qwen's biases. */
  'qwen2.5-0.5b': {
    nVocab: 151936,
    nEmbd: 896,
    nLayer: 24,
    nHead: 14,
    nHeadKv: 2,
    headDim: 64,
    nFf: 4864,
    ropeBase: 1000000,
    tied: true,
  },
  'smollm2-135m': {
    nVocab: 49152,
    nEmbd: 576,
    nLayer: 30,
    nHead: 9,
    nHeadKv: 3,
    headDim: 64,
    nFf: 1536,
    ropeBase: 100000,
    tied: true,
  },
  'llama-3.1-8b': {
    nVocab: 128256,
    nEmbd: 4096,
    nLayer: 32,
    nHead: 32,
    nHeadKv: 8,
    headDim: 128,
    nFf: 14336,
    ropeBase: 500000,
    tied: false,
  },
} as const satisfies Record<string, ModelShape>;

export type ShapeName = keyof typeof shapes;

/** A shape by its name on the command line. */
export function shapeOf(name: string): ShapeName {
  if (name in shapes) return name as ShapeName;
  throw new Error(`--shape: expected one of ${Object.keys(shapes).join(', ')}, found ${name}`);
}

export function fileTypeOf(name: string): FileType {
  const type = fileTypes.find((known) => known === name);
  if (type === undefined) throw new Error(`--type: expected one of ${fileTypes.join(', ')}, found ${name}`);
  return type;
}

/** What `llama-quantize` would make: a tensor type for each tensor. */
export type FileType = 'Q4_K_M' | 'Q8_0' | 'Q4_0' | 'Q6_K' | 'F16' | 'IQ4_XS';

export const fileTypes: readonly FileType[] = ['Q4_K_M', 'Q8_0', 'Q4_0', 'Q6_K', 'F16', 'IQ4_XS'];

/** `general.file_type`, enum llama_ftype. */
export const fileTypeIds: Readonly<Record<FileType, number>> = {
  F16: 1,
  Q4_0: 2,
  Q8_0: 7,
  Q4_K_M: 15,
  Q6_K: 18,
  IQ4_XS: 30,
};

/** What a type becomes where rows are no multiple of 256 weights, as llama-quantize has it. */
const fallbacks: Partial<Record<QuantTypeName, QuantTypeName>> = {
  Q4_K: 'Q5_0',
  Q6_K: 'Q8_0',
  IQ4_XS: 'IQ4_NL',
};

/** The type llama.cpp's quantizer gives a matrix of `rowLength`. */
export function tensorTypeOf(
  fileType: FileType,
  name: string,
  nLayer: number,
  rowLength: number,
): QuantTypeName {
  const wanted = wantedType(fileType, name, nLayer);
  return rowLength % 256 === 0 ? wanted : (fallbacks[wanted] ?? wanted);
}

function wantedType(fileType: FileType, name: string, nLayer: number): QuantTypeName {
  const isOutput = name === 'output.weight' || name === 'token_embd.weight';
  if (fileType === 'Q4_K_M') {
    const [, layer] = /^blk\.(\d+)\.(?:attn_v|ffn_down)\./.exec(name) ?? [];
    const isLarger = isOutput || (layer !== undefined && getsMoreBits(Number(layer), nLayer));
    return isLarger ? 'Q6_K' : 'Q4_K';
  }
  return isOutput && (fileType === 'Q4_0' || fileType === 'IQ4_XS') ? 'Q6_K' : fileType;
}

/** llama-quant's use_more_bits: the first and last eighth of the layers, and every third between. */
function getsMoreBits(layer: number, nLayer: number): boolean {
  const eighth = Math.trunc(nLayer / 8);
  return layer < eighth || layer >= Math.trunc((7 * nLayer) / 8) || (layer - eighth) % 3 === 2;
}
