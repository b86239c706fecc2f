/** Goes through the questions of the chat with the arrow keys, as a shell does; what was being written waits at the end. */
export class InputHistory {
  #entries: readonly string[] = [];
  /** Undefined while the person writes something of their own. */
  #at: number | undefined;
  #draft = '';

  /** The questions, the oldest first. */
  set entries(entries: readonly string[]) {
    this.#entries = entries;
  }

  /** Undefined where there is nothing older. */
  older(current: string): string | undefined {
    const at = (this.#at ?? this.#entries.length) - 1;
    if (at < 0) return undefined;
    if (this.#at === undefined) this.#draft = current;
    this.#at = at;
    return this.#entries[at];
  }

  /** Undefined where nothing is gone through. */
  newer(): string | undefined {
    if (this.#at === undefined) return undefined;
    const at = this.#at + 1;
    if (at < this.#entries.length) {
      this.#at = at;
      return this.#entries[at];
    }
    this.#at = undefined;
    return this.#draft;
  }

  /** The person writes again, or has sent. */
  leave(): void {
    this.#at = undefined;
  }
}
