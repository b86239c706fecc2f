// The pictures of the documentation: `npm run pictures` takes them anew.
import * as vscode from 'vscode';
import { newChat, openPanel } from './chatPanel.ts';
import { chooseModel, talkingModel, writeModel } from './models.ts';
import { showReal, showState, states } from './states.ts';
import { type ThemeClass, useTheme } from './themes.ts';
import { needsWindow, panel, resizeWindow, screenshot, workbench } from './window.ts';

const looks: readonly { readonly name: string; readonly bodyClass: ThemeClass }[] = [
  { name: 'dark', bodyClass: 'vscode-dark' },
  { name: 'light', bodyClass: 'vscode-light' },
];
const highContrast: ThemeClass = 'vscode-high-contrast:not(.vscode-high-contrast-light)';

const sideBar = '.part.sidebar';

describe('pictures', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await resizeWindow(1100, 760);
    await openPanel();
    await newChat();
    for (let i = 0; i < 5; i++) await vscode.commands.executeCommand('workbench.action.increaseViewWidth');
    await workbench.waitFor(sideBar);
  });

  after(() => useTheme(undefined));

  for (const { name, bodyClass } of looks) {
    it(`of each state, ${name}`, async () => {
      await useTheme(bodyClass);
      for (const [state, chat] of Object.entries(states)) {
        await showState(chat);
        await screenshot(`${state}-${name}`, sideBar);
      }
    });
  }

  it('in high contrast', async () => {
    await useTheme(highContrast);
    await showState(states['code'] ?? states['empty']!);
    await screenshot('high-contrast', sideBar);
  });

  it('narrow', async () => {
    await useTheme('vscode-dark');
    for (let i = 0; i < 12; i++) await vscode.commands.executeCommand('workbench.action.decreaseViewWidth');
    await showState(states['code'] ?? states['empty']!);
    await screenshot('narrow', sideBar);
    for (let i = 0; i < 12; i++) await vscode.commands.executeCommand('workbench.action.increaseViewWidth');
  });

  for (const { name, bodyClass } of looks) {
    it(`beside the editor's own chat, ${name}`, async () => {
      await resizeWindow(1400, 800);
      await useTheme(bodyClass);
      await vscode.commands.executeCommand('workbench.action.chat.open');
      await workbench.waitFor('.part.auxiliarybar .pane-body');
      await openPanel();
      await showState(states['code'] ?? states['empty']!);
      await panel.waitFor('.hljs-keyword');
      await screenshot(`beside-${name}`);
    });
  }

  it('leaves the panel to its host', () => showReal());
});
