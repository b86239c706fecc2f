import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, openPanel } from './chatPanel.ts';
import { chooseModel, endless, greeting, slowModel, writeModel } from './models.ts';
import { killWindow, panel } from './window.ts';

/** For the suite that comes after: what the panel showed, in its own words. */
export interface Seen {
  /** A second and a half before the end. */
  readonly then: string;
  /** Right before it. */
  readonly last: string;
}

const answer = ':nth-last-child(1 of .turn)[data-state="running"] .markdown';

describe('a window', () => {
  it('is killed in the middle of an answer', async () => {
    await chooseModel(writeModel('slow.gguf', slowModel()));
    await openPanel();
    await ask('Say hello');
    await panel.waitFor('.turn[data-state="finished"]', { hasText: greeting });
    await ask('count for me');
    await panel.waitFor(answer, { hasText: endless });
    await setTimeout(3_000);
    const then = (await panel.texts(answer))[0] ?? '';
    await setTimeout(1_500);
    const last = (await panel.texts(answer))[0] ?? '';
    const seen: Seen = { then, last };
    fs.writeFileSync(path.join(process.env['BURROW_OUTPUT'] ?? '', 'seen.json'), JSON.stringify(seen));
    await killWindow();
  });
});
