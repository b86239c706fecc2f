import * as vscode from 'vscode';

/** Symbols that are worth being shown or changed as a whole. */
const wholeSymbols: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
]);

/** What a language server says of a document's parts; none where there is no server. */
export async function symbolsOf(uri: vscode.Uri): Promise<vscode.DocumentSymbol[]> {
  const found = await vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  // Some servers give a flat list, which tells nothing of what is in what.
  return (found ?? []).filter((symbol): symbol is vscode.DocumentSymbol => 'children' in symbol);
}

/** The functions, classes and their like around a position, the outermost first. */
export function symbolsAround(
  symbols: readonly vscode.DocumentSymbol[],
  position: vscode.Position,
): vscode.DocumentSymbol[] {
  const around = symbols.find((symbol) => symbol.range.contains(position));
  if (around === undefined) return [];
  const inner = symbolsAround(around.children, position);
  return wholeSymbols.has(around.kind) ? [around, ...inner] : inner;
}

/** The function, or else the class, around a position; a language without symbols has none. */
export async function enclosingSymbol(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Range | undefined> {
  return symbolsAround(await symbolsOf(document.uri), position).at(-1)?.range;
}
