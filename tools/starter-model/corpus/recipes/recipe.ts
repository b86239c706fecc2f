import type { Scope } from '../scope.ts';
import type { Expression, Statement } from '../tree.ts';

/**
 * Statements as people write them together, over whatever is in scope. `result` is what a function would return
 * afterwards.
 */
export interface Passage {
  readonly body: readonly Statement[];
  readonly result?: Expression;
  /** The passage returns or throws by itself at its end. */
  readonly isEnd?: boolean;
}

/** How a passage is built, where it may stand and how often it is. */
export interface Recipe {
  readonly weight: number;
  readonly build: (scope: Scope, around: Around) => Passage;
  readonly only?: 'script' | 'python';
  /** `await` may be used only in an async function. */
  readonly isAsync?: boolean;
  readonly isGenerator?: boolean;
  /** Seen only when evaluating. */
  readonly heldOut?: true;
  /** Has passages within it. */
  readonly isNesting?: boolean;
  /** Needs a function around it. */
  readonly inFunction?: boolean;
}

/** Where a passage stands. */
export interface Place {
  readonly isAsync: boolean;
  readonly isGenerator?: boolean;
  /** Whether `return` may stand here. */
  readonly inFunction: boolean;
  /** How many blocks are around it. */
  readonly depth?: number;
}

export interface Around extends Place {
  /** Further passages one block deeper, none of which ends the function. */
  readonly passages: (scope: Scope, count: number) => readonly Statement[];
}
