import { outline, render, voices, type Voice } from './explain.ts';
import type { Style } from './style.ts';
import type { Language, Parameter, Piece } from './tree.ts';

/** An expression is rightly quoted from the first operation on, or put into words whatever it holds. */
const WORDED_OPERATIONS = [0, 1, 2, 3, Infinity];

/** What holds for a piece of code, as far as an answer about it can be judged. */
export interface CodeFacts {
  readonly code: string;
  readonly language: Language;
  /** Of the function or class; absent for lines out of the middle. */
  readonly name?: string;
  /** Of the function, in order. */
  readonly parameters: readonly string[];
  /** The voice that the question asks for. */
  readonly voice: Voice;
  /** The sentences of the expected answer, in order. */
  readonly operations: readonly string[];
  /** Those of any voice. */
  readonly trueSentences: readonly string[];
}

export interface Verdict {
  /** The name and all parameters are said, and as what they are. */
  readonly isHeaderRight: boolean;
  /** Sentences after the header, and how many of them hold. */
  readonly stated: number;
  readonly held: number;
  readonly wrong: readonly string[];
  /** Further sentences that hold and say a part of it as it stands in the code. */
  readonly quoting: number;
  /** Of the expected sentences after the header. */
  readonly expected: number;
  /** Names in backticks that the code does not have. */
  readonly invented: readonly string[];
}

export function codeFacts(piece: Piece, code: string, style: Style, voice: Voice): CodeFacts {
  const read = outline(piece, style);
  const sentences = WORDED_OPERATIONS.flatMap((maxOperations) => {
    const other = outline(piece, style, maxOperations);
    return voices.flatMap((spoken) => render(other, spoken));
  });
  const parameters = piece.kind === 'function' ? parameterNames(piece.definition.parameters) : [];
  return {
    code,
    language: style.language,
    ...(piece.kind === 'lines' ? {} : { name: piece.definition.name }),
    parameters,
    voice,
    operations: render(read, voice).map(normal),
    trueSentences: [...new Set(sentences.map(normal))],
  };
}

/** Judges an answer to the question that the facts belong to. */
export function judge(answer: string, facts: CodeFacts): Verdict {
  const [first = '', ...rest] = sentencesOf(answer);
  const known = new Set(facts.trueSentences.map(meaning));
  const isOneSentence = facts.voice === 'sentence';
  const stated = isOneSentence ? [first, ...rest] : rest;
  const wrong = stated.filter((sentence) => !known.has(meaning(sentence)));
  // To quote code is neither to read it rightly nor wrongly.
  const quoting = stated.filter((sentence) => known.has(meaning(sentence)) && quotesCode(sentence)).length;
  return {
    isHeaderRight: isHeader(first, facts),
    stated: stated.length - quoting,
    held: stated.length - quoting - wrong.length,
    quoting,
    wrong,
    expected: isOneSentence ? 1 : facts.operations.length - 1,
    invented: inventedNames(answer, facts.code),
  };
}

/**
 * The sentences of an answer without bullets: lines of a list, or sentences of a paragraph. A full stop within
 * backticks ends none.
 */
export function sentencesOf(answer: string): readonly string[] {
  return answer.split('\n').flatMap((line) => {
    const sentences: string[] = [];
    let start = 0;
    let isCode = false;
    for (let i = 0; i < line.length; i++) {
      if (line[i] === '`') isCode = !isCode;
      if (!isCode && line[i] === '.' && line[i + 1] === ' ') {
        sentences.push(line.slice(start, i + 1));
        start = i + 2;
      }
    }
    sentences.push(line.slice(start));
    return sentences.map(normal).filter((sentence) => sentence !== '');
  });
}

/** Whether a sentence has more in backticks than names, numbers and texts. */
function quotesCode(sentence: string): boolean {
  const quoted = sentence.match(/`[^`\n]+`/g) ?? [];
  return quoted.some((text) => {
    const inner = text.slice(1, -1);
    return !/^(?:(?<quote>['"]).*\k<quote>|\/.*\/\w*)$/.test(inner) && /[\s(){}]|\W[<>+*]/.test(inner);
  });
}

/** The identifiers within backticks that do not occur in the code. */
export function inventedNames(answer: string, code: string): readonly string[] {
  const known = new Set(code.match(IDENTIFIER) ?? []);
  const quoted = answer.match(/`[^`\n]+`/g) ?? [];
  const used = quoted.flatMap((text) => text.match(IDENTIFIER) ?? []);
  return [...new Set(used.filter((id) => !known.has(id)))];
}

const IDENTIFIER = /[A-Za-z_$][\w$]*/g;

function isHeader(header: string, { name, parameters }: CodeFacts): boolean {
  if (name === undefined) return true;
  const said = (header.match(/`[^`]+`/g) ?? []).map((text) => text.slice(1, -1));
  const [saidName, ...others] = said;
  if (saidName !== name) return false;
  // Values by default stand in backticks, too; the parameters are there in their order.
  let at = 0;
  for (const id of others) if (id === parameters[at]) at++;
  return at === parameters.length;
}

function parameterNames(parameters: readonly Parameter[]): readonly string[] {
  return parameters.flatMap(({ id, fields }) => fields ?? [id]);
}

function normal(sentence: string): string {
  return sentence.replace(/^\s*(- )?/, '').trim();
}

/** "if `x` is truthy" says no more than "if `x`". */
function meaning(sentence: string): string {
  return sentence.replaceAll('` is truthy', '`');
}
