// What came when, after a command: what the panel showed, and what the extension wrote into its log.
import fs from 'node:fs';
import path from 'node:path';
import { print } from './window.ts';

/** `2026-01-31 08:05:18.501 [info] loaded …`, in UTC. */
const logLine = /^(\d+-\d+-\d+) (\d+:\d+:\d+\.\d+) \[\w+\] (.*)$/;

interface Mark {
  readonly at: number; // ms since 1970
  readonly what: string;
}

export class Timeline {
  readonly #start = Date.now();
  readonly #marks: Mark[] = [];

  /** Notes when `event` has happened. */
  async note<T>(what: string, event: PromiseLike<T>): Promise<T> {
    const result = await event;
    this.#marks.push({ at: Date.now(), what });
    return result;
  }

  print(): void {
    const marks = [...this.#marks, ...logged().filter(({ at }) => at >= this.#start)];
    for (const { at, what } of marks.sort((a, b) => a.at - b.at))
      print(`      ${String(at - this.#start).padStart(6)} ms  ${what}`);
  }
}

/** The lines of the extension's log. */
function logged(): Mark[] {
  const logs = path.join(process.env['BURROW_OUTPUT'] ?? '', 'profile/logs');
  return fs
    .readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'Burrow.log')
    .flatMap((name) => fs.readFileSync(path.join(logs, name), 'utf8').split('\n'))
    .flatMap((line) => {
      const [, day, time, what = ''] = logLine.exec(line) ?? [];
      return day === undefined || time === undefined ? [] : [{ at: Date.parse(`${day}T${time}Z`), what }];
    });
}
