import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium as playwright } from 'playwright-core';

const folder = path.join(import.meta.dirname, 'node_modules/.chromium');

/** The headless Chromium of the package @sparticuz/chromium, unpacked once beside it. */
export async function launchChromium() {
  const executablePath = path.join(folder, 'chromium');
  if (!existsSync(executablePath)) await unpack();
  return playwright.launch({
    executablePath,
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') },
    args: [
      '--no-sandbox', // its sandbox needs rights that containers do not give; it opens only our own page
      '--disable-gpu',
      '--disable-background-networking',
    ],
  });
}

async function unpack() {
  mkdirSync(folder, { recursive: true });
  // The package unpacks into the folder for temporary files: it is given one of ours.
  process.env['TMPDIR'] = folder;
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  await chromium.executablePath();
  const bin = path.join(import.meta.dirname, 'node_modules/@sparticuz/chromium/bin');
  await inflate(path.join(bin, 'al2023.tar.br'));
  execFileSync(path.join(folder, 'chromium'), ['--version'], {
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') },
  });
}
