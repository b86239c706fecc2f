// npm run bench:panel: how long the panel's script takes a frame while an answer streams, in a real browser.
//
// The page is the extension's own document, script and style sheets. The bench says what the host would: a transcript of
// 2,000 lines, then an answer of 100 tokens a second, in messages 30 times a second. Times are the processor's, from the
// browser's trace, so that other processes disturb little.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chatHtml } from '../../src/extension/chatHtml.ts';
import { emptyChat } from '../../src/protocol/chat.ts';
import { root, runScript, testFolder } from '../../tools/project.mjs';
import { strings } from '../webview/strings.ts';
import { launchBrowser } from './browser.mjs';
import { ensureHost } from './install.mjs';

const TRANSCRIPT_LINES = 2_000;
const TOKENS_PER_SECOND = 100;
const MESSAGES_PER_SECOND = 30;
const SECONDS = Number(process.argv[2] ?? 20);
const FRAME_US = 1e6 / 60;
const BUDGET_MS = 4;

const origin = 'http://panel.invalid';
const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** One round of what models write; a line is about 60 characters. */
const markdown = `## A heading

The function takes **two** numbers and gives their sum, as \`add\` does, which see [there](https://example.org/).
It is called once an item, and so its time counts more than anything else in this file.

- first the list is sorted, in place, by the time of the last change
- then each item is *compared* with the one before it
  - nested, where that is needed

\`\`\`ts
export function add(a: number, b: number): number {
  // both are known to be finite here
  const sum = a + b;
  if (!Number.isFinite(sum)) throw new RangeError(\`too large: \${a} + \${b}\`);
  return sum;
}
\`\`\`

| name | time | share |
| ---- | ---: | ----: |
| sort | 12 ms | 40 % |
| compare | 18 ms | 60 % |

> What is said here holds for lists of any length, also for empty ones.

`;
const lines = markdown.split('\n').length - 1;

const finished = {
  kind: 'finished',
  reason: 'eog',
  tokens: 100,
  promptTokens: 100,
  tokensPerSecond: 100,
  firstTokenMs: 100,
};

const scriptEvents = new Set([
  'FunctionCall',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'RunMicrotasks',
]);
const layoutEvents = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize']);

if (!runScript('esbuild.mjs', ['webview'])) process.exit(1);
await ensureHost();
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'burrow-'));
const context = await launchBrowser(profile);
try {
  const [page] = context.pages();
  await openPanel(page);
  await show(page, transcript());
  const session = await context.newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'v8'] },
  });
  await stream(page);
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  print(measure(events));
} finally {
  await context.close();
  fs.rmSync(profile, { recursive: true, force: true });
}

async function openPanel(page) {
  const html = chatHtml({
    cspSource: origin,
    nonce: 'bench',
    scriptUri: `${origin}/dist/webview.js`,
    styleUri: `${origin}/media/chat.css`,
    language: 'en',
    strings,
  });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    return route.fulfill({
      contentType: types[path.extname(pathname)],
      body: fs.readFileSync(path.join(root, pathname)),
    });
  });
  await page.addInitScript(() => {
    const state = {};
    globalThis.acquireVsCodeApi = () => ({
      postMessage: () => {},
      getState: () => state.saved,
      setState: (saved) => (state.saved = saved),
    });
  });
  await page.setViewportSize({ width: 420, height: 800 });
  await page.goto(`${origin}/`);
  await page.waitForSelector('#input');
}

/** Turns of five rounds each, as many as make the lines. */
function transcript() {
  const turns = [];
  for (let id = 1; (turns.length / 2) * 5 * lines < TRANSCRIPT_LINES; id += 2) {
    turns.push({ id, role: 'user', text: 'And what does it do?' });
    turns.push(answer(id + 1, markdown.repeat(5), finished));
  }
  const id = turns.length + 1;
  turns.push({ id, role: 'user', text: 'And this one?' }, answer(id + 1, '', { kind: 'running' }));
  return {
    ...emptyChat,
    session: { id: 'bench', title: 'Bench' },
    turns,
    model: { kind: 'ready', name: 'Bench', detail: '', nCtx: 8192 },
    activity: { kind: 'answering' },
    draft: { attachments: [], budget: null, leavesOut: false, isChecking: false },
  };
}

function answer(id, text, outcome) {
  return { id, role: 'assistant', text, dropped: 0, thoughtMs: 0, outcome };
}

/** Resolves when the transcript is drawn, its code in colours. */
async function show(page, chat) {
  await page.evaluate(
    (data) => {
      globalThis.streaming = data.chat.turns.at(-1).id;
      dispatchEvent(new MessageEvent('message', { data }));
    },
    { type: 'snapshot', seq: 1, chat },
  );
  await page.waitForFunction(() => document.querySelectorAll('pre > code:not(.hljs)').length === 0);
}

/** A token is about four characters. The messages are made in the page, so that no other process sets their pace. */
async function stream(page) {
  const text = markdown.repeat(Math.ceil((SECONDS * TOKENS_PER_SECOND * 4) / markdown.length));
  await page.evaluate(
    ({ text, seconds, perSecond, chars }) =>
      new Promise((resolve) => {
        const id = globalThis.streaming;
        const start = performance.now();
        let seq = 1;
        let said = 0;
        const timer = setInterval(() => {
          const elapsed = (performance.now() - start) / 1000;
          const end = Math.floor(elapsed * chars);
          const change = { kind: 'text', id, text: text.slice(said, end) };
          said = end;
          postMessage({ type: 'change', seq: ++seq, change });
          if (elapsed < seconds) return;
          clearInterval(timer);
          setTimeout(resolve, 200);
        }, 1000 / perSecond);
      }),
    { text, seconds: SECONDS, perSecond: MESSAGES_PER_SECOND, chars: TOKENS_PER_SECOND * 4 },
  );
}

/**
 * Milliseconds of the processor in each frame that had work: the script's own, and style, layout and paint, also where
 * the script asked for them.
 */
function measure(events) {
  const main = events.find(({ name }) => name === 'FireAnimationFrame');
  const onMain = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === main.pid && tid === main.tid)
    .sort((a, b) => a.ts - b.ts);
  const frames = new Map();
  const ends = { script: 0, layout: 0 };
  for (const { name, ts, dur = 0, tdur = dur } of onMain) {
    const kind = scriptEvents.has(name) ? 'script' : layoutEvents.has(name) ? 'layout' : undefined;
    if (kind === undefined || ts < ends[kind]) continue; // within one that counts already
    const frame = Math.floor(ts / FRAME_US);
    const sums = frames.get(frame) ?? { script: 0, layout: 0 };
    sums[kind] += tdur / 1000;
    if (kind === 'layout' && ts < ends.script) sums.script -= tdur / 1000;
    ends[kind] = ts + dur;
    frames.set(frame, sums);
  }
  return [...frames.values()];
}

function print(frames) {
  const [load] = os.loadavg();
  console.log(`
${TRANSCRIPT_LINES} lines in the transcript, then ${TOKENS_PER_SECOND} tokens/s for ${SECONDS} s: ${frames.length} frames with work
${os.cpus()[0]?.model}, ${os.cpus().length} cores, load average ${load.toFixed(1)}

ms a frame          mean    p50    p95    p99    max`);
  for (const kind of ['script', 'layout']) {
    const times = frames.map((frame) => frame[kind]).sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const columns = [mean, at(0.5), at(0.95), at(0.99), at(1)].map((time) => time.toFixed(2).padStart(6));
    console.log(`${kind.padEnd(16)} ${columns.join(' ')}`);
  }
  const over = frames.filter(({ script }) => script > BUDGET_MS).length;
  console.log(`\nframes with more than ${BUDGET_MS} ms of script: ${over} of ${frames.length}`);
}
