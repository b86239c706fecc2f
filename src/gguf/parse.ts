import { LlmError } from '../base/errors.ts';
import { alignUp, DEFAULT_ALIGNMENT } from './alignment.ts';
import type { ByteSource } from './byteSource.ts';
import { Cursor, quote } from './cursor.ts';
import { MIN_METADATA_BYTES, readMetadata } from './readMetadata.ts';
import { MIN_TENSOR_BYTES, placeTensors, readTensorEntries } from './readTensors.ts';
import type { GgufFile, GgufMetadata } from './types.ts';

/*
 * Limits on what an untrusted header may ask for, each far above any real file. What a count promises must also fit
 * into the bytes that are left, which is checked before anything is allocated for it.
 */

/** Real files have 20 to 60 keys. */
const MAX_METADATA = 2 ** 16;
/** The largest models known have some 3,000 tensors. */
const MAX_TENSORS = 2 ** 16;

/** What people take for a GGUF, by the first bytes. */
const otherFormats: readonly { readonly start: string; readonly name: string }[] = [
  { start: 'FUGG', name: 'a big-endian GGUF; this engine reads little-endian ones' },
  { start: 'lmgg', name: 'a GGML file, older than GGUF' },
  { start: 'fmgg', name: 'a GGMF file, older than GGUF' },
  { start: 'tjgg', name: 'a GGJT file, older than GGUF' },
  { start: 'PK', name: 'a zip archive (a PyTorch checkpoint perhaps)' },
  { start: 'vers', name: 'a Git LFS pointer, perhaps: the text that stands for a file not downloaded' },
  { start: '<!DO', name: 'a web page' },
  { start: '<htm', name: 'a web page' },
];

/** Whether the bytes begin as a GGUF does. */
export async function isGguf(source: ByteSource): Promise<boolean> {
  return source.size >= 4 && latin1(await source.read(0, 4)) === 'GGUF';
}

/**
 * Reads a file's header: metadata and tensor directory, no tensor data. The layout is drawn in writer.ts.
 *
 * Throws LlmError `gguf` for anything that is not a sound GGUF of version 2 or 3, saying what was expected and found.
 * A tensor type the engine does not know is no error here.
 */
export async function parseGguf(source: ByteSource): Promise<GgufFile> {
  const cursor = new Cursor(source);
  const version = await readMagicAndVersion(cursor);

  await cursor.need(16, 'the number of tensors and metadata keys');
  const nTensors = cursor.u64();
  const nMetadata = cursor.u64();
  checkCount(nTensors, MAX_TENSORS, 'tensors');
  checkCount(nMetadata, MAX_METADATA, 'metadata keys');
  cursor.check(
    nMetadata * MIN_METADATA_BYTES + nTensors * MIN_TENSOR_BYTES,
    `a list of ${nMetadata} keys and ${nTensors} tensors`,
  );

  const metadata = await readMetadata(cursor, nMetadata);
  const alignment = readAlignment(metadata);
  const entries = await readTensorEntries(cursor, nTensors);
  const tensors = placeTensors(entries, alignUp(cursor.offset, alignment), alignment, source.size);
  return { version, alignment, metadata, tensors };
}

async function readMagicAndVersion(cursor: Cursor): Promise<2 | 3> {
  if (cursor.remaining < 4) throw new LlmError('gguf', `not a GGUF file: it has ${cursor.remaining} bytes`);
  await cursor.need(4, 'the magic');
  const magic = latin1(cursor.bytes(4));
  if (magic !== 'GGUF') {
    const known = otherFormats.find(({ start }) => magic.startsWith(start));
    const found = known ? `this is ${known.name}` : `found ${quote(magic)}`;
    throw new LlmError('gguf', `not a GGUF file: expected it to begin with "GGUF"; ${found}`);
  }
  await cursor.need(4, 'the version');
  const version = cursor.u32();
  if (version === 2 || version === 3) return version;
  if (version === 1) throw new LlmError('gguf', 'GGUF version 1; expected 2 or 3: convert the model again');
  if (version !== 0 && (version & 0xffff) === 0) {
    throw new LlmError('gguf', 'this GGUF is big-endian; expected a little-endian one');
  }
  throw new LlmError('gguf', `GGUF version ${version}; expected 2 or 3`);
}

function readAlignment(metadata: GgufMetadata): number {
  const alignment = metadata.num('general.alignment', DEFAULT_ALIGNMENT);
  const isPowerOfTwo = Number.isInteger(Math.log2(alignment)) && alignment >= 1 && alignment < 2 ** 32;
  if (isPowerOfTwo) return alignment;
  throw new LlmError('gguf', `general.alignment: expected a power of two, found ${alignment}`);
}

function checkCount(count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new LlmError('gguf', `${count} ${what} are not believable; expected at most ${most}`);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
