// npm run pictures: the pictures of docs/media, taken anew in the npm-only VS Code. They are not taken by each test, so
// that a test leaves the tree as it was.
import fs from 'node:fs';
import path from 'node:path';
import { runHostSuites } from './hostSuites.mjs';
import { build, root, testFolder } from './project.mjs';
import { printTotals } from './results.mjs';
import { packageVsix } from './vsix.mjs';

const media = path.join(root, 'docs/media');
const taken = path.join(testFolder, 'pictures');
const vsix = path.join(testFolder, 'burrow.vsix');

build();
await packageVsix(vsix);
const isComplete = printTotals(await runHostSuites(vsix, ['pictures']));
if (isComplete) {
  fs.rmSync(media, { recursive: true, force: true });
  fs.mkdirSync(media, { recursive: true });
  for (const name of fs.readdirSync(taken).filter((file) => file.endsWith('.png'))) {
    fs.copyFileSync(path.join(taken, name), path.join(media, name));
  }
  console.log(`the pictures are in ${path.relative(root, media)}`);
}
process.exitCode = isComplete ? 0 : 1;
