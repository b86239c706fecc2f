import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { openRepositories, type Repository } from '../git/repositories.ts';

/** The repositories that are open, that of the active file first. Throws `request`, and says why, where there are none. */
export async function rankedRepositories(): Promise<readonly [Repository, ...Repository[]]> {
  const [first, ...others] = await openRepositories();
  const active = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
  const own = others.find(({ rootUri }) => active.startsWith(rootUri.fsPath));
  return own === undefined ? [first, ...others] : [own, first, ...others.filter((other) => other !== own)];
}

/** Throws `request` where the repository is not open, or nothing is changed in it. */
export async function diffOf(uri: string, staged: boolean): Promise<string> {
  const repository = (await openRepositories()).find(({ rootUri }) => rootUri.toString() === uri);
  if (repository === undefined) {
    throw new LlmError('request', vscode.l10n.t('The Git repository with these changes is no longer open.'));
  }
  const diff = await repository.diff(staged);
  if (diff.trim() !== '') return diff;
  throw new LlmError(
    'request',
    staged ? vscode.l10n.t('Nothing is staged.') : vscode.l10n.t('Nothing is changed in the tracked files.'),
  );
}
