import type { GgufFile } from '../gguf/types.ts';

/** `enum llama_ftype` with llama.cpp's names: what a whole file is called, whose tensors are of several types. */
const fileTypeNames: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K - Medium'],
  [11, 'Q3_K - Small'],
  [12, 'Q3_K - Medium'],
  [13, 'Q3_K - Large'],
  [14, 'Q4_K - Small'],
  [15, 'Q4_K - Medium'],
  [16, 'Q5_K - Small'],
  [17, 'Q5_K - Medium'],
  [18, 'Q6_K'],
  [19, 'IQ2_XXS'],
  [20, 'IQ2_XS'],
  [21, 'Q2_K - Small'],
  [22, 'IQ3_XS'],
  [23, 'IQ3_XXS'],
  [24, 'IQ1_S'],
  [25, 'IQ4_NL'],
  [26, 'IQ3_S'],
  [27, 'IQ3_S mix'],
  [28, 'IQ2_S'],
  [29, 'IQ2_M'],
  [30, 'IQ4_XS'],
  [31, 'IQ1_M'],
  [32, 'BF16'],
  [36, 'TQ1_0'],
  [37, 'TQ2_0'],
  [38, 'MXFP4 MoE'],
  [39, 'NVFP4'],
  [40, 'Q1_0'],
  [41, 'Q2_0'],
]);

/** The name of `general.file_type`, else the type that most of the file's bytes have. */
export function fileTypeOf(file: GgufFile): string {
  const named = fileTypeNames.get(file.metadata.num('general.file_type', -1));
  if (named !== undefined) return named;
  const [commonest] = tensorTypesOf(file).toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  return commonest?.type ?? 'empty';
}

export interface TensorTypeCount {
  /** `Q4_K`, or `type 99` where the engine does not know it. */
  readonly type: string;
  readonly count: number;
  /** Absent for an unknown type. */
  readonly bytes?: number;
}

/** How many tensors there are of each type, in the order of the file. */
export function tensorTypesOf(file: GgufFile): TensorTypeCount[] {
  const types = new Map<string, TensorTypeCount>();
  for (const { type, typeId, byteLength } of file.tensors.values()) {
    const name = type ?? `type ${typeId}`;
    const { count = 0, bytes = 0 } = types.get(name) ?? {};
    types.set(name, {
      type: name,
      count: count + 1,
      ...(byteLength !== undefined && { bytes: bytes + byteLength }),
    });
  }
  return [...types.values()];
}
