/** A tensor an architecture wants: its name in the file, and the shape it must have. */
export interface TensorSpec {
  readonly name: string;
  /** GGML order. */
  readonly shape: readonly number[];
  /** May be absent from the file. */
  readonly optional: boolean;
  /** Read by other ops than matmul, which want F32; so is everything of one dimension. */
  readonly isPlain?: boolean;
  /** Where only some rows of the file's tensor are wanted, as a matrix of their own: `shape` is theirs. */
  readonly part?: { readonly firstRow: number; readonly ofRows: number };
  /** Where it is found if the file lacks it: rows of a tensor in which the file has fused it with others. */
  readonly fusedIn?: { readonly name: string; readonly firstRow: number; readonly ofRows: number };
}

/** By the name that a block knows them under. */
export type TensorSpecs = Readonly<Record<string, TensorSpec>>;

/** The type says whether a weight may be undefined. */
export type RequiredTensor = TensorSpec & { readonly optional: false };
export type OptionalTensor = TensorSpec & { readonly optional: true };

/** Tensors that every file has, and tensors that files may lack. */
export type Tensors<Required extends string, Optional extends string = never> = Readonly<
  Record<Required, RequiredTensor> & Record<Optional, OptionalTensor>
>;

export function required(name: string, ...shape: readonly number[]): RequiredTensor {
  return { name, shape, optional: false };
}

export function optional(name: string, ...shape: readonly number[]): OptionalTensor {
  return { name, shape, optional: true };
}

/** Rows of a matrix that the file has fused with others. */
export function rowsOf(
  name: string,
  [nCols, nRows]: readonly [number, number],
  part: { readonly firstRow: number; readonly ofRows: number },
): RequiredTensor {
  return { ...required(name, nCols, nRows), part };
}
