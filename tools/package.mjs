// npm run package: builds, and makes the .vsix.
import { statSync } from 'node:fs';
import path from 'node:path';
import { build, manifest, root } from './project.mjs';
import { packageVsix } from './vsix.mjs';

build();
const { name, version } = manifest();
const file = path.join(root, `${name}-${version}.vsix`);
await packageVsix(file);
console.log(`${path.basename(file)}: ${(statSync(file).size / 1024).toFixed(0)} KiB`);
