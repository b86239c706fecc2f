import vm from 'node:vm';
import { LlmError } from '../base/errors.ts';

/**
 * Runs code that an untrusted input drives, such as a chat template's loops, and stops it after `limitMs`: V8 ends
 * whatever is called from within a vm script, even outside the vm's own realm. Throws LlmError `template`, naming
 * `what`, if the time ran out.
 */
export function runBounded<T>(what: string, limitMs: number, run: () => T): T {
  try {
    return script.runInNewContext({ run }, { timeout: limitMs }) as T;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new LlmError('template', `${what} was still running after ${limitMs} ms and was stopped`);
  }
}

const script = new vm.Script('run()');

/** By its code: it is an Error of the script's own realm. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
