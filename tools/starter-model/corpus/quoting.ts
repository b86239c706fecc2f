import type { Expression } from './tree.ts';

/** More operations than these are quoted in an answer: in words they would be longer, and harder to follow. */
export const MAX_WORDED_OPERATIONS = 2;
/** A longer quotation is no easier to read than the code; its parts are quoted then. */
const MAX_QUOTED_CHARS = 110;

/** Whether an expression is quoted as it stands rather than put into words. */
export function isQuoted(value: Expression, maxOperations = MAX_WORDED_OPERATIONS): boolean {
  return operations(value) > maxOperations;
}

/** A text that can stand between backticks on a line. */
export function quotable(text: string): string | undefined {
  return text.length <= MAX_QUOTED_CHARS && !/[`\n]/.test(text) ? text : undefined;
}

/** `a`, `a.b`, `this.a[i]`: read as itself. */
export function isPath(value: Expression): boolean {
  if (value.kind === 'member') return isPath(value.object);
  if (value.kind === 'index') {
    return isPath(value.object) && (isPath(value.index) || value.index.kind === 'literal');
  }
  return value.kind === 'name' || value.kind === 'verbatim';
}

/** How many operations have to be said; infinitely many where something is called that nobody can know. */
function operations(value: Expression): number {
  const sum = (values: readonly Expression[]): number =>
    values.reduce((total, part) => total + operations(part), 0);
  if (isPath(value)) return 0;
  switch (value.kind) {
    case 'name':
    case 'verbatim':
    case 'literal':
    case 'closure':
      return 0;
    case 'member':
      return 1 + operations(value.object);
    case 'call':
    case 'index':
      return Infinity;
    case 'binary':
    case 'compare':
    case 'logical':
      return 1 + sum([value.left, value.right]);
    case 'not': {
      // Of a comparison, "not" is easily lost.
      const isPlain = isPath(value.value) || value.value.kind === 'operation' || value.value.kind === 'not';
      return isPlain ? operations(value.value) : Infinity;
    }
    case 'conditional':
      return 1 + sum([value.test, value.yes, value.no]);
    case 'create':
      return value.args.every(isSimple) ? 1 : Infinity;
    case 'operation':
      return 1 + sum(value.args);
    case 'lambda':
      return operations(value.body);
    case 'template':
      return value.parts.every((part) => typeof part === 'string' || isPath(part)) ? 1 : Infinity;
    case 'list':
      return Math.min(value.items.length, 1) + sum(value.items);
    case 'object': {
      const parts = value.entries.flatMap((entry) => entry.value ?? []);
      return (
        Math.min(value.entries.length, 1) +
        sum(parts) +
        (value.spread === undefined ? 0 : 1 + operations(value.spread))
      );
    }
    case 'tuple':
      return sum(value.items);
    case 'spread':
    case 'keyword':
    case 'cast':
    case 'await':
      return operations(value.value);
  }
}

function isSimple(value: Expression): boolean {
  return value.kind === 'literal' || isPath(value);
}
