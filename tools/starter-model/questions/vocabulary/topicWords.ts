/** The words by which people name the matter of a topic; lists are separated by `|`. */
export interface TopicWords {
  /** What one does, or what happens. */
  readonly acts: string;
  /** To what. Every act goes with every thing. */
  readonly things: string;
  /**
   * Patterns as of paraphrases.ts, with `{act}` and `{thing}`: of commands and settings what follows "how do I", by
   * default `{act} {thing}`; of others whole questions.
   */
  readonly forms?: readonly string[];
  /** Whole statements: what people complain of, see or wish. */
  readonly signs: string;
  /** What is typed alone, or among others in any order. */
  readonly keys: string;
}
