import assert from 'node:assert/strict';
import { format } from '../../src/cli/inspect.ts';

describe('cli/inspect', () => {
  it('formats a report', () => {
    const text = format({
      modelPath: '/models/a.gguf',
      verdict: {
        outcome: 'cannotRun',
        code: 'unsupported',
        reason: 'a.weight is odd',
        advice: 'Pick another.',
      },
      name: 'A model',
      fileType: 'Q4_K - Medium',
      version: 3,
      nFiles: 2,
      fileBytes: 4_620_000_000,
      metadata: [
        { key: 'general.architecture', type: 'string', value: 'llama' },
        { key: 'tokenizer.ggml.tokens', type: 'array of string', value: ['<s>', 'a'], length: 32000 },
      ],
      nTensors: 3,
      nParams: 7_200_000,
      tensorTypes: [
        { type: 'Q4_K', count: 2, bytes: 4_500_000 },
        { type: 'type 99', count: 1 },
      ],
      architecture: { ok: true, text: 'llama: 2 layers' },
      tensors: { ok: false, text: 'a.weight: tensor type 99 is not supported' },
      tokenizer: { ok: true, text: 'llama' },
      template: { ok: true, text: 'the file’s own' },
      memory: { nCtx: 4096, weightBytes: 4.6e9, kvBytes: 5e8, totalBytes: 5.2e9, availableBytes: 5e9 },
    });
    assert.equal(
      text,
      `/models/a.gguf
It cannot run here: a.weight is odd.
  Pick another.

A model: Q4_K - Medium, GGUF version 3, 4.62 GB in 2 files

Metadata
  general.architecture (string) = "llama"
  tokenizer.ggml.tokens (array of string) = ["<s>","a", … 32000 in all]

Tensors: 3, 7.2 million weights
  Q4_K         2  4.50 MB
  type 99      1  size unknown

architecture  ok  llama: 2 layers
tensors       NO  a.weight: tensor type 99 is not supported
tokenizer     ok  llama
template      ok  the file’s own
memory        NO  5.20 GB with a context of 4096 (weights 4.60 GB, cache 500.0 MB); 5.00 GB are available
`,
    );
  });
});
