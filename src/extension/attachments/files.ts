import path from 'node:path';
import * as vscode from 'vscode';

/** Folders whose files nobody writes by hand; the person's own `files.exclude` counts besides. */
const EXCLUDED = '**/{node_modules,.git,dist,out,build,target,.venv,__pycache__}/**';
/** Files of a workspace that are looked through; a larger one has its open files and what was found first. */
const MAX_FILES = 5_000;
/** While a person types, the list stays as it is. */
const KEEP_MS = 10_000;

export interface WorkspaceFile {
  readonly uri: string;
  /** `src/sum.ts` */
  readonly path: string;
}

let found: { readonly at: number; readonly files: Promise<readonly WorkspaceFile[]> } | undefined;

/** Open files first, then the workspace's. */
export async function workspaceFiles(): Promise<readonly WorkspaceFile[]> {
  const now = performance.now();
  if (found === undefined || now - found.at > KEEP_MS) found = { at: now, files: findFiles() };
  const files = [...openFiles(), ...(await found.files)];
  return [...new Map(files.map((file) => [file.uri, file])).values()];
}

function openFiles(): WorkspaceFile[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [fileAt(input.uri)] : []));
}

async function findFiles(): Promise<readonly WorkspaceFile[]> {
  const uris = await vscode.workspace.findFiles('**/*', EXCLUDED, MAX_FILES);
  return uris.map(fileAt).sort((a, b) => a.path.localeCompare(b.path));
}

function fileAt(uri: vscode.Uri): WorkspaceFile {
  return { uri: uri.toString(), path: vscode.workspace.asRelativePath(uri) };
}

/**
 * Those whose path has the query's letters in their order; first where they stand together in the name, then in the
 * path, and at all.
 */
export function rankFiles<T extends { readonly path: string }>(files: readonly T[], query: string): T[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return [...files];
  const ranks = files.flatMap((file) => {
    const rank = rankOf(file.path.toLowerCase(), wanted);
    return rank === undefined ? [] : [{ file, rank }];
  });
  return ranks.sort((a, b) => a.rank - b.rank).map(({ file }) => file);
}

function rankOf(file: string, query: string): number | undefined {
  const name = path.posix.basename(file);
  if (name.startsWith(query)) return 0;
  if (name.includes(query)) return 1;
  if (file.includes(query)) return 2;
  return hasLetters(name, query) ? 3 : hasLetters(file, query) ? 4 : undefined;
}

function hasLetters(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
