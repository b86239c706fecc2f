import assert from 'node:assert/strict';
import { codeTasks } from '../../../src/extension/codeTasks.ts';
import { installVscode } from '../vscodeStub.ts';

installVscode();
const { commitPrompt, parseSlash, slashCommands, slashDescriptions, taskPrompt } =
  await import('../../../src/extension/attachments/slashCommands.ts');

describe('extension/attachments/slashCommands', () => {
  it('describes each command, and names tasks that there are', () => {
    assert.deepEqual(Object.keys(slashDescriptions()), Object.keys(slashCommands));
    for (const command of Object.values(slashCommands)) {
      if (command.kind === 'task') assert.ok(command.task in codeTasks, command.task);
    }
  });

  it('tells a command from its wish, and from what is none', () => {
    assert.deepEqual(parseSlash('/fix  as a loop\nplease '), { name: 'fix', rest: 'as a loop\nplease' });
    assert.deepEqual(parseSlash(' /explain '), { name: 'explain', rest: '' });
    assert.equal(parseSlash('/etc/hosts: what is it?'), undefined);
    assert.equal(parseSlash('what is /fix'), undefined);
  });

  it('asks for the task about what is attached', () => {
    const { lead, prompt } = taskPrompt('fix', 'without a loop');
    assert.equal(lead, 'Fix this code from {0}:');
    assert.equal(prompt, `without a loop\n\n${codeTasks.fix.answer}`);
    assert.equal(taskPrompt('explain', '').prompt, '');
    assert.ok(!commitPrompt('').includes('undefined'));
    assert.ok(commitPrompt('in German').endsWith('\n\nin German'));
  });
});
