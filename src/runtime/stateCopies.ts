/** Tokens of a pass from which on what came before it is worth a checkpoint: fewer are soon computed again. */
const CHECKPOINT_TOKENS = 16;

interface Checkpoint {
  readonly copy: number;
  /** Tokens it has seen. */
  readonly length: number;
}

/**
 * Which copy of the recurrent states is what. A state cannot be cut back, as keys and values can; but chats often return
 * to a point a little before the end of the last prompt (a template that leaves out what the model thought), and what the
 * state was before the last long pass is kept for that.
 */
export class StateCopies {
  #current = 0;
  #checkpoint: Checkpoint | undefined;

  /** The copy that the next pass begins with, and one that it may overwrite. */
  get next(): { readonly stateFrom: number; readonly stateTo: number } {
    const free = [0, 1, 2].find((copy) => copy !== this.#current && copy !== this.#checkpoint?.copy);
    return { stateFrom: this.#current, stateTo: free! };
  }

  /** The next pass has been done, with `nTokens` tokens from `pos` on. */
  commit(pos: number, nTokens: number): void {
    const { stateTo } = this.next;
    if (nTokens >= CHECKPOINT_TOKENS && pos > 0) this.#checkpoint = { copy: this.#current, length: pos };
    this.#current = stateTo;
  }

  /** Goes back from `length` tokens to at most `common`; returns how many there are now. */
  rewind(length: number, common: number): number {
    if (common === length) return length;
    if (this.#checkpoint === undefined || this.#checkpoint.length > common) {
      this.#checkpoint = undefined;
      return 0;
    }
    this.#current = this.#checkpoint.copy;
    return this.#checkpoint.length;
  }
}
