import {
  type AttachmentSource,
  isAttachmentSource,
  MAX_ATTACHMENTS,
  MAX_NAME_CHARS,
} from '../../protocol/attachments.ts';
import { MAX_ID_CHARS } from '../../protocol/chat.ts';
import { integer, listOf, object, text } from '../../protocol/check.ts';

/** Something that is attached to a question which is not sent yet. */
export interface DraftItem {
  readonly id: string;
  readonly source: AttachmentSource;
  /** Only so many of its first lines, 0: all of them. */
  readonly maxLines: number;
}

/** Chats whose attachments are remembered, as many as have their words remembered in the panel. */
const MAX_DRAFTS = 20;
const KEY = 'draftAttachments';

interface ChatItems {
  /** '' for a chat in which nothing was asked. */
  readonly chat: string;
  readonly items: readonly DraftItem[];
}

const isChatItems = listOf(
  object<ChatItems>({
    chat: text(MAX_ID_CHARS),
    items: listOf(
      object<DraftItem>({
        id: text(MAX_NAME_CHARS),
        source: isAttachmentSource,
        maxLines: integer(0, Number.MAX_SAFE_INTEGER),
      }),
      MAX_ATTACHMENTS,
    ),
  }),
  MAX_DRAFTS,
);

/** As the editor's `Memento`. */
export interface DraftMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What is attached in each chat, kept in the workspace's memory; what was attached long ago goes first. */
export class Drafts {
  readonly #memory: DraftMemory;
  #all: readonly ChatItems[];

  constructor(memory: DraftMemory) {
    this.#memory = memory;
    const kept = memory.get(KEY);
    this.#all = isChatItems(kept) ? kept : [];
  }

  of(chat: string): readonly DraftItem[] {
    return this.#all.find((entry) => entry.chat === chat)?.items ?? [];
  }

  set(chat: string, items: readonly DraftItem[]): void {
    const others = this.#all.filter((entry) => entry.chat !== chat);
    this.#all = (items.length === 0 ? others : [...others, { chat, items }]).slice(-MAX_DRAFTS);
    void this.#memory.update(KEY, this.#all);
  }
}
