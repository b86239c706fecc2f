import { LlmError } from '../../base/errors.ts';
import type { GgufMetadata } from '../../gguf/types.ts';
import type { Architecture } from './arch.ts';
import { gemma } from './gemma.ts';
import { gemma2 } from './gemma2.ts';
import { gemma3 } from './gemma3.ts';
import { granite, granitemoe } from './granite.ts';
import { llama } from './llama.ts';
import { mistral3 } from './mistral3.ts';
import { phi3 } from './phi3.ts';
import { qwen2 } from './qwen2.ts';
import { qwen2moe } from './qwen2moe.ts';
import { qwen3 } from './qwen3.ts';
import { qwen3moe } from './qwen3moe.ts';
import { qwen35, qwen35moe } from './qwen35.ts';
import { smollm3 } from './smollm3.ts';

/** The model families there are: an architecture joins by its name here. */
export const architectures = [
  llama,
  qwen2,
  qwen3,
  smollm3,
  gemma,
  gemma2,
  gemma3,
  phi3,
  granite,
  granitemoe,
  mistral3,
  qwen2moe,
  qwen3moe,
  qwen35,
  qwen35moe,
] as const;

export type ArchitectureName = (typeof architectures)[number]['name'];

/** The family of a file, by `general.architecture`; throws an LlmError `unsupported` that names what was found. */
export function architectureOf(metadata: GgufMetadata): Architecture {
  const found = metadata.str('general.architecture');
  const arch = architectures.find(({ name }) => name === found);
  if (arch) return arch;
  const known = architectures.map(({ name }) => name).join(', ');
  throw new LlmError(
    'unsupported',
    `general.architecture: expected one of ${known}; found ${JSON.stringify(found)}`,
  );
}
