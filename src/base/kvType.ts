/**
 * How the KV cache may hold keys and values, the default first. `q8_0` is ggml's: 32 neighbours of a head in a byte each,
 * with a scale in common.
 */
export const kvTypes = ['f16', 'f32', 'q8_0'] as const;

export type KvType = (typeof kvTypes)[number];
