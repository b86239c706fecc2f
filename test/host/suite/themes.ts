import * as vscode from 'vscode';
import { panel } from './window.ts';

/** By the class that VS Code gives a webview's body. */
export const themes = {
  'vscode-dark': 'Default Dark Modern',
  'vscode-light': 'Default Light Modern',
  'vscode-high-contrast:not(.vscode-high-contrast-light)': 'Default High Contrast',
  'vscode-high-contrast-light': 'Default High Contrast Light',
};

export type ThemeClass = keyof typeof themes;

/** Undefined takes the editor's own choice again. */
export async function useTheme(bodyClass: ThemeClass | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('workbench')
    .update(
      'colorTheme',
      bodyClass === undefined ? undefined : themes[bodyClass],
      vscode.ConfigurationTarget.Global,
    );
  if (bodyClass !== undefined) await panel.waitFor(`body.${bodyClass}`);
}
