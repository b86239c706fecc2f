import assert from 'node:assert/strict';
import { installVscode } from '../vscodeStub.ts';

const recorded = installVscode();
const { openRepositories, pickRepository } = await import('../../../src/extension/git/repositories.ts');
const { Uri } = await import('vscode');

function useGit(roots: readonly string[], enabled = true): void {
  const repositories = roots.map((root) => ({ rootUri: Uri.parse(root) }));
  const git = { enabled, getAPI: () => ({ repositories }) };
  recorded.extensions.set('vscode.git', { isActive: false, activate: () => Promise.resolve(git) });
}

describe('extension/git/repositories', () => {
  afterEach(() => {
    recorded.extensions.clear();
    recorded.pick = () => undefined;
  });

  it('says what is missing', async () => {
    await assert.rejects(openRepositories(), /turned off or missing/);
    useGit(['/a'], false);
    await assert.rejects(openRepositories(), /turned off or missing/);
    useGit([]);
    await assert.rejects(openRepositories(), /No Git repository/);
  });

  it('takes the one that was pressed, or the only one, and asks otherwise', async () => {
    useGit(['/a']);
    assert.equal(String((await pickRepository(undefined))?.rootUri), '/a');
    useGit(['/a', '/b']);
    assert.equal(String((await pickRepository({ rootUri: Uri.parse('/b') }))?.rootUri), '/b');
    assert.equal(await pickRepository({}), undefined, 'nothing was picked');
    recorded.pick = (items) => items.find(({ label }) => label.includes('/b'));
    assert.equal(String((await pickRepository(undefined))?.rootUri), '/b');
  });
});
