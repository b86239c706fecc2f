/** How the KV cache may hold keys and values, the default first. */
export const kvTypes = ['f16', 'f32'] as const;

export type KvType = (typeof kvTypes)[number];
