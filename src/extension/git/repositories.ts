import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';

/** What is used here of a repository, as VS Code's own Git extension gives it (its API of version 1). */
export interface Repository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly indexChanges: readonly Change[];
    readonly workingTreeChanges: readonly Change[];
    /** Absent in older versions, which have them among the others. */
    readonly untrackedChanges?: readonly Change[];
  };
  /** Of what is staged, or of what is not. */
  diff(cached: boolean): Promise<string>;
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

interface Change {
  readonly uri: vscode.Uri;
  readonly status: number;
}

/** `Status.UNTRACKED` of that API. */
export const UNTRACKED = 7;

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { readonly repositories: readonly Repository[] };
}

/** Those that are open. Throws `request`, and says why, where there are none. */
export async function openRepositories(): Promise<readonly [Repository, ...Repository[]]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension?.isActive === true ? extension.exports : await extension?.activate();
  if (git?.enabled !== true) {
    throw new LlmError(
      'request',
      vscode.l10n.t('The editor’s Git extension is turned off or missing, and it alone knows the changes.'),
    );
  }
  const [first, ...others] = git.getAPI(1).repositories;
  if (first === undefined) {
    throw new LlmError('request', vscode.l10n.t('No Git repository is open in this window.'));
  }
  return [first, ...others];
}

/**
 * The repository that is meant: the one whose title bar was pressed, the only one, or the one that the person picks,
 * where the file at hand has its own offered first. Undefined if they pick none.
 */
export async function pickRepository(given: unknown): Promise<Repository | undefined> {
  const repositories = await openRepositories();
  const root = rootOf(given);
  const pressed = repositories.find(({ rootUri }) => String(rootUri) === root);
  if (pressed !== undefined) return pressed;
  if (repositories.length === 1) return repositories[0];
  const active = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
  const isActive = ({ rootUri }: Repository): boolean => active.startsWith(rootUri.fsPath);
  const items = [...repositories.filter(isActive), ...repositories.filter((one) => !isActive(one))].map(
    (repository) => ({
      label: `$(repo) ${vscode.workspace.asRelativePath(repository.rootUri)}`,
      description: repository.rootUri.fsPath,
      repository,
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('The Repository to Write a Commit Message For'),
  });
  return picked?.repository;
}

/** The editor hands a title bar's command its `SourceControl`. */
function rootOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) return '';
  const root: unknown = Reflect.get(given, 'rootUri');
  return root instanceof vscode.Uri ? String(root) : '';
}
