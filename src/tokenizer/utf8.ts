const encoder = new TextEncoder();
/** Not fatal: what is not UTF-8 becomes U+FFFD. A BOM is a character like any other. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Lone surrogates have no UTF-8 form and become U+FFFD, as TextEncoder has it. */
export function toWellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Bytes of well-formed text in UTF-8, without encoding it. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is four bytes, two for each half.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return length;
}

/**
 * Units `start` up to `end` in UTF-8, at the beginning of `out`; returns how many bytes. For short texts, where a call of
 * the encoder costs more. A lone surrogate becomes three bytes that are no UTF-8, hence of no token.
 */
export function writeUtf8(out: Uint8Array, text: string, start: number, end: number): number {
  let n = 0;
  for (let i = start; i < end; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      out[n++] = code;
      continue;
    }
    if (code < 0x800) {
      out[n++] = 0xc0 | (code >> 6);
    } else {
      if (code >= 0xd800 && code < 0xdc00 && i + 1 < end) code = text.codePointAt(i)!;
      if (code > 0xffff) {
        i++;
        out[n++] = 0xf0 | (code >> 18);
        out[n++] = 0x80 | ((code >> 12) & 0x3f);
      } else {
        out[n++] = 0xe0 | (code >> 12);
      }
      out[n++] = 0x80 | ((code >> 6) & 0x3f);
    }
    out[n++] = 0x80 | (code & 0x3f);
  }
  return n;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
