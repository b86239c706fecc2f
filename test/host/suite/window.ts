// The editor's window from inside the extension host: through the runner's bridge a test acts in it as a person does.
import Mocha from 'mocha';

const bridge = process.env['BURROW_BRIDGE'];
/** Whether a test can act in the window at all. */
export const hasWindow = bridge !== undefined;

interface Options {
  readonly hasText?: string;
  /** Milliseconds; a bound for a slow machine, not an expectation. */
  readonly timeout?: number;
}

/** Elements are named by Playwright's CSS selectors; every action waits until its element is there. */
export interface Elements {
  fill(selector: string, value: string): Promise<void>;
  press(selector: string, key: string): Promise<void>;
  click(selector: string, options?: Options): Promise<void>;
  waitFor(selector: string, options?: Options & { readonly state?: 'visible' | 'hidden' }): Promise<void>;
  /** The text content of each, now. */
  texts(selector: string): Promise<string[]>;
  attribute(selector: string, name: string): Promise<string | null>;
  setAttribute(selector: string, name: string, value: string): Promise<void>;
  /** Runs a function of the element in the page, given as its source; gives what it returns, as JSON. */
  evaluate(selector: string, source: string): Promise<unknown>;
  /** What axe-core has to say against the whole page, which stands before this background. */
  violations(background: string): Promise<string[]>;
}

export const workbench = elementsOf('workbench');
/** The chat panel's page. */
export const panel = elementsOf('webview');

export async function typeText(text: string): Promise<void> {
  await call({ scope: 'window', action: 'type', value: text });
}

export async function pressKey(key: string): Promise<void> {
  await call({ scope: 'window', action: 'key', value: key });
}

/** Drags an element of the workbench onto one of the panel, with Shift held. */
export async function dragIntoPanel(from: string, to: string): Promise<void> {
  await call({ scope: 'window', action: 'drag', from, to });
}

/** Into the suite's output folder, as `name.png`; of one element of the workbench, or of all. */
export async function screenshot(name: string, area?: string): Promise<void> {
  await call({ scope: 'window', action: 'screenshot', name, area });
}

export async function resizeWindow(width: number, height: number): Promise<void> {
  await call({ scope: 'window', action: 'resize', width, height });
}

/** As the system's setting says it. */
export async function reduceMotion(reduced: boolean): Promise<void> {
  await call({ scope: 'window', action: 'emulate', reducedMotion: reduced ? 'reduce' : 'no-preference' });
}

/** Kills the window, its server and this process, as the system does where memory is short: nothing is told of it. */
export async function killWindow(): Promise<never> {
  await call({ scope: 'window', action: 'kill', pid: process.pid });
  throw new Error('this process outlived its end');
}

/** To be called in a `before` or a test that acts in the window: a desktop run has no bridge into it. */
export function needsWindow(context: Mocha.Context): void {
  if (bridge !== undefined) return;
  const reason = 'not run here: only the npm-only host lets a test act in the window';
  const runnable = context.runnable();
  const titled = runnable instanceof Mocha.Hook ? runnable.parent : runnable;
  if (titled) titled.title += ` (${reason})`;
  print(`    ${reason}`);
  context.skip();
}

let printing: Promise<unknown> = Promise.resolve();

/** On the runner's terminal, where the extension host has none of its own. */
export function print(line: string): void {
  if (bridge === undefined) console.log(line);
  else printing = printing.then(() => call({ scope: 'window', action: 'print', value: line }));
}

export async function printed(): Promise<void> {
  await printing;
}

function elementsOf(scope: 'workbench' | 'webview'): Elements {
  const act = (action: string, selector: string, rest: object = {}): Promise<unknown> =>
    call({ scope, action, selector, ...rest });
  return {
    async fill(selector, value) {
      await act('fill', selector, { value });
    },
    async press(selector, key) {
      await act('press', selector, { value: key });
    },
    async click(selector, options) {
      await act('click', selector, options);
    },
    async waitFor(selector, options) {
      await act('waitFor', selector, options);
    },
    async texts(selector) {
      return (await act('texts', selector)) as string[];
    },
    async attribute(selector, name) {
      return (await act('attribute', selector, { name })) as string | null;
    },
    async setAttribute(selector, name, value) {
      await act('setAttribute', selector, { name, value });
    },
    evaluate: (selector, source) => act('evaluate', selector, { value: source }),
    async violations(background) {
      return (await act('violations', 'body', { background })) as string[];
    },
  };
}

async function call(request: object): Promise<unknown> {
  if (bridge === undefined) throw new Error('there is no bridge into the window');
  const response = await fetch(bridge, { method: 'POST', body: JSON.stringify(request) });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}
