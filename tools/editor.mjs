// Which VS Code: the one VSCODE_EXECUTABLE names, a desktop one, or the npm-only host.
import fs from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { hostUnsupported } from '../test/host/install.mjs';
import { hostExecutable, testFolder } from './project.mjs';

/** macOS and Windows always have one as far as a program can tell. */
export function hasDisplay(platform = process.platform, env = process.env) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * The editor for `npm start`.
 * @returns {{ executable: string, kind: 'named' | 'desktop' | 'host' }}
 */
export function editorToOpen() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) return { executable: existing(named), kind: 'named' };
  const desktop = hasDisplay() ? onPath(process.platform === 'win32' ? 'code.cmd' : 'code') : undefined;
  if (desktop) return { executable: desktop, kind: 'desktop' };
  const reason = hostUnsupported();
  if (reason)
    throw new Error(
      `no VS Code found: VSCODE_EXECUTABLE is not set, no \`code\` is on the PATH, and ${reason}`,
    );
  return { executable: hostExecutable, kind: 'host' };
}

/**
 * The editor for the suites: its binary, since its `code` launcher exits before the suite ends.
 * @returns {Promise<{ executable: string, kind: 'named' | 'desktop' | 'host' }>}
 */
export async function editorToTest() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) return { executable: notLauncher(existing(named)), kind: 'named' };
  const unsupported = hostUnsupported();
  if (unsupported === undefined && !hasDisplay()) return { executable: hostExecutable, kind: 'host' };
  if (!hasDisplay()) throw new Error(`there is no display, and ${unsupported}`);
  try {
    const executable = await downloadAndUnzipVSCode({ cachePath: path.join(testFolder, 'vscode') });
    return { executable, kind: 'desktop' };
  } catch (error) {
    if (unsupported)
      throw new Error(`VS Code could not be downloaded (${error.message}), and ${unsupported}`, {
        cause: error,
      });
    console.log(`VS Code could not be downloaded (${error.message}): taking the npm-only host.`);
    return { executable: hostExecutable, kind: 'host' };
  }
}

function existing(file) {
  if (!fs.existsSync(file)) throw new Error(`VSCODE_EXECUTABLE names ${file}, which does not exist`);
  return file;
}

/** The launcher is a shell script, or a .cmd on Windows. */
export function notLauncher(file) {
  const start = Buffer.alloc(2);
  const handle = fs.openSync(file, 'r');
  fs.readSync(handle, start, 0, 2, 0);
  fs.closeSync(handle);
  if (start.toString('latin1') !== '#!' && !/\.(cmd|bat)$/i.test(file)) return file;
  throw new Error(
    `VSCODE_EXECUTABLE names the launcher script ${file}; expected the editor's binary ` +
      '(…/code on Linux, …/Contents/MacOS/Electron on macOS, …\\Code.exe on Windows)',
  );
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}
