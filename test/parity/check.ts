import type { LlamaCpp } from './llamaCpp.ts';
import type { Measured } from './measure.ts';

/** One thing that is compared with llama.cpp. */
export interface Check {
  readonly name: string;
  run(llama: LlamaCpp): Promise<Outcome>;
}

export interface Outcome {
  /** Undefined if this engine does as llama.cpp does. */
  readonly problem: string | undefined;
  /** Where probabilities were compared. */
  readonly measured?: Measured;
  /** What else is worth a word. */
  readonly note?: string;
}

/** A check with its outcome. */
export interface Result extends Outcome {
  readonly name: string;
}
