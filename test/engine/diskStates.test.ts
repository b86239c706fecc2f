import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DiskStates } from '../../src/engine/diskStates.ts';
import type { KvState } from '../../src/runtime/llamaContext.ts';

describe('engine/diskStates', () => {
  let dir: string;
  let logged: string[];

  beforeEach(() => {
    dir = path.join(mkdtempSync(path.join(os.tmpdir(), 'states ')), 'new');
    logged = [];
  });
  afterEach(() => {
    rmSync(path.dirname(dir), { recursive: true });
  });

  const open = (key = 'model', maxBytes = 1e6): Promise<DiskStates> =>
    DiskStates.open({ dir, maxBytes, key, log: (text) => logged.push(text) });

  function state(from: number, nBytes = 1000): KvState {
    return {
      tokens: Array.from({ length: 40 }, (_, i) => from + i),
      bytes: Uint8Array.from({ length: nBytes }, (_, i) => (from * 7 + i * 13) & 255),
    };
  }

  const files = (): string[] => readdirSync(dir).map((name) => path.join(dir, name));

  it('gives back what it was given, to whoever asks with the same key', async () => {
    await (await open()).write(state(1));
    await (await open()).write(state(100));
    const again = await open();
    assert.equal(again.stored.length, 2);
    for (const tokens of again.stored) {
      const found = await again.read(tokens);
      const expected = state(tokens[0]!);
      assert.deepEqual(found?.tokens, expected.tokens);
      assert.ok(Buffer.from(expected.bytes).equals(found.bytes));
    }
    assert.deepEqual((await open('another model')).stored, []);
    assert.deepEqual(logged, []);
    if (process.platform !== 'win32') {
      for (const file of files()) assert.equal(statSync(file).mode & 0o077, 0, 'nobody else may read it');
    }
  });

  it('writes what is there already once, and drops what it continues', async () => {
    const states = await open();
    const short = state(1);
    await states.write(short);
    await states.write(state(1));
    assert.equal(files().length, 1);
    const long = { tokens: [...short.tokens, 5, 6], bytes: new Uint8Array(10) };
    await states.write(long);
    assert.deepEqual(states.stored, [long.tokens]);
    assert.equal(files().length, 1);
  });

  it('stays within its bound, whatever model the states are of, and drops the least recently used', async () => {
    const states = await open('model', 4000);
    for (const [i, from] of [1, 100, 200].entries()) {
      await states.write(state(from));
      for (const file of files()) if (statSync(file).mtimeMs > 1e12) utimesSync(file, 100 + i, 100 + i);
    }
    assert.equal(files().length, 3);
    await states.read(states.stored[0]!);
    const other = await open('other', 4000);
    await other.write(state(300));
    const total = files().reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(total <= 4000, `${total} bytes`);
    assert.deepEqual((await open()).stored.map(([token]) => token).toSorted(), [1, 200]);
    await other.write(state(400, 5000));
    assert.equal(files().length, 3);
  });

  const damage: Readonly<Record<string, (file: string) => void>> = {
    'a flipped byte': (file) => {
      const bytes = readFileSync(file);
      bytes[500]! ^= 1;
      writeFileSync(file, bytes);
    },
    'a cut end': (file) => {
      truncateSync(file, 700);
    },
    'a cut header': (file) => {
      truncateSync(file, 20);
    },
    'another magic': (file) => {
      const bytes = readFileSync(file);
      bytes[0] = 0;
      writeFileSync(file, bytes);
    },
    'a header that lies': (file) => {
      const bytes = readFileSync(file);
      bytes.writeUInt32LE(0xffffffff, 12);
      writeFileSync(file, bytes);
    },
    'no bytes at all': (file) => {
      writeFileSync(file, '');
    },
  };
  for (const [what, harm] of Object.entries(damage)) {
    it(`ignores and deletes a file with ${what}, with a word in the log`, async () => {
      await (await open()).write(state(1));
      harm(files()[0]!);
      const states = await open();
      for (const tokens of states.stored) assert.equal(await states.read(tokens), undefined);
      assert.equal(logged.length, 1);
      assert.match(logged[0]!, /^saved conversation .*\.kv is of no use/);
      assert.deepEqual([files(), states.stored], [[], []]);
    });
  }

  it('does without a file that vanished, and without a folder', async () => {
    const states = await open();
    await states.write(state(1));
    rmSync(files()[0]!);
    assert.equal(await states.read(states.stored[0]!), undefined);
    assert.equal(logged.length, 1);

    writeFileSync(`${dir} file`, '');
    const nowhere = await DiskStates.open({
      dir: `${dir} file`,
      maxBytes: 1e6,
      key: 'model',
      log: (text) => logged.push(text),
    });
    await nowhere.write(state(1));
    assert.deepEqual(nowhere.stored, []);
    assert.match(logged.at(-1)!, /cannot write/);
  });

  it('leaves no half a file under its own name', async () => {
    await (await open()).write(state(1));
    const [file] = files();
    const partial = `${file!}.1.part`;
    writeFileSync(partial, readFileSync(file!).subarray(0, 100));
    assert.equal((await open()).stored.length, 1);
    assert.deepEqual(logged, []);
    assert.equal(files().length, 2, 'another window may still be writing');
    utimesSync(partial, 100, 100);
    await open();
    assert.deepEqual(files(), [file]);
  });
});
