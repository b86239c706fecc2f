// The headless Chromium that shows the editor's page.
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { chromiumBinary, chromiumFonts, chromiumLibraries } from './install.mjs';

const flags = [
  '--no-sandbox', // its sandbox needs rights that containers do not give; it opens only our own page
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** @param {string} profile the folder of what the browser remembers: a page finds it again at the same address */
export async function launchBrowser(profile) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumBinary,
    env: environment(),
    headless: true,
    args: flags,
    viewport: { width: 1280, height: 800 },
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']); // as the desktop has it
  return context;
}

/** Ends the browser at once: no page hears of it. */
export async function crash(context) {
  const session = await context.browser().newBrowserCDPSession();
  const gone = new Promise((resolve) => context.once('close', resolve));
  await Promise.race([session.send('Browser.crash').catch(() => {}), gone]);
  await gone;
}

/** The machine's own nss, nspr and expat where they are installed, else the copies that came with Chromium. */
function environment() {
  const own = { ...process.env, FONTCONFIG_FILE: chromiumFonts };
  const bundled = {
    ...own,
    LD_LIBRARY_PATH: [chromiumLibraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
  };
  const complaints = [];
  for (const env of [own, bundled]) {
    const { status, stderr } = spawnSync(chromiumBinary, ['--version'], { env, encoding: 'utf8' });
    if (status === 0) return env;
    complaints.push(stderr.trim());
  }
  throw new Error(
    `Chromium does not start, neither on the machine's libraries nor on its own:\n${complaints.join('\n')}`,
  );
}
