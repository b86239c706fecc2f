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
const highContrasts: readonly { readonly name: string; readonly bodyClass: ThemeClass }[] = [
  { name: 'high-contrast', bodyClass: 'vscode-high-contrast:not(.vscode-high-contrast-light)' },
  { name: 'high-contrast-light', bodyClass: 'vscode-high-contrast-light' },
];

const sideBar = '.part.sidebar';

/** Some 60 pixels a step. The commands mean the editor's width, beside which the side bar's is the other one. */
async function widen(steps: number): Promise<void> {
  const command = steps > 0 ? 'decreaseViewWidth' : 'increaseViewWidth';
  for (let i = 0; i < Math.abs(steps); i++) {
    await vscode.commands.executeCommand(`workbench.action.${command}`);
  }
}

describe('pictures', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await resizeWindow(1100, 760);
    await openPanel();
    await newChat();
    await widen(2);
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

  for (const { name, bodyClass } of highContrasts) {
    it(`of code and what does not fit, ${name}`, async () => {
      await useTheme(bodyClass);
      for (const state of ['code', 'doesNotFit']) {
        await showState(states[state]!);
        await screenshot(`${state}-${name}`, sideBar);
      }
    });
  }

  it('narrow', async () => {
    await useTheme('vscode-dark');
    await widen(-12);
    await showState(states['code']!);
    await screenshot('narrow', sideBar);
    await showState(states['doesNotFit']!);
    await screenshot('narrow-doesNotFit', sideBar);
    await widen(4);
  });

  for (const { name, bodyClass } of looks) {
    it(`beside the editor's own chat, ${name}`, async () => {
      await resizeWindow(1400, 800);
      await useTheme(bodyClass);
      await vscode.commands.executeCommand('workbench.action.chat.open');
      await workbench.waitFor('.part.auxiliarybar .pane-body');
      await openPanel();
      await showState(states['code']!);
      await panel.waitFor('.hljs-keyword');
      await screenshot(`beside-${name}`);
    });
  }

  it('leaves the panel to its host', () => showReal());
});
