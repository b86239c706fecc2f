import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { LlmError } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import {
  type AttachmentSource,
  type Budget,
  type Completion,
  emptyDraft,
  MAX_ATTACHMENTS,
  type SentAttachment,
  wantedTokens,
} from '../../protocol/attachments.ts';
import type { ComposerMessage, HostMessage } from '../../protocol/chat.ts';
import type { LoadParams } from '../../protocol/engine.ts';
import type { Asked, Chat } from '../chat.ts';
import type { EngineHost } from '../engineHost.ts';
import { messagesOf } from '../messages.ts';
import { pickAttachments } from './attachPicker.ts';
import { completionsOf } from './completions.ts';
import { type DraftItem, Drafts } from './drafts.ts';
import { linesThatFit } from './headFit.ts';
import { shiftLines } from './lineShift.ts';
import { PromptFiles } from './promptFiles.ts';
import { type CountTokens, questionOf, readAttachment, tooMany, tryAttachment } from './question.ts';
import { parseSlash, slashCommands } from './slashCommands.ts';
import { wholeSymbol } from './symbols.ts';
import { terminalSelection } from './terminalSelection.ts';
import { estimateTokens, TokenBudget } from './tokenBudget.ts';

/** What the settings say, and the chat in their place; read anew each time. */
export interface ComposerSettings {
  readonly load: LoadParams;
  readonly system: string;
  readonly maxTokens: number | undefined;
}

export interface ComposerHostOptions {
  readonly chat: Chat;
  readonly engine: EngineHost;
  /** The workspace's memory. */
  readonly memory: vscode.Memento;
  /** Throws `request` for a setting that is wrong. */
  readonly settings: () => ComposerSettings;
  readonly onError: (error: unknown) => void;
}

/** A question that is shorter, estimated before any model is loaded, fits every context that is worth loading. */
const SURELY_FITS_TOKENS = 1024;
/** Typing in an attached file comes in bursts. */
const CHANGE_DELAY_MS = 300;

/**
 * The host's side of where questions are written: what is attached, what it costs, what completes a word, and whether
 * what is to be sent fits.
 */
export class ComposerHost implements Disposable {
  readonly #options: ComposerHostOptions;
  readonly #chat: Chat;
  readonly #drafts: Drafts;
  readonly #messages = new Emitter<HostMessage>();
  readonly #disposables = new DisposableStore();
  readonly #prompts = new PromptFiles();
  readonly #budget: TokenBudget;
  /** Chats whose oldest messages may go. */
  readonly #leaving = new Set<string>();
  /** By text: tokens of what is attached, in the loaded model's count. */
  readonly #costs = new Map<string, number>();
  #model: string | undefined;
  #words = '';
  #ids = 0;
  #isChecking = false;
  /** Something has changed since it was last measured. */
  #isStale = false;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Answers to the panel alone. */
  readonly onMessage = this.#messages.event;

  constructor(options: ComposerHostOptions) {
    this.#options = options;
    this.#chat = options.chat;
    this.#drafts = new Drafts(options.memory);
    this.#budget = new TokenBudget(async (messages) => {
      const { tokens } = await options.engine.ask('chat/render', { messages });
      return tokens.length;
    });
    this.#disposables.add(this.#prompts);
    this.#disposables.add(
      this.#chat.onMessage((message) => {
        if (message.type !== 'change' || !remeasured.has(message.change.kind)) return;
        void this.refresh();
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument((change) => {
        this.#onDocument(change);
      }),
    );
  }

  async receive(message: ComposerMessage): Promise<void> {
    switch (message.type) {
      case 'send':
        return this.#send(message.text, message.leaveOut);
      case 'draft':
        this.#words = message.text;
        return this.refresh();
      case 'attach':
        return this.attach([message.source]);
      case 'pickAttachment':
        return this.attach(await pickAttachments());
      case 'detach':
        return this.#setItems(this.#items.filter(({ id }) => id !== message.id));
      case 'attachHead':
        return this.#attachHead(message.id);
      case 'openAttachment':
        return this.#open(message.turn, message.id);
      case 'enlargeContext':
        return this.#enlarge();
      case 'complete': {
        const items: Completion[] = await completionsOf(message.word, this.#prompts);
        this.#messages.fire({ type: 'completions', request: message.request, items });
        return;
      }
      default:
        unreachable(message);
    }
  }

  /** Adds what is not attached yet. Throws `request` for what cannot be read, and leaves out nothing else. */
  async attach(sources: readonly AttachmentSource[]): Promise<void> {
    const known = new Set(this.#items.map(({ source }) => JSON.stringify(source)));
    const items = [...this.#items];
    let problem: unknown;
    for (const given of sources) {
      try {
        const source = await completed(given);
        if (known.has(JSON.stringify(source))) continue;
        if (items.length >= MAX_ATTACHMENTS) throw tooMany();
        const item = { id: `${Date.now()}-${++this.#ids}`, source, maxLines: 0 };
        await readAttachment(item, this.#count);
        items.push(item);
      } catch (error) {
        problem ??= error;
      }
    }
    await this.#setItems(items);
    if (problem !== undefined) throw problem;
  }

  /** Asks another question in the place of one, with what was attached to it then. */
  async edit(id: number, text: string): Promise<void> {
    const turn = this.#chat.state.turns.find((candidate) => candidate.id === id);
    const attachments = turn?.role === 'user' ? (turn.attachments ?? []) : [];
    const asked = await questionOf(text, attachments, this.#context);
    if (asked !== undefined) await this.#chat.edit(id, asked);
  }

  /** Reads and measures what is attached, and shows it. Resolves when nothing has changed since. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
    this.#messages.dispose();
  }

  get #items(): readonly DraftItem[] {
    return this.#drafts.of(this.#key);
  }

  /** As the panel's own drafts: a chat in which nothing was asked has another id after each start. */
  get #key(): string {
    const { turns, session } = this.#chat.state;
    return turns.length === 0 ? '' : session.id;
  }

  get #context(): { prompts: PromptFiles; count: CountTokens } {
    return { prompts: this.#prompts, count: this.#count };
  }

  readonly #count: CountTokens = async (text) => {
    if (this.#options.engine.model === undefined) return { tokens: estimateTokens(text), isExact: false };
    const known = this.#costs.get(text);
    if (known !== undefined) return { tokens: known, isExact: true };
    const { tokens } = await this.#options.engine.ask('tokenize', {
      text: `${text}\n\n`,
      addSpecial: false,
      parseSpecial: true,
    });
    if (this.#costs.size >= 4 * MAX_ATTACHMENTS) this.#costs.clear();
    this.#costs.set(text, tokens.length);
    return { tokens: tokens.length, isExact: true };
  };

  async #setItems(items: readonly DraftItem[]): Promise<void> {
    this.#drafts.set(this.#key, items);
    await this.refresh();
  }

  async #refreshAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        this.#forgetOtherModel();
        const sent = await this.#read();
        const budget = await this.#measure(sent, this.#words);
        if (!this.#isStale) this.#show(sent, budget);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  #read(): Promise<SentAttachment[]> {
    return Promise.all(this.#items.map((item) => tryAttachment(item, this.#count)));
  }

  #show(sent: readonly SentAttachment[], budget: Budget | undefined): void {
    const draft = {
      attachments: sent.map(({ attachment }) => attachment),
      budget: budget ?? null,
      leavesOut: this.#leaving.has(this.#chat.session.id),
      isChecking: this.#isChecking,
    };
    if (JSON.stringify(draft) !== JSON.stringify(this.#chat.state.draft)) this.#chat.setDraft(draft);
  }

  /** Undefined while no model is loaded, and for one whose template has no place for such a conversation. */
  async #measure(sent: readonly SentAttachment[], question: string): Promise<Budget | undefined> {
    const { model } = this.#options.engine;
    if (model === undefined) return undefined;
    const { turns } = this.#chat.state;
    try {
      const { system, maxTokens } = this.#options.settings();
      const history = messagesOf(turns);
      const first = turns.find((turn) => turn.role === 'user');
      return await this.#budget.measure({
        system,
        history,
        oldest: oneLine(first?.text ?? ''),
        attachments: sent.flatMap(({ text }) => (text === '' ? [] : [text])),
        question,
        nCtx: model.nCtx,
        nCtxTrain: model.nCtxTrain,
        maxTokens,
      });
    } catch (error) {
      if (error instanceof LlmError) return undefined; // the question itself will say what is wrong
      throw error;
    }
  }

  /** Other models count other tokens. */
  #forgetOtherModel(): void {
    const model = this.#options.engine.model?.modelPath;
    if (model === this.#model) return;
    this.#model = model;
    this.#costs.clear();
    this.#budget.clear();
  }

  /** A question that cannot be asked goes back to where it was written. */
  async #send(text: string, leaveOut: boolean): Promise<void> {
    const { id } = this.#chat.session;
    if (leaveOut) this.#leaving.add(id);
    let isAsked = false;
    try {
      const name = parseSlash(text)?.name;
      if (name !== undefined && Object.hasOwn(slashCommands, name) && slashCommands[name]?.kind === 'clear') {
        isAsked = true;
        this.#chat.clear();
        return;
      }
      const sent = await Promise.all(this.#items.map((item) => readAttachment(item, this.#count)));
      const asked = await questionOf(text, sent, this.#context);
      if (asked === undefined || !(await this.#fits(asked))) return;
      isAsked = true;
      this.#words = '';
      this.#drafts.set(this.#key, []);
      void this.#chat.ask(asked); // its end is the transcript's to tell
    } finally {
      if (!isAsked) this.#messages.fire({ type: 'returnDraft', text });
      if (isAsked) await this.refresh();
    }
  }

  /** Whether it may be sent; where not, the panel shows why and what can be done. */
  async #fits(asked: Asked): Promise<boolean> {
    const attachments = asked.attachments ?? [];
    const question = asked.prompt ?? asked.text;
    if (this.#options.engine.model === undefined) {
      const all = [...messagesOf(this.#chat.state.turns).map(({ content }) => content), question];
      const texts = [...all, ...attachments.map(({ text }) => text)];
      if (estimateTokens(texts.join('\n\n')) <= SURELY_FITS_TOKENS) return true;
      await this.#loadToCheck();
    }
    this.#forgetOtherModel();
    const budget = await this.#measure(attachments, question);
    if (budget === undefined) return true;
    const mayLeaveOut = this.#leaving.has(this.#chat.session.id);
    if (budget.fitsAlone && (budget.leftOut === 0 || mayLeaveOut)) return true;
    this.#words = asked.text;
    this.#show(await this.#read(), budget);
    return false;
  }

  async #loadToCheck(): Promise<void> {
    const { load } = this.#options.settings();
    this.#isChecking = true;
    this.#chat.setDraft({ ...this.#chat.state.draft, isChecking: true });
    try {
      await this.#chat.prepare((signal) => this.#options.engine.load(load, signal));
    } catch (error) {
      if (error instanceof LlmError && error.code === 'cancelled') throw error;
      // What keeps the model from loading is said where the answer would stand.
    } finally {
      this.#isChecking = false;
      this.#chat.setDraft({ ...this.#chat.state.draft, isChecking: false });
    }
  }

  /** As many of its first lines as fit beside everything else. */
  async #attachHead(id: string): Promise<void> {
    await this.refresh();
    const item = this.#items.find((candidate) => candidate.id === id);
    const { budget, attachments } = this.#chat.state.draft;
    const attachment = attachments.find((candidate) => candidate.id === id);
    if (item === undefined || attachment === undefined || budget === null) return;
    const others = wantedTokens(budget) - attachment.tokens;
    const whole = await readAttachment({ ...item, maxLines: 0 }, this.#count);
    const lineCount = whole.text.split('\n').length;
    const maxLines = await linesThatFit(lineCount, budget.nCtx - others, async (lines) => {
      const { attachment: head } = await readAttachment({ ...item, maxLines: lines }, this.#count);
      return head.tokens;
    });
    if (maxLines === 0) {
      throw new LlmError('request', vscode.l10n.t('Not even the first line of {0} fits.', attachment.name));
    }
    await this.#setItems(this.#items.map((other) => (other.id === id ? { ...other, maxLines } : other)));
  }

  async #open(turn: number, id: string): Promise<void> {
    const asked = this.#chat.state.turns.find((candidate) => candidate.id === turn);
    const sent = turn === 0 ? await this.#read() : asked?.role === 'user' ? (asked.attachments ?? []) : [];
    const found = sent.find(({ attachment }) => attachment.id === id);
    if (found === undefined) return;
    await openAttachment(found);
  }

  /** A larger context for the model that is loaded, if the person wants one. */
  async #enlarge(): Promise<void> {
    const { model } = this.#options.engine;
    if (model === undefined) return;
    const sizes: number[] = [];
    for (let size = 2 ** Math.ceil(Math.log2(model.nCtx + 1)); size < model.nCtxTrain; size *= 2)
      sizes.push(size);
    const items = [...sizes, model.nCtxTrain].map((size) => ({
      label: vscode.l10n.t('{0} tokens', size.toLocaleString()),
      description: size === model.nCtxTrain ? vscode.l10n.t('all that the model was made for') : '',
      size,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Context Size'),
      placeHolder: vscode.l10n.t(
        'Now {0} tokens; a larger context takes more memory',
        model.nCtx.toLocaleString(),
      ),
    });
    if (picked === undefined) return;
    const configuration = vscode.workspace.getConfiguration('burrow');
    await configuration.update('contextSize', picked.size, vscode.ConfigurationTarget.Global);
    const { load } = this.#options.settings();
    await this.#chat.prepare((signal) => this.#options.engine.load(load, signal));
    await this.refresh();
  }

  /** Attached lines go where the text above them moves them. */
  #onDocument({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    if (!this.#items.some(({ source }) => 'uri' in source && source.uri === uri)) return;
    const items = this.#items.map((item) => {
      const { source } = item;
      if ((source.kind !== 'selection' && source.kind !== 'symbol') || source.uri !== uri) return item;
      let lines = { first: source.first, last: source.last };
      for (const { range, text } of contentChanges) {
        const first = range.start.line + 1;
        lines = shiftLines(lines, { first, last: range.end.line + 1, count: text.split('\n').length });
      }
      return { ...item, source: { ...source, ...lines } };
    });
    this.#drafts.set(this.#key, items);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), CHANGE_DELAY_MS);
  }
}

/** What changes what a question costs. */
const remeasured: ReadonlySet<string> = new Set(['turnAdded', 'path', 'outcome', 'session', 'model']);

/** What can be said only when it is attached: what the terminal has selected, where a symbol ends. */
async function completed(source: AttachmentSource): Promise<AttachmentSource> {
  if (source.kind === 'terminal' && source.text === '') return { ...source, text: await terminalSelection() };
  if (source.kind === 'symbol') return { ...source, ...(await wholeSymbolLines(source)) };
  return source;
}

async function wholeSymbolLines(
  source: Extract<AttachmentSource, { readonly kind: 'symbol' }>,
): Promise<{ first: number; last: number }> {
  const { first, last } = await wholeSymbol(source);
  return { first, last };
}

async function openAttachment({ attachment, uri, text }: SentAttachment): Promise<void> {
  const { kind, first, last } = attachment;
  if (uri === '' || kind === 'changes' || kind === 'problems') {
    // Nothing but what was sent can be shown.
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'markdown' });
    await vscode.window.showTextDocument(document, { preview: true });
    return;
  }
  const target = vscode.Uri.parse(uri, true);
  const selection = first === 0 ? undefined : new vscode.Range(first - 1, 0, last - 1, 0);
  await vscode.window.showTextDocument(target, { preview: true, ...(selection && { selection }) });
}

function oneLine(text: string): string {
  const characters = Array.from(text.replace(/[\s\p{C}]+/gu, ' ').trim());
  return characters.length <= 60 ? characters.join('') : `${characters.slice(0, 60).join('')}…`;
}
