// Renders src/*.mmd to PNG beside this file, and src/icon.html to the extension's icon. Run by `npm run diagrams`, which installs this package first.
// CHROMIUM names the browser; on Linux the one in the package is used without it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const mermaid = path.join(here, 'node_modules/mermaid/dist/mermaid.min.js');
const executablePath = process.env.CHROMIUM ?? (await chromiumPackage.executablePath());
const home = await mkdtemp(path.join(os.tmpdir(), 'diagrams-'));

const browser = await chromium.launch({
  executablePath,
  env: { ...process.env, HOME: home },
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1400, height: 1000 } });
  for (const name of (await readdir(path.join(here, 'src'))).filter((file) => file.endsWith('.mmd'))) {
    const source = await readFile(path.join(here, 'src', name), 'utf8');
    await page.setContent(
      '<!doctype html><body style="margin:16px;background:#fff"><pre id="diagram"></pre></body>',
    );
    await page.addScriptTag({ path: mermaid });
    await page.evaluate(async (text) => {
      const element = document.querySelector('#diagram');
      element.textContent = text;
      window.mermaid.initialize({
        startOnLoad: false,
        theme: 'neutral',
        flowchart: { useMaxWidth: false, wrappingWidth: 600 },
      });
      await window.mermaid.run({ nodes: [element] });
    }, source);
    const out = path.join(here, name.replace(/\.mmd$/, '.png'));
    await page.locator('#diagram svg').screenshot({ path: out });
    console.log(path.relative(process.cwd(), out));
  }

  const icon = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await icon.setContent(await readFile(path.join(here, 'src/icon.html'), 'utf8'));
  await icon.screenshot({ path: path.join(here, '../../media/icon.png'), omitBackground: true });
  console.log('media/icon.png');
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}
