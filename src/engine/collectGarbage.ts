import { setImmediate as nextTurn } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Gives back the wasm memories that nobody holds any more. V8 does so only when it collects the objects that stand for
 * them, which are tiny: an engine that has nothing to do would keep gigabytes for hours.
 *
 * A turn later, when the caller's own variables are gone too.
 */
export async function collectGarbage(): Promise<void> {
  await nextTurn();
  // The function is not there unless asked for; only this context, made for it, ever sees it. Node and Electron both
  // start V8 with --no-freeze-flags-after-init, without which setting a flag now would end the process.
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  v8.setFlagsFromString('--no-expose-gc');
  collect();
}
