import type { AttachmentSource } from '../src/protocol/attachments.ts';
import { MAX_ATTACHMENTS, MAX_URI_CHARS } from '../src/protocol/attachments.ts';
import type { PanelStrings } from '../src/protocol/chat.ts';
import { element, icon } from './dom.ts';

/**
 * What the editor gives with a drag from its explorer or its tabs; browsers write the names in lower case. Its own list
 * has every file, the standard one only the first.
 */
const EDITOR_LIST = 'application/vnd.code.uri-list';
const STANDARD_LIST = 'text/uri-list';
const EDITOR_RESOURCES = 'resourceurls';

/**
 * Takes files that are dropped anywhere on the panel. The editor lets a webview see a drag only while Shift is held; then
 * the panel says that they can be dropped:
 *
 *   div#drop-hint
 */
export function acceptDrops(
  root: HTMLElement,
  strings: PanelStrings,
  onSource: (source: AttachmentSource) => void,
): void {
  const hint = element(
    'div',
    { id: 'drop-hint', hidden: '', 'aria-hidden': 'true' },
    icon('add'),
    element('span', {}, strings.dropHere),
  );
  root.append(hint);
  const onDrag = (event: DragEvent): void => {
    if (event.dataTransfer === null || !hasFiles(event.dataTransfer.types)) return;
    event.preventDefault(); // says that it may be dropped here
    event.dataTransfer.dropEffect = 'copy';
    hint.hidden = false;
  };
  root.addEventListener('dragenter', onDrag);
  root.addEventListener('dragover', onDrag);
  root.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node) || !root.contains(event.relatedTarget)) hint.hidden = true;
  });
  root.addEventListener('drop', (event) => {
    hint.hidden = true;
    if (event.dataTransfer === null || !hasFiles(event.dataTransfer.types)) return;
    event.preventDefault();
    const { dataTransfer } = event;
    for (const uri of droppedUris((type) => dataTransfer.getData(type))) onSource({ kind: 'file', uri });
  });
}

function hasFiles(types: readonly string[]): boolean {
  return [EDITOR_LIST, STANDARD_LIST, EDITOR_RESOURCES].some((type) => types.includes(type));
}

/** Files that a drag brings, by the first of its lists that has any; no web addresses. */
export function droppedUris(dataOf: (type: string) => string): string[] {
  const lists = [
    linesOf(dataOf(EDITOR_LIST)),
    stringsOf(dataOf(EDITOR_RESOURCES)),
    linesOf(dataOf(STANDARD_LIST)),
  ];
  const uris = lists.find((list) => list.length > 0) ?? [];
  return [...new Set(uris)]
    .filter((uri) => /^[a-z][\w+.-]*:/i.test(uri) && !/^(?:https?|data|blob|javascript):/i.test(uri))
    .filter((uri) => uri.length <= MAX_URI_CHARS)
    .slice(0, MAX_ATTACHMENTS);
}

/** Lines that begin with `#` are comments, by RFC 2483. */
function linesOf(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function stringsOf(json: string): string[] {
  if (json === '') return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return []; // another program's
  }
}
