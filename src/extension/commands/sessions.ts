import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { MAX_TITLE_CHARS } from '../../protocol/chat.ts';
import { exportFileName, exportMarkdown } from '../sessions/exportMarkdown.ts';
import { searchSessions } from '../sessions/search.ts';
import { cleanTitle, parseSession, serializeSession, type Session } from '../sessions/session.ts';
import type { UnreadableSession } from '../sessions/sessionStore.ts';
import { ago } from '../strings.ts';
import type { Command, Context } from './context.ts';

interface ChatItem extends vscode.QuickPickItem {
  readonly session?: Session;
  /** A file that holds no chat this version can read. */
  readonly file?: string;
}

/** The list of the person's chats: to open one, to look for one by its words, to rename or delete one. */
export const showChats: Command = (context) => async () => {
  const { chat, view, sessions } = context;
  await sessions.flush();
  const picker = vscode.window.createQuickPick<ChatItem>();
  const renameButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Rename…') };
  const removeButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Delete') };
  picker.title = vscode.l10n.t('Chats');
  picker.placeholder = vscode.l10n.t('Open a chat, or type words that it contains');
  let { sessions: all, unreadable } = await sessions.store.list();

  const show = (): void => {
    const items = searchSessions(all, picker.value).map(({ session, excerpt }): ChatItem => {
      const isOpen = session.id === chat.session.id;
      return {
        label: session.title,
        description: isOpen ? vscode.l10n.t('{0} · open', ago(session.updatedAt)) : ago(session.updatedAt),
        ...(excerpt !== session.title && { detail: excerpt }),
        alwaysShow: true, // what was looked for may stand anywhere in the chat
        buttons: [renameButton, removeButton],
        session,
      };
    });
    picker.items = [...items, ...unreadable.map(unreadableItem)];
  };
  const reload = async (): Promise<void> => {
    ({ sessions: all, unreadable } = await sessions.store.list());
    show();
  };
  const renameIn = async (session: Session): Promise<void> => {
    picker.ignoreFocusOut = true;
    await askTitle(context, session);
    await reload();
    picker.show();
  };
  const removeIn = async (session: Session): Promise<void> => {
    await remove(context, session, reload);
    await reload();
  };

  show();
  picker.onDidChangeValue(show);
  picker.onDidTriggerItemButton(({ item, button }) => {
    if (item.session !== undefined)
      guard(button === renameButton ? renameIn(item.session) : removeIn(item.session));
  });
  picker.onDidAccept(() => {
    const [item] = picker.selectedItems.length > 0 ? picker.selectedItems : picker.activeItems;
    if (item === undefined) return; // the list was being drawn anew
    picker.hide();
    if (item.file !== undefined)
      void vscode.commands.executeCommand('vscode.open', vscode.Uri.file(item.file));
    if (item.session !== undefined) guard(sessions.open(item.session.id).then(() => view.reveal()));
  });
  picker.onDidHide(() => {
    if (!picker.ignoreFocusOut) picker.dispose();
    picker.ignoreFocusOut = false;
  });
  picker.show();
};

export const renameChat: Command = (context) => () => askTitle(context, openChat(context));

export const deleteChat: Command = (context) => () => remove(context, openChat(context));

export const exportChat: Command = (context) => async () => {
  const session = openChat(context);
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Chat'),
    defaultUri: vscode.Uri.joinPath(exportFolder(), `${exportFileName(session.title)}.md`),
    filters: { [vscode.l10n.t('Markdown')]: ['md'], [vscode.l10n.t('JSON, to import again')]: ['json'] },
  });
  if (uri === undefined) return;
  const speakers = { you: vscode.l10n.t('You'), assistant: vscode.l10n.t('Burrow') };
  const content = uri.path.endsWith('.json') ? serializeSession(session) : exportMarkdown(session, speakers);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
};

/** A chat that was exported as JSON; it gets an id of its own, so that nothing is overwritten. */
export const importChat: Command =
  ({ chat, view, sessions }) =>
  async () => {
    const picked = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Chat'),
      filters: { [vscode.l10n.t('Exported chats')]: ['json'] },
    });
    const uri = picked?.[0];
    if (uri === undefined) return;
    const session = parseSession(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    const imported = { ...session, id: randomUUID(), updatedAt: Date.now() };
    await sessions.store.write(imported);
    chat.open(imported);
    await view.reveal();
  };

function openChat({ chat }: Context): Session {
  if (chat.state.turns.length === 0) throw new LlmError('request', vscode.l10n.t('This chat is empty.'));
  return chat.session;
}

async function askTitle({ sessions }: Context, session: Session): Promise<void> {
  const title = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Chat'),
    value: session.title,
    validateInput: (value) => {
      if (cleanTitle(value) === '') return vscode.l10n.t('A chat needs a name.');
      return value.length > MAX_TITLE_CHARS
        ? vscode.l10n.t('At most {0} characters.', MAX_TITLE_CHARS)
        : undefined;
    },
  });
  if (title !== undefined) await sessions.rename(session, cleanTitle(title));
}

/** At once, without a question, since the editor's message can bring it back; `onUndone` is called when it did. */
async function remove(
  { sessions }: Context,
  session: Session,
  onUndone: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const deleted = await sessions.delete(session.id);
  if (deleted === undefined) return;
  const undo = vscode.l10n.t('Undo');
  const asked = vscode.window.showInformationMessage(
    vscode.l10n.t('The chat “{0}” is deleted.', session.title),
    undo,
  );
  guard(
    Promise.resolve(asked).then(async (answer) => {
      if (answer !== undo) return;
      await deleted.undo();
      await onUndone();
    }),
  );
}

function unreadableItem({ file, reason }: UnreadableSession): ChatItem {
  return {
    label: `$(warning) ${vscode.l10n.t('A chat that cannot be read')}`,
    description: reason,
    detail: file,
    alwaysShow: true,
    file,
  };
}

function exportFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('');
}

/** What fails after the command has returned is shown as its own failure is. */
function guard(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  });
}
