/*
 * The changes that a model is to read. What a person changed by hand says most; so each file gets a share of the room, small
 * ones are shown whole, and what tools wrote is only named.
 */

/** One file's part of a diff. */
export interface FileDiff {
  readonly name: string;
  /** Without the lines that only git needs. */
  readonly text: string;
}

/** A diff that fits. */
export interface CutDiff {
  readonly text: string;
  /** Files that are not there, or not as a whole. */
  readonly cut: readonly string[];
}

/** Of one file: more is cut before it is counted, as counting takes time too. */
const MAX_FILE_CHARS = 20_000;
/** Beyond so many files the model learns nothing more, and a diff of thousands would take long to count. */
const MAX_FILES = 60;

/** Of what a cut would leave by its length: tokens are not spread evenly over a file. */
const CUT_SHARE = 0.9;

/** What tools write and nobody reads. */
const generated =
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|[^/]+\.lock|go\.sum|[^/]+\.min\.\w+|[^/]+\.map|[^/]+\.snap)$/;

/** The parts of what `git diff` prints. */
export function filesOf(diff: string): FileDiff[] {
  return diff
    .replace(/\r\n/g, '\n')
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => ({ name: nameOf(part), text: withoutNoise(part) }));
}

/** As much of the files as `budget` tokens hold; `count` tells how many tokens each of some texts has. */
export async function cutDiff(
  files: readonly FileDiff[],
  budget: number,
  count: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<CutDiff> {
  const shown = files.filter(({ name, text }) => !generated.test(name) && !/^Binary files /m.test(text));
  const candidates = shown
    .slice(0, MAX_FILES)
    .map((file) => ({ ...file, text: cutAtLine(file.text, MAX_FILE_CHARS) }));
  const counts = await count(candidates.map(({ text }) => text));
  const kept = new Map<string, string>();
  let room = budget;
  // The smallest first: what they leave of their shares is the larger ones'.
  const bySize = candidates
    .map(({ name, text }, i) => ({ name, text, tokens: counts[i] ?? 0 }))
    .sort((a, b) => a.tokens - b.tokens);
  for (const [i, { name, text, tokens }] of bySize.entries()) {
    const share = Math.floor(room / (bySize.length - i));
    const part =
      tokens <= share ? text : cutAtLine(text, Math.floor((CUT_SHARE * text.length * share) / tokens));
    room -= Math.min(tokens, share);
    if (part.includes('\n@@') || part === text) kept.set(name, part);
  }
  const originals = new Map(files.map(({ name, text }) => [name, text]));
  const parts = files.flatMap(({ name }) => kept.get(name) ?? []);
  const cut = files.map(({ name }) => name).filter((name) => kept.get(name) !== originals.get(name));
  return { text: parts.join('\n'), cut };
}

function nameOf(part: string): string {
  const [header = ''] = part.split('\n', 1);
  const found = /^\+\+\+ (?:b\/)?(.+)$/m.exec(part)?.[1] ?? '/dev/null';
  if (found !== '/dev/null') return found.trim();
  return / b\/(.+)$/.exec(header)?.[1] ?? header.slice('diff --git '.length);
}

function withoutNoise(part: string): string {
  return part
    .split('\n')
    .filter((line) => !/^(?:diff --git |index [\da-f]+\.\.|similarity index |(?:old|new) mode )/.test(line))
    .join('\n')
    .trim();
}

/** Whole lines of the beginning. */
function cutAtLine(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', maxChars)));
}
