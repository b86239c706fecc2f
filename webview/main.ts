import { isHostMessage, type PanelStrings } from '../src/protocol/chat.ts';
import { draftKey, draftOf, withDraft } from './drafts.ts';
import { PanelView } from './render.ts';
import { initialPanel, reduce } from './state.ts';
import { type SavedScroll, VsCodeApi } from './vscodeApi.ts';

/** Scrolling comes in bursts; where it led to is stored once it pauses. */
const SAVE_DELAY_MS = 100;
/** A draft is stored with each key, since the view may go at any moment; a long one, which takes a while, in a pause. */
const SMALL_DRAFT_CHARS = 20_000;

const api = new VsCodeApi();
const saved = api.load();
// The host wrote it into the document it made.
const strings = JSON.parse(document.body.dataset['strings'] ?? '') as PanelStrings;

let panel = initialPanel;
let { drafts } = saved;
/** Whose draft is in the input; undefined until the first snapshot. */
let writingIn: string | undefined;
/** The chat that was last shown from its beginning; one in which nothing was asked has its id already. */
let openSession: string | undefined;
let saveTimer: number | undefined;
/** Where the reader was when the panel was hidden; the first snapshot brings the text that this is a position in. */
let scrollToRestore = saved.scroll;

const view = new PanelView(
  document.body,
  strings,
  {
    onComposer(message) {
      api.post(message);
    },
    onStop() {
      api.post({ type: 'stop' });
    },
    onAction(action) {
      api.post({ type: 'action', action });
    },
    onStarter(id) {
      api.post({ type: 'starter', id });
    },
    onLink(href) {
      api.post({ type: 'openLink', href });
    },
    onTurn(message) {
      api.post(message);
    },
    onCopy(text) {
      api.post({ type: 'copy', text });
    },
    onDraft() {
      if (view.composer.draft.length <= SMALL_DRAFT_CHARS) save();
      else saveLater();
    },
    onViewChange: saveLater,
  },
  saved.code,
);

function saveLater(): void {
  window.clearTimeout(saveTimer);
  saveTimer = window.setTimeout(save, SAVE_DELAY_MS);
}

function save(): void {
  const lastTurn = panel.chat.turns.at(-1)?.id;
  const top = view.scrollTop;
  const here = top === undefined || lastTurn === undefined ? null : { top, lastTurn };
  const scroll = scrollToRestore ?? here;
  if (writingIn !== undefined) drafts = withDraft(drafts, writingIn, view.composer.draft);
  api.save({ drafts, scroll, code: view.codeLook });
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = event.data;
  if (!isHostMessage(message)) return;
  if (message.type === 'focusInput') {
    view.composer.focus();
    return;
  }
  if (message.type === 'returnDraft') {
    view.composer.returnDraft(message.text);
    return;
  }
  if (message.type === 'completions') {
    view.composer.showCompletions(message.request, message.items);
    return;
  }
  if (message.type === 'starters') {
    view.showStarters(message.starters);
    return;
  }
  const wasLive = panel.seq !== undefined;
  panel = reduce(panel, message);
  if (wasLive && panel.seq === undefined) api.post({ type: 'ready' }); // a gap: ask for everything
  if (panel.seq !== undefined) switchDraft(draftKey(panel.chat));
  if (message.type === 'snapshot' || message.change.kind === 'path') openSession = panel.chat.session.id;
  view.show(panel.chat);
  if (message.type === 'snapshot' && scrollToRestore !== null) restoreScroll(scrollToRestore);
});

/** Another chat has another draft; what was written before the first snapshot belongs to the chat it brings. */
function switchDraft(chat: string): void {
  if (chat === writingIn) return;
  const { draft } = view.composer;
  const isAsked = writingIn === '' && panel.chat.session.id === openSession; // the same chat, now with an id
  if (writingIn !== undefined) drafts = withDraft(drafts, writingIn, isAsked ? '' : draft);
  if (!isAsked && !(writingIn === undefined && draft !== '')) view.composer.draft = draftOf(drafts, chat);
  writingIn = chat;
}

/** A question asked meanwhile, from the palette for instance, is what the person wants to see. */
function restoreScroll({ top, lastTurn }: SavedScroll): void {
  view.showNow();
  if (panel.chat.turns.at(-1)?.id === lastTurn) view.restoreScroll(top);
  scrollToRestore = null;
}

// The page goes with the view, and the pause after the last key may be still to come.
window.addEventListener('pagehide', save);

api.post({ type: 'ready' });
