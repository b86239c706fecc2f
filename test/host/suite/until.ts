import assert from 'node:assert/strict';

/** A bound for a slow machine, not an expectation. */
const LONGEST_WAIT_MS = 60_000;

/** Waits until the editor shows what it should. */
export async function until(condition: () => boolean | Promise<boolean>, what = 'in time'): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
