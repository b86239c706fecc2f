import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { parsePromptFile } from '../../../src/extension/attachments/promptFile.ts';
import { installVscode, setActiveEditor, textDocument } from '../vscodeStub.ts';

const recorded = installVscode();
const vscode = await import('vscode');
const { expandPromptFile } = await import('../../../src/extension/attachments/promptValues.ts');

describe('extension/attachments/promptValues', () => {
  const uri: Uri = vscode.Uri.parse('/ws/.github/prompts/p.prompt.md');
  const expand = (body: string, rest = ''): ReturnType<typeof expandPromptFile> =>
    expandPromptFile({ prompt: parsePromptFile('p.prompt.md', body), uri }, rest);

  beforeEach(() => {
    recorded.answers.splice(0);
    setActiveEditor(undefined);
  });

  it('puts in the file and the selection, and attaches what it names', async () => {
    setActiveEditor(textDocument('src/sum.js', 'one\ntwo\nthree'), [1, 2]);
    const found = await expand(
      'Compare ${selection} of ${fileBasenameNoExtension} in ${file} with [rules](rules.md).',
    );
    assert.deepEqual(found, {
      text: 'Compare two\nthree of sum in src/sum.js with [rules](rules.md).',
      sources: [
        { kind: 'file', uri: '/ws/.github/prompts/p.prompt.md/../rules.md' },
        { kind: 'file', uri: 'src/sum.js' },
      ],
    });
  });

  it('asks for what it needs, unless that is written after its name', async () => {
    recorded.answers.push('Ann');
    const body = 'From ${input:who:your name} to ${input:whom}.';
    assert.deepEqual(await expand(body, 'whom="all of you" please a=b'), {
      text: 'From Ann to all of you.\n\nplease a=b',
      sources: [],
    });
    recorded.answers.push(undefined);
    assert.equal(await expand(body), undefined, 'the box was left');
  });

  it('says what it needs to be open', async () => {
    await assert.rejects(expand('${file}'), /Open a file first/);
    setActiveEditor(textDocument('src/sum.js', 'one'));
    await assert.rejects(expand('${selection}'), /Select some code first/);
  });
});
