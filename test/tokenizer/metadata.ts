import { Metadata } from '../../src/gguf/metadata.ts';
import type { GgufMetadata } from '../../src/gguf/types.ts';
import { ggufValue, type GgufEntries } from '../../src/gguf/writer.ts';
import { tokenType } from '../support/tinyVocab.ts';

export function metadata(entries: GgufEntries): GgufMetadata {
  return new Metadata(new Map(Object.entries(entries)));
}

/** `[text, score]` or `[text, score, type]`, in the order of their ids. */
export type Token = readonly [text: string, score?: number, type?: keyof typeof tokenType];

/** A vocabulary as a GGUF has it; `more` adds keys or replaces them. */
export function spmMetadata(tokens: readonly Token[], more: GgufEntries = {}): GgufMetadata {
  return metadata({ ...entries('llama', tokens), ...more });
}

export function bpeMetadata(
  tokens: readonly Token[],
  merges: readonly string[],
  more: GgufEntries = {},
): GgufMetadata {
  return metadata({
    ...entries('gpt2', tokens),
    'tokenizer.ggml.pre': ggufValue.string('qwen2'),
    'tokenizer.ggml.merges': ggufValue.strings(merges),
    ...more,
  });
}

function entries(model: string, tokens: readonly Token[]): GgufEntries {
  return {
    'tokenizer.ggml.model': ggufValue.string(model),
    'tokenizer.ggml.tokens': ggufValue.strings(tokens.map(([text]) => text)),
    'tokenizer.ggml.scores': ggufValue.float32s(tokens.map(([, score]) => score ?? 0)),
    'tokenizer.ggml.token_type': ggufValue.int32s(tokens.map(([, , type]) => tokenType[type ?? 'normal'])),
  };
}
