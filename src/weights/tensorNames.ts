import type { TensorInfo } from '../gguf/types.ts';

/** Where the output matrix is the embedding again, files leave it out. */
const TOKEN_EMBD = 'token_embd.weight';
const OUTPUT = 'output.weight';

/*
 * Names of Meta's checkpoints, as the earliest converters kept them. (Hugging Face's names are not among them: tensors
 * under those have q and k rows in another order, so that reading them under our names would give wrong answers.)
 */
const wholeNames = new Map(
  Object.entries({
    'tok_embeddings.weight': TOKEN_EMBD,
    'norm.weight': 'output_norm.weight',
    'rope.freqs': 'rope_freqs.weight',
  }),
);

/** In block N: `layers.N.<key>` stands for `blk.N.<value>`. */
const blockNames = new Map(
  Object.entries({
    'attention_norm.weight': 'attn_norm.weight',
    'attention.wq.weight': 'attn_q.weight',
    'attention.wk.weight': 'attn_k.weight',
    'attention.wv.weight': 'attn_v.weight',
    'attention.wo.weight': 'attn_output.weight',
    'ffn_norm.weight': 'ffn_norm.weight',
    'feed_forward.w1.weight': 'ffn_gate.weight',
    'feed_forward.w2.weight': 'ffn_down.weight',
    'feed_forward.w3.weight': 'ffn_up.weight',
  }),
);

/** The name llama.cpp's loader knows a tensor by, whatever variant the file has. */
export function canonicalName(name: string): string {
  const [, layer, rest] = /^layers\.(\d+)\.(.+)$/.exec(name) ?? [];
  if (layer === undefined || rest === undefined) return wholeNames.get(name) ?? name;
  const known = blockNames.get(rest);
  return known === undefined ? name : `blk.${layer}.${known}`;
}

/**
 * A file's tensors under canonical names. A tied output is the embedding's own entry: the same object under
 * `output.weight`. A tensor that is there under its canonical name is preferred to a variant.
 */
export function canonicalTensors(tensors: ReadonlyMap<string, TensorInfo>): ReadonlyMap<string, TensorInfo> {
  const canonical = new Map<string, TensorInfo>();
  for (const [name, tensor] of tensors) {
    const known = canonicalName(name);
    if (known === name || !tensors.has(known)) canonical.set(known, tensor);
  }
  const embedding = canonical.get(TOKEN_EMBD);
  if (embedding && !canonical.has(OUTPUT)) canonical.set(OUTPUT, embedding);
  return canonical;
}
