import * as vscode from 'vscode';

export interface CodeSymbol {
  readonly name: string;
  readonly uri: string;
  /** Lines from 1. */
  readonly first: number;
  readonly last: number;
  /** `src/sum.ts` */
  readonly path: string;
}

/** What is worth attaching by its name: what has a body. */
const kinds: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
  vscode.SymbolKind.Module,
  vscode.SymbolKind.Namespace,
  vscode.SymbolKind.Constant,
  vscode.SymbolKind.Variable,
]);

/** From here on the workspace is asked too: language servers answer fewer letters with everything they know. */
const MIN_WORKSPACE_QUERY = 2;

/** Of the active file, and of the workspace where its language servers know any; in the order they were given. */
export async function codeSymbols(query: string): Promise<CodeSymbol[]> {
  const wanted = query.toLowerCase();
  const [own, others] = await Promise.all([
    documentSymbols(vscode.window.activeTextEditor?.document.uri),
    query.length < MIN_WORKSPACE_QUERY ? [] : workspaceSymbols(query),
  ]);
  const all = [...own, ...others].filter(({ name }) => name.toLowerCase().includes(wanted));
  return [...new Map(all.map((symbol) => [`${symbol.uri}:${symbol.first} ${symbol.name}`, symbol])).values()];
}

async function documentSymbols(uri: vscode.Uri | undefined): Promise<CodeSymbol[]> {
  if (uri === undefined) return [];
  const found = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  const symbols: CodeSymbol[] = [];
  const add = (symbol: vscode.DocumentSymbol | vscode.SymbolInformation): void => {
    const range = 'range' in symbol ? symbol.range : symbol.location.range;
    if (kinds.has(symbol.kind)) symbols.push(symbolAt(symbol.name, uri, range));
    if ('children' in symbol) symbol.children.forEach(add);
  };
  found?.forEach(add);
  return symbols;
}

async function workspaceSymbols(query: string): Promise<CodeSymbol[]> {
  const found = await vscode.commands.executeCommand<readonly vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return (found ?? [])
    .filter(({ kind }) => kinds.has(kind))
    .map(({ name, location }) => symbolAt(name, location.uri, location.range));
}

function symbolAt(name: string, uri: vscode.Uri, { start, end }: vscode.Range): CodeSymbol {
  const path = vscode.workspace.asRelativePath(uri);
  return { name, uri: uri.toString(), first: start.line + 1, last: end.line + 1, path };
}

/**
 * The lines of a symbol's whole body: a workspace's symbols often come with the place of their name alone.
 */
export async function wholeSymbol(symbol: {
  readonly uri: string;
  readonly name: string;
  readonly first: number;
  readonly last: number;
}): Promise<{ readonly first: number; readonly last: number }> {
  const symbols = await documentSymbols(vscode.Uri.parse(symbol.uri, true));
  const around = symbols.filter(
    ({ name, first, last }) => name === symbol.name && first <= symbol.first && last >= symbol.last,
  );
  return around.at(-1) ?? symbol;
}
