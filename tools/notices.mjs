// dist/ThirdPartyNotices.txt: the licences of the packages whose code or assets are in the bundles.
import fs from 'node:fs';
import path from 'node:path';

/** Compiled into the kernels (its runtime library) without passing through esbuild. */
const compiledIn = ['assemblyscript'];

const licenceFile = /^(licen[cs]e|notice|copying)/i;

/**
 * @param {{ root: string, metafiles: Iterable<import('esbuild').Metafile>, outFile: string }} options
 *   `root`: what the metafiles' paths are relative to
 * @throws where a package brings no licence text
 */
export function writeNotices({ root, metafiles, outFile }) {
  const folders = new Set(compiledIn.map((name) => path.join(root, 'node_modules', name)));
  for (const input of bundledFiles(metafiles)) {
    const folder = packageFolder(path.resolve(root, input));
    if (folder !== undefined) folders.add(folder);
  }
  const notices = [...folders].sort().map(notice);
  const text = `Burrow contains code and assets of the following packages.\n\n${notices.join('\n')}`;
  fs.mkdirSync(path.dirname(outFile), { recursive: true });
  fs.writeFileSync(outFile, text);
}

/** A bundle's inputs include what was read and then left out. */
function* bundledFiles(metafiles) {
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) yield file;
    }
  }
}

/** …/node_modules/@scope/name/lib/file.js -> …/node_modules/@scope/name; undefined for the project's own files. */
function packageFolder(file) {
  const segments = file.split(path.sep);
  const at = segments.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const length = segments[at + 1]?.startsWith('@') ? 3 : 2;
  return segments.slice(0, at + length).join(path.sep);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = fs.readdirSync(folder).filter((file) => licenceFile.test(file));
  if (files.length === 0)
    throw new Error(`${name}@${version} (${license}) is bundled, but has no licence file`);
  const texts = files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
