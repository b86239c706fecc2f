import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { LlmError, messageOf } from '../../base/errors.ts';
import { MAX_PROMPT_FILE_CHARS, parsePromptFile, type PromptFile } from './promptFile.ts';

const FOLDER = '.github/prompts';
const SUFFIX = '.prompt.md';
/** Prompts of a workspace; beyond it a list helps nobody. */
const MAX_PROMPT_FILES = 100;

export interface FoundPrompt {
  readonly uri: vscode.Uri;
  /** Undefined where the file cannot be read; `problem` says why. */
  readonly prompt: PromptFile | undefined;
  readonly name: string;
  readonly problem: string;
}

/** The files, and the folders whose coming and going is all that the editor tells of what is in them. */
const WATCHED = `{**/.github,**/${FOLDER},**/${FOLDER}/*${SUFFIX}}`;

/**
 * The prompts in the workspace's `.github/prompts`, read when they are first asked for and again after a change. A
 * workspace that is not trusted has none: who wrote it would speak in the person's name.
 */
export class PromptFiles implements Disposable {
  readonly #disposables = new DisposableStore();
  #isWatching = false;
  #found: Promise<readonly FoundPrompt[]> | undefined;

  /** `isNewWord`: reads them in any case, since a system that runs out of watchers tells of no change. */
  list(isNewWord = false): Promise<readonly FoundPrompt[]> {
    if (!vscode.workspace.isTrusted) return Promise.resolve([]);
    this.#watch();
    if (isNewWord) this.#found = undefined;
    this.#found ??= findPrompts();
    return this.#found;
  }

  /** Undefined where there is none of this name; throws `file` for one that cannot be read. */
  async get(name: string): Promise<{ readonly uri: vscode.Uri; readonly prompt: PromptFile } | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    const found = (await findPrompts()).find((candidate) => candidate.name === name); // as the file is now
    if (found === undefined) return undefined;
    const { uri, prompt, problem } = found;
    if (prompt === undefined) throw new LlmError('file', problem);
    return { uri, prompt };
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const forget = (): void => {
      this.#found = undefined;
    };
    const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
    this.#disposables.add(watcher);
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.#disposables.add(event(forget));
    }
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(forget));
  }
}

async function findPrompts(): Promise<readonly FoundPrompt[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const lists = await Promise.all(folders.map(({ uri }) => promptsIn(vscode.Uri.joinPath(uri, FOLDER))));
  return lists.flat().slice(0, MAX_PROMPT_FILES);
}

async function promptsIn(folder: vscode.Uri): Promise<FoundPrompt[]> {
  let entries: readonly [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return []; // most workspaces have no such folder
  }
  const names = entries.flatMap(([name, type]) =>
    name.endsWith(SUFFIX) && (type & vscode.FileType.Directory) === 0 ? [name] : [],
  );
  return Promise.all(
    names
      .sort()
      .slice(0, MAX_PROMPT_FILES)
      .map((name) => readPrompt(vscode.Uri.joinPath(folder, name))),
  );
}

async function readPrompt(uri: vscode.Uri): Promise<FoundPrompt> {
  const fileName = path.posix.basename(uri.path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > 4 * MAX_PROMPT_FILE_CHARS) {
      throw new LlmError(
        'file',
        `${fileName} has ${size} bytes; at most ${4 * MAX_PROMPT_FILE_CHARS} are read`,
      );
    }
    const source = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const prompt = parsePromptFile(fileName, source);
    return { uri, prompt, name: prompt.name, problem: '' };
  } catch (error) {
    const name = fileName.slice(0, -SUFFIX.length);
    return { uri, prompt: undefined, name, problem: messageOf(error) };
  }
}
