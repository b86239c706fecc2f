/** Tensor data begins at, and is padded to, multiples of this unless `general.alignment` says otherwise. */
export const DEFAULT_ALIGNMENT = 32;

export function alignUp(n: number, alignment: number): number {
  return Math.ceil(n / alignment) * alignment;
}
