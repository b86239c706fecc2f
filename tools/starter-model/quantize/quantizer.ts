/** Encodes `weights`, a multiple of the type's block size, into `out`, which has exactly the blocks they need. */
export type Quantizer = (weights: Float32Array, out: Uint8Array) => void;
