import { buildId } from '../base/build.ts';
import { LlmError } from '../base/errors.ts';
import type { Kernels } from '../kernels/kernels.ts';

/** Throws an LlmError `engine` if the kernels are not of the build of `file`, which is what this code lies in. */
export function checkSameBuild(file: string, kernels: Pick<Kernels, 'buildId'>, own = buildId): void {
  const isBundled = own !== 0;
  if (!isBundled || kernels.buildId === own) return;
  throw new LlmError(
    'engine',
    `the installation is mixed from different builds: expected kernels of build ${own} for ${file}, ` +
      `found ${kernels.buildId}. Install the extension again.`,
  );
}
