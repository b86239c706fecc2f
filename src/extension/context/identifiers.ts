/** A name in some code, at its first place. */
export interface Identifier {
  readonly name: string;
  readonly offset: number;
}

/** Words of many languages that name nothing of the person's own. */
const keywords = new Set(
  (
    'abstract and any as assert async await bool boolean break byte case catch char class const constructor continue def ' +
    'default defer del delete do double elif else end enum except export extends extern false final finally float fn for ' +
    'foreach from func function global go goto if implements import in include instanceof int interface internal is lambda ' +
    'let long match module mut namespace native never new nil none not null number object of operator or out override ' +
    'package pass private protected pub public raise readonly ref require return self short signed sizeof static string ' +
    'struct super switch symbol template then this throw throws trait true try type typedef typeof undefined union unknown ' +
    'unsafe unsigned use using var virtual void volatile when where while with yield None True False String Number Boolean ' +
    'Object Array Promise Map Set Error JSON Math console'
  ).split(' '),
);

/**
 * The names that code uses, those first that most likely need explaining: types, by their capital, then what is called.
 * Strings and comments are left out, as far as that can be told without knowing the language.
 */
export function identifiersIn(code: string, max: number): Identifier[] {
  const bare = code.replace(
    /\/\*[^]*?\*\/|\/\/[^\n]*|(?<=^|\s)#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/gm,
    (text) => text.replace(/[^\n]/g, ' '),
  );
  const found = new Map<string, Identifier & { readonly rank: number }>();
  for (const match of bare.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)) {
    const [name] = match;
    if (name.length < 2 || keywords.has(name) || found.has(name)) continue;
    const isCalled = /^\s*\(/.test(bare.slice(match.index + name.length, match.index + name.length + 20));
    found.set(name, { name, offset: match.index, rank: /^[A-Z]/.test(name) ? 0 : isCalled ? 1 : 2 });
  }
  return [...found.values()]
    .sort((a, b) => a.rank - b.rank || a.offset - b.offset)
    .slice(0, max)
    .map(({ name, offset }) => ({ name, offset }));
}

/** Lines of a file that bring names into it from elsewhere. */
const importLine =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\b.*\bfrom\b|#\s*include\b|using\s|use\s|require(?:_once|_relative)?\b|(?:const|let|var)\b.*=\s*(?:await\s+import|require)\s*\(|@import\b|open\s+[A-Z]|package\s)/;

/** Imports stand at the top; beyond this nobody looks for them. */
const MAX_IMPORT_LINES = 200;

/** Those import lines that bring one of some names; an import over several lines comes as a whole. */
export function importsOf(lines: readonly string[], names: ReadonlySet<string>): string[] {
  const imports: string[] = [];
  const last = Math.min(lines.length, MAX_IMPORT_LINES);
  for (let i = 0; i < last; i++) {
    let text = lines[i] ?? '';
    if (!importLine.test(text)) continue;
    while (/[{(][^})]*$/.test(text) && i + 1 < last) text += `\n${lines[++i] ?? ''}`;
    const words = text.match(/[A-Za-z_$][\w$]*/g) ?? [];
    if (words.some((word) => names.has(word))) imports.push(text.trimEnd());
  }
  return imports;
}
