import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';

/** What we need of the API that the editor's own Git extension exports, version 1. */
interface GitApi {
  readonly repositories: readonly Repository[];
  getRepository(uri: vscode.Uri): Repository | null;
}

export interface Repository {
  readonly rootUri: vscode.Uri;
  readonly ui: { readonly selected: boolean };
  readonly state: {
    readonly indexChanges: readonly unknown[];
    readonly workingTreeChanges: readonly unknown[];
  };
  /** Unified diff: of the index if `cached`, else of the working tree. */
  diff(cached?: boolean): Promise<string>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The repositories that are open, that of the active file first; none where Git is switched off. */
export async function repositories(): Promise<readonly Repository[]> {
  const api = await gitApi();
  if (api === undefined) return [];
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active === undefined ? null : api.getRepository(active);
  const rank = (repository: Repository): number => (repository === own ? 0 : repository.ui.selected ? 1 : 2);
  return [...api.repositories].sort((a, b) => rank(a) - rank(b));
}

/** Throws `request` where the repository is not open, or nothing is changed in it. */
export async function diffOf(uri: string, staged: boolean): Promise<string> {
  const repository = (await repositories()).find(({ rootUri }) => rootUri.toString() === uri);
  if (repository === undefined) {
    throw new LlmError('request', vscode.l10n.t('There is no open Git repository with these changes.'));
  }
  const diff = await repository.diff(staged);
  if (diff.trim() !== '') return diff;
  throw new LlmError(
    'request',
    staged ? vscode.l10n.t('Nothing is staged.') : vscode.l10n.t('Nothing is changed in the tracked files.'),
  );
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined) return undefined;
  const git = await extension.activate();
  return git.enabled ? git.getAPI(1) : undefined;
}
