import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { compileKernels } from '../../src/kernels/kernels.ts';
import { Bench, kernelBuilds } from './harness.ts';

const garbage = new Uint8Array([0, 1, 2, 3]);

describe('compileKernels', () => {
  const { plain, relaxed, dot } = kernelBuilds();
  const hasRelaxed = async (): Promise<boolean> =>
    (await compileKernels({ plain, relaxed })).simd === 'relaxed';

  it('takes the relaxed build where it compiles and computes rightly', async () => {
    const compiled = await compileKernels({ plain, relaxed, dot });
    assert.equal(compiled.build, compiled.simd);
    assert.equal(new Bench(compiled, 1 << 16).kernels.simd, compiled.simd);
  });

  it('takes of the relaxed builds the one whose sums of products take less time', async () => {
    const buildBy = async (now: () => number): Promise<string> =>
      (await compileKernels({ plain, relaxed, dot }, now)).build;
    const [faster, slower] = (await hasRelaxed()) ? ['dot', 'relaxed'] : ['plain', 'plain'];
    assert.equal(await buildBy(clock(2, 1)), faster);
    assert.equal(await buildBy(clock(1, 2)), slower);
    assert.equal(await buildBy(clock(1, 1)), slower, 'a tie');
  });

  it('keeps to the relaxed build where the other one does not compile', async () => {
    const { build, simd } = await compileKernels({ plain, relaxed, dot: garbage }, clock(2, 1));
    assert.equal(build, simd);
  });

  it('falls back to the plain build where the relaxed one does not compile', async () => {
    assert.equal((await compileKernels({ plain, relaxed: garbage })).simd, 'plain');
  });

  it('says what the host lacks if neither compiles', async () => {
    await assert.rejects(
      compileKernels({ plain: garbage, relaxed: garbage, dot: garbage }),
      (error) => error instanceof LlmError && error.code === 'unsupported',
    );
  });

  it('has no relaxed instruction in the plain build', () => {
    // Relaxed SIMD opcodes are 0xfd 0x80 0x02 … 0xfd 0x94 0x02; a host without them would refuse the build, but this
    // one may have them.
    const at = plain.findIndex(
      (byte, i) => byte === 0xfd && plain[i + 1]! >= 0x80 && plain[i + 1]! <= 0x94 && plain[i + 2] === 0x02,
    );
    assert.equal(at, -1);
  });
});

/** A clock by which the loops take so many milliseconds; it is asked once, then four times a trial. */
function clock(i16: number, i32: number): () => number {
  let time = 0;
  let asked = 0;
  return () => (time += [i16, 0, 0, i32][asked++ % 4]!);
}
