import { access } from 'node:fs/promises';
import type { Memento } from 'vscode';

const KEY = 'recentModels';
const MAX_RECENT = 10;

/** Paths of the models that were selected last, the latest first. The editor keeps them, across its remotes. */
export class RecentModels {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** Those that this machine has. */
  async list(): Promise<readonly string[]> {
    const paths = this.#paths();
    const isThere = await Promise.all(
      paths.map((modelPath) =>
        access(modelPath).then(
          () => true,
          () => false,
        ),
      ),
    );
    return paths.filter((_, i) => isThere[i]);
  }

  async add(modelPath: string): Promise<void> {
    const others = this.#paths().filter((known) => known !== modelPath);
    await this.#memento.update(KEY, [modelPath, ...others].slice(0, MAX_RECENT));
  }

  #paths(): readonly string[] {
    const stored = this.#memento.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
  }
}
