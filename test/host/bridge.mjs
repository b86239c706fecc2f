// Lets the suites, which run in the extension host, act in the editor's window as a person does.
//
//   suite  -- POST { scope, action, selector, … } -->  bridge  -- Playwright -->  the workbench, or the extension's webview
//   suite  <-- { value } or { error } ---------------  bridge
import http from 'node:http';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import axe from 'axe-core';

const defaultTimeout = Number(process.env['BURROW_WAIT_MS'] ?? 45_000);

const onElements = {
  fill: (elements, { value, timeout }) => elements.fill(value, { timeout }),
  press: (elements, { value, timeout }) => elements.press(value, { timeout }),
  click: (elements, { timeout }) => elements.click({ timeout }),
  waitFor: (elements, { state, timeout }) => elements.first().waitFor({ state, timeout }),
  texts: (elements) => elements.allTextContents(),
  setAttribute: (elements, { name, value, timeout }) =>
    elements.evaluate(
      (element, given) => element.setAttribute(given.name, given.value),
      { name, value },
      { timeout },
    ),
  attribute: (elements, { name, timeout }) => elements.first().getAttribute(name, { timeout }),
  /** `value` is the source of a function of the element, run in the page as code of the tests: no policy holds it back. */
  evaluate: (elements, { value, timeout }) =>
    elements.first().evaluate((element, source) => (0, eval)(`(${source})`)(element), value, { timeout }),
  violations: async (elements, { background, timeout }) => {
    const body = elements.first();
    await body.evaluate((_, source) => void (0, eval)(source), axe.source, { timeout });
    return body.evaluate(async (_, behind) => {
      document.documentElement.style.background = behind;
      const { violations } = await globalThis.axe.run(document);
      document.documentElement.style.background = '';
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
      );
    }, background);
  },
};

/**
 * @param {{ page: import('playwright-core').Page, extensionId: string, folder: string, kill: (pid: number) => Promise<void> }} options
 *   `folder` takes the screenshots; `kill` ends the extension host of that process id, its server and the window.
 * @returns the bridge's address, and how to close it
 */
export async function startBridge({ page, extensionId, folder, kill }) {
  const onPage = {
    type: ({ value }) => page.keyboard.type(value),
    key: ({ value }) => page.keyboard.press(value),
    print: ({ value }) => console.log(value),
    drag: ({ from, to }) => drag(from, to),
    screenshot: ({ name, area }) =>
      (area === undefined ? page : page.locator(area).first()).screenshot({
        path: path.join(folder, `${name}.png`),
        animations: 'disabled',
        caret: 'initial',
      }),
    resize: ({ width, height }) => page.setViewportSize({ width, height }),
    emulate: ({ reducedMotion }) => page.emulateMedia({ reducedMotion }),
    kill: ({ pid }) => kill(pid),
  };

  /** From the workbench into the extension's page, with Shift held, without which the editor keeps drags from webviews. */
  async function drag(from, to) {
    const start = await centre(page.locator(from).first());
    const frame = await webviewFrame(page, extensionId, Date.now() + defaultTimeout);
    const end = await centre(frame.locator(to).first());
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x + 8, start.y + 8, { steps: 4 });
    await page.keyboard.down('Shift');
    await page.mouse.move(end.x, end.y, { steps: 10 });
    await page.mouse.move(end.x + 2, end.y + 2, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
  }

  async function perform({ scope, action, selector, hasText, timeout = defaultTimeout, ...rest }) {
    if (scope === 'window') {
      await onPage[action](rest);
      return null;
    }
    const deadline = Date.now() + timeout;
    for (;;) {
      const isGone = scope === 'webview' && rest.state === 'hidden' && !findWebview(page, extensionId);
      if (isGone) return null;
      const frame =
        scope === 'workbench' ? page.mainFrame() : await webviewFrame(page, extensionId, deadline);
      const elements = frame.locator(selector, hasText === undefined ? {} : { hasText });
      try {
        return (await onElements[action](elements, { ...rest, timeout: deadline - Date.now() })) ?? null;
      } catch (error) {
        // The webview was hidden, shown or reloaded meanwhile: its next frame is the one that is meant.
        if (Date.now() > deadline || !/detached|destroyed|navigat/i.test(error.message)) throw error;
      }
    }
  }

  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', async () => {
      let answer;
      try {
        answer = { value: await perform(JSON.parse(body)) };
      } catch (error) {
        answer = { error: stripVTControlCharacters(error instanceof Error ? error.message : String(error)) };
      }
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function centre(element) {
  const { x, y, width, height } = await element.boundingBox({ timeout: defaultTimeout });
  return { x: x + width / 2, y: y + height / 2 };
}

/** A webview is two frames: VS Code's own, whose address names the extension, and in it the extension's page. */
function findWebview(page, extensionId) {
  const isOurs = (frame) =>
    frame.url().includes('/pre/fake.html') &&
    frame.parentFrame()?.url().includes(`extensionId=${extensionId}`);
  return page.frames().filter(isOurs).at(-1);
}

async function webviewFrame(page, extensionId, deadline) {
  while (Date.now() < deadline) {
    const frame = findWebview(page, extensionId);
    if (frame) return frame;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the extension shows no webview');
}
