import { register } from 'node:module';

/*
 * A stand-in for the module `vscode`, which only the editor has: enough of it for the thin lines around our logic.
 * What the tests look at is recorded in `recorded`. Files that import `vscode` are loaded after `installVscode`, with
 * `await import(…)`, because static imports are resolved before anything runs.
 */

type Listener = (value: unknown) => unknown;

export interface Recorded {
  readonly commands: Map<string, (...args: unknown[]) => unknown>;
  readonly executed: unknown[][];
  readonly opened: string[];
  readonly copied: string[];
  readonly errors: string[];
  readonly settings: Map<string, { globalValue?: unknown; workspaceValue?: unknown }>;
  readonly statusItem: { text: string; tooltip: string; command: string; backgroundColor: unknown };
  readonly configurationListeners: Set<Listener>;
  readonly documentListeners: Set<Listener>;
  /** Of changes on disk. */
  readonly fileListeners: Set<Listener>;
  /** Open ones, as `textDocument` makes them. */
  readonly openDocuments: object[];
  /** What the next boxes and lists answer. */
  readonly answers: unknown[];
  /** By their paths. */
  readonly documents: Map<string, FakeDocument>;
  /** By their ids. */
  readonly extensions: Map<string, unknown>;
  /** Which item of a list is picked. */
  pick: (items: readonly { readonly label: string }[]) => unknown;
  viewProvider: { resolveWebviewView(view: unknown): void } | undefined;
  readonly messages: string[];
  /** The button that the person presses; undefined where they leave. */
  answerToMessage: string | undefined;
  /** In the order of their ends. */
  readonly disposed: string[];
}

const globals = globalThis as unknown as { burrowVscode: unknown };

export const recorded: Recorded = {
  commands: new Map(),
  executed: [],
  opened: [],
  copied: [],
  errors: [],
  settings: new Map(),
  statusItem: { text: '', tooltip: '', command: '', backgroundColor: undefined },
  configurationListeners: new Set(),
  documentListeners: new Set(),
  fileListeners: new Set(),
  openDocuments: [],
  answers: [],
  documents: new Map(),
  extensions: new Map(),
  pick: () => undefined,
  viewProvider: undefined,
  messages: [],
  answerToMessage: undefined,
  disposed: [],
};

const disposable = { dispose: (): void => undefined };

function noting(name: string): { dispose: () => void } {
  return { dispose: () => void recorded.disposed.push(name) };
}

class Uri {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static parse(value: string): Uri {
    return new Uri(value);
  }

  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri([base.path, ...parts].join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return this.path;
  }
}

/** A document that is open in the editor. */
export function textDocument(path: string, text: string, languageId = 'javascript'): object {
  return new FakeDocument(path, text, languageId);
}

const log = {
  ...noting('log'),
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (): void => undefined,
  show: (): void => undefined,
};

class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  isBefore(other: Position): boolean {
    return this.line < other.line || (this.line === other.line && this.character < other.character);
  }
}

class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(firstLine: number, firstCharacter: number, lastLine: number, lastCharacter: number) {
    this.start = new Position(firstLine, firstCharacter);
    this.end = new Position(lastLine, lastCharacter);
  }

  contains(what: Position | Range): boolean {
    if (what instanceof Range) return this.contains(what.start) && this.contains(what.end);
    return !what.isBefore(this.start) && !this.end.isBefore(what);
  }
}

/** A document of one file, as far as code reads it. */
export class FakeDocument {
  readonly uri: Uri;
  readonly fileName: string;
  readonly languageId: string;
  readonly #text: string;

  constructor(path: string, text: string, languageId = 'typescript') {
    this.languageId = languageId;
    this.uri = new Uri(path);
    this.fileName = path;
    this.#text = text;
    recorded.documents.set(path, this);
  }

  get lineCount(): number {
    return this.#text.split('\n').length;
  }

  lineAt(line: number): { text: string } {
    return { text: this.#text.split('\n')[line] ?? '' };
  }

  validateRange(range: Range): Range {
    return range;
  }

  getText(range?: Range): string {
    return range === undefined
      ? this.#text
      : this.#text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  offsetAt({ line, character }: Position): number {
    const lines = this.#text.split('\n');
    const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
    return start + Math.min(character, lines[line]?.length ?? 0);
  }

  positionAt(offset: number): Position {
    const before = this.#text.slice(0, offset).split('\n');
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }
}

class EventEmitter {
  readonly event = (): object => disposable;
  fire(): void {
    // nobody listens here
  }
  dispose(): void {
    // nothing is held
  }
}

const vscode = {
  Uri,
  FileType: { File: 1, Directory: 2 },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  Position,
  Range,
  EventEmitter,
  ThemeColor: Uri,
  StatusBarAlignment: { Left: 1, Right: 2 },
  ConfigurationTarget: { Global: 1 },
  QuickPickItemKind: { Separator: -1 },
  SymbolKind: { Function: 11, Method: 5, Constructor: 8, Class: 4, Interface: 10, Enum: 9, Struct: 22 },
  CodeActionKind: { QuickFix: 'quickfix', RefactorRewrite: 'refactor.rewrite' },
  extensions: { getExtension: (id: string) => recorded.extensions.get(id) },
  languages: { registerCodeActionsProvider: () => disposable, getDiagnostics: () => [] },
  l10n: {
    t: (message: string, ...values: readonly unknown[]): string =>
      message.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
  },
  env: {
    remoteName: undefined,
    language: 'en',
    openExternal: (uri: Uri) => Promise.resolve(recorded.opened.push(String(uri)) > 0),
    clipboard: {
      writeText: (text: string) => Promise.resolve(recorded.copied.push(text)),
      readText: () => Promise.resolve(recorded.copied.at(-1) ?? ''),
    },
  },
  window: {
    activeTextEditor: undefined as unknown,
    activeTerminal: undefined as unknown,
    showInputBox: () => Promise.resolve(recorded.answers.shift()),
    onDidChangeActiveTextEditor: () => disposable,
    createOutputChannel: () => log,
    showQuickPick: (items: readonly { readonly label: string }[]) => Promise.resolve(recorded.pick(items)),
    createStatusBarItem: () =>
      Object.assign(recorded.statusItem, noting('status'), { show: () => undefined }),
    registerWebviewViewProvider: (_id: string, provider: Recorded['viewProvider']) => {
      recorded.viewProvider = provider;
      return noting('view');
    },
    showErrorMessage: (message: string) => Promise.resolve(recorded.errors.push(message)),
    showInformationMessage: (message: string) => {
      recorded.messages.push(message);
      return Promise.resolve(recorded.answerToMessage);
    },
    showWarningMessage: () => Promise.resolve(),
    createTextEditorDecorationType: () => disposable,
    tabGroups: { all: [], activeTabGroup: {}, onDidChangeTabs: () => disposable },
  },
  workspace: {
    registerTextDocumentContentProvider: () => disposable,
    onDidCloseTextDocument: () => disposable,
    onDidChangeWorkspaceFolders: () => disposable,
    createFileSystemWatcher: () => {
      const event = (listener: Listener): object => {
        recorded.fileListeners.add(listener);
        return disposable;
      };
      return { ...disposable, onDidCreate: event, onDidChange: event, onDidDelete: event };
    },
    onDidChangeTextDocument: (listener: Listener) => {
      recorded.documentListeners.add(listener);
      return disposable;
    },
    get textDocuments() {
      return recorded.openDocuments;
    },
    isTrusted: true,
    workspaceFolders: undefined,
    fs: {
      stat: (uri: Uri) => Promise.reject(new Error(`no file ${uri.path}`)),
    },
    asRelativePath: (uri: Uri) => uri.path,
    getWorkspaceFolder: (uri: Uri) => (uri.path.startsWith('/work/') ? {} : undefined),
    openTextDocument: (uri: Uri) => Promise.resolve(recorded.documents.get(uri.path)),
    onDidChangeConfiguration: (listener: Listener) => {
      recorded.configurationListeners.add(listener);
      return disposable;
    },
    getConfiguration: () => ({
      inspect: (name: string) => recorded.settings.get(name),
      get: (name: string) => {
        const values = recorded.settings.get(name);
        return values?.workspaceValue ?? values?.globalValue;
      },
    }),
  },
  commands: {
    registerCommand: (id: string, command: (...args: unknown[]) => unknown) => {
      recorded.commands.set(id, command);
      return disposable;
    },
    executeCommand: (id: string, ...args: unknown[]) => {
      recorded.executed.push([id, ...args]);
      return Promise.resolve(recorded.commands.get(id)?.(...args));
    },
  },
};

/** What the person has before them; `selection` is in lines from 0, the first and the last. */
export function setActiveEditor(document: object | undefined, selection?: readonly [number, number]): void {
  const [first, last] = selection ?? [0, 0];
  const range = new Range(first, 0, last, selection === undefined ? 0 : Number.MAX_SAFE_INTEGER);
  vscode.window.activeTextEditor =
    document === undefined
      ? undefined
      : {
          document,
          selection: Object.assign(range, { isEmpty: selection === undefined, active: range.start }),
        };
}

export function setActiveTerminal(terminal: object | undefined): void {
  vscode.window.activeTerminal = terminal;
}

/** The named exports that our code's `import * as vscode` and `import { l10n }` may ask for. */
const source = `const vscode = globalThis.burrowVscode; ${Object.keys(vscode)
  .map((name) => `export const ${name} = vscode.${name};`)
  .join(' ')}`;

const hooks = `export async function resolve(specifier, context, next) {
  if (specifier === 'vscode') return { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(source)}`)}, shortCircuit: true };
  return next(specifier, context);
}`;

/** May be called by every file that needs it; the first call counts. */
export function installVscode(): Recorded {
  if (globals.burrowVscode === undefined) {
    globals.burrowVscode = vscode;
    register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  }
  return recorded;
}

/** A webview as `resolveWebviewView` gets one. */
export class FakeView {
  readonly posted: unknown[] = [];
  visible = true;
  title: string | undefined;
  readonly #listeners: Record<'message' | 'visibility' | 'dispose', Set<Listener>> = {
    message: new Set(),
    visibility: new Set(),
    dispose: new Set(),
  };

  readonly webview = {
    options: {} as { enableScripts?: boolean; localResourceRoots?: readonly Uri[] },
    html: '',
    cspSource: 'https://resources.example',
    asWebviewUri: (uri: Uri): Uri => new Uri(`https://resources.example${uri.path}`),
    postMessage: (message: unknown): Promise<boolean> => {
      this.posted.push(message);
      return Promise.resolve(true);
    },
    onDidReceiveMessage: (listener: Listener): object => this.#add('message', listener),
  };

  readonly onDidChangeVisibility = (listener: Listener): object => this.#add('visibility', listener);
  readonly onDidDispose = (listener: Listener): object => this.#add('dispose', listener);

  async receive(message: unknown): Promise<void> {
    for (const listener of this.#listeners.message) listener(message);
    await new Promise((resolve) => setImmediate(resolve));
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const listener of this.#listeners.visibility) listener(undefined);
  }

  #add(event: 'message' | 'visibility' | 'dispose', listener: Listener): object {
    this.#listeners[event].add(listener);
    return disposable;
  }
}

class FakeMemento {
  readonly #values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
    return Promise.resolve();
  }
}

/** `storage` is a folder for what the extension keeps. */
export function extensionContext(storage: string): unknown {
  return {
    subscriptions: [],
    extensionUri: new Uri('/extension'),
    extension: { id: 'burrow.burrow' },
    globalState: new FakeMemento(),
    workspaceState: new FakeMemento(),
    storageUri: new Uri(storage),
    globalStorageUri: new Uri(storage),
  };
}
