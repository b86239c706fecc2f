import { isHostMessage, type PanelStrings } from '../src/protocol/chat.ts';
import { PanelView } from './render.ts';
import { initialPanel, reduce } from './state.ts';
import { type SavedScroll, VsCodeApi } from './vscodeApi.ts';

/** Keys and scrolling come in bursts; the draft is stored once they pause. */
const SAVE_DELAY_MS = 100;

const api = new VsCodeApi();
const saved = api.load();
// The host wrote it into the document it made.
const strings = JSON.parse(document.body.dataset['strings'] ?? '') as PanelStrings;

let panel = initialPanel;
let saveTimer: number | undefined;
/** Where the reader was when the panel was hidden; the first snapshot brings the text that this is a position in. */
let scrollToRestore = saved.scroll;

const view = new PanelView(document.body, strings, {
  onSend(text) {
    api.post({ type: 'send', text });
  },
  onStop() {
    api.post({ type: 'stop' });
  },
  onAction(action) {
    api.post({ type: 'action', action });
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
  onViewChange() {
    if (scrollToRestore !== null) return;
    window.clearTimeout(saveTimer);
    saveTimer = window.setTimeout(save, SAVE_DELAY_MS);
  },
});

function save(): void {
  const lastTurn = panel.chat.turns.at(-1)?.id;
  const top = view.scrollTop;
  const scroll = top === undefined || lastTurn === undefined ? null : { top, lastTurn };
  api.save({ draft: view.composer.draft, scroll });
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = event.data;
  if (!isHostMessage(message)) return;
  if (message.type === 'focusInput') {
    view.composer.focus();
    return;
  }
  const wasLive = panel.seq !== undefined;
  panel = reduce(panel, message);
  if (wasLive && panel.seq === undefined) api.post({ type: 'ready' }); // a gap: ask for everything
  view.show(panel.chat);
  if (message.type === 'snapshot' && scrollToRestore !== null) restoreScroll(scrollToRestore);
});

/** A question asked meanwhile, from the palette for instance, is what the person wants to see. */
function restoreScroll({ top, lastTurn }: SavedScroll): void {
  view.showNow();
  if (panel.chat.turns.at(-1)?.id === lastTurn) view.restoreScroll(top);
  scrollToRestore = null;
}

view.composer.draft = saved.draft;
api.post({ type: 'ready' });
