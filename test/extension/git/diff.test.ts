import assert from 'node:assert/strict';
import { cutDiff, filesOf } from '../../../src/extension/git/diff.ts';

function fileDiff(name: string, lines: number): string {
  const added = Array.from({ length: lines }, (_, i) => `+line ${i} of ${name}`).join('\n');
  return `diff --git a/${name} b/${name}\nindex 1234567..89abcde 100644\n--- a/${name}\n+++ b/${name}\n@@ -0,0 +1,${lines} @@\n${added}\n`;
}

/** A token a word. */
function words(texts: readonly string[]): Promise<number[]> {
  return Promise.resolve(texts.map((text) => text.split(/\s+/).length));
}

describe('extension/git/diff', () => {
  it('finds the files, by the names they have afterwards, without what only git needs', () => {
    const renamed =
      'diff --git a/old b/new name\nsimilarity index 100%\nrename from old\nrename to new name\n';
    const deleted =
      'diff --git a/gone.ts b/gone.ts\ndeleted file mode 100644\nindex 12..00\n--- a/gone.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n';
    const files = filesOf(fileDiff('src/a.ts', 1) + renamed + deleted);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['src/a.ts', 'new name', 'gone.ts'],
    );
    assert.equal(files[0]?.text, '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -0,0 +1,1 @@\n+line 0 of src/a.ts');
    assert.equal(files[1]?.text, 'rename from old\nrename to new name');
    assert.deepEqual(filesOf(''), []);
  });

  it('keeps all that fits, in its order', async () => {
    const { text, cut } = await cutDiff(filesOf(fileDiff('b', 2) + fileDiff('a', 1)), 1000, words);
    assert.deepEqual(cut, []);
    assert.ok(text.indexOf('line 1 of b') < text.indexOf('line 0 of a'));
  });

  it('gives small files whole and cuts the large ones at a line, and says which', async () => {
    const files = filesOf(fileDiff('large', 500) + fileDiff('small', 3) + fileDiff('huge', 2000));
    const { text, cut } = await cutDiff(files, 400, words);
    assert.deepEqual(cut, ['large', 'huge']);
    assert.match(text, /\+line 2 of small/);
    assert.match(text, /\+line 0 of large/);
    assert.match(text, /\+line 0 of huge/);
    const [tokens = 0] = await words([text]);
    assert.ok(tokens <= 400 && tokens > 300, `${tokens} tokens`);
    for (const line of text.split('\n').slice(6)) assert.match(line, /^(?:\+line \d+ of \w+|[-+@]{2,3} .*)$/);
  });

  it('names what tools wrote, and shows none of it', async () => {
    const binary = 'diff --git a/i.png b/i.png\nindex 1..2\nBinary files a/i.png and b/i.png differ\n';
    const files = filesOf(fileDiff('package-lock.json', 5) + binary + fileDiff('a', 1));
    const { text, cut } = await cutDiff(files, 1000, words);
    assert.deepEqual(cut, ['package-lock.json', 'i.png']);
    assert.doesNotMatch(text, /package-lock|png/);
  });
});
