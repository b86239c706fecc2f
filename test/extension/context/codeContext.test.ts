import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { FakeDocument, installVscode } from '../vscodeStub.ts';

const recorded = installVscode();
const { contextOf, CONTEXT_TOKENS } = await import('../../../src/extension/context/codeContext.ts');
const { Range, SymbolKind, Uri } = await import('vscode');

const box = [
  'export interface Lid {',
  '  readonly weight: number;',
  '}',
  '',
  'export function lift(lid: Lid): number {',
  '  const twice = lid.weight * 2;',
  '  return twice;',
  '}',
].join('\n');
const shop = [
  "import { lift, type Lid } from './box';",
  "import { other } from './other';",
  '',
  'export class Shop {',
  '  sell(lid: Lid): number {',
  '    const price = lift(lid);',
  '    return price;',
  '  }',
  '}',
].join('\n');

interface FakeSymbol {
  readonly range: vscode.Range;
  readonly selectionRange: vscode.Range;
  readonly kind: vscode.SymbolKind;
  readonly children: readonly FakeSymbol[];
}

function symbol(
  kind: vscode.SymbolKind,
  first: number,
  last: number,
  children: FakeSymbol[] = [],
): FakeSymbol {
  return {
    kind,
    children,
    range: new Range(first, 0, last, 99),
    selectionRange: new Range(first, 0, first, 99),
  };
}

const symbols: Record<string, FakeSymbol[]> = {
  '/work/shop.ts': [symbol(SymbolKind.Class, 3, 8, [symbol(SymbolKind.Method, 4, 7)])],
  '/work/box.ts': [symbol(SymbolKind.Interface, 0, 2), symbol(SymbolKind.Function, 4, 7)],
};

/** Where names are defined, by the character they stand at in line 5 of the shop. */
const definitions: Record<number, { path: string; line: number }> = {
  10: { path: '/work/shop.ts', line: 5 },
  18: { path: '/work/box.ts', line: 4 },
  23: { path: '/lib/lib.d.ts', line: 1 },
};

const words = (texts: readonly string[]): Promise<number[]> =>
  Promise.resolve(texts.map((text) => text.split(/\s+/).length));

describe('extension/context/codeContext', () => {
  const document = new FakeDocument('/work/shop.ts', shop) as unknown as vscode.TextDocument;
  const line = new Range(5, 0, 5, 28);
  const providers = {
    'vscode.executeDocumentSymbolProvider': (uri: unknown) => symbols[String(uri)],
    'vscode.executeDefinitionProvider': (_uri: unknown, position: unknown) => {
      const found = definitions[(position as vscode.Position).character];
      if (found === undefined) return undefined;
      return [{ uri: Uri.parse(found.path), range: new Range(found.line, 1, found.line, 2) }];
    },
    'vscode.executeTypeDefinitionProvider': (_uri: unknown, position: unknown) =>
      (position as vscode.Position).character === 23
        ? [{ targetUri: Uri.parse('/work/box.ts'), targetRange: new Range(0, 0, 2, 1) }]
        : [],
  };

  before(() => {
    new FakeDocument('/work/box.ts', box);
  });

  afterEach(() => {
    for (const name of Object.keys(providers)) recorded.commands.delete(name);
  });

  function answer(): void {
    for (const [name, provider] of Object.entries(providers)) recorded.commands.set(name, provider);
  }

  it('tells the imports, the function around, and what is used from elsewhere', async () => {
    answer();
    assert.equal(
      await contextOf(document, line, words),
      [
        'Where it stands in `/work/shop.ts`:',
        "```typescript\nimport { lift, type Lid } from './box';\n\nexport class Shop {\n  sell(lid: Lid): number {\n" +
          '    const price = lift(lid);\n    return price;\n  }\n```',
        'It uses, from `/work/box.ts`:',
        '```typescript\nexport function lift(lid: Lid): number {\n```',
        'It uses, from `/work/box.ts`:',
        '```typescript\nexport interface Lid {\n  readonly weight: number;\n}\n```',
      ].join('\n\n'),
    );
  });

  it('goes by the indentation where no language server answers', async () => {
    const context = await contextOf(document, line, words);
    assert.match(context, /export class Shop \{\n {2}sell\(lid: Lid\): number \{\n```$/);
    assert.doesNotMatch(context, /It uses/);
  });

  it('waits for no server that takes long', async () => {
    recorded.commands.set('vscode.executeDefinitionProvider', () => new Promise(() => undefined));
    assert.match(await contextOf(document, line, words), /export class Shop/);
  });

  it('leaves out what does not fit', async () => {
    answer();
    const context = await contextOf(document, line, (texts) =>
      Promise.resolve(
        texts.map((text) => (text.includes('Where it stands') ? CONTEXT_TOKENS + 1 : CONTEXT_TOKENS / 2)),
      ),
    );
    assert.doesNotMatch(context, /Where it stands/);
    assert.match(context, /lift[^]*weight/);
  });

  it('says nothing of code that stands alone', async () => {
    const alone = new FakeDocument('/work/alone.ts', 'const a = 1;') as unknown as vscode.TextDocument;
    assert.equal(await contextOf(alone, new Range(0, 0, 0, 12), words), '');
  });
});
