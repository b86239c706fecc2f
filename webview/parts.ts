/*
 * A block of markdown is parsed as a whole, again with each piece that comes. So that a list of ten thousand items does
 * not cost ten thousand items a frame, a long block is cut into parts between its items, rows or lines; each part is
 * parsed by itself. Where it is cut depends on the text alone: however it comes, it looks the same.
 */

/** A block's length, in UTF-16 units, from which on it is cut where that does not show. */
const LONG_CHARS = 4_000;
/** From here on it is cut between any two lines that are not indented. */
const TOO_LONG_CHARS = 16_000;
/** A line is cut here in any case: a browser lays a paragraph out as a whole, however little of it is new. */
const LONG_LINE_CHARS = 8_000;

const fenceLine = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
const itemLine = /^(?:[-*+]|\d{1,9}[.)])\s/;
const delimiterRow = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Takes a text in pieces and gives it in parts; `\n` ends a line. */
export class Parts {
  /** The source of the part that is still open. */
  #open = '';
  /** Where in it the first line begins that is not complete. */
  #lineStart = 0;
  /** Length of the block at the end of it. */
  #run = 0;
  /** What ends the code that the text is in. */
  #fence: string | undefined;
  /** The last two lines of a table's head: each part of the table needs them. */
  #tableHead = '';
  #lastLine = '';

  get open(): string {
    return this.#open;
  }

  /** Adds text, and gives the sources of the parts that ended with it. */
  push(text: string): string[] {
    const ended: string[] = [];
    this.#open += text;
    for (;;) {
      const end = this.#open.indexOf('\n', this.#lineStart);
      const lineChars = (end < 0 ? this.#open.length : end) - this.#lineStart;
      if (lineChars > LONG_LINE_CHARS && this.#fence === undefined) {
        ended.push(this.#cutLine());
        continue;
      }
      if (end < 0) return ended;
      const line = this.#open.slice(this.#lineStart, end);
      if (this.#mayCutBefore(line)) {
        ended.push(this.#open.slice(0, this.#lineStart));
        const rest = this.#open.slice(this.#lineStart);
        this.#open = this.#tableHead + rest;
        this.#lineStart = this.#tableHead.length;
        this.#run = 0;
      }
      this.#read(line);
      this.#lineStart += line.length + 1;
    }
  }

  /** Lets go of the first so many units of the open part, which are complete lines. */
  forget(count: number): void {
    this.#open = this.#open.slice(count);
    this.#lineStart -= count;
  }

  #cutLine(): string {
    const at = this.#lineStart + LONG_LINE_CHARS;
    const isPair = /[\uD800-\uDBFF]/.test(this.#open[at - 1] ?? '');
    const part = this.#open.slice(0, isPair ? at + 1 : at);
    this.#open = this.#open.slice(part.length);
    this.#lineStart = 0;
    this.#run = 0;
    this.#tableHead = '';
    return part;
  }

  #mayCutBefore(line: string): boolean {
    if (this.#fence !== undefined || this.#run < LONG_CHARS || /^\s*$|^\s/.test(line)) return false;
    return (
      itemLine.test(line) || line.startsWith('>') || this.#tableHead !== '' || this.#run >= TOO_LONG_CHARS
    );
  }

  #read(line: string): void {
    const isBlank = line.trim() === '';
    if (this.#fence !== undefined) {
      if (line.trim() !== '' && closesFence(line, this.#fence)) this.#fence = undefined;
    } else {
      this.#fence = fenceLine.exec(line)?.[1];
      if (isBlank) this.#tableHead = '';
      else if (this.#lastLine.includes('|') && delimiterRow.test(line)) {
        this.#tableHead = `${this.#lastLine}\n${line}\n`;
      }
    }
    // After an empty line a new block begins, unless a list goes on.
    const isNewBlock = this.#lastLine.trim() === '' && !isBlank && !/^\s/.test(line) && !itemLine.test(line);
    this.#run = isNewBlock ? line.length : this.#run + line.length + 1;
    this.#lastLine = line;
  }
}

function closesFence(line: string, fence: string): boolean {
  const marks = line.trim();
  return (
    /^ {0,3}\S/.test(line) && marks.length >= fence.length && marks === (fence[0] ?? '').repeat(marks.length)
  );
}
