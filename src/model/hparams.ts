/** How positions beyond the training context are squeezed in. */
export type RopeScaling =
  | { readonly kind: 'none' }
  | { readonly kind: 'linear'; readonly factor: number }
  | {
      readonly kind: 'yarn';
      readonly factor: number;
      /** Pairs that turn more often than `betaFast` in the original context keep their angles; */
      readonly betaFast: number;
      /** those that turn less often than `betaSlow` are slowed down by the factor; between them a ramp. */
      readonly betaSlow: number;
    };

/** Rotary position embedding, as ggml_rope_ext takes it. */
export interface RopeParams {
  /** `norm` rotates neighbours (x0, x1), `neox` rotates halves (x0, x[dim/2]). */
  readonly style: 'norm' | 'neox';
  /** How many leading elements of each head are rotated. */
  readonly dim: number;
  readonly base: number;
  readonly scaling: RopeScaling;
  /** Context of the model before its positions were stretched. */
  readonly nCtxOrig: number;
  /** What rotated elements are multiplied with besides; 1 unless a scaling changes the temperature of attention. */
  readonly magnitude: number;
}

export interface AttentionParams {
  readonly kind: 'mha' | 'gqa' | 'mqa';
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  /** What q·k is multiplied with; 1/sqrt(headDim) unless the architecture says otherwise. */
  readonly scale: number;
  /** A query sees so many of the latest positions, its own included; all of them unless given. */
  readonly window?: number;
  /** Scores are squeezed into (-c, c) by c · tanh(score / c), if given. */
  readonly softcap?: number;
}

/** Layers that see only the latest positions: what they use in place of `attn` and `rope`. */
export interface LocalAttention {
  /** By layer: whether it is one of those. [nLayer] */
  readonly layers: readonly boolean[];
  readonly attn: AttentionParams;
  readonly rope: RopeParams;
}

/** A mixture of experts: networks of which each token goes through the few that its router rates highest. */
export interface ExpertParams {
  readonly n: number;
  /** How many each token goes through. */
  readonly nUsed: number;
  /** Hidden width of each. */
  readonly nFf: number;
  /** Whether the weights of a token's experts are made to sum to 1, or left as the softmax over all gave them. */
  readonly isNormalised: boolean;
  /** Hidden width of one more, which all tokens go through. */
  readonly nFfShared?: number;
}

/**
 * Layers that keep a state of fixed size in place of the keys and values of all positions: gated delta nets (arXiv
 * 2412.06464), behind a short convolution.
 */
export interface RecurrentParams {
  /** By layer: whether it is one of those. [nLayer] */
  readonly layers: readonly boolean[];
  /** Heads of q and k; head h of v goes with head h mod nHeadK of them. */
  readonly nHeadK: number;
  readonly nHeadV: number;
  /** Of q, k and v alike. */
  readonly headDim: number;
  /** Tokens that the convolution sees, the latest included. */
  readonly nConv: number;
}

/** What the first of a gated network's two products goes through. */
export type Activation = 'silu' | 'gelu';

/** The intermediate representation: what the runtime needs to know of a model, whatever file it came from. */
export interface HParams {
  readonly nVocab: number;
  readonly nCtxTrain: number;
  readonly nEmbd: number;
  readonly nLayer: number;
  readonly nFf: number;
  readonly norm: { readonly kind: 'rms' | 'layer'; readonly eps: number };
  readonly act: Activation;
  readonly attn: AttentionParams;
  readonly rope: RopeParams;
  readonly local?: LocalAttention;
  readonly recurrent?: RecurrentParams;
  readonly experts?: ExpertParams;
  /** What embeddings are multiplied with, and logits; nothing unless given. */
  readonly embdScale?: number;
  readonly logitScale?: number;
  /** Logits are squeezed into (-c, c) by c · tanh(logit / c), if given. */
  readonly logitSoftcap?: number;
}

/** What layer `il` uses. */
export function attentionOf(hp: HParams, il: number): Pick<LocalAttention, 'attn' | 'rope'> {
  return hp.local && isLocal(hp, il) ? hp.local : hp;
}

/** Every way in which some layer rotates. */
export function ropesOf(hp: HParams): readonly RopeParams[] {
  return hp.local ? [hp.rope, hp.local.rope] : [hp.rope];
}

/** Whether layer `il` sees only the latest positions. */
export function isLocal(hp: HParams, il: number): boolean {
  return hp.local?.layers[il] === true;
}

export function isRecurrent(hp: HParams, il: number): boolean {
  return hp.recurrent?.layers[il] === true;
}
