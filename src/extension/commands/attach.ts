import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import type { AttachmentSource } from '../../protocol/attachments.ts';
import { pickAttachments } from '../attachments/attachPicker.ts';
import { selectionSource } from '../attachments/question.ts';
import type { Command } from './context.ts';

/** Lets the person choose what the next question is to have with it. */
export const attach: Command =
  ({ composer, view }) =>
  async () => {
    const sources = await pickAttachments();
    if (sources.length === 0) return;
    await view.reveal();
    await composer.attach(sources);
  };

/** Attaches the files of a menu, which names the one that was clicked and all that are selected; else what is selected in the editor, or its file. */
export const addToChat: Command =
  ({ composer, view }) =>
  async (clicked, selected) => {
    const sources = menuSources(clicked, selected);
    await view.reveal();
    await composer.attach(sources);
  };

function menuSources(clicked: unknown, selected: unknown): AttachmentSource[] {
  const given: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const uris = given.filter((uri) => uri instanceof vscode.Uri);
  const editor = vscode.window.activeTextEditor;
  const isOfEditor = uris.length === 0 || uris[0]?.toString() === editor?.document.uri.toString();
  if (editor !== undefined && uris.length < 2 && isOfEditor && !editor.selection.isEmpty) {
    return [selectionSource(editor)];
  }
  if (uris.length > 0) return uris.map((uri) => ({ kind: 'file', uri: uri.toString() }));
  if (editor === undefined) throw new LlmError('request', vscode.l10n.t('Open a file first.'));
  return [{ kind: 'file', uri: editor.document.uri.toString() }];
}
