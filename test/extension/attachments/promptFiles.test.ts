import assert from 'node:assert/strict';
import { installVscode } from '../vscodeStub.ts';

const recorded = installVscode();
const vscode = await import('vscode');
const { PromptFiles } = await import('../../../src/extension/attachments/promptFiles.ts');

describe('extension/attachments/promptFiles', () => {
  const files = new Map([
    ['/ws/.github/prompts/good.prompt.md', '---\ndescription: Good\n---\nDo it.'],
    ['/ws/.github/prompts/bad.prompt.md', '---\nno end'],
    ['/ws/.github/prompts/notes.md', 'none'],
  ]);
  const workspace = vscode.workspace as unknown as {
    isTrusted: boolean;
    workspaceFolders: unknown;
    fs: object;
  };
  const { fs } = workspace;

  before(() => {
    workspace.workspaceFolders = [{ uri: vscode.Uri.parse('/ws') }];
    workspace.fs = {
      readDirectory: (folder: { path: string }) =>
        Promise.resolve([...files.keys()].map((name) => [name.slice(folder.path.length + 1), 1])),
      stat: () => Promise.resolve({ size: 100 }),
      readFile: ({ path }: { path: string }) => Promise.resolve(new TextEncoder().encode(files.get(path))),
    };
  });

  after(() => {
    Object.assign(workspace, { fs, workspaceFolders: undefined, isTrusted: true });
  });

  it('finds the prompts of a trusted workspace, and says what is wrong with one', async () => {
    const found = await new PromptFiles().list();
    assert.deepEqual(
      found.map(({ name, prompt, problem }) => [name, prompt?.description, problem]),
      [
        ['bad', undefined, 'bad.prompt.md: expected a line --- that ends its head, found none'],
        ['good', 'Good', ''],
      ],
    );
  });

  it('reads a prompt as it is when it is sent', async () => {
    const prompts = new PromptFiles();
    await prompts.list();
    files.set('/ws/.github/prompts/good.prompt.md', 'Do it now.');
    assert.equal((await prompts.get('good'))?.prompt.body, 'Do it now.');
    assert.equal(await prompts.get('other'), undefined);
    await assert.rejects(prompts.get('bad'), { code: 'file' });
  });

  it('lists them anew when one has changed', async () => {
    const prompts = new PromptFiles();
    const descriptions = async (): Promise<(string | undefined)[]> =>
      (await prompts.list()).map(({ prompt }) => prompt?.description);
    await prompts.list();
    files.set('/ws/.github/prompts/good.prompt.md', '---\ndescription: Better\n---\nDo it.');
    assert.equal(await prompts.list(), await prompts.list(), 'read once');
    assert.ok(!(await descriptions()).includes('Better'));
    for (const listener of recorded.fileListeners) listener(undefined);
    assert.ok((await descriptions()).includes('Better'));
    files.set('/ws/.github/prompts/good.prompt.md', '---\ndescription: Best\n---\nDo it.');
    assert.ok(!(await descriptions()).includes('Best'));
    await prompts.list(true);
    assert.ok((await descriptions()).includes('Best'), 'without a word from a watcher');
    prompts.dispose();
  });

  it('has none in a workspace that is not trusted', async () => {
    workspace.isTrusted = false;
    assert.deepEqual(await new PromptFiles().list(), []);
    workspace.isTrusted = true;
  });
});
