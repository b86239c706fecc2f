/** Something that the built-in model knows about itself, the extension or local models. */
export interface Topic {
  readonly id: string;
  /** The command or setting of the manifest that it is about. */
  readonly manifest?: `burrow.${string}`;
  /** Whole questions, or what one wants to do or know, to be put into `forms`. */
  readonly asks: readonly string[];
  /** Wordings that are never trained on. */
  readonly heldOut: readonly string[];
  /** The one answer: a small model learns one text well. */
  readonly answer: string;
}

/** What everything outside its world gets; the parts that say so are what the evaluation looks for. */
export const LARGER_MODEL = 'load a larger one with **Burrow: Select Model…**';
export const SMALL_MODEL = "I'm the small built-in model";
