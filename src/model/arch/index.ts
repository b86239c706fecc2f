import { LlmError } from '../../base/errors.ts';
import type { GgufMetadata } from '../../gguf/types.ts';
import type { Architecture } from './arch.ts';
import { llama } from './llama.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';

/** The model families there are: an architecture joins by its name here. */
export const architectures = [llama, qwen2, qwen3] as const;

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
