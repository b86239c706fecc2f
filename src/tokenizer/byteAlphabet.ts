/*
 * Byte-level BPE spells bytes as printable characters (OpenAI's gpt-2 encoder.py, llama.cpp's unicode_byte_to_utf8):
 *
 *   0x21…0x7E, 0xA1…0xAC, 0xAE…0xFF   the Latin-1 character of that number
 *   the other 68, in ascending order  U+0100 … U+0143, so that a space is Ġ (U+0120) and a newline Ċ (U+010A)
 */

/** [256] */
export const byteToCharacter: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(isPrintable(byte) ? byte : 0x100 + unprintableBefore(byte)),
);

/** The character's UTF-16 unit; below 0x144. [256] */
export const byteToUnit = Uint16Array.from(byteToCharacter, (character) => character.charCodeAt(0));

/** Byte of each UTF-16 unit below U+0144, -1 where it spells none. */
const unitToByte = new Int16Array(0x144).fill(-1);
byteToUnit.forEach((unit, byte) => {
  unitToByte[unit] = byte;
});

/** -1 if the UTF-16 unit spells no byte. */
export function byteOfUnit(unit: number): number {
  return unit < unitToByte.length ? unitToByte[unit]! : -1;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
}

function unprintableBefore(byte: number): number {
  let count = 0;
  for (let other = 0; other < byte; other++) if (!isPrintable(other)) count++;
  return count;
}
