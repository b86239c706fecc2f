import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settings } from '../src/extension/config.ts';
import { installVscode } from './extension/vscodeStub.ts';

installVscode();
const { commands } = await import('../src/extension/commands/index.ts');
const { VIEW_ID } = await import('../src/extension/chatView.ts');

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
}

interface Manifest {
  readonly main: string;
  readonly browser?: string;
  readonly type: string;
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents?: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
  readonly contributes: {
    readonly commands: readonly { command: string; category: string; title: string; enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: unknown;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly views: Readonly<Record<string, readonly { id: string; type: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string } }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

const root = path.resolve(import.meta.dirname, '..');

function json(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

const manifest = json('package.json') as Manifest;
const words = json('package.nls.json') as Readonly<Record<string, string>>;
const { contributes } = manifest;

describe('manifest', () => {
  it('contributes exactly the commands of the table', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), Object.keys(commands).sort());
    for (const { command, category } of contributes.commands) {
      assert.equal(category, '%commands.category%', command);
    }
  });

  it('names only its own commands and view in menus', () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command = '', submenu, when } of items) {
        if (submenu !== undefined) assert.ok(submenu in contributes.menus, `${menu}: ${submenu}`);
        else assert.ok(command in commands, `${menu}: ${command}`);
        if (menu === 'view/title') assert.ok(when?.startsWith(`view == ${VIEW_ID}`), command);
      }
    }
  });

  it('offers Explain Selection only where something is selected', () => {
    for (const menu of ['editor/context', 'commandPalette']) {
      const item = contributes.menus[menu]?.find(({ command }) => command === 'burrow.explainSelection');
      assert.equal(item?.when, 'editorHasSelection', menu);
    }
  });

  it('takes no key from anybody', () => {
    assert.equal(contributes.keybindings, undefined);
  });

  it('contributes one container with one view', () => {
    const [container, ...others] = contributes.viewsContainers.activitybar;
    assert.equal(others.length, 0);
    assert.deepEqual(Object.keys(contributes.views), [container?.id]);
    assert.deepEqual(
      contributes.views[container?.id ?? '']?.map(({ id, type }) => ({ id, type })),
      [{ id: VIEW_ID, type: 'webview' }],
    );
    assert.match(readFileSync(path.join(root, container?.icon ?? ''), 'utf8'), /^<svg/);
  });

  it('has one walkthrough of four steps, with pictures in the colours of the theme and commands that are there', () => {
    const [walkthrough, ...others] = contributes.walkthroughs;
    assert.equal(others.length, 0);
    assert.equal(walkthrough?.steps.length, 4);
    for (const { description, media } of walkthrough.steps) {
      const picture = readFileSync(path.join(root, media.svg), 'utf8');
      assert.match(picture, /<title>[^<]+<\/title>/);
      assert.doesNotMatch(picture, /(?:fill|stroke)="#/, media.svg);
      const text = words[description.replaceAll('%', '')] ?? '';
      const linked = [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command ?? '');
      assert.ok(linked.length > 0, description);
      for (const command of linked)
        assert.ok(command in commands || command.startsWith('workbench.'), command);
    }
  });

  it('has words for every placeholder, and no others', () => {
    const used = new Set(
      [...readFileSync(path.join(root, 'package.json'), 'utf8').matchAll(/"%([^"%]+)%"/g)].map(
        ([, key]) => key,
      ),
    );
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
    for (const [key, text] of Object.entries(words)) assert.notEqual(text.trim(), '', key);
  });

  it('describes the settings as the code reads them', () => {
    const { properties } = contributes.configuration;
    const names = Object.keys(settings).map((name) => `burrow.${name}`);
    assert.deepEqual(Object.keys(properties).sort(), names.sort());
    for (const [name, setting] of Object.entries(settings)) {
      const property = properties[`burrow.${name}`];
      assert.ok(property, name);
      assert.equal(property.default, setting.default, name);
      assert.equal(property.scope, setting.machine ? 'machine' : 'window', name);
      assert.match(property.markdownDescription, /^%settings\./);
      const bounds = [property.minimum, property.maximum, ...(property.enum ?? [])];
      for (const bound of bounds) {
        if (bound !== undefined) assert.equal(setting.parse(bound), bound, `${name}: ${bound}`);
      }
      if (property.minimum !== undefined && property.maximum !== undefined) {
        assert.equal(setting.parse(property.minimum - 1), undefined, name);
        assert.equal(setting.parse(property.maximum + 1), undefined, name);
      }
      if (property.maxLength !== undefined) {
        assert.notEqual(setting.parse('x'.repeat(property.maxLength)), undefined, name);
        assert.equal(setting.parse('x'.repeat(property.maxLength + 1)), undefined, name);
      }
    }
  });

  it('lets no workspace choose the model or the threads, and no untrusted one speak to the model', () => {
    const { properties } = contributes.configuration;
    for (const name of ['burrow.modelPath', 'burrow.draftModelPath', 'burrow.threads'])
      assert.equal(properties[name]?.scope, 'machine', name);
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    for (const name of restrictedConfigurations) assert.ok(name in properties, name);
    for (const name of ['burrow.modelPath', 'burrow.systemPrompt'])
      assert.ok(restrictedConfigurations.includes(name), name);
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, 'limited');
  });

  it('starts by what it contributes, in a Node extension host, as a module', () => {
    assert.equal(manifest.activationEvents, undefined);
    assert.equal(manifest.browser, undefined);
    assert.equal(manifest.main, './dist/extension.js');
    assert.equal(manifest.type, 'module');
    assert.deepEqual(manifest.extensionKind, ['workspace', 'ui']);
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('has a PNG of 128 by 128 for an icon', () => {
    const png = readFileSync(path.join(root, manifest.icon));
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });

  it("draws its icons with the editor's font, unchanged", () => {
    const codicons = path.join(root, 'node_modules/@vscode/codicons');
    const shipped = readFileSync(path.join(root, 'media/codicon.ttf'));
    assert.ok(shipped.equals(readFileSync(path.join(codicons, 'dist/codicon.ttf'))));
    const original = readFileSync(path.join(codicons, 'dist/codicon.css'), 'utf8');
    const own = readFileSync(path.join(root, 'media/chat.css'), 'utf8');
    const glyphs = [...own.matchAll(/\.codicon-([\w-]+)::before \{\s*content: '\\(\w+)';/g)];
    assert.ok(glyphs.length > 5);
    for (const [, name = '', code = ''] of glyphs) {
      assert.match(original, new RegExp(`\\.codicon-${name}:before \\{ content: "\\\\${code}" \\}`), name);
    }
  });
});
