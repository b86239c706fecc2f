import assert from 'node:assert/strict';
import { Arena, ALIGNMENT } from '../../src/compute/arena.ts';
import { Random } from '../support/random.ts';

describe('Arena', () => {
  it('starts at an aligned address and hands out aligned, disjoint ranges', () => {
    const arena = new Arena(100, 4096);
    const a = arena.allocate(1);
    const b = arena.allocate(65);
    const c = arena.allocate(64);
    assert.deepEqual([a, b, c, arena.end], [128, 192, 320, 384]);
  });

  it('says when nothing is large enough, and stays usable', () => {
    const arena = new Arena(0, 256);
    assert.equal(arena.allocate(257), undefined);
    assert.equal(arena.allocate(256), 0);
    assert.equal(arena.end, 256);
    assert.equal(arena.allocate(1), undefined);
    arena.free(0);
    assert.equal(arena.end, 0);
    assert.equal(arena.allocate(256), 0);
  });

  it('merges what is freed with its neighbours on both sides', () => {
    const arena = new Arena(0, 320);
    const [a, b, c] = [arena.allocate(64)!, arena.allocate(64)!, arena.allocate(64)!];
    arena.allocate(128);
    arena.free(a);
    arena.free(c);
    assert.equal(arena.allocate(128), undefined);
    arena.free(b);
    assert.equal(arena.allocate(192), 0);
  });

  it('refuses to free what was not allocated', () => {
    const arena = new Arena(0, 256);
    const a = arena.allocate(64)!;
    arena.free(a);
    assert.throws(() => {
      arena.free(a);
    }, /start of an allocation/);
  });

  it('keeps ranges disjoint and loses none through random use', () => {
    const rng = new Random(3);
    const limit = 1 << 16;
    const arena = new Arena(0, limit);
    const live = new Map<number, number>();
    for (let step = 0; step < 2000; step++) {
      const address = rng.int(3) > 0 ? arena.allocate(1 + rng.int(3000)) : undefined;
      if (address !== undefined) {
        const previous = [...live].find(([start, end]) => address >= start && address < end);
        assert.equal(previous, undefined, `step ${step}`);
        assert.equal(address % ALIGNMENT, 0);
        live.set(address, address + 1);
      } else if (live.size > 0) {
        const victim = [...live.keys()][rng.int(live.size)]!;
        live.delete(victim);
        arena.free(victim);
      }
    }
    for (const address of live.keys()) arena.free(address);
    assert.equal(arena.allocate(limit), 0);
  });
});
