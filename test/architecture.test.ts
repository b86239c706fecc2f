import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What a folder may import, and which ambient APIs it may name. */
interface Layer {
  /** Folders of src/. `types:x` allows only `import type` from x. */
  readonly imports: readonly string[];
  /** Packages that may be imported besides. */
  readonly packages?: readonly string[];
  readonly ambient: readonly Ambient[];
}

type Ambient = 'wasm' | 'node' | 'vscode' | 'dom';

const layers: Readonly<Record<string, Layer>> = {
  base: { imports: [], ambient: [] },
  protocol: { imports: ['base', 'types:sampling'], ambient: [] },
  client: { imports: ['base', 'protocol'], ambient: ['node'] },
  quant: { imports: ['base'], ambient: [] },
  sampling: { imports: ['base'], ambient: [] },
  gguf: { imports: ['base', 'quant'], ambient: [] },
  model: { imports: ['base', 'gguf'], ambient: [] },
  tokenizer: { imports: ['base', 'gguf'], ambient: [] },
  template: { imports: ['base', 'gguf', 'protocol'], packages: ['@huggingface/jinja'], ambient: [] },
  weights: { imports: ['base', 'quant', 'gguf', 'types:model'], ambient: [] },
  runtime: { imports: ['base', 'quant', 'model', 'gguf', 'weights'], ambient: [] },
  kernels: { imports: ['base', 'quant'], ambient: ['wasm'] },
  compute: {
    imports: ['base', 'quant', 'gguf', 'model', 'weights', 'runtime', 'kernels'],
    ambient: ['node', 'wasm'],
  },
  engine: {
    imports: [
      'base',
      'protocol',
      'quant',
      'sampling',
      'gguf',
      'model',
      'tokenizer',
      'template',
      'weights',
      'runtime',
      'kernels',
      'compute',
    ],
    ambient: ['node'],
  },
  cli: { imports: ['base', 'protocol', 'client', 'gguf', 'model', 'tokenizer'], ambient: ['node'] },
  extension: { imports: ['base', 'protocol', 'client'], ambient: ['node', 'vscode'] },
  webview: { imports: ['base', 'protocol'], packages: ['markdown-it', 'highlight.js'], ambient: ['dom'] },
};

/** Names that exist only where an ambient API does; the shared lib files declare more than the layer table grants. */
const ambientNames: Readonly<Record<Ambient, readonly string[]>> = {
  wasm: ['WebAssembly'],
  node: ['process', 'Buffer', 'require', '__dirname', '__filename', 'global', 'setImmediate'],
  vscode: [],
  dom: ['document', 'window', 'localStorage', 'navigator', 'requestAnimationFrame', 'acquireVsCodeApi'],
};

/** What the WebWorker lib declares and no layer may use: the network first of all. */
const banned = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'importScripts',
  'indexedDB',
  'caches',
  'eval',
];

const root = path.resolve(import.meta.dirname, '..');

function sourcesOf(folder: string): string[] {
  const directory = folder === 'webview' ? path.join(root, 'webview') : path.join(root, 'src', folder);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}assembly${path.sep}`));
}

function folderOf(file: string): string {
  const relative = path.relative(root, file).split(path.sep);
  return relative[0] === 'src' ? relative[1]! : relative[0]!;
}

/** Everything in `text` that its layer forbids, one line each. */
export function violationsIn(folder: string, file: string, text: string): string[] {
  const layer = layers[folder];
  if (layer === undefined) return [`${folder} is not in the layer table`];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const declared = declaredNames(source);
  const found: string[] = [];

  const checkImport = (specifier: string, typeOnly: boolean): void => {
    if (specifier.startsWith('.')) {
      const target = folderOf(path.resolve(path.dirname(file), specifier));
      const allowed =
        target === folder ||
        layer.imports.includes(target) ||
        (typeOnly && layer.imports.includes(`types:${target}`));
      if (!allowed) found.push(`imports ${specifier}: ${folder} may not import ${target}`);
    } else if (specifier.startsWith('node:')) {
      if (!layer.ambient.includes('node')) found.push(`imports ${specifier}: ${folder} has no Node API`);
    } else if (specifier === 'vscode') {
      if (!layer.ambient.includes('vscode')) found.push(`imports vscode`);
    } else if (
      !(layer.packages ?? []).some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ) {
      found.push(`imports ${specifier}: not a package of ${folder}`);
    }
  };

  const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
    if (ts.isExportDeclaration(node)) return node.isTypeOnly;
    const clause = node.importClause;
    if (clause === undefined) return false;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
    const bindings = clause.namedBindings;
    return (
      clause.name === undefined &&
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.every((element) => element.isTypeOnly)
    );
  };

  const forbiddenNames = new Map<string, string>(banned.map((name) => [name, 'no layer may use it']));
  for (const [ambient, names] of Object.entries(ambientNames)) {
    if (!layer.ambient.includes(ambient as Ambient)) {
      for (const name of names) forbiddenNames.set(name, `${folder} has no ${ambient} API`);
    }
  }

  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      if (ts.isStringLiteral(node.moduleSpecifier)) checkImport(node.moduleSpecifier.text, isTypeOnly(node));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) checkImport(argument.text, false);
    } else if (ts.isImportTypeNode(node)) {
      const { argument } = node;
      if (ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal))
        checkImport(argument.literal.text, true);
    } else if (ts.isIdentifier(node) && forbiddenNames.has(node.text) && isFreeName(node, declared)) {
      found.push(`uses ${node.text}: ${forbiddenNames.get(node.text)!}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether the identifier may stand for a global: not a property's name, nor one that the file declares itself. */
function isFreeName(node: ts.Identifier, declared: ReadonlySet<string>): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isQualifiedName(parent) && parent.right === node) return false;
  return !declared.has(node.text) && !isDeclaredName(node);
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isLocal = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
    if (isLocal && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Whether it names a key, a member, a parameter, a variable or a function where that is declared. */
function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isParameter(parent) ||
      ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent)) &&
    parent.name === node
  );
}

describe('architecture', () => {
  for (const folder of Object.keys(layers)) {
    it(`${folder} imports and names only what its layer may`, () => {
      const found = sourcesOf(folder).flatMap((file) =>
        violationsIn(folder, file, readFileSync(file, 'utf8')).map(
          (violation) => `${path.relative(root, file)} ${violation}`,
        ),
      );
      assert.deepEqual(found, []);
    });
  }

  it('knows every folder of src', () => {
    const folders = readdirSync(path.join(root, 'src'));
    assert.deepEqual(
      folders.filter((folder) => !(folder in layers)),
      [],
    );
  });

  it('catches what it is there for', () => {
    const at = (folder: string, text: string): string[] =>
      violationsIn(folder, path.join(root, 'src', folder, 'x.ts'), text);
    assert.equal(at('gguf', `import { a } from '../engine/a.ts'`).length, 1);
    assert.equal(at('gguf', `import { readFileSync } from 'node:fs'`).length, 1);
    assert.equal(at('gguf', `import 'vscode'`).length, 1);
    assert.equal(at('gguf', `const a = process.env`).length, 1);
    assert.equal(at('gguf', `const a = { process: 1 }; a.process`).length, 0);
    assert.equal(at('engine', `void fetch('x')`).length, 1);
    assert.equal(at('protocol', `import { a } from '../sampling/a.ts'`).length, 1);
    assert.equal(at('protocol', `import { type A } from '../sampling/a.ts'`).length, 0);
    assert.equal(at('protocol', `export type { A } from '../sampling/a.ts'`).length, 0);
    assert.equal(at('cli', `const a = await import('../engine/a.ts')`).length, 1);
    assert.equal(at('model', `import left from 'left-pad'`).length, 1);
  });
});
