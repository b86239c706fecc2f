import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../base/errors.ts';
import type { FileReport } from '../../protocol/engine.ts';
import { asSentence } from '../failure.ts';
import { builtInName } from '../strings.ts';
import type { FoundModel } from './findModels.ts';
import { type ShownVerdict, shownVerdict } from './verdict.ts';

export interface PickerOptions {
  readonly title: string;
  /** Files that the person used, or has just chosen; the latest first. */
  readonly recent: readonly string[];
  /** The one that is in use, '' for the built-in one. */
  readonly current: string;
  /** A file to look at first, as the person chose it outside the list. */
  readonly chosen?: string;
  readonly find: (signal: AbortSignal) => AsyncIterable<FoundModel>;
  /** Reads the header alone. */
  readonly inspect: (modelPath: string, signal: AbortSignal) => Promise<FileReport>;
}

/** What the person picked: a file that will run, '' for the built-in model, or the file dialog. */
export type Picked = { readonly modelPath: string } | 'browse' | undefined;

interface ModelItem extends vscode.QuickPickItem {
  /** '' is the built-in model; undefined for what is none. */
  readonly modelPath?: string;
}

interface Entry {
  readonly modelPath: string;
  readonly name: string;
  readonly from: string;
  verdict?: ShownVerdict;
}

/**
 * A list of models, each with what its header says of its chances here, read while the list is open. A model that cannot
 * run is refused with the reason, and the list stays.
 */
export async function pickModel(options: PickerOptions): Promise<Picked> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  const closed = new AbortController();
  const list = new ModelList(options, pick);
  try {
    return await new Promise<Picked>((resolve) => {
      pick.title = options.title;
      pick.placeholder = vscode.l10n.t('A GGUF file; it loads with the next question');
      pick.matchOnDescription = true;
      pick.matchOnDetail = true;
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item === undefined) return;
        const { modelPath } = item;
        if (modelPath === undefined) resolve('browse');
        else if (modelPath === '') resolve({ modelPath });
        else {
          void list.judge(modelPath, closed.signal).then((verdict) => {
            if (closed.signal.aborted) return;
            if (verdict.icon !== 'error') resolve({ modelPath });
            else void vscode.window.showErrorMessage(named(path.basename(modelPath), verdict.detail));
          });
        }
      });
      list.show();
      pick.show();
      void list.fill(closed.signal);
    });
  } finally {
    closed.abort();
    pick.dispose();
  }
}

class ModelList {
  readonly #options: PickerOptions;
  readonly #pick: vscode.QuickPick<ModelItem>;
  readonly #recent: Entry[];
  readonly #found: Entry[] = [];
  /** Each file is read once, whether for the list or because it was picked. */
  readonly #judging = new Map<string, Promise<ShownVerdict>>();

  constructor(options: PickerOptions, pick: vscode.QuickPick<ModelItem>) {
    this.#options = options;
    this.#pick = pick;
    const { recent, chosen } = options;
    const paths = chosen === undefined ? recent : [chosen, ...recent.filter((one) => one !== chosen)];
    this.#recent = paths.map((modelPath) => ({
      modelPath,
      name: path.basename(modelPath).replace(/\.gguf$/i, ''),
      from: path.dirname(modelPath),
    }));
  }

  /** Looks for models, then reads one header after the other. Both end soon after `signal`; a closed list shows nothing. */
  async fill(signal: AbortSignal): Promise<void> {
    this.#pick.busy = true;
    for await (const { modelPath, name, app } of this.#options.find(signal)) {
      if (this.#recent.some((entry) => entry.modelPath === modelPath)) continue;
      this.#found.push({ modelPath, name, from: app });
    }
    this.show();
    for (const { modelPath } of [...this.#recent, ...this.#found]) await this.judge(modelPath, signal);
    this.#pick.busy = false;
  }

  judge(modelPath: string, signal: AbortSignal): Promise<ShownVerdict> {
    let judging = this.#judging.get(modelPath);
    if (judging === undefined) {
      judging = this.#options.inspect(modelPath, signal).then(shownVerdict, unreadable);
      this.#judging.set(modelPath, judging);
      void judging.then((verdict) => {
        const entry = [...this.#recent, ...this.#found].find((one) => one.modelPath === modelPath);
        if (entry === undefined || signal.aborted) return;
        entry.verdict = verdict;
        this.show();
      });
    }
    return judging;
  }

  show(): void {
    const active = this.#pick.activeItems[0];
    const { chosen } = this.#options;
    const items: ModelItem[] = [
      ...(chosen === undefined ? [] : [this.#itemOf(this.#recent[0]!)]),
      { label: `$(folder-opened) ${vscode.l10n.t('Browse for a GGUF File…')}`, alwaysShow: true },
      this.#builtIn(),
      ...section(vscode.l10n.t('recently used'), this.#recent.slice(chosen === undefined ? 0 : 1)).map(
        (one) => this.#itemOrSeparator(one),
      ),
      ...section(vscode.l10n.t('kept by other apps'), this.#found).map((one) => this.#itemOrSeparator(one)),
    ];
    this.#pick.keepScrollPosition = true;
    this.#pick.items = items;
    // The editor makes the first item active by itself.
    const same = items.find(({ modelPath }) => modelPath !== undefined && modelPath === active?.modelPath);
    if (same !== undefined) this.#pick.activeItems = [same];
  }

  #builtIn(): ModelItem {
    return {
      label: builtInName(),
      description: this.#options.current === '' ? vscode.l10n.t('in use') : '',
      detail: vscode.l10n.t('Comes with Burrow: small and quick, and knows little'),
      iconPath: new vscode.ThemeIcon('package'),
      modelPath: '',
    };
  }

  #itemOrSeparator(one: Entry | string): ModelItem {
    return typeof one === 'string'
      ? { label: one, kind: vscode.QuickPickItemKind.Separator }
      : this.#itemOf(one);
  }

  #itemOf({ modelPath, name, from, verdict }: Entry): ModelItem {
    const isCurrent = modelPath === this.#options.current;
    return {
      // `$(zap)` in a file's name is no icon.
      label: name.replaceAll('$(', '$ ('),
      description: isCurrent ? vscode.l10n.t('in use · {0}', from) : from,
      detail: verdict === undefined ? vscode.l10n.t('Reading its header…') : verdict.detail,
      iconPath: new vscode.ThemeIcon(verdict === undefined ? 'loading~spin' : verdict.icon),
      modelPath,
    };
  }
}

function section(title: string, entries: readonly Entry[]): (Entry | string)[] {
  return entries.length === 0 ? [] : [title, ...entries];
}

/** What is wrong with a file, with its name once. */
function named(name: string, detail: string): string {
  return detail.includes(name) ? detail : `${name}: ${detail}`;
}

/** A file that is no GGUF, or is gone, is as little of use as one that cannot run. */
function unreadable(error: unknown): ShownVerdict {
  const message = asSentence(messageOf(error));
  return { icon: 'error', detail: message, message };
}
