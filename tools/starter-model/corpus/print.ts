import { printPython, pythonExpression } from './printPython.ts';
import { printScript } from './printScript.ts';
import { scriptExpression } from './printScriptExpression.ts';
import type { Style } from './style.ts';
import type { Expression, Piece } from './tree.ts';

/** The source text of a tree. */
export function printPiece(piece: Piece, style: Style): string {
  return style.language === 'python' ? printPython(piece, style) : printScript(piece, style);
}

/** The source text of an expression, on one line. */
export function printExpression(value: Expression, style: Style): string {
  return style.language === 'python' ? pythonExpression(value, style) : scriptExpression(value, style);
}
