import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, lastAnswer, newChat } from './chatPanel.ts';
import { until } from './until.ts';
import { Timeline } from './timeline.ts';
import { needsWindow, panel, screenshot, workbench } from './window.ts';

const firstAnswer = '.turn[data-role="assistant"] .markdown';

/** Fifteen lines, as a person has them before them. */
const code = `export function totalPrice(orders: Order[], taxRate: number): number {
  let total = 0;
  for (const order of orders) {
    if (order.quantity === 0) {
      continue;
    }
    total += order.quantity * order.price;
  }
  if (total > 100) {
    total -= 10;
  }
  const tax = total * taxRate;
  console.log('total', total);
  return total + tax;
}
`;

describe('the first run, with no model chosen', () => {
  before(function () {
    needsWindow(this);
    assert.equal(vscode.workspace.getConfiguration('burrow').get('modelPath'), '');
  });

  it('explains a function of fifteen lines', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: code });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 15, 0);
    await until(async () => {
      const symbols = await vscode.commands.executeCommand<unknown[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return symbols !== undefined && symbols.length > 0;
    }, 'the language server knows the file');
    const timeline = new Timeline();
    const [answer] = await Promise.all([
      timeline.note('the panel shows the last word', lastAnswer('finished')),
      timeline.note('the panel shows its input', panel.waitFor('#input')),
      timeline.note('the panel shows the first words', panel.waitFor(firstAnswer, { hasText: 'totalPrice' })),
      timeline.note('the command ends', vscode.commands.executeCommand('burrow.explainSelection')),
    ]);
    timeline.print();
    assert.match(answer, /totalPrice/);
    await screenshot('explained');
  });

  it('says in one line that this is the small built-in model, and offers a larger one', async () => {
    await panel.waitFor('#built-in', { hasText: 'small built-in model' });
    await workbench.waitFor('.statusbar-item', { hasText: 'Built-in model' });
    await panel.click('#built-in button');
    await workbench.waitFor('.quick-input-widget');
    await workbench.press('.quick-input-widget input', 'Escape');
  });

  it('says of what lies outside its world that it does', async () => {
    await newChat();
    await ask('Who painted the ceiling of the Sistine Chapel?');
    assert.match(await lastAnswer('finished'), /small built-in model.*Select Model/s);
    await screenshot('outside');
  });

  it('answers the same question with the same words', async () => {
    await newChat();
    await ask('How do I load a larger model?');
    const first = await lastAnswer('finished');
    await newChat();
    await ask('How do I load a larger model?');
    assert.equal(await lastAnswer('finished'), first);
    assert.match(first, /Select Model…/);
  });
});
