// npm start [folder]: builds, and opens VS Code with the extension.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { editorToOpen } from './editor.mjs';
import { build, root, testFolder } from './project.mjs';

const folder = path.resolve(process.argv[2] ?? root);

build();
const { executable, kind } = editorToOpen();
console.log(`
Opening VS Code with the extension: ${executable}
A small model comes with it: open the Burrow view in the activity bar and ask, or choose a larger one
with Select Model…, a .gguf file of the machine that this runs on.`);

const args = [`--extensionDevelopmentPath=${root}`, folder];
const editor = {
  host: () => node(executable, [...args, `--user-data-dir=${path.join(testFolder, 'start')}`]),
  named: () => spawn(executable, args, { stdio: 'inherit' }),
  // Windows runs a .cmd only through its shell, which wants the quotes that spawn otherwise adds.
  desktop: () =>
    process.platform === 'win32'
      ? spawn(quoted(executable), args.map(quoted), { stdio: 'inherit', shell: true })
      : spawn(executable, args, { stdio: 'inherit' }),
}[kind]();

editor.once('error', (error) => {
  console.error(`${executable} does not start: ${error.message}`);
  process.exitCode = 1;
});
editor.once('exit', (code) => (process.exitCode = code ?? 1));
// A terminal's Ctrl-C reaches the editor too; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => editor.kill(signal));

function node(script, args) {
  return spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
}

function quoted(text) {
  return `"${text}"`;
}
