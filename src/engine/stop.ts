/**
 * Finds stop strings in text that comes in pieces. What might still become a stop string is held back, so no part of
 * one is ever shown; the one that is complete first wins, the longest of several that are complete at once.
 *
 * One automaton (Knuth, Morris, Pratt) a string, one step a character: the result depends on the text alone, not on
 * where its pieces were cut, and the work is linear however the strings overlap.
 */
export class StopMatcher {
  readonly #automata: readonly Automaton[];
  #held = '';
  #stopped = false;

  /** Empty strings are ignored: they would stop everything. */
  constructor(stops: readonly string[]) {
    this.#automata = stops.filter((stop) => stop !== '').map((stop) => new Automaton(stop));
  }

  /** Whether a stop string was found; nothing is shown after it. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** What may be shown now. */
  push(text: string): string {
    if (this.#stopped) return '';
    if (this.#automata.length === 0) return text;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let found = 0;
      for (const automaton of this.#automata) {
        if (automaton.step(unit)) found = Math.max(found, automaton.stop.length);
      }
      if (found > 0) {
        this.#stopped = true;
        const all = this.#held + text.slice(0, i + 1);
        this.#held = '';
        return all.slice(0, all.length - found);
      }
    }
    const all = this.#held + text;
    const shown = all.length - Math.max(...this.#automata.map((automaton) => automaton.matched));
    this.#held = all.slice(shown);
    return all.slice(0, shown);
  }

  /** The text ended: what was held back was no stop string after all. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

class Automaton {
  readonly stop: string;
  /** border[n]: length of the longest proper prefix of the first n units that is also their suffix. */
  readonly #border: Int32Array; // [stop.length + 1]
  /** How many units of `stop` the text ends with. */
  matched = 0;

  constructor(stop: string) {
    this.stop = stop;
    this.#border = new Int32Array(stop.length + 1);
    for (let n = 2, length = 0; n <= stop.length; n++) {
      while (length > 0 && stop.charCodeAt(length) !== stop.charCodeAt(n - 1)) length = this.#border[length]!;
      if (stop.charCodeAt(length) === stop.charCodeAt(n - 1)) length++;
      this.#border[n] = length;
    }
  }

  /** Takes one UTF-16 unit; true when it completes the string. */
  step(unit: number): boolean {
    while (this.matched > 0 && this.stop.charCodeAt(this.matched) !== unit) {
      this.matched = this.#border[this.matched]!;
    }
    if (this.stop.charCodeAt(this.matched) === unit) this.matched++;
    return this.matched === this.stop.length;
  }
}
