import { open } from 'node:fs/promises';
import { LlmError, messageOf } from '../../base/errors.ts';

const MAGIC = 'GGUF';

/** Throws `file` or `gguf` unless the file begins as a GGUF does. The engine checks the rest when it loads it. */
export async function checkGgufMagic(modelPath: string): Promise<void> {
  const bytes = await readStart(modelPath);
  const found = new TextDecoder('latin1').decode(bytes);
  if (found === MAGIC) return;
  throw new LlmError(
    'gguf',
    `${modelPath} is not a GGUF file: expected it to begin with "${MAGIC}", found ${
      bytes.length < MAGIC.length ? `only ${bytes.length} bytes` : JSON.stringify(found)
    }`,
  );
}

async function readStart(modelPath: string): Promise<Uint8Array> {
  try {
    await using file = await open(modelPath);
    const { bytesRead, buffer } = await file.read(new Uint8Array(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw new LlmError('file', `${modelPath} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
