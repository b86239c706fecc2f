import path from 'node:path';
import * as vscode from 'vscode';
import { LlmError, messageOf } from '../../base/errors.ts';
import { codeQuestion, type CodeTaskDetails, MAX_CODE_CHARS } from '../codeTasks.ts';
import { asSentence } from '../failure.ts';
import type { Writer } from '../writer.ts';
import { type Indentation, textToReplace } from './indent.ts';
import type { Draft, Previews } from './previews.ts';
import { bareCode, codeOfReply } from './replyCode.ts';

/** Code that is to become another. */
export interface Rewrite extends CodeTaskDetails {
  readonly document: vscode.TextDocument;
  /** Whole lines. */
  readonly range: vscode.Range;
  readonly indentation: Indentation;
  readonly wish: string;
}

export interface RewriteTools {
  readonly writer: Pick<Writer, 'write'>;
  readonly previews: Pick<Previews, 'showDraft'>;
}

/** A model that does not end would go on until the context is full. Few tokens are shorter than a character … */
const TOKENS_PER_CHAR = 1;
/** … and there are words around the code, and code that little code grows into. */
const MORE_TOKENS = 1_024;
/** Of an answer without code, in the message that says so. */
const SHOWN_ANSWER_CHARS = 200;

/** Has the model write the code anew, into a comparison that grows as it writes. */
export async function rewrite(edit: Rewrite, tools: RewriteTools): Promise<void> {
  const { document, range, indentation } = edit;
  const original = document.getText(range);
  if (original.length > MAX_CODE_CHARS) {
    throw new LlmError(
      'request',
      vscode.l10n.t(
        'The code to change has {0} characters; at most {1} are possible at once. Select less.',
        original.length,
        MAX_CODE_CHARS,
      ),
    );
  }
  const fileName = path.basename(document.fileName);
  const title = vscode.l10n.t('{0}: {1}', fileName, edit.wish.replace(/\s+/g, ' '));
  const firstLine = document.lineAt(range.start.line).text;
  const fitted = (code: string): string => textToReplace(code, firstLine, indentation);
  const question = codeQuestion('edit', selectionOf(edit), edit);

  async function write(draft: Draft): Promise<void> {
    const { text, stopReason } = await tools.writer.write([{ role: 'user', content: question }], {
      maxTokens: TOKENS_PER_CHAR * original.length + MORE_TOKENS,
      signal: draft.signal,
      onText: (reply) => {
        const found = codeOfReply(reply);
        if (found !== undefined) draft.show(withRest(fitted(found.code), original));
      },
    });
    if (stopReason === 'cancelled') return; // what is shown stays, to be looked at
    const code = codeOfReply(text)?.code ?? bareCode(text, original);
    if (code === undefined) {
      const answer = text.trim().replace(/\s+/g, ' ');
      throw new LlmError(
        'request',
        answer === ''
          ? vscode.l10n.t('The model answered nothing. Try again, or say it in other words.')
          : vscode.l10n.t('The model answered without code: “{0}”', answer.slice(0, SHOWN_ANSWER_CHARS)),
      );
    }
    draft.show(fitted(code));
    if (stopReason === 'maxTokens' || stopReason === 'context') {
      throw new LlmError(
        'context',
        vscode.l10n.t('The code was cut off: no more of it fits. Select less, or set a larger context size.'),
      );
    }
  }

  function writeShown(draft: Draft): void {
    const working = vscode.l10n.t('Burrow: editing {0}', fileName);
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: working },
      async () => {
        try {
          await write(draft);
        } catch (error) {
          if (draft.isOpen) void vscode.window.showErrorMessage(asSentence(messageOf(error)));
        } finally {
          draft.finish();
        }
      },
    );
  }

  await tools.previews.showDraft({ document, range, text: original, title }, writeShown);
}

/** While the code comes, the lines stand below it that it has not come to yet. */
export function withRest(soFar: string, original: string): string {
  const count = soFar.split('\n').length;
  return [soFar, ...original.split(/\r?\n/).slice(count)].join('\n');
}

function selectionOf({ document, range }: Rewrite): Parameters<typeof codeQuestion>[1] {
  return {
    code: document.getText(range),
    languageId: document.languageId,
    fileName: vscode.workspace.asRelativePath(document.uri),
    firstLine: range.start.line + 1,
    lastLine: range.end.line + 1,
  };
}
