// What the editor tells the person. In a test run it keeps its toasts back; the list behind the bell has them all.
import * as vscode from 'vscode';
import { workbench } from './window.ts';

const item = '.notifications-center .notification-list-item';

export async function waitForNotification(text: string): Promise<void> {
  await vscode.commands.executeCommand('notifications.showList');
  await workbench.waitFor(item, { hasText: text });
}

export async function pressNotificationButton(label: string): Promise<void> {
  await workbench.click(`${item} .monaco-button:has-text("${label}")`);
}

export async function clearNotifications(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
}
