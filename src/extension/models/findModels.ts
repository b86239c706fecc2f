import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from './places.ts';

/** A model that another app keeps on this machine, to be used where it is. */
export interface FoundModel {
  readonly modelPath: string;
  /** As a person knows it: `llama3.2:1b`, or the file's name. */
  readonly name: string;
  readonly app: string;
}

/** Entries of folders that are looked at; a person's whole disk, linked from one of the places, has more. */
const MAX_ENTRIES = 20_000;
/** Below a place. Hugging Face's files are four folders down. */
const MAX_DEPTH = 7;
/** Nobody reads a longer list. */
const MAX_MODELS = 100;
/** A manifest has a few hundred bytes. */
const MAX_MANIFEST_BYTES = 100_000;

/** Parts of models, and models that do not chat; what else cannot be used, its header says. */
const otherFiles = /mmproj|projector|embed|rerank|\bbge\b|minilm|nomic|\be5\b|imatrix|vocab/i;
const laterPart = /-(?!00001)\d{5}-of-\d{5}\.gguf$/i;

interface Scan {
  readonly signal: AbortSignal;
  /** Real paths of files and folders. */
  readonly seen: Set<string>;
  entries: number;
  models: number;
}

/** The models in some places, as they are found; ends early when it was told to, or has seen a great many files. */
export async function* findModels(places: readonly Place[], signal: AbortSignal): AsyncGenerator<FoundModel> {
  const scan: Scan = { signal, seen: new Set(), entries: 0, models: 0 };
  for (const { app, folder, layout } of places) {
    const found = layout === 'ollama' ? ollamaModels(folder, scan) : ggufFiles(folder, MAX_DEPTH, scan);
    for await (const { modelPath, name } of found) {
      // Two places may be the same by a link, and two names the same file.
      const real = await realpath(modelPath).catch(() => modelPath);
      if (scan.seen.has(real)) continue;
      scan.seen.add(real);
      yield { modelPath, name, app };
      if (++scan.models === MAX_MODELS) return;
    }
  }
}

type NamedFile = Pick<FoundModel, 'modelPath' | 'name'>;

async function* ggufFiles(folder: string, depth: number, scan: Scan): AsyncGenerator<NamedFile> {
  for (const entry of await entriesOf(folder, scan)) {
    const child = path.join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(child).catch(() => undefined) : entry;
    if (kind?.isDirectory() === true && depth > 0 && !entry.name.startsWith('.')) {
      yield* ggufFiles(child, depth - 1, scan);
    } else if (kind?.isFile() === true && isModel(entry.name)) {
      yield { modelPath: child, name: entry.name.replace(/(?:-00001-of-\d{5})?\.gguf$/i, '') };
    }
  }
}

function isModel(name: string): boolean {
  return /\.gguf$/i.test(name) && !laterPart.test(name) && !otherFiles.test(name);
}

/** `manifests/<registry>/<namespace>/<model>/<tag>` names the blob that is the model. */
async function* ollamaModels(folder: string, scan: Scan): AsyncGenerator<NamedFile> {
  for await (const manifest of filesBelow(path.join(folder, 'manifests'), MAX_DEPTH, scan)) {
    const [tag = '', model = '', namespace = ''] = manifest.split(path.sep).reverse();
    const digest = await modelDigest(manifest);
    if (digest === undefined || otherFiles.test(model)) continue;
    const owner = namespace === 'library' ? '' : `${namespace}/`;
    yield {
      modelPath: path.join(folder, 'blobs', digest.replace(':', '-')),
      name: `${owner}${model}:${tag}`,
    };
  }
}

/** Undefined for what is no manifest of a model. */
async function modelDigest(manifest: string): Promise<string | undefined> {
  try {
    if ((await stat(manifest)).size > MAX_MANIFEST_BYTES) return undefined;
    const { layers } = JSON.parse(await readFile(manifest, 'utf8')) as { layers?: unknown };
    if (!Array.isArray(layers)) return undefined;
    const model = (layers as ({ mediaType?: unknown; digest?: unknown } | null)[]).find(
      (layer) => layer?.mediaType === 'application/vnd.ollama.image.model',
    );
    // Anything else than a digest would lead out of the folder.
    return typeof model?.digest === 'string' && /^sha256:[\da-f]{64}$/.test(model.digest)
      ? model.digest
      : undefined;
  } catch {
    return undefined; // gone, unreadable or another format: it is not ours to complain about
  }
}

async function* filesBelow(folder: string, depth: number, scan: Scan): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder, scan)) {
    const child = path.join(folder, entry.name);
    if (entry.isFile()) yield child;
    else if (entry.isDirectory() && depth > 0) yield* filesBelow(child, depth - 1, scan);
  }
}

/** None of a folder that is not there or may not be read, none once the scan is over, and none a second time. */
async function entriesOf(folder: string, scan: Scan): Promise<Dirent[]> {
  if (scan.signal.aborted || scan.entries >= MAX_ENTRIES) return [];
  const real = await realpath(folder).catch(() => folder);
  if (scan.seen.has(real)) return []; // a link led here before
  scan.seen.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  scan.entries += entries.length;
  return entries.sort((a, b) => a.name.localeCompare(b.name));
}
