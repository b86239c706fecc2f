import { capital, render, stepsOf, type Outline, type Step, type Voice } from './explain.ts';
import { printPiece } from './print.ts';
import { listed, Reading } from './reading.ts';
import type { Scope } from './scope.ts';
import { innerStatements, type Piece, type Statement } from './tree.ts';

interface Talk {
  readonly piece: Piece;
  readonly code: string;
  readonly read: Outline;
  readonly isNumbered: boolean;
  /** Voices that were heard already; a follow-up adds its own. */
  readonly previous: Voice[];
}

interface Turn {
  readonly question: string;
  readonly answer: string;
}

const shorterWordings = [
  'shorter',
  'Shorter, please.',
  'in one sentence',
  'In one sentence?',
  'too long',
  'summarize',
  'tl;dr',
];
const longerWordings = [
  'step by step',
  'Step by step, please.',
  'in more detail',
  'more detail?',
  'as a list',
];
const returnWordings = [
  'What does it return?',
  'what does it return',
  'return value?',
  'And what is returned?',
];
const parameterWordings = ['What are the parameters?', 'which parameters does it take?', 'parameters?'];

/** A further question about the same code; undefined if this kind of question has no answer here. */
export function followUp(scope: Scope, talk: Talk): Turn | undefined {
  const { random } = scope;
  switch (random.int(6)) {
    case 0:
      return inVoice(talk, 'sentence', random.pick(shorterWordings));
    case 1:
      return inVoice(talk, 'list', random.pick(longerWordings));
    case 2:
      return aboutReturn(talk, random.pick(returnWordings));
    case 3:
      return aboutParameters(scope, talk, random.pick(parameterWordings));
    case 4:
      return aboutLine(scope, talk);
    default:
      return aboutName(scope, talk);
  }
}

function inVoice({ read, previous }: Talk, voice: Voice, question: string): Turn | undefined {
  if (previous.includes(voice)) return undefined;
  previous.push(voice);
  return { question, answer: render(read, voice).join(voice === 'list' ? '\n' : ' ') };
}

function actions(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => ('does' in step ? [step.does] : actions(step.steps)));
}

/** What the function itself returns, not the functions within it. */
function aboutReturn({ piece, read }: Talk, question: string): Turn | undefined {
  if (piece.kind !== 'function') return undefined;
  const own = (steps: readonly Step[]): readonly Step[] =>
    steps.flatMap((step) => ('does' in step ? [step] : step.isDefinition === true ? [] : own(step.steps)));
  const found = own(read.steps).flatMap((step) =>
    'does' in step && step.statement === 'return' ? [step.does.replace(/^returns ?/, '') || 'nothing'] : [],
  );
  const different = [...new Set(found)];
  const text =
    different.length === 0 ? 'It returns nothing.' : `It returns ${listed(different.slice(0, 4), 'or')}.`;
  return { question, answer: text };
}

function aboutParameters(scope: Scope, { piece }: Talk, question: string): Turn | undefined {
  if (piece.kind !== 'function') return undefined;
  const reading = new Reading(scope.style);
  return { question, answer: `It ${reading.takes(piece.definition.parameters)}.` };
}

/** A name of the code, and what is done with it. */
function aboutName(scope: Scope, { piece, read }: Talk): Turn | undefined {
  if (piece.kind !== 'function') return undefined;
  const { definition } = piece;
  const parameters = definition.parameters.flatMap(({ id, fields }) => fields ?? [id]);
  const locals = [...new Set(declared(definition.body))];
  const id = scope.random.pick([...parameters, ...locals, definition.name]);
  const question = scope.random.pick([
    `what does \`${id}\` do there?`,
    `What is \`${id}\`?`,
    `and \`${id}\`?`,
    `what is ${id} for?`,
    `What happens with \`${id}\`?`,
  ]);
  if (id === definition.name) return { question, answer: render(read, 'sentence').join(' ') };
  const mention = new RegExp(`\`[^\`]*\\b${id}\\b[^\`]*\``);
  const uses = actions(read.steps).filter((does) => mention.test(does));
  const what = parameters.includes(id) ? `a parameter of \`${definition.name}\`` : 'a variable';
  const told = uses.slice(0, 3);
  const answer =
    told.length === 0 ? `\`${id}\` is ${what}.` : `\`${id}\` is ${what}. The code ${told.join('; it ')}.`;
  return { question, answer };
}

function declared(body: readonly Statement[]): readonly string[] {
  return body.flatMap((statement) => {
    if (statement.kind === 'declare') return [statement.id];
    return statement.kind === 'unpack' ? statement.ids : [];
  });
}

/** A line of the code by its number, quoted first, so that the answer says which line is meant. */
function aboutLine(scope: Scope, { piece, code, isNumbered }: Talk): Turn | undefined {
  if (!isNumbered || piece.kind === 'class') return undefined;
  const body = piece.kind === 'lines' ? piece.body : piece.definition.body;
  const lines = code.split('\n').map((line) => line.trim());
  const reading = new Reading(scope.style);
  const found = everyStatement(body).flatMap((statement) => {
    const text = printPiece({ kind: 'lines', body: [statement] }, scope.style);
    if (text.includes('`')) return [];
    const first = text.split('\n')[0]!.trim();
    const isWhole = !text.includes('\n');
    const step = stepsOf([statement], reading)[0];
    const at = lines.indexOf(first);
    if (step === undefined || at < 0 || lines.includes(first, at + 1)) return [];
    if ('does' in step) return isWhole ? [{ at, first, meaning: `It ${step.does}` }] : [];
    const only = step.steps.length === 1 && 'does' in step.steps[0]! ? step.steps[0].does : undefined;
    if (isWhole)
      return only === undefined ? [] : [{ at, first, meaning: `${capital(step.lead)}, it ${only}` }];
    if (step.lead.startsWith('if '))
      return [{ at, first, meaning: `It checks whether ${step.lead.slice('if '.length)}` }];
    return /^(for|while) /.test(step.lead) ? [{ at, first, meaning: `It starts a loop: ${step.lead}` }] : [];
  });
  if (found.length === 0) return undefined;
  const { at, first, meaning } = scope.random.pick(found);
  const number = at + 1;
  const question = scope.random.pick([
    `line ${number}?`,
    `What does line ${number} do?`,
    `and line ${number}`,
    `explain line ${number}`,
  ]);
  return { question, answer: `Line ${number} is \`${first}\`. ${meaning}.` };
}

function everyStatement(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) => [statement, ...everyStatement(innerStatements(statement))]);
}
