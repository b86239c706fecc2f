/*
 * Vocabularies and merges are some hundred thousand texts of a few letters, of which a byte-level one writes blanks and
 * foreign letters in two bytes. For these a TextDecoder call costs several times what follows here.
 */

const LONGEST_SHORT = 64; // bytes
const codes = new Uint16Array(LONGEST_SHORT);

// A leading U+FEFF is part of the text: vocabularies have such a token.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes `start` up to `end`. Throws a TypeError if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const short = end - start <= LONGEST_SHORT ? shortText(bytes, start, end) : undefined;
  return short ?? decoder.decode(bytes.subarray(start, end));
}

/** The text, if all its characters have one or two bytes. */
function shortText(bytes: Uint8Array, at: number, end: number): string | undefined {
  let n = 0;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      codes[n++] = byte;
      at++;
    } else {
      if (sequenceLength(bytes, at, end) !== 2) return undefined;
      codes[n++] = ((byte & 0x1f) << 6) | (bytes[at + 1]! & 0x3f);
      at += 2;
    }
  }
  let text = '';
  let i = 0;
  for (; i + 4 <= n; i += 4)
    text += String.fromCharCode(codes[i]!, codes[i + 1]!, codes[i + 2]!, codes[i + 3]!);
  for (; i < n; i++) text += String.fromCharCode(codes[i]!);
  return text;
}

/** Whether bytes `start` up to `end` are UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    const length = sequenceLength(bytes, at, end);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** Bytes of the character at `at`, which takes more than one; 0 if this is none. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  // A first byte of 0xc0 or 0xc1 would say in two bytes what one can say.
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1]!;
  // … nor are there longer forms than needed, halves of surrogate pairs, or characters from U+110000 on.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = at + 2; i < at + length; i++) if ((bytes[i]! & 0xc0) !== 0x80) return 0;
  return length;
}
