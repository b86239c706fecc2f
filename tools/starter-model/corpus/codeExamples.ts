import type { Random } from '../../../test/support/random.ts';
import { codeFacts, type CodeFacts } from './facts.ts';
import { joined, outline, render, type Voice } from './explain.ts';
import { followUp } from './followUps.ts';
import { randomPiece } from './pieces.ts';
import { printPiece } from './print.ts';
import { askedFor } from './prompts.ts';
import { Scope } from './scope.ts';
import { randomStyle } from './style.ts';
import { languages } from './tree.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Example {
  readonly messages: readonly Message[];
  /** What holds for the code, to judge another answer to the first question by. */
  readonly facts?: CodeFacts;
}

export interface CodeExampleOptions {
  /** Identifiers, constants and variants that training never sees. */
  readonly heldOut: boolean;
  /** Parts of made-up identifiers, such as the pieces of a tokenizer's vocabulary. */
  readonly extraParts?: readonly string[];
}

/** Longer code or answers would fill the context of a small model. */
const MAX_CODE_CHARS = 1200;
const MAX_ANSWER_CHARS = 1200;

/** How often further questions follow the first answer. */
const FOLLOW_UP_SHARE = 0.16;

/** Conversations about code, endless: the same ones for the same seed. */
export function* codeExamples(
  random: Random,
  { heldOut, extraParts = [] }: CodeExampleOptions,
): Generator<Example, never> {
  for (;;) {
    const example = codeExample(random, heldOut, extraParts);
    if (example !== undefined) yield example;
  }
}

function codeExample(random: Random, heldOut: boolean, extraParts: readonly string[]): Example | undefined {
  const language = random.pick(languages);
  const style = randomStyle(random, language);
  const scope = new Scope(random, style, { language, heldOut, extraParts });
  const piece = randomPiece(scope);
  const code = printPiece(piece, style);
  if (code.length > MAX_CODE_CHARS) return undefined;
  const read = outline(piece, style);
  const { question, voice, isNumbered } = askedFor(scope, piece, code);
  const answer = joined(render(read, voice), voice);
  if (answer.length > MAX_ANSWER_CHARS) return undefined;
  const messages: Message[] = [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
  const previous: Voice[] = [voice];
  while (random.float() < FOLLOW_UP_SHARE && messages.length < 7) {
    const turn = followUp(scope, { piece, code, read, isNumbered, previous });
    if (turn === undefined) break;
    messages.push({ role: 'user', content: turn.question }, { role: 'assistant', content: turn.answer });
  }
  return { messages, facts: codeFacts(piece, code, style, voice) };
}
