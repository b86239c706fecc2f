import type { Memento } from 'vscode';

const KEY = 'recentWishes';
const MAX_WISHES = 20;
/** Longer ones are not asked twice, and no list shows them. */
const MAX_WISH_CHARS = 500;

/** What was asked of edits, the latest first. */
export class RecentWishes {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  list(): readonly string[] {
    const stored = this.#memento.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
  }

  async add(wish: string): Promise<void> {
    if (wish.length > MAX_WISH_CHARS) return;
    const others = this.list().filter((known) => known !== wish);
    await this.#memento.update(KEY, [wish, ...others].slice(0, MAX_WISHES));
  }
}
