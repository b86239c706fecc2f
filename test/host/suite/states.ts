// What a panel may have to show. A state is given to the page as the host gives one: as a snapshot.
import { randomUUID } from 'node:crypto';
import type { Attachment, AttachmentKind, Draft, SentAttachment } from '../../../src/protocol/attachments.ts';
import { type ChatState, emptyChat, type Outcome, type Turn } from '../../../src/protocol/chat.ts';
import { hidePanel, openPanel } from './chatPanel.ts';
import { panel } from './window.ts';

const ready = {
  kind: 'ready',
  name: 'Qwen2.5-Coder-1.5B-Instruct',
  detail: 'Q4_K - Medium · 1.54 B parameters · context 8192 · 4 threads · 1.15 GiB',
  nCtx: 8192,
} as const;

const finished: Outcome = {
  kind: 'finished',
  reason: 'eog',
  tokens: 187,
  promptTokens: 402,
  tokensPerSecond: 23.4,
  firstTokenMs: 640,
};

const codeAnswer = `The two loops compare each pair of items, so the time grows with the square of the list. A set remembers what was seen and needs **one pass**:

\`\`\`ts
export function duplicates<T>(items: readonly T[]): T[] {
  const seen = new Set<T>();
  const found = new Set<T>();
  for (const item of items) {
    if (seen.has(item)) found.add(item);
    seen.add(item);
  }
  return [...found]; // in the order of their second coming
}
\`\`\`

- \`seen\` holds every item so far
- \`found\` holds each duplicate once

| items | before | after |
| ----: | -----: | ----: |
| 1,000 |  4 ms  | 0.1 ms |
| 100,000 | 40 s | 9 ms |
`;

function question(id: number, text: string): Turn {
  return { id, role: 'user', text };
}

function answer(
  id: number,
  text: string,
  outcome: Outcome,
  more: { thoughtMs?: number; dropped?: number } = {},
): Turn {
  return { id, role: 'assistant', text, dropped: 0, thoughtMs: 0, outcome, ...more };
}

const why = 'Why is `duplicates` slow, and how do I make it fast?';
const session = { id: 'shown', title: 'Why is duplicates slow' };

function chip(
  kind: AttachmentKind,
  name: string,
  tokens: number,
  more: Partial<Attachment> = {},
): Attachment {
  const nowhere = { first: 0, last: 0, isExact: true, problem: '' };
  return { id: name, kind, name, title: `src/${name}`, tokens, ...nowhere, ...more };
}

const code = chip('selection', 'duplicates.ts', 212, { first: 3, last: 14 });
const context = chip('context', 'Context', 87);
const problems = chip('problems', 'Problems', 31);

const budget = {
  nCtx: 8192,
  system: 24,
  history: 1310,
  attachments: 330,
  question: 12,
  reserve: 1024,
  oldest: why,
  oldestTokens: 655,
  leftOut: 0,
  fitsAlone: true,
  canGrow: true,
};

const attached: Draft = {
  attachments: [
    code,
    context,
    problems,
    chip('file', 'items.ts', 1204, { isExact: false }),
    chip('symbol', 'Shop.sell', 96, { first: 40, last: 52 }),
    chip('terminal', 'Terminal', 140),
    chip('changes', 'Staged changes', 512),
    chip('file', 'gone.ts', 0, { problem: 'src/gone.ts is no longer there.' }),
  ],
  budget,
  leavesOut: false,
  isChecking: false,
};

const tooMuch: Draft = {
  ...attached,
  attachments: [chip('file', 'everything.ts', 7204), code],
  budget: { ...budget, history: 655, attachments: 7416, leftOut: 2 },
};

export const states: Readonly<Record<string, ChatState>> = {
  empty: { ...emptyChat, model: { kind: 'chosen', name: ready.name } },
  loading: {
    ...emptyChat,
    session,
    turns: [question(1, why), answer(2, '', { kind: 'running' })],
    model: { kind: 'loading', name: ready.name, progress: 0.42 },
    activity: { kind: 'starting' },
  },
  streaming: {
    ...emptyChat,
    session,
    turns: [question(1, why), answer(2, codeAnswer.slice(0, 330), { kind: 'running' })],
    model: ready,
    activity: { kind: 'answering' },
  },
  code: {
    ...emptyChat,
    session,
    turns: [question(1, why), answer(2, codeAnswer, finished)],
    forks: [{ id: 2, index: 2, count: 2 }],
    model: ready,
  },
  attached: {
    ...emptyChat,
    session,
    turns: [
      { id: 1, role: 'user', text: '/fix', attachments: sent(code, context, problems) },
      answer(2, codeAnswer, finished),
    ],
    model: ready,
    draft: attached,
  },
  doesNotFit: {
    ...emptyChat,
    session,
    turns: [question(1, why), answer(2, codeAnswer, finished)],
    model: ready,
    draft: tooMuch,
  },
  thinking: {
    ...emptyChat,
    session,
    turns: [
      question(1, 'What does `0.1 + 0.2` give in JavaScript?'),
      answer(
        2,
        '<think>\nBoth are doubles, and neither is exact in binary.\n</think>\n\nIt gives `0.30000000000000004`: neither number is exact in binary.',
        finished,
        { thoughtMs: 3400 },
      ),
      question(3, 'And how do I compare them, then?'),
      answer(4, '<think>\nAn epsilon, scaled by the larger of the two…', { kind: 'running' }),
    ],
    model: ready,
    activity: { kind: 'answering' },
  },
  error: {
    ...emptyChat,
    session,
    turns: [
      question(1, why),
      answer(2, codeAnswer.slice(0, 214), { kind: 'stopped' }, { dropped: 4 }),
      question(3, 'Go on.'),
      answer(4, '', {
        kind: 'failed',
        message:
          'The model needs 5.2 GiB of memory, and 3.1 GiB are free.\nA smaller model, or a smaller context size, needs less of it.',
        actions: ['selectModelAndRetry', 'openSettings', 'retry'],
      }),
    ],
    model: { kind: 'failed', name: ready.name, message: 'not enough memory' },
  },
};

function sent(...attachments: readonly Attachment[]): SentAttachment[] {
  return attachments.map((attachment) => ({ attachment, uri: '', text: 'as it was read' }));
}

/** After a long drawing the page rests at most so long; see webview/pacer.ts. */
const LONGEST_REST_MS = 450;

/** The page shows this state; the host's own changes no longer count there until `showReal`. */
export async function showState(state: ChatState): Promise<void> {
  const chat = { ...state, session: { ...state.session, id: randomUUID() } }; // a chat of its own
  const message = { type: 'snapshot', seq: Number.MAX_SAFE_INTEGER, chat };
  await panel.evaluate(
    'body',
    `(body) => {
      body.ownerDocument.defaultView.dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(message)} }));
      return new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)), ${LONGEST_REST_MS}));
    }`,
  );
}

export async function showReal(): Promise<void> {
  await hidePanel();
  await openPanel();
}
