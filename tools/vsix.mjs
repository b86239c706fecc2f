// The .vsix, which is what people install: packed by vsce, unpacked for the suites that run on it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { root } from './project.mjs';

/** The folders that a package may take files from, besides the top level; `.vscodeignore` says which. */
const folders = ['dist', 'media', 'l10n'];

/**
 * Packs what dist/ holds now, from a copy: vsce matches every file under its folder against every pattern, and
 * test/host/node_modules alone holds tens of thousands.
 */
export async function packageVsix(packagePath) {
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'burrow-'));
  try {
    for (const entry of fs.readdirSync(root, { withFileTypes: true })) {
      if (!entry.isFile() && !folders.includes(entry.name)) continue;
      fs.cpSync(path.join(root, entry.name), path.join(stage, entry.name), { recursive: true });
    }
    fs.mkdirSync(path.dirname(packagePath), { recursive: true });
    await createVSIX({
      cwd: stage,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
}

/** A .vsix is a zip with the extension in the folder `extension/`. */
export function unpackVsix(file, target) {
  const prefix = 'extension/';
  for (const [name, bytes] of Object.entries(unzipSync(fs.readFileSync(file)))) {
    if (!name.startsWith(prefix) || name.endsWith('/')) continue;
    const unpacked = path.join(target, name.slice(prefix.length));
    fs.mkdirSync(path.dirname(unpacked), { recursive: true });
    fs.writeFileSync(unpacked, bytes);
  }
}
