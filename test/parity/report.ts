import type { Result } from './check.ts';
import type { Divergence } from './divergence.ts';
import type { Measured } from './measure.ts';

export function formatLine({ name, measured, note, problem }: Result): string {
  const verdict = problem === undefined ? 'ok  ' : 'FAIL';
  const figures = measured === undefined ? (note ?? '') : formatFigures(measured);
  const reason = problem === undefined ? '' : `\n     ${problem}`;
  return `${verdict} ${name.padEnd(44)} ${figures}${reason}`;
}

function formatFigures(measured: Measured): string {
  const { wasm, exact } = measured;
  const ours = `Δp ${short(wasm.maxDp)}  KL ${short(wasm.klMean)}, max ${short(wasm.klMax)}  greedy ${agreement(wasm)}`;
  if (exact === undefined) return ours;
  const plain = `F32: ${short(exact.maxDp)}  ${short(exact.klMean)}  ${agreement(exact)}`;
  return [ours, plain, ...explanations(measured)].join(' | ');
}

const header = [
  '',
  'max Δp',
  'KL mean',
  'KL max',
  'greedy',
  'F32: max Δp',
  'F32: KL mean',
  'F32: greedy',
  'llama.cpp explained',
  'kernels explained',
];

/** What a page says of one check: a row of its table, or an item of its list. */
export interface PageLine {
  readonly name: string;
  readonly isRow: boolean;
  readonly text: string;
  /** This engine does as llama.cpp does. */
  readonly isGood: boolean;
}

export function pageLine(result: Result): PageLine {
  const { name, measured, note, problem } = result;
  const isGood = problem === undefined;
  if (measured === undefined)
    return { name, isRow: false, isGood, text: `- ${name}: ${problem ?? `${SAME}${note ?? ''}`}\n` };
  const cells = [isGood ? name : `**${name}**`, ...figures(measured)];
  return { name, isRow: true, isGood, text: `| ${cells.join(' | ')} |\n` };
}

const SAME = 'the same, ';

/** The lines of an earlier page that found no fault. */
export function goodLines(page: string): ReadonlyMap<string, PageLine> {
  const lines = page.split('\n').flatMap((line): PageLine[] => {
    const [, row] = /^\| ([^*|]+) \| /.exec(line) ?? [];
    const [, item] = /^- (.+?): the same, /.exec(line) ?? [];
    const name = row ?? item;
    const isHeader = row === '---';
    return name === undefined || isHeader
      ? []
      : [{ name, isRow: row !== undefined, isGood: true, text: `${line}\n` }];
  });
  return new Map(lines.map((line) => [line.name, line]));
}

export function formatTable(lines: readonly PageLine[]): string {
  const rule = header.map((_, i) => (i === 0 ? '---' : '--:'));
  const head = [header, rule].map((row) => `| ${row.join(' | ')} |\n`);
  return [...head, ...lines.filter(({ isRow }) => isRow).map(({ text }) => text)].join('');
}

export function formatList(lines: readonly PageLine[]): string {
  return lines
    .filter(({ isRow }) => !isRow)
    .map(({ text }) => text)
    .join('');
}

function figures(measured: Measured): string[] {
  const { wasm, exact } = measured;
  return [
    short(wasm.maxDp),
    short(wasm.klMean),
    short(wasm.klMax),
    agreement(wasm),
    ...(exact === undefined ? ['-', '-', '-'] : [short(exact.maxDp), short(exact.klMean), agreement(exact)]),
    ...(measured.explained === undefined ? ['-', '-'] : explanations(measured)),
  ];
}

/** Ties turned in how many rows, and how near they are then. */
function explanations({ explained }: Measured): string[] {
  return (['llama.cpp', 'engine'] as const).flatMap((follows) => {
    if (explained === undefined) return [];
    const { nExplained, nTurned, nTies, maxDp } = explained[follows];
    return [`${nExplained} rows, ${nTurned} of ${nTies} ties, ${short(maxDp)}`];
  });
}

function agreement({ nAgree, rows }: Divergence): string {
  return `${nAgree}/${rows.length}`;
}

/** Rounding makes a divergence of nearly nothing negative now and then. */
function short(value: number): string {
  return Math.max(0, value).toExponential(1);
}
