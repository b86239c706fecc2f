import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { LlmError } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import {
  type AttachmentSource,
  type Budget,
  MAX_ATTACHMENTS,
  type SentAttachment,
  wantedTokens,
} from '../../protocol/attachments.ts';
import type { ComposerMessage, HostMessage } from '../../protocol/chat.ts';
import type { Asked, Chat } from '../chat.ts';
import type { EngineHost } from '../engineHost.ts';
import { messagesOf, questionContent } from '../messages.ts';
import { pickAttachments } from './attachPicker.ts';
import { complete } from './completions.ts';
import { type DraftItem, type DraftMemory, Drafts } from './drafts.ts';
import { pickContextSize } from './contextSize.ts';
import { linesThatFit } from './headFit.ts';
import { type ComposerSettings, Meter } from './meter.ts';
import { openAttachment, type ShowText } from './openAttachment.ts';
import { shiftLines } from './lineShift.ts';
import { PromptFiles } from './promptFiles.ts';
import { type QuestionContext, questionOf, readAttachment, tooMany, tryAttachment } from './question.ts';
import { parseSlash, slashCommands } from './slashCommands.ts';
import { wholeSymbol } from './symbols.ts';
import { terminalSelection } from './terminalSelection.ts';
import { estimateTokens } from './tokenBudget.ts';

export interface ComposerHostOptions {
  readonly chat: Chat;
  readonly engine: EngineHost;
  /** The workspace's memory. */
  readonly memory: DraftMemory;
  /** Throws `request` for a setting that is wrong. */
  readonly settings: () => ComposerSettings;
  readonly showText: ShowText;
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
  readonly #meter: Meter;
  /** Chats whose oldest messages may go. */
  readonly #leaving = new Set<string>();
  #words = '';
  /** What did not fit: while its words stay as they are, they cost what they stand for. */
  #refused: Asked | undefined;
  #isChecking = false;
  /** Counts what could have changed what is shown. */
  #version = 0;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Answers to the panel alone. */
  readonly onMessage = this.#messages.event;

  constructor(options: ComposerHostOptions) {
    this.#options = options;
    this.#chat = options.chat;
    this.#drafts = new Drafts(options.memory);
    this.#meter = new Meter(options);
    this.#disposables.add(this.#prompts);
    this.#disposables.add(
      this.#chat.onMessage((message) => {
        if (message.type !== 'change' || !remeasured.has(message.change.kind)) return;
        if (message.change.kind === 'turnAdded') this.#followChat();
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
      case 'complete':
        return complete(message.word, this.#prompts, (items) => {
          this.#messages.fire({ type: 'completions', request: message.request, items });
        });
      default:
        unreachable(message);
    }
  }

  /** Adds what is not attached yet. Throws `request` for what cannot be read, and leaves out nothing else. */
  async attach(sources: readonly AttachmentSource[]): Promise<void> {
    const known = new Set(this.#items.map(({ source }) => JSON.stringify(source)));
    const items = [...this.#items];
    const problems: LlmError[] = [];
    for (const given of sources) {
      try {
        const source = await completed(given);
        if (known.has(JSON.stringify(source))) continue;
        if (items.length >= MAX_ATTACHMENTS) throw tooMany();
        const item = { id: randomUUID(), source, maxLines: 0 };
        await readAttachment(item, this.#meter.count);
        items.push(item);
      } catch (error) {
        if (!(error instanceof LlmError)) throw error;
        problems.push(error);
      }
    }
    await this.#setItems(items);
    const [problem] = problems;
    if (problem !== undefined) throw problem;
  }

  /** Asks another question in the place of one, with what was attached to it then. */
  async edit(id: number, text: string): Promise<void> {
    const turn = this.#chat.state.turns.find((candidate) => candidate.id === id);
    const attachments = turn?.role === 'user' ? (turn.attachments ?? []) : [];
    const resolved = await questionOf(text, attachments, this.#context);
    if (resolved !== undefined) await this.#chat.edit(id, resolved.asked);
  }

  /** Reads and measures what is attached, and shows it. Resolves when nothing has changed since. */
  refresh(): Promise<void> {
    this.#version++;
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

  get #context(): QuestionContext {
    const { isBuiltIn } = this.#options.engine;
    return { prompts: this.#prompts, count: this.#meter.count, wantsContext: !isBuiltIn };
  }

  /** A chat's first question, asked by a command, leaves what is being written there, which now belongs to a chat with an id. */
  #followChat(): void {
    const begun = this.#drafts.of('');
    if (this.#chat.state.turns.length !== 1 || begun.length === 0) return;
    this.#drafts.set('', []);
    this.#drafts.set(this.#key, begun);
  }

  async #setItems(items: readonly DraftItem[]): Promise<void> {
    this.#drafts.set(this.#key, items);
    await this.refresh();
  }

  async #refreshAll(): Promise<void> {
    let shown = -1;
    while (shown !== this.#version) {
      shown = this.#version;
      try {
        const sent = await this.#read();
        const refused = this.#refused?.text === this.#words ? this.#refused : undefined;
        const budget = await this.#meter.measure({
          ...(refused ?? { text: this.#words }),
          attachments: sent,
        });
        if (shown === this.#version) this.#show(sent, budget);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  #read(): Promise<SentAttachment[]> {
    return Promise.all(this.#items.map((item) => tryAttachment(item, this.#meter.count)));
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

  /**
   * Asks what a command wants to know, as if the person had written it: with these attached, or with what the draft has.
   * Resolves when the answer has ended, or when the panel says what keeps the question from being asked.
   */
  async ask(text: string, sources?: readonly AttachmentSource[]): Promise<void> {
    await this.#chat.restored();
    const own = sources?.map((source): DraftItem => ({ id: randomUUID(), source, maxLines: 0 }));
    const asking = await this.#ask(text, own);
    await asking?.answered;
  }

  async #send(text: string, leaveOut: boolean): Promise<void> {
    if (leaveOut) this.#leaving.add(this.#chat.session.id);
    await this.#ask(text); // the answer's end is the transcript's to tell
  }

  /** A question that cannot be asked goes back to where questions are written, with what it was to have attached. */
  async #ask(
    text: string,
    own?: readonly DraftItem[],
  ): Promise<{ readonly answered: Promise<void> } | undefined> {
    let answered: Promise<void> | undefined;
    try {
      const name = parseSlash(text)?.name;
      if (name !== undefined && Object.hasOwn(slashCommands, name) && slashCommands[name]?.kind === 'clear') {
        this.#chat.clear();
        answered = Promise.resolve();
        return { answered };
      }
      const items = own ?? this.#items;
      const sent = await Promise.all(items.map((item) => readAttachment(item, this.#meter.count)));
      const resolved = await questionOf(text, sent, this.#context);
      if (resolved === undefined) return undefined;
      const { asked, added } = resolved;
      if (!(await this.#fits(asked))) {
        // With its chips, so that they can be seen and removed.
        this.#refused = asked;
        this.#words = text;
        await this.#setItems([...this.#items, ...(own ?? []), ...added].slice(0, MAX_ATTACHMENTS));
        return undefined;
      }
      answered = this.#chat.ask(asked);
      if (own === undefined) {
        this.#words = '';
        this.#drafts.set(this.#key, []);
      }
      return { answered };
    } catch (error) {
      if (!(error instanceof LlmError && error.code === 'cancelled')) throw error; // the person has stopped it
      return undefined;
    } finally {
      if (answered === undefined) this.#messages.fire({ type: 'returnDraft', text });
      await this.refresh();
    }
  }

  /** Whether it may be sent; where not, the panel shows why and what can be done. */
  async #fits(asked: Asked): Promise<boolean> {
    if (!this.#isLoaded()) {
      const earlier = messagesOf(this.#chat.state.turns).map(({ content }) => content);
      const texts = [...earlier, questionContent(asked)];
      if (estimateTokens(texts.join('\n\n')) <= SURELY_FITS_TOKENS) return true;
      await this.#loadToCheck();
    }
    const budget = await this.#meter.measure(asked);
    if (budget === undefined || wantedTokens(budget) <= budget.nCtx) return true;
    return budget.fitsAlone && this.#leaving.has(this.#chat.session.id);
  }

  /** Whether the model is there, with the context that the settings want. */
  #isLoaded(): boolean {
    try {
      return this.#options.engine.holds(this.#options.settings().load);
    } catch (error) {
      if (error instanceof LlmError) return false; // a wrong setting, which the question's failure will name
      throw error;
    }
  }

  async #loadToCheck(): Promise<void> {
    this.#isChecking = true;
    this.#chat.setDraft({ ...this.#chat.state.draft, isChecking: true });
    try {
      await this.#load();
    } catch (error) {
      if (error instanceof LlmError && error.code === 'cancelled') throw error;
      // What keeps the model from loading is said where the answer would stand.
    } finally {
      this.#isChecking = false;
      this.#chat.setDraft({ ...this.#chat.state.draft, isChecking: false });
    }
  }

  #load(): Promise<void> {
    const { load, idleUnloadMinutes } = this.#options.settings();
    return this.#chat.prepare((signal) => this.#options.engine.load(load, { signal, idleUnloadMinutes }));
  }

  /** As many of its first lines as fit beside everything else. */
  async #attachHead(id: string): Promise<void> {
    await this.refresh();
    const item = this.#items.find((candidate) => candidate.id === id);
    const { budget, attachments } = this.#chat.state.draft;
    const attachment = attachments.find((candidate) => candidate.id === id);
    if (item === undefined || attachment === undefined || budget === null) return;
    const others = wantedTokens(budget) - attachment.tokens;
    const whole = await readAttachment({ ...item, maxLines: 0 }, this.#meter.count);
    const lineCount = whole.text.split('\n').length;
    const maxLines = await linesThatFit(lineCount, budget.nCtx - others, async (lines) => {
      const { attachment: head } = await readAttachment({ ...item, maxLines: lines }, this.#meter.count);
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
    await openAttachment(found, this.#options.showText);
  }

  async #enlarge(): Promise<void> {
    const { model } = this.#options.engine;
    if (model === undefined || !(await pickContextSize(model))) return;
    await this.#load();
    await this.refresh();
  }

  /** Attached lines go where the text above them moves them. */
  #onDocument({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    if (!this.#items.some(({ source }) => 'uri' in source && source.uri === uri)) return;
    const items = this.#items.map((item) => {
      const { source } = item;
      if (!('first' in source) || source.first === 0 || source.uri !== uri) return item;
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
