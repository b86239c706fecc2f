import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import { EngineClient } from '../client/engineClient.ts';
import type { ChatState } from '../protocol/chat.ts';
import type { GenerateResult, ModelInfo } from '../protocol/engine.ts';
import { ComposerHost } from './attachments/composerHost.ts';
import { Chat } from './chat.ts';
import { ChatView, VIEW_ID } from './chatView.ts';
import { CodeActions } from './codeActions.ts';
import type { Command, Context } from './commands/context.ts';
import { commands } from './commands/index.ts';
import { Previews } from './edits/previews.ts';
import { useCode } from './edits/useCode.ts';
import { EngineHost } from './engineHost.ts';
import { asSentence } from './failure.ts';
import { LocalModel } from './localModel.ts';
import { PromptView } from './promptView.ts';
import { RecentModels } from './models/recentModels.ts';
import { RecentWishes } from './recentWishes.ts';
import { Sessions } from './sessions/sessions.ts';
import { Starters } from './starters.ts';
import { StatusBar } from './statusBar.ts';
import { builtInName, failureHints, machineName, modelDetail } from './strings.ts';
import { Writer } from './writer.ts';

let sessions: Sessions | undefined;

/** Registers, and no more: the engine starts and the model loads with the first question. */
export function activate(extension: vscode.ExtensionContext): void {
  const start = performance.now();
  const machine = machineName(vscode.env.remoteName);
  const log = vscode.window.createOutputChannel('Burrow', { log: true });
  const engine = new EngineHost({
    createEngine: () => createEngine(log),
    builtInName: builtInName(),
    describe: modelDetail,
    onDidLoad: (model) => {
      logModel(log, model);
    },
    onDidAnswer: (result) => {
      logAnswer(log, result);
    },
    onError: (error) => {
      log.error(messageOf(error));
    },
  });
  sessions = new Sessions(extension, log);
  const model = new LocalModel(engine, extension.globalStorageUri.fsPath);
  const chat = new Chat(model.answer, {
    ...sessions.chatOptions,
    hints: failureHints(machine, vscode.env.remoteName !== undefined, () => engine.isBuiltIn),
    onError: (error) => {
      // An expected failure says all there is to say; a bug needs its stack.
      log.error(error instanceof LlmError || !(error instanceof Error) ? messageOf(error) : error);
    },
  });
  sessions.follow(chat);
  const writer = new Writer(model);
  const previews = new Previews();
  const prompts = new PromptView();
  const composer = new ComposerHost({
    chat,
    engine,
    memory: extension.workspaceState,
    settings: () => model.settings(chat.session),
    showText: (name, text) => prompts.show(name, text),
    onError: (error) => {
      log.error(error instanceof Error ? error : messageOf(error));
    },
  });
  const starters = new Starters((question) => chat.ask(question));
  const view = new ChatView(chat, {
    extensionUri: extension.extensionUri,
    extensionId: extension.extension.id,
    machine,
    log,
    composer,
    starters,
    useCode: (message) => useCode(message, previews),
  });
  const statusBar = new StatusBar();
  const contextKeys = new ContextKeys();

  // The editor disposes its list from the front; what listens must go before what it listens to, and the log last.
  const disposables = new DisposableStore();
  extension.subscriptions.push(disposables);
  const items: readonly Disposable[] = [
    log,
    engine,
    chat,
    writer,
    statusBar,
    engine.onDidChangeStatus((status) => {
      chat.setModel(status);
    }),
    chat.onMessage(() => {
      statusBar.show(chat.state);
      contextKeys.show(chat.state, writer.isWriting);
    }),
    writer.onDidChange((isWriting) => {
      contextKeys.show(chat.state, isWriting);
    }),
    previews,
    composer,
    prompts,
    starters,
    view,
    vscode.languages.registerCodeActionsProvider({ scheme: '*' }, new CodeActions(), CodeActions.metadata),
    vscode.window.registerWebviewViewProvider(VIEW_ID, view),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('burrow.modelPath')) chooseModel(engine);
    }),
    ...registerCommands({
      chat,
      view,
      engine,
      model,
      writer,
      sessions,
      composer,
      previews,
      prompts,
      recentModels: new RecentModels(extension.globalState),
      recentWishes: new RecentWishes(extension.globalState),
      machine,
    }),
  ];
  for (const item of items) disposables.add(item);
  chooseModel(engine);
  chat.setModel(engine.status);
  log.debug(`activated in ${(performance.now() - start).toFixed(1)} ms`);
}

/** The editor waits a while for it when it closes. */
export function deactivate(): Promise<void> | undefined {
  return sessions?.flush();
}

function createEngine(log: vscode.LogOutputChannel): EngineClient {
  const client = new EngineClient({ workerPath: path.join(import.meta.dirname, 'engine.js') });
  client.onDidLog((text) => {
    log.error(text);
  });
  client.onDidChangeState((state) => {
    if (state.state === 'crashed') log.error(state.message);
    else log.debug(`engine ${state.state}`);
  });
  return client;
}

/** An ill-typed path chooses nothing here; the first question says what is wrong with it. */
function chooseModel(engine: EngineHost): void {
  const chosen = vscode.workspace.getConfiguration('burrow').inspect<unknown>('modelPath')?.globalValue;
  engine.choose(typeof chosen === 'string' ? chosen.trim() : '');
}

function registerCommands(context: Context): vscode.Disposable[] {
  return Object.entries<Command>(commands).map(([id, command]) => {
    const run = command(context);
    return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        const isStopped = error instanceof LlmError && error.code === 'cancelled';
        if (!isStopped) void vscode.window.showErrorMessage(asSentence(messageOf(error)));
        return undefined;
      }
    });
  });
}

/** What `when` clauses in package.json ask for; the editor is told of changes only. */
class ContextKeys {
  readonly #shown = new Map<string, boolean>();

  show({ activity, model }: ChatState, isWriting: boolean): void {
    this.#set('burrow.generating', isWriting || activity.kind !== 'idle');
    this.#set('burrow.modelLoaded', model.kind === 'ready');
  }

  #set(key: string, value: boolean): void {
    if (this.#shown.get(key) === value) return;
    this.#shown.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function logModel(log: vscode.LogOutputChannel, model: ModelInfo): void {
  log.info(
    `loaded ${model.modelPath} (${model.architecture}, ${model.fileType}) in ${Math.round(model.loadMs)} ms: ` +
      `context ${model.nCtx}, ${model.nThreads} threads, ${model.simd} SIMD, template ${model.template}`,
  );
  for (const warning of model.warnings) log.warn(warning);
}

function logAnswer(log: vscode.LogOutputChannel, { tokens, cachedTokens, timings }: GenerateResult): void {
  const { promptTokens, promptMs, decodeTokens, decodeMs, firstTokenMs } = timings;
  log.info(
    `answered with ${tokens.length} tokens, the first after ${Math.round(firstTokenMs)} ms: ` +
      `read ${rate(promptTokens, promptMs)} and had ${cachedTokens}, wrote ${rate(decodeTokens, decodeMs)}`,
  );
}

/** `182 tokens in 117 ms (1556 tok/s)` */
function rate(nTokens: number, ms: number): string {
  const perSecond = ms > 0 ? ` (${Math.round((nTokens * 1000) / ms)} tok/s)` : '';
  return `${nTokens} tokens in ${Math.round(ms)} ms${perSecond}`;
}
