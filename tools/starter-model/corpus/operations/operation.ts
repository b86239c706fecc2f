import type { Expression } from '../tree.ts';

/** How an operation's parts are read; `explain` gives it to the table. */
export interface Reader {
  /** "the length of `items`" */
  noun(value: Expression): string;
  /** "`price` is greater than 10" */
  condition(value: Expression): string;
  /** What a function given as an argument does with its parameter: its name and the reading of its body. */
  functionOf(value: Expression): { readonly parameter: string; readonly body?: Expression };
}

/** How a printed expression of this operation binds, as in `print.ts`. */
export type Binding = 'postfix' | 'compare';

/** An operation in the languages that have it, and in words. */
export interface Operation {
  /** The printed arguments already have the parentheses that a receiver needs. */
  readonly javascript?: (...args: string[]) => string;
  readonly python?: (...args: string[]) => string;
  /** `postfix` without it. */
  readonly binding?: { readonly javascript?: Binding; readonly python?: Binding };
  /**
   * `noun`: a thing; `phrase`: what happens to the first argument, read after it, so that a chain of calls is read in
   * its own order; `condition`: true or false; `action`: a verb.
   */
  readonly form: 'noun' | 'phrase' | 'condition' | 'action';
  readonly read: (reader: Reader, ...args: Expression[]) => string;
  /** Of a condition that is not so. */
  readonly readNot?: (reader: Reader, ...args: Expression[]) => string;
  /** Seen only when evaluating. */
  readonly heldOut?: true;
}
