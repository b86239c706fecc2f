import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { commitMessageOf, commitQuestion } from '../git/commitMessage.ts';
import { cutDiff, filesOf } from '../git/diff.ts';
import { pickRepository, type Repository, UNTRACKED } from '../git/repositories.ts';
import type { Command, Context } from './context.ts';

/** On a processor a prompt of so many tokens is read within half a minute or less. */
const MAX_DIFF_TOKENS = 3_000;
/** Of the context; the rest is for the words around the diff and for the message. */
const DIFF_SHARE = 0.6;
/** A long message has half of it. */
const MAX_MESSAGE_TOKENS = 400;
const EARLIER_MESSAGES = 5;
const MAX_EARLIER_CHARS = 100;
/** In what the person is told was left out. */
const SHOWN_NAMES = 5;

/** Writes the commit message for what is staged, or else for what is changed, where one types it. */
export const generateCommitMessage: Command = (context) => async (given) => {
  const repository = await pickRepository(given);
  if (repository === undefined) return;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
    context.writer.job((signal) => write(context, repository, signal)),
  );
};

async function write({ model, writer }: Context, repository: Repository, signal: AbortSignal): Promise<void> {
  const { inputBox, state } = repository;
  const isStaged = state.indexChanges.length > 0;
  const files = filesOf(await repository.diff(isStaged));
  const untracked = isStaged ? [] : untrackedOf(repository);
  if (files.length === 0 && untracked.length === 0) {
    throw new LlmError('request', vscode.l10n.t('Nothing is changed, so there is nothing to commit.'));
  }
  const before = inputBox.value;
  const typedMeanwhile = new AbortController();
  // The editor tells of what was written here with some delay, so the box may show what was written before.
  const written = new Set([before]);
  const show = (message: string): void => {
    if (message === '' || typedMeanwhile.signal.aborted) return;
    if (!written.has(inputBox.value)) {
      typedMeanwhile.abort();
      return;
    }
    written.add(message);
    inputBox.value = message;
  };
  const count = (texts: readonly string[]): Promise<number[]> => model.countTokens(texts, signal);
  await count([]); // loads the model: only then its context is known
  const budget = Math.min(MAX_DIFF_TOKENS, Math.floor(DIFF_SHARE * (model.nCtx ?? MAX_DIFF_TOKENS)));
  const diff = await cutDiff(files, budget, count);
  const question = commitQuestion({ ...diff, untracked, earlier: await earlierSubjects(repository) });
  const { text, stopReason } = await writer.write([{ role: 'user', content: question }], {
    maxTokens: MAX_MESSAGE_TOKENS,
    signal: AbortSignal.any([signal, typedMeanwhile.signal]),
    onText: (reply) => {
      show(commitMessageOf(reply));
    },
  });
  show(commitMessageOf(text));
  if (typedMeanwhile.signal.aborted) {
    tell(vscode.l10n.t('You wrote in the message meanwhile: it stays as you have it.'));
  } else if (commitMessageOf(text) === '' && stopReason !== 'cancelled') {
    throw new LlmError('request', vscode.l10n.t('The model answered nothing. Try again.'));
  } else if (diff.cut.length > 0 && stopReason !== 'cancelled') {
    tell(leftOut(diff.cut, files.length));
  }
}

function untrackedOf({ state, rootUri }: Repository): string[] {
  return [...(state.untrackedChanges ?? []), ...state.workingTreeChanges]
    .filter(({ status }) => status === UNTRACKED)
    .map(({ uri }) => uri.path.slice(rootUri.path.length + 1));
}

/** A repository without a commit has no log, and says so by an error. */
async function earlierSubjects(repository: Repository): Promise<string[]> {
  const commits = await repository.log({ maxEntries: EARLIER_MESSAGES }).catch(() => []);
  return commits
    .map(({ message }) => (message.split('\n', 1)[0] ?? '').trim().slice(0, MAX_EARLIER_CHARS))
    .filter((subject) => subject !== '' && !subject.startsWith('Merge '));
}

function leftOut(cut: readonly string[], total: number): string {
  const names = cut.slice(0, SHOWN_NAMES).join(', ');
  const more = cut.length > SHOWN_NAMES ? ', …' : '';
  return vscode.l10n.t(
    'The message was written without having read all: of {0} changed files {1} did not fit, or were written by tools ({2}).',
    total,
    cut.length,
    names + more,
  );
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
