import * as vscode from 'vscode';
import type { SentAttachment } from '../../protocol/attachments.ts';

/** Shows a text that has no file; `name` tells what it is. */
export type ShowText = (name: string, text: string) => Promise<void>;

/** Shows the lines that were attached, in their file; what has no file is shown as the model reads it. */
export async function openAttachment(
  { attachment, uri, text }: SentAttachment,
  showText: ShowText,
): Promise<void> {
  const { kind, name, first, last } = attachment;
  if (uri === '' || kind === 'changes' || kind === 'problems' || kind === 'context') {
    await showText(`${name}.md`, text);
    return;
  }
  const selection = first === 0 ? undefined : new vscode.Range(first - 1, 0, last - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), {
    preview: true,
    ...(selection && { selection }),
  });
}
