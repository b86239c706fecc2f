// The editor's lists and boxes at the top of its window, as a person answers them.
import { pressKey, workbench } from './window.ts';

export const quickInput = '.quick-input-widget input';
export const rows = '.quick-input-widget .monaco-list-row';

/** A row by the beginning of its label: one that the editor uses again may still hold the hidden text of another item. */
export function rowOf(label: string): string {
  return `${rows}[aria-label^="${label}"]`;
}

export async function waitForBox(title: string): Promise<void> {
  await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: title });
}

/** Picks a row of the list of this title. */
export async function pickRow(title: string, label: string): Promise<void> {
  await waitForBox(title);
  await workbench.click(rowOf(label));
}

/** Answers the box of this title. */
export async function answerBox(title: string, text: string): Promise<void> {
  await waitForBox(title);
  await workbench.fill(quickInput, text);
  await pressKey('Enter');
}
