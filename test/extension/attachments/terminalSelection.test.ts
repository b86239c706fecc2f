import assert from 'node:assert/strict';
import { installVscode, recorded, setActiveTerminal } from '../vscodeStub.ts';

installVscode();
const { terminalSelection } = await import('../../../src/extension/attachments/terminalSelection.ts');

describe('extension/attachments/terminalSelection', () => {
  let selected = '';

  before(() => {
    recorded.commands.set('workbench.action.terminal.copySelection', () => {
      if (selected !== '') recorded.copied.push(selected);
    });
    recorded.copied.push('what was copied before');
  });

  after(() => {
    setActiveTerminal(undefined);
    recorded.commands.delete('workbench.action.terminal.copySelection');
    recorded.copied.splice(0);
  });

  it('gives what is selected, and the clipboard its text back', async () => {
    setActiveTerminal({});
    selected = '$ npm test\n1 failing';
    assert.equal(await terminalSelection(), selected);
    assert.equal(recorded.copied.at(-1), 'what was copied before');
  });

  it('says that nothing is selected, and gives the clipboard its text back', async () => {
    selected = '';
    await assert.rejects(terminalSelection(), /Select some text in the terminal first/);
    assert.equal(recorded.copied.at(-1), 'what was copied before');
    setActiveTerminal(undefined);
    await assert.rejects(terminalSelection(), /Select some text in the terminal first/);
  });
});
