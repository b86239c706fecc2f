#!/usr/bin/env node
// The npm-only VS Code, with the command line of the desktop's:
//   code.mjs --extensionDevelopmentPath=DIR [--user-data-dir=DIR] [FOLDER]                serves it, prints the address
//   code.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [FOLDER]  runs the suite headless, exits with its result
//
// BURROW_HOST_TRUST=1 keeps workspace trust on, whatever the command line says.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureHost } from './install.mjs';
import { prepareProfile, startServer } from './server.mjs';

const suiteTimeout = 10 * 60_000;
const timedOut = 124;
const killed = 137;
const interrupted = 130;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const { values: options, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string', default: '.host-test/code' },
    'disable-workspace-trust': { type: 'boolean', default: false },
  },
  strict: false, // @vscode/test-electron passes options of the desktop's window too
});

const extension = path.resolve(options.extensionDevelopmentPath ?? '.');
const userData = path.resolve(options['user-data-dir']);
const workspace = path.resolve(positionals[0] ?? '.');

// Leaving through process.exit runs the 'exit' handlers, which end code-server and with it the extension host.
for (const signal of signals) process.once(signal, () => process.exit(interrupted));
// Who started this may have been killed, and then nobody is left to say so.
const starter = process.ppid;
setInterval(() => {
  if (process.ppid !== starter) process.exit(interrupted);
}, 1000).unref();

await ensureHost();
prepareProfile(userData);
process.exitCode = options.extensionTestsPath === undefined ? await serve() : await runSuite();

function pageAddress(server, payload) {
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return `${server.address}/?${query}`;
}

async function serve() {
  const server = await startServer({ userData, workspaceTrust: !options['disable-workspace-trust'] });
  console.log(`
VS Code is ready. Open in a browser of this machine:

    ${pageAddress(server, [['extensionDevelopmentPath', server.uri(extension)]])}

    password  ${server.password}

Ctrl-C ends it.`);
  await server.ended;
  return 1;
}

async function runSuite() {
  const output = process.env['BURROW_OUTPUT'] ?? userData; // screenshots
  const { crash, launchBrowser } = await import('./browser.mjs');
  const { startBridge } = await import('./bridge.mjs');
  const { name, publisher } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
  // The window's own memory is the browser's, and lies in the profile like the desktop's.
  const context = await launchBrowser(path.join(userData, 'browser'));
  const rendererLog = fs.createWriteStream(path.join(userData, 'renderer.log'));
  let bridge;
  let server;
  try {
    const [page = await context.newPage()] = context.pages();
    page.on('console', (message) => rendererLog.write(`${message.type()} ${message.text()}\n`));
    page.on('pageerror', (error) => rendererLog.write(`uncaught ${error.stack}\n`));
    let killing; // resolves when all of it is dead
    const kill = (extensionHost) => {
      process.kill(extensionHost, 'SIGKILL');
      server.kill();
      killing = crash(context).then(() => killed);
      return killing;
    };
    bridge = await startBridge({ page, extensionId: `${publisher}.${name}`, folder: output, kill });
    // The extension host inherits the server's environment, so the suite finds the bridge there.
    process.env['BURROW_BRIDGE'] = bridge.address;
    server = await startServer({ userData, workspaceTrust: process.env['BURROW_HOST_TRUST'] === '1' });
    await context.request.post(`${server.address}/login`, { form: { password: server.password } });

    let onExit;
    const exited = new Promise((resolve) => (onExit = resolve));
    await page.exposeFunction('codeAutomationExit', onExit); // the page calls it, under the smoke-test driver, when the suite ended
    const payload = [
      ['extensionDevelopmentPath', server.uri(extension)],
      ['extensionTestsPath', server.uri(options.extensionTestsPath)],
      ['skipWelcome', 'true'],
      ['logLevel', `${publisher}.${name}=debug`],
    ];
    await page.goto(pageAddress(server, payload), { waitUntil: 'commit' });
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, suiteTimeout, timedOut)));
    const code = await Promise.race([exited, late, server.ended.then(() => killing ?? 1)]);
    clearTimeout(timer);
    if (code === killed) return code;
    if (code !== 0) await page.screenshot({ path: path.join(output, 'failed.png') }).catch(() => {});
    if (code === timedOut) console.error(`the suite did not end within ${suiteTimeout / 60_000} minutes`);
    return code;
  } finally {
    await context.close().catch(() => {}); // it may have been killed
    await server?.stop();
    bridge?.close();
    rendererLog.end();
  }
}
