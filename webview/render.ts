import type {
  ChatState,
  CodeUse,
  ComposerMessage,
  PanelAction,
  PanelStrings,
  Starter,
  StarterId,
  WebviewMessage,
} from '../src/protocol/chat.ts';
import { splitReply } from '../src/protocol/thinking.ts';
import { BuiltInNote } from './builtInNote.ts';
import { type CodeLook, type CodeLookName, CodeLooks, usualLook } from './codeLook.ts';
import { numberLines, showRest } from './codeText.ts';
import { Composer } from './composer.ts';
import { acceptDrops } from './dropTarget.ts';
import { element, icon, setText } from './dom.ts';
import { Pacer } from './pacer.ts';
import { originalText } from './plainText.ts';
import { ScrollFollower } from './scroll.ts';
import { Welcome } from './welcome.ts';
import type { TurnAction } from './turnFooter.ts';
import { announce, TurnView } from './turnView.ts';

/** How long a Copy button shows that it has copied. */
const COPIED_MS = 1500;

/** What a person can do with a turn, or with code in it. */
export type TurnMessage = Extract<
  WebviewMessage,
  { readonly type: 'regenerate' | 'continue' | 'edit' | 'fork' | 'code' }
>;

/** What a person can do in the panel. */
export interface PanelEvents {
  onComposer(message: ComposerMessage): void;
  onStop(): void;
  onAction(action: PanelAction): void;
  onStarter(id: StarterId): void;
  onLink(href: string): void;
  onCopy(text: string): void;
  onTurn(message: TurnMessage): void;
  onDraft(): void;
  /** The scroll position is another one, or how code looks. */
  onViewChange(): void;
}

/**
 * The whole panel:
 *
 *   main
 *     div#transcript[role=log]    section#welcome, article.turn …
 *     button#jump                 while the reader is not at the end
 *     form#composer
 *   div[role=status]              for screen readers: generating, done, stopped, failed
 *
 * The transcript is not a live region: a screen reader would read every token.
 */
export class PanelView {
  readonly composer: Composer;
  readonly #strings: PanelStrings;
  readonly #events: PanelEvents;
  readonly #transcript: HTMLElement;
  readonly #codeLooks: CodeLooks;
  readonly #welcome: Welcome;
  readonly #builtInNote: BuiltInNote;
  readonly #jump: HTMLButtonElement;
  readonly #status = element('div', { class: 'visually-hidden', role: 'status' });
  readonly #follower: ScrollFollower;
  readonly #turns = new Map<number, TurnView>();
  #chat: ChatState | undefined;
  /** Whose turns are shown. */
  #shownSession = '';
  readonly #pacer: Pacer;
  /** Which of a turn's ‹ › was pressed, until the other turn is there. */
  #focusVariants: 'first' | 'last' | undefined;

  constructor(
    root: HTMLElement,
    strings: PanelStrings,
    events: PanelEvents,
    look: CodeLook = usualLook,
    clock = (): number => performance.now(),
  ) {
    this.#strings = strings;
    this.#events = events;
    this.#pacer = new Pacer(() => {
      this.#draw();
    }, clock);
    this.#welcome = new Welcome(strings);
    this.#builtInNote = new BuiltInNote(strings);
    this.#transcript = element(
      'div',
      { id: 'transcript', role: 'log', 'aria-live': 'off', 'aria-label': strings.transcript, tabindex: '0' },
      this.#welcome.element,
    );
    this.#codeLooks = new CodeLooks(this.#transcript, look);
    this.#jump = element(
      'button',
      { type: 'button', id: 'jump', hidden: '' },
      icon('arrow-down'),
      strings.jumpToLatest,
    );
    this.composer = new Composer(strings, {
      onMessage: (message) => {
        events.onComposer(message);
      },
      onStop: () => {
        events.onStop();
      },
      onDraft: () => {
        events.onDraft();
      },
    });
    root.append(
      element(
        'main',
        {},
        element('h1', { class: 'visually-hidden' }, strings.transcript),
        this.#transcript,
        element('div', { class: 'dock' }, this.#jump, this.#builtInNote.element, this.composer.element),
      ),
      this.#status,
    );
    this.#follower = new ScrollFollower(this.#transcript, () => {
      this.#jump.hidden = this.#follower.isFollowing;
      events.onViewChange();
    });
    this.#jump.addEventListener('click', () => {
      this.#follower.jumpToEnd();
      this.composer.focus();
    });
    root.addEventListener('click', (event) => {
      this.#onClick(event);
    });
    acceptDrops(root, strings, (source) => {
      events.onComposer({ type: 'attach', source });
    });
  }

  /** Undefined while the end is followed. */
  get scrollTop(): number | undefined {
    return this.#follower.isFollowing ? undefined : this.#follower.top;
  }

  get codeLook(): CodeLook {
    return this.#codeLooks.look;
  }

  restoreScroll(top: number): void {
    this.#follower.restore(top);
  }

  /** What an empty chat offers to try. */
  showStarters(starters: readonly Starter[]): void {
    this.#welcome.starters = starters;
  }

  /** Shows a state with the next frame; of several that come before it, only the last. */
  show(chat: ChatState): void {
    this.#chat = chat;
    this.#pacer.request();
  }

  showNow(): void {
    this.#pacer.drawNow();
  }

  #draw(): void {
    const chat = this.#chat;
    if (chat === undefined) return;
    this.#showTurns(chat);
    this.#welcome.show(chat);
    this.#builtInNote.show(chat.model);
    this.composer.show(chat);
    announce(this.#status, chat, this.#strings);
    this.#follower.contentChanged();
  }

  /** Turns only come at the end, and go. A new question, from wherever it was asked, is followed to its answer. */
  #showTurns(chat: ChatState): void {
    const ids = new Set(chat.turns.map((turn) => turn.id));
    // Another chat counts its turns from 1, too.
    const isOther = this.#shownSession !== chat.session.id;
    this.#shownSession = chat.session.id;
    for (const [id, view] of this.#turns) {
      if (ids.has(id) && !isOther) continue;
      view.element.remove();
      this.#turns.delete(id);
    }
    const isFirst = this.#turns.size === 0;
    const added: TurnView[] = [];
    for (const turn of chat.turns) {
      let view = this.#turns.get(turn.id);
      if (view === undefined) {
        view = new TurnView(turn.role, this.#strings, this.#codeLooks);
        this.#turns.set(turn.id, view);
        added.push(view);
        this.#transcript.append(view.element);
        if (turn.role === 'user' && !isFirst && this.#focusVariants === undefined) this.#follower.jumpToEnd();
      }
      view.show(turn, chat);
    }
    if (isOther) this.#follower.jumpToEnd();
    if (this.#focusVariants !== undefined && added.length > 0) this.#focusButton(added, this.#focusVariants);
  }

  /** The turn whose button was pressed has left; the one in its place has the same button. */
  #focusButton(added: readonly TurnView[], which: 'first' | 'last'): void {
    const group = added
      .map((view) => view.element.querySelector('.variants'))
      .find((found) => found !== null);
    const buttons = [...(group?.querySelectorAll('button') ?? [])];
    const button = which === 'first' ? buttons.at(0) : buttons.at(-1);
    if (button === undefined) return;
    this.#focusVariants = undefined;
    (button.disabled ? buttons.find((other) => !other.disabled) : button)?.focus();
  }

  #onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest('a[href]');
    if (link !== null) {
      // The host opens links after its own check; the editor's frame would take the click otherwise.
      event.preventDefault();
      event.stopPropagation();
      this.#events.onLink(link.getAttribute('href') ?? '');
      return;
    }
    const look = event.target.closest('[data-look]');
    if (look instanceof HTMLElement) {
      this.#codeLooks.toggle(look.dataset['look'] as CodeLookName); // only code here makes such buttons
      this.#follower.contentChanged();
      return;
    }
    const showAll = event.target.closest('[data-show-all]');
    if (showAll instanceof HTMLElement) {
      this.#showAll(showAll);
      return;
    }
    const use = event.target.closest('[data-code-use]');
    if (use instanceof HTMLElement) {
      this.#useCode(use);
      return;
    }
    const copy = event.target.closest('[data-copy]');
    if (copy instanceof HTMLElement) {
      this.#copyCode(copy);
      return;
    }
    const chip = event.target.closest('.chip-open');
    if (chip instanceof HTMLElement) {
      const { turn, attachment: id = '' } = chip.dataset;
      this.#events.onComposer({ type: 'openAttachment', turn: Number(turn), id });
      return;
    }
    const turnButton = event.target.closest('[data-turn-action]');
    if (turnButton instanceof HTMLElement) {
      this.#actOnTurn(turnButton);
      return;
    }
    const starter = event.target.closest('[data-starter]');
    // Only code here makes such buttons, and those below.
    if (starter instanceof HTMLElement) this.#events.onStarter(starter.dataset['starter'] as StarterId);
    const button = event.target.closest('[data-action]');
    if (button instanceof HTMLElement) this.#events.onAction(button.dataset['action'] as PanelAction);
  }

  #actOnTurn(button: HTMLElement): void {
    const article = button.closest('.turn');
    const view = [...this.#turns.values()].find((candidate) => candidate.element === article);
    const turn = view?.turn;
    if (view === undefined || turn === undefined) return;
    const { id } = turn;
    // Only code here makes such buttons.
    const action = button.dataset['turnAction'] as TurnAction;
    switch (action) {
      case 'copy':
        this.#copy(button, turn.role === 'user' ? turn.text : splitReply(turn.text).answer);
        return;
      case 'edit':
        view.edit((text) => {
          if (text === undefined) button.focus();
          else this.#events.onTurn({ type: 'edit', id, text });
        });
        return;
      case 'regenerate':
      case 'continue':
        this.#events.onTurn({ type: action, id });
        this.composer.focus();
        return;
      default:
        this.#focusVariants = button.nextElementSibling === null ? 'last' : 'first';
        this.#events.onTurn({ type: 'fork', id, index: Number(action.slice('fork-'.length)) });
    }
  }

  #copyCode(button: HTMLElement): void {
    const code = codeOf(button);
    if (code !== undefined) this.#copy(button, originalText(code));
  }

  /** The button goes, so the focus goes on to the code. */
  #showAll(button: HTMLElement): void {
    const code = codeOf(button);
    if (code === undefined) return;
    showRest(code);
    if (this.codeLook.lineNumbers) numberLines(code);
    button.closest('.code-block')?.querySelector('pre')?.focus();
    button.remove();
    this.#follower.contentChanged();
  }

  #useCode(button: HTMLElement): void {
    const code = codeOf(button);
    if (code === undefined) return;
    const use = button.dataset['codeUse'] as CodeUse; // only code here makes such buttons
    const language = code.dataset['language'] ?? '';
    this.#events.onTurn({ type: 'code', use, text: originalText(code), language });
  }

  #copy(button: HTMLElement, text: string): void {
    this.#events.onCopy(text);
    const glyph = button.querySelector('.codicon');
    glyph?.classList.replace('codicon-copy', 'codicon-check');
    button.title = this.#strings.copied;
    setText(this.#status, this.#strings.copied);
    setTimeout(() => {
      glyph?.classList.replace('codicon-check', 'codicon-copy');
      button.title = this.#strings.copy;
    }, COPIED_MS);
  }
}

function codeOf(button: Element): HTMLElement | undefined {
  return button.closest('.code-block')?.querySelector('code') ?? undefined;
}
