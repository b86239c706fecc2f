/*
 * Special tokens that files do not name, or name wrongly: llama.cpp finds them by their text (src/llama-vocab.cpp), and
 * so must whoever wants its answers. They all become control tokens, whatever the file says of them.
 */

/** End of a turn, where `tokenizer.ggml.eot_token_id` is missing. */
export const endOfTurnTexts: readonly string[] = [
  '<|eot_id|>',
  '<|im_end|>',
  '<|end|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<EOT>',
  '_<EOT>',
  '[EOT]',
  '<｜end▁of▁sentence｜>',
  '<end_of_utterance>',
];

/** End of a message, where `tokenizer.ggml.eom_token_id` is missing. */
export const endOfMessageTexts: readonly string[] = ['<|eom_id|>'];

/**
 * Generation ends with each of these. Newer versions of llama.cpp add `</s>`; it is left out, as Qwen's vocabularies have
 * an ordinary token of that text, and where it ends generation the file names it as its EOS.
 */
export const endOfGenerationTexts: readonly string[] = [
  ...endOfTurnTexts,
  ...endOfMessageTexts,
  '<|return|>',
  '<|call|>',
  '<|flush|>',
  '<|calls|>',
  '[EOS]',
  '<eos>',
  '<turn|>',
  '<|tool_response>',
  '[e~[',
];

/** The tokens of fill-in-the-middle. Generation ends with `pad`, `rep` and `sep` too. */
export const fillInTheMiddleTexts = {
  pre: [
    '<|fim_prefix|>',
    '<fim-prefix>',
    '<fim_prefix>',
    '<｜fim▁begin｜>',
    '<PRE>',
    '▁<PRE>',
    '<|code_prefix|>',
  ],
  suf: [
    '<|fim_suffix|>',
    '<fim-suffix>',
    '<fim_suffix>',
    '<｜fim▁hole｜>',
    '<SUF>',
    '▁<SUF>',
    '<|code_suffix|>',
  ],
  mid: [
    '<|fim_middle|>',
    '<fim-middle>',
    '<fim_middle>',
    '<｜fim▁end｜>',
    '<MID>',
    '▁<MID>',
    '<|code_middle|>',
  ],
  pad: ['<|fim_pad|>', '<fim-pad>', '<fim_pad>', '<PAD>', '[PAD]'],
  rep: ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>'],
  sep: ['<|file_sep|>'],
} as const satisfies Record<string, readonly string[]>;

/** gpt-oss marks its channels with these; they are shown, and found also where control tokens are not read. */
export const alwaysShownTexts: readonly string[] = [
  '<|channel|>',
  '<|message|>',
  '<|start|>',
  '<|constrain|>',
];

/** `end` does not end generation in a vocabulary that has both of `beside`: it becomes a user defined token. */
export const notEndOfGeneration: readonly {
  readonly end: string;
  readonly beside: readonly string[];
}[] = [
  { end: '<|end|>', beside: ['<|return|>', '<|call|>'] },
  { end: '<|end|>', beside: ['<|return|>', '<|calls|>'] },
  { end: '<|end|>', beside: ['<|flush|>', '<|call|>'] },
  { end: '<|end|>', beside: ['<|flush|>', '<|calls|>'] },
];

/** Tokens that swallow the white space beside them, told by the model's name as GGUF has no place for it. */
export const stripRules: readonly {
  /** Any of these, in small letters, somewhere in `general.name`. */
  readonly modelName: readonly string[];
  readonly side: 'left' | 'right';
  /** All special tokens but these, or only these. */
  readonly allBut?: readonly string[];
  readonly only?: readonly string[];
}[] = [
  { modelName: ['phi-3', 'phi3'], side: 'right', allBut: ['<unk>', '<s>', '<|endoftext|>'] },
  { modelName: ['modern-bert'], side: 'left', only: ['[MASK]'] },
];
