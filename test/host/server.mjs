// code-server as a child process: started on a free port of this machine only, ended by its own pid.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { codeServerEntry, nodeBinary } from './install.mjs';

const startTimeout = 60_000;
const stopTimeout = 5_000;

/** Quiet, offline, and the same on every machine. */
export const editorSettings = {
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Gives a new profile its settings; one that has some keeps them. */
export function prepareProfile(userData, settings = {}) {
  const file = path.join(userData, 'User/settings.json');
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...editorSettings, ...settings }, null, 2));
}

/** @param {{ userData: string, workspaceTrust: boolean }} options `userData` takes the extensions and the log too */
export async function startServer({ userData, workspaceTrust }) {
  // A socket's path holds 107 bytes, which a checkout's may exceed.
  const sockets = fs.mkdtempSync(path.join(os.tmpdir(), 'burrow-'));
  const logFile = path.join(userData, 'server.log');
  const log = fs.openSync(logFile, 'w');
  const port = await portOf(userData);
  const password = randomBytes(12).toString('base64url');
  const server = spawn(
    nodeBinary,
    [
      codeServerEntry,
      `--bind-addr=127.0.0.1:${port}`,
      '--auth=password', // other people may have accounts on this machine, and the page offers a shell
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(userData, 'extensions')}`,
      `--config=${path.join(userData, 'config.yaml')}`,
      `--session-socket=${path.join(sockets, 's')}`,
      '--vscode-option=enable-smoke-test-driver', // else the page ignores the extension under development
    ],
    { env: { ...ownEnvironment(), PASSWORD: password }, stdio: ['ignore', log, log] },
  );
  fs.closeSync(log);
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
    server.once('error', resolve);
  });
  function kill() {
    server.kill('SIGTERM');
    fs.rmSync(sockets, { recursive: true, force: true });
  }
  process.once('exit', kill);

  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startTimeout;
  while (!(await isHealthy(address))) {
    if (server.exitCode !== null || server.pid === undefined || Date.now() > deadline) {
      kill();
      throw new Error(`code-server did not start:\n${fs.readFileSync(logFile, 'utf8').slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    address,
    kill: () => server.kill('SIGKILL'),
    password,
    ended,
    /** How the page names a file of this machine. */
    uri: (file) => `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file))}`,
    async stop() {
      process.off('exit', kill);
      kill();
      const timer = setTimeout(() => server.kill('SIGKILL'), stopTimeout);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Started from a terminal of VS Code, code-server would open its argument in that editor rather than serve. */
function ownEnvironment() {
  const isEditors = (name) => name.startsWith('VSCODE_') || name.startsWith('ELECTRON_');
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isEditors(name)));
}

async function isHealthy(address) {
  try {
    return (await fetch(`${address}/healthz`)).ok;
  } catch {
    return false;
  }
}

/**
 * A profile keeps its port, as long as nobody else takes it: what a page remembers belongs to its address, and so does a
 * workspace's storage.
 */
async function portOf(userData) {
  const file = path.join(userData, 'port');
  const known = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : undefined;
  const deadline = Date.now() + stopTimeout; // a server that was killed may hold it for a moment
  while (known !== undefined && Date.now() < deadline) {
    if ((await freePort(known).catch(() => undefined)) === known) return known;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const port = await freePort();
  fs.writeFileSync(file, String(port));
  return port;
}

function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
