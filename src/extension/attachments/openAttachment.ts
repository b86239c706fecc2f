import * as vscode from 'vscode';
import type { SentAttachment } from '../../protocol/attachments.ts';

/** Shows the lines that were attached, in their file; what has no file is shown as it was sent. */
export async function openAttachment({ attachment, uri, text }: SentAttachment): Promise<void> {
  const { kind, first, last } = attachment;
  if (uri === '' || kind === 'changes' || kind === 'problems' || kind === 'context') {
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'markdown' });
    await vscode.window.showTextDocument(document, { preview: true });
    return;
  }
  const selection = first === 0 ? undefined : new vscode.Range(first - 1, 0, last - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), {
    preview: true,
    ...(selection && { selection }),
  });
}
