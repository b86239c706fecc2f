import type { Operation } from './operation.ts';
import { phrase } from './parts.ts';

/** What is outside the program. */
export const worldOperations = {
  print: {
    javascript: (...a) => `console.log(${a.join(', ')})`,
    python: (...a) => `print(${a.join(', ')})`,
    form: 'action',
    read: (r, ...a) => `prints ${a.map((value) => r.noun(value)).join(' and ')}`,
  },
  now: {
    javascript: () => 'Date.now()',
    python: () => 'time.time()',
    form: 'noun',
    read: phrase('the current time'),
  },
} satisfies Readonly<Record<string, Operation>>;
