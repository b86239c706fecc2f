import * as vscode from 'vscode';
import { fenceFor } from '../../base/fence.ts';
import { inlineCode } from '../codeTasks.ts';
import { identifiersIn, importsOf } from './identifiers.ts';
import { headerOf, headsAbove, outlineOf } from './outline.ts';
import { symbolsAround, symbolsOf } from './symbols.ts';

/** Of a prompt: what code leans on, in so few words that they do not keep the person waiting. */
export const CONTEXT_TOKENS = 400;
/** A language server that takes longer is not waited for. */
const TIME_LIMIT_MS = 1_000;
/** Names that are looked up; the servers answer one after the other. */
const MAX_NAMES = 16;
/** A function around the selection is shown as a whole up to this length. */
const MAX_ENCLOSING_LINES = 40;

/** Counts the tokens of each text. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

/** Code from some place that a model should know to understand another. */
interface Piece {
  readonly title: string;
  readonly languageId: string;
  readonly code: string;
}

/**
 * What the code in a range leans on, as a part of a prompt: what it is within, the imports it uses, and the declarations
 * of the types and functions that it names, as far as the language server tells in time and `CONTEXT_TOKENS` hold.
 * '' where there is nothing to say.
 */
export async function contextOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  count: CountTokens,
): Promise<string> {
  const names = identifiersIn(document.getText(range), MAX_NAMES);
  const start = document.offsetAt(range.start);
  const positions = names.map(({ offset }) => document.positionAt(start + offset));
  const [around, used] = await Promise.all([
    surroundingsOf(document, range),
    declarationsOf(document, range, positions),
  ]);
  const lines = linesOf(document, 0, range.start.line - 1);
  const imports = importsOf(lines, new Set(names.map(({ name }) => name)));
  const here: Piece = {
    title: `Where it stands in ${inlineCode(vscode.workspace.asRelativePath(document.uri))}:`,
    languageId: document.languageId,
    code: [...imports, ...(imports.length > 0 && around.length > 0 ? [''] : []), ...around].join('\n'),
  };
  const pieces = [here, ...used].filter(({ code }) => code.trim() !== '').map(textOf);
  return await fitted(pieces, count);
}

/** The first pieces that fit together; one that does not is left out, and smaller ones after it are not. */
async function fitted(pieces: readonly string[], count: CountTokens): Promise<string> {
  const tokens = await count(pieces);
  let room = CONTEXT_TOKENS;
  const kept = pieces.filter((_, i) => {
    const needed = tokens[i] ?? 0;
    if (needed > room) return false;
    room -= needed;
    return true;
  });
  return kept.join('\n\n');
}

function textOf({ title, languageId, code }: Piece): string {
  const fence = fenceFor(code);
  return `${title}\n\n${fence}${languageId.replace(/[^\w#+.-]/g, '')}\n${code}\n${fence}`;
}

/** The function or class that the range is a part of; its head alone where it is long. */
async function surroundingsOf(document: vscode.TextDocument, range: vscode.Range): Promise<string[]> {
  const symbols = (await inTime(symbolsOf(document.uri))) ?? [];
  const around = symbolsAround(symbols, range.start).filter(
    (symbol) => symbol.range.contains(range) && !sameLines(symbol.range, range),
  );
  const innermost = around.at(-1);
  if (innermost === undefined) {
    if (symbols.length > 0) return [];
    return headsAbove(linesOf(document, 0, range.start.line), range.start.line);
  }
  const heads = around.slice(0, -1).map((symbol) => headerOf(wholeText(document, symbol.range)));
  const text = wholeText(document, innermost.range);
  const isShort = innermost.range.end.line - innermost.range.start.line < MAX_ENCLOSING_LINES;
  const isClass = innermost.kind === vscode.SymbolKind.Class;
  return [...heads, isClass ? outlineOf(text) : isShort ? text : headerOf(text)];
}

/** What the names at some positions stand for, where that is code of the person's own outside the range. */
async function declarationsOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  positions: readonly vscode.Position[],
): Promise<Piece[]> {
  const pieces = new Map<string, Piece>();
  const lookUps = positions.map(async (position) => {
    for (const command of ['vscode.executeDefinitionProvider', 'vscode.executeTypeDefinitionProvider']) {
      const places = await vscode.commands.executeCommand<Place[] | undefined>(
        command,
        document.uri,
        position,
      );
      const place = (places ?? []).map(placeOf).find(({ uri, at }) => {
        const isWithin = String(uri) === String(document.uri) && range.contains(at);
        return !isWithin && isOwn(uri);
      });
      if (place === undefined) continue; // a local name: its type may be elsewhere
      const piece = await declarationAt(place.uri, place.at);
      if (piece !== undefined) pieces.set(`${String(place.uri)}:${piece.code}`, piece);
      return;
    }
  });
  await inTime(Promise.all(lookUps.map((lookUp) => lookUp.catch(() => undefined))));
  return [...pieces.values()];
}

type Place = vscode.Location | vscode.LocationLink;

function placeOf(place: Place): { uri: vscode.Uri; at: vscode.Position } {
  return 'targetUri' in place
    ? { uri: place.targetUri, at: (place.targetSelectionRange ?? place.targetRange).start }
    : { uri: place.uri, at: place.range.start };
}

/** A library's declarations are long, and the model has read them. */
function isOwn(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined && !uri.path.includes('/node_modules/');
}

async function declarationAt(uri: vscode.Uri, at: vscode.Position): Promise<Piece | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const symbol = symbolAt(await symbolsOf(uri), at);
  const text = symbol === undefined ? document.lineAt(at.line).text : wholeText(document, symbol.range);
  const isCode = symbol !== undefined && callables.has(symbol.kind);
  const code = isCode ? headerOf(text) : outlineOf(text);
  const file = inlineCode(vscode.workspace.asRelativePath(uri));
  return { title: `It uses, from ${file}:`, languageId: document.languageId, code };
}

const callables: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
]);

/** The symbol whose name stands at a position. */
function symbolAt(
  symbols: readonly vscode.DocumentSymbol[],
  at: vscode.Position,
): vscode.DocumentSymbol | undefined {
  for (const symbol of symbols) {
    if (!symbol.range.contains(at)) continue;
    return symbolAt(symbol.children, at) ?? (symbol.selectionRange.contains(at) ? symbol : undefined);
  }
  return undefined;
}

/** Undefined where it takes too long; then it goes on, and nobody looks at it. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, TIME_LIMIT_MS, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sameLines(a: vscode.Range, b: vscode.Range): boolean {
  return a.start.line === b.start.line && a.end.line === b.end.line;
}

function wholeText(document: vscode.TextDocument, { start, end }: vscode.Range): string {
  return document.getText(new vscode.Range(start.line, 0, end.line, end.character)).replace(/\r\n?/g, '\n');
}

function linesOf(document: vscode.TextDocument, first: number, last: number): string[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => document.lineAt(first + i).text);
}
