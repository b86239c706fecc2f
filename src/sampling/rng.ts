/** State words of MT19937, and how far ahead the recurrence looks. */
const N = 624;
const M = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), which is std::mt19937, with the two draws that
 * libstdc++ makes from it: so a seed means here what it means to llama.cpp.
 */
export class Rng {
  readonly #state = new Uint32Array(N);
  #next = N;

  constructor(seed: number) {
    this.seed(seed);
  }

  seed(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#next = N;
  }

  uint32(): number {
    if (this.#next === N) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** In [0, 1), from two words: std::generate_canonical<double, 53>. */
  double(): number {
    const low = this.uint32();
    const value = (low + this.uint32() * 2 ** 32) / 2 ** 64;
    return value < 1 ? value : 1 - 2 ** -53;
  }

  /** In [0, 1), from one word: std::generate_canonical<float, 24>. */
  float(): number {
    const value = Math.fround(this.uint32()) / 2 ** 32;
    return value < 1 ? value : 1 - 2 ** -24;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
      state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
