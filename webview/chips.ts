import type { Attachment, AttachmentKind } from '../src/protocol/attachments.ts';
import type { PanelStrings } from '../src/protocol/chat.ts';
import { element, format, icon, iconButton, reconcile } from './dom.ts';

export const kindIcons: Readonly<Record<AttachmentKind, string>> = {
  selection: 'list-selection',
  file: 'file',
  symbol: 'symbol-method',
  context: 'list-tree',
  problems: 'warning',
  terminal: 'terminal',
  changes: 'git-compare',
};

export interface ChipOptions {
  readonly strings: PanelStrings;
  /** The question that they belong to; 0: the one that is being written, whose chips can be removed. */
  readonly turn: number;
}

/**
 * What is attached to a question:
 *
 *   ul.chips
 *     li.chip[data-kind][data-problem]
 *       button.chip-open[data-attachment][data-turn]   icon, name:lines; opens it
 *       span.chip-tokens
 *       button.chip-remove[data-attachment]
 */
export function chipList(attachments: readonly Attachment[], options: ChipOptions): HTMLElement {
  const list = element('ul', { class: 'chips', 'aria-label': options.strings.attachments });
  showChips(list, attachments, options);
  return list;
}

export function showChips(list: HTMLElement, attachments: readonly Attachment[], options: ChipOptions): void {
  list.hidden = attachments.length === 0;
  reconcile(
    list,
    attachments.map((attachment) => chip(attachment, options)),
  );
}

function chip(attachment: Attachment, { strings, turn }: ChipOptions): HTMLElement {
  const { id, kind, tokens, isExact, problem } = attachment;
  const label = chipLabel(attachment);
  const hint = problem === '' ? attachment.title : problem;
  const cost =
    problem === '' ? format(isExact ? strings.tokens : strings.tokensAbout, tokens.toLocaleString()) : '';
  // A button is kept while its data is: what it shows is among it.
  const open = element(
    'button',
    {
      type: 'button',
      class: 'chip-open',
      'data-attachment': id,
      'data-turn': String(turn),
      'data-label': label,
      'data-hint': hint,
      'data-cost': cost,
      title: hint,
      'aria-label': [label, cost, problem].filter((part) => part !== '').join(', '),
    },
    icon(problem === '' ? kindIcons[kind] : 'error'),
    element('span', { class: 'chip-name' }, label),
  );
  const remove = iconButton('close', format(strings.removeNamed, label), {
    class: 'icon-button chip-remove',
    'data-attachment': id,
  });
  return element(
    'li',
    { class: 'chip', 'data-kind': kind, ...(problem !== '' && { 'data-problem': '' }) },
    open,
    ...(cost === '' ? [] : [tokensOf(attachment, cost)]),
    ...(turn === 0 ? [remove] : []),
  );
}

/** In a narrow panel the number alone. */
function tokensOf({ tokens, isExact }: Attachment, cost: string): HTMLElement {
  const short = `${isExact ? '' : '≈ '}${tokens.toLocaleString()}`;
  return element('span', { class: 'chip-tokens', 'aria-hidden': 'true', 'data-short': short }, cost);
}

/** `sum.ts:3-5` */
export function chipLabel({ name, first, last }: Attachment): string {
  if (first === 0) return name;
  return first === last ? `${name}:${first}` : `${name}:${first}-${last}`;
}
