/** How positions beyond the training context are squeezed in. */
export type RopeScaling = { readonly kind: 'none' } | { readonly kind: 'linear'; readonly factor: number };

/** Rotary position embedding, as ggml_rope_ext takes it. */
export interface RopeParams {
  /** `norm` rotates neighbours (x0, x1), `neox` rotates halves (x0, x[dim/2]). */
  readonly style: 'norm' | 'neox';
  /** How many leading elements of each head are rotated. */
  readonly dim: number;
  readonly base: number;
  readonly scaling: RopeScaling;
}

export interface AttentionParams {
  readonly kind: 'mha' | 'gqa' | 'mqa';
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  /** What q·k is multiplied with; 1/sqrt(headDim) unless the architecture says otherwise. */
  readonly scale: number;
}

/** The intermediate representation: what the runtime needs to know of a model, whatever file it came from. */
export interface HParams {
  readonly nVocab: number;
  readonly nCtxTrain: number;
  readonly nEmbd: number;
  readonly nLayer: number;
  readonly nFf: number;
  readonly norm: { readonly kind: 'rms' | 'layer'; readonly eps: number };
  readonly act: 'silu' | 'gelu';
  readonly attn: AttentionParams;
  readonly rope: RopeParams;
}
