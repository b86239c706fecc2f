import assert from 'node:assert/strict';
import {
  applyChange,
  type ChatChange,
  type ChatState,
  type ComposerMessage,
  emptyChat,
  type Outcome,
  type PanelAction,
} from '../../src/protocol/chat.ts';
import type { TurnMessage } from '../../webview/render.ts';
import { nextFrame, window } from './page.ts';
import { strings } from './strings.ts';

const { PanelView } = await import('../../webview/render.ts');

/** A panel in a body of its own, and what the person did in it. */
class Panel {
  readonly root = document.createElement('div');
  readonly messages: ComposerMessage[] = [];
  readonly actions: PanelAction[] = [];
  readonly starters: string[] = [];
  readonly links: string[] = [];
  readonly copied: string[] = [];
  readonly turnMessages: TurnMessage[] = [];
  stops = 0;
  chat: ChatState = { ...emptyChat, model: { kind: 'chosen', name: 'small' } };
  /** Drawing takes no time here, so that every frame draws. */
  readonly view = new PanelView(
    this.root,
    strings,
    {
      onComposer: (message) => this.messages.push(message),
      onStop: () => this.stops++,
      onAction: (action) => this.actions.push(action),
      onStarter: (id) => this.starters.push(id),
      onLink: (href) => this.links.push(href),
      onCopy: (text) => this.copied.push(text),
      onTurn: (message) => this.turnMessages.push(message),
      onDraft: () => undefined,
      onViewChange: () => undefined,
    },
    undefined,
    () => 0,
  );

  constructor() {
    document.body.append(this.root);
    this.apply();
  }

  apply(...changes: readonly ChatChange[]): void {
    this.chat = changes.reduce(applyChange, this.chat);
    this.view.show(this.chat);
    nextFrame();
  }

  find(selector: string): HTMLElement {
    const node = this.root.querySelector<HTMLElement>(selector);
    assert.ok(node, selector);
    return node;
  }

  texts(selector: string): string[] {
    return [...this.root.querySelectorAll(selector)].map((node) => node.textContent);
  }

  /** The questions that were sent. */
  get sent(): string[] {
    return this.messages.flatMap((message) => (message.type === 'send' ? [message.text] : []));
  }

  key(init: KeyboardEventInit): void {
    this.find('#input').dispatchEvent(
      new window.KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }),
    );
  }

  type(text: string): void {
    const input = this.find('#input') as HTMLTextAreaElement;
    input.value = text;
    input.dispatchEvent(new window.Event('input', { bubbles: true }));
  }
}

/** As input methods send it that do not tell that they compose. */
const compositionEnter = { key: 'Enter', keyCode: 229 };

const asked: ChatChange[] = [
  { kind: 'turnAdded', turn: { id: 1, role: 'user', text: 'why?' } },
  {
    kind: 'turnAdded',
    turn: { id: 2, role: 'assistant', text: '', dropped: 0, thoughtMs: 0, outcome: { kind: 'running' } },
  },
  { kind: 'activity', activity: { kind: 'starting' } },
];

function ended(outcome: Outcome): ChatChange[] {
  return [
    { kind: 'outcome', id: 2, outcome },
    { kind: 'activity', activity: { kind: 'idle' } },
  ];
}

const finished = {
  kind: 'finished',
  reason: 'eog',
  tokens: 9,
  promptTokens: 91,
  tokensPerSecond: 12.34,
  firstTokenMs: 420,
} as const;

describe('webview/render', () => {
  let panel: Panel;

  beforeEach(() => {
    panel = new Panel();
  });
  afterEach(() => {
    panel.root.remove();
  });

  it('has a log that is not read aloud, and one status that is', () => {
    const log = panel.find('[role=log]');
    assert.equal(log.getAttribute('aria-live'), 'off');
    assert.equal(log.tabIndex, 0);
    assert.equal(panel.root.querySelectorAll('[role=status]').length, 1);
    for (const control of panel.root.querySelectorAll('button, textarea')) {
      const name = control.getAttribute('aria-label') ?? control.textContent;
      assert.notEqual(name, '', control.id);
    }
  });

  it('names the model, with which another is selected, and welcomes as long as nothing is asked', () => {
    panel.apply({ kind: 'model', model: { kind: 'chosen', name: 'tiny' } });
    assert.equal(panel.find('#model .model-name').textContent, 'tiny');
    panel.find('#model').click();
    assert.deepEqual(panel.actions, ['selectModel']);
    panel.apply(...asked);
    assert.ok(panel.find('#welcome').hidden);
    panel.apply({ kind: 'path', turns: [], forks: [] });
    assert.ok(!panel.find('#welcome').hidden);
  });

  it('offers things to try, and other ones with another file', () => {
    panel.view.showStarters([{ id: 'regex', label: 'Dates' }]);
    assert.deepEqual(panel.texts('.starter'), ['Dates']);
    panel.view.showStarters([
      { id: 'explainFile', label: 'Explain a.ts' },
      { id: 'testFile', label: 'Test <b>a.ts' },
    ]);
    assert.deepEqual(panel.texts('.starter'), ['Explain a.ts', 'Test <b>a.ts']);
    panel.find('[data-starter=explainFile]').click();
    panel.view.showStarters([{ id: 'explainFile', label: 'Explain b.ts' }]);
    assert.deepEqual(panel.texts('.starter'), ['Explain b.ts']);
    panel.find('[data-starter=explainFile]').click();
    assert.deepEqual(panel.starters, ['explainFile', 'explainFile']);
  });

  it('says what the engine does before the first word', () => {
    panel.apply(...asked);
    assert.equal(panel.find('.activity').textContent, 'Starting');
    panel.apply({ kind: 'model', model: { kind: 'loading', name: 'tiny', progress: 0.425 } });
    assert.equal(panel.find('.activity').textContent, 'Loading the model: 42%');
    panel.apply({ kind: 'activity', activity: { kind: 'prompt', done: 1, total: 3, msLeft: 0 } });
    assert.equal(panel.find('.activity').textContent, 'Reading the prompt: 33%');
    panel.apply({ kind: 'activity', activity: { kind: 'prompt', done: 2, total: 3, msLeft: 3100 } });
    assert.equal(panel.find('.activity').textContent, 'Reading the prompt: 66%, about 4 s left');
    panel.apply({ kind: 'activity', activity: { kind: 'answering' } }, { kind: 'text', id: 2, text: 'so' });
    assert.deepEqual(panel.texts('.activity'), []);
    assert.equal(panel.find('.turn[data-role=assistant] .markdown').textContent, 'so');
  });

  it('shows what was attached as chips that open it, and not its text', () => {
    const attachment = {
      id: 'a',
      kind: 'file',
      name: 'sum.ts',
      title: 'src/sum.ts',
      first: 0,
      last: 0,
      tokens: 12,
      isExact: true,
      problem: '',
    } as const;
    const sent = { attachment, uri: 'file:///src/sum.ts', text: 'secret code' };
    panel.apply({ kind: 'turnAdded', turn: { id: 1, role: 'user', text: 'why?', attachments: [sent] } });
    const question = panel.find('.turn[data-role=user]');
    assert.equal(question.querySelector('.chip-name')?.textContent, 'sum.ts');
    assert.equal(question.querySelector('.chip-remove'), null);
    assert.ok(!question.textContent.includes('secret code'));
    panel.find('.turn[data-role=user] .chip-open').click();
    assert.deepEqual(panel.messages, [{ type: 'openAttachment', turn: 1, id: 'a' }]);
  });

  it('marks turns by role and state', () => {
    panel.apply(...asked);
    assert.equal(panel.find('.turn[data-role=user]').getAttribute('aria-label'), 'You');
    const answer = panel.find('.turn[data-role=assistant]');
    assert.equal(answer.dataset['state'], 'running');
    assert.equal(answer.getAttribute('aria-busy'), 'true');
    panel.apply(...ended(finished));
    assert.equal(answer.dataset['state'], 'finished');
    assert.equal(answer.getAttribute('aria-busy'), 'false');
  });

  it('says how an answer ended, on it and in the status', () => {
    const cases: [Outcome, string, string][] = [
      [finished, '12.3 tokens/s · first token after 0.42 s', 'Done'],
      [{ ...finished, reason: 'context' }, 'Context full · 12.3 tokens/s · first token after 0.42 s', 'Done'],
      [
        { ...finished, reason: 'maxTokens', tokensPerSecond: 0 },
        'Reached the token limit · first token after 0.42 s',
        'Done',
      ],
      [{ kind: 'stopped' }, 'Stopped', 'Stopped'],
    ];
    for (const [outcome, footer, status] of cases) {
      const fresh = new Panel();
      fresh.apply(...asked);
      assert.equal(fresh.find('[role=status]').textContent, 'Generating');
      fresh.apply(...ended(outcome));
      assert.equal(fresh.find('[data-role=assistant] .measures').textContent, footer);
      assert.equal(fresh.find('[role=status]').textContent, status);
      fresh.root.remove();
    }
  });

  it('shows a failure with its ways out', () => {
    panel.apply(...asked);
    panel.apply(
      ...ended({ kind: 'failed', message: '<b>broken</b>', actions: ['selectModelAndRetry', 'retry'] }),
    );
    assert.equal(panel.find('.error p').textContent, '<b>broken</b>');
    assert.deepEqual(panel.texts('.error button'), ['Select Model…', 'Retry']);
    panel.find('.error [data-action=retry]').click();
    assert.deepEqual(panel.actions, ['retry']);
    assert.equal(panel.find('[role=status]').textContent, 'Failed');
  });

  it('shows how full the context is', () => {
    panel.apply(...asked);
    assert.ok(panel.find('#context').hidden);
    panel.apply(...ended(finished), {
      kind: 'model',
      model: { kind: 'ready', name: 'tiny', detail: '', nCtx: 200 },
    });
    assert.equal(panel.find('#context').textContent, '50%');
    assert.equal(panel.find('#context').getAttribute('aria-label'), '50%: 100 of 200 tokens');
    panel.apply({ kind: 'model', model: { kind: 'ready', name: 'tiny', detail: '', nCtx: 110 } });
    assert.equal(panel.find('#context').dataset['level'], 'full');
  });

  it('says quietly what was left out', () => {
    panel.apply(...asked, { kind: 'dropped', id: 2, messages: 4 });
    assert.equal(panel.find('.notice').textContent, '4 messages were left out.');
  });

  it('removes a turn that is gone and keeps the others', () => {
    panel.apply(...asked);
    const question = panel.find('.turn[data-role=user]');
    panel.apply({ kind: 'path', turns: panel.chat.turns.slice(0, 1), forks: [] });
    assert.equal(panel.root.querySelectorAll('.turn').length, 1);
    assert.equal(panel.find('.turn[data-role=user]'), question);
  });

  it('shows nothing of one chat in another, whose turns have the same numbers', () => {
    panel.apply(...asked, { kind: 'text', id: 2, text: '<think>hm</think>So.' }, ...ended(finished));
    panel.find('[data-turn-action=edit]').click();
    const [question, answer] = panel.chat.turns;
    assert.ok(question && answer);
    panel.apply(
      { kind: 'session', session: { id: 'other', title: 'Other' } },
      { kind: 'path', turns: [question, { ...answer, text: 'Plain.' }], forks: [] },
    );
    assert.deepEqual(panel.texts('.turn .markdown'), ['why?', 'Plain.']);
    assert.equal(panel.root.querySelectorAll('.thought, .question-editor').length, 0);
  });

  it('draws once a frame, however much comes', () => {
    panel.apply(...asked);
    for (let i = 0; i < 100; i++) {
      panel.chat = applyChange(panel.chat, { kind: 'text', id: 2, text: 'x' });
      panel.view.show(panel.chat);
    }
    assert.equal(panel.find('.turn[data-role=assistant] .markdown').textContent, '');
    assert.equal(nextFrame(), 1);
    assert.equal(panel.find('.turn[data-role=assistant] .markdown').textContent, 'x'.repeat(100));
  });

  it('copies a code block as it was written', () => {
    panel.apply(...asked, { kind: 'text', id: 2, text: '```js\nlet a = "\u202e";\n```\n' });
    panel.find('[data-copy] .codicon').click();
    assert.deepEqual(panel.copied, ['let a = "\u202e";']);
    assert.ok(panel.find('[data-copy] .codicon').classList.contains('codicon-check'));
    assert.equal(panel.find('[role=status]').textContent, 'Copied');
  });

  it('gives a clicked link to the host and to nobody else', () => {
    panel.apply(...asked, { kind: 'text', id: 2, text: '[**here**](https://x.example/)' });
    let bubbled = 0;
    const listener = (): number => bubbled++;
    document.addEventListener('click', listener);
    const click = new window.MouseEvent('click', { bubbles: true, cancelable: true });
    panel.find('.turn a strong').dispatchEvent(click);
    document.removeEventListener('click', listener);
    assert.deepEqual(panel.links, ['https://x.example/']);
    assert.ok(click.defaultPrevented);
    assert.equal(bubbled, 0);
  });

  describe('what can be done with a turn', () => {
    const text = '<think>\nhm\n</think>\n\nBecause.';

    beforeEach(() => {
      panel.apply(...asked, { kind: 'text', id: 2, text }, ...ended(finished));
    });

    it('copies a message as it was written, without what was thought', () => {
      panel.find('[data-role=assistant] [data-turn-action=copy]').click();
      panel.find('[data-role=user] [data-turn-action=copy]').click();
      assert.deepEqual(panel.copied, ['Because.', 'why?']);
    });

    it('folds away what the model thought, and says how long it took', () => {
      panel.apply({ kind: 'thought', id: 2, ms: 3240 });
      const thought = panel.find('details.thought') as HTMLDetailsElement;
      assert.equal(panel.find('.thought summary').textContent, 'Thought for 3.2 s');
      assert.ok(!thought.open);
      thought.open = true;
      thought.dispatchEvent(new window.Event('toggle'));
      assert.equal(panel.find('.thought .markdown').textContent, 'hm');
      assert.equal(panel.find('[data-role=assistant] > .markdown').textContent, 'Because.');
    });

    it('says that the model thinks, while it does', () => {
      const fresh = new Panel();
      fresh.apply(...asked, { kind: 'text', id: 2, text: '<think>\nlet me see' });
      assert.equal(fresh.find('.thought summary').textContent, 'Thinking…');
      fresh.root.remove();
    });

    it('asks for another answer', () => {
      panel.find('[data-turn-action=regenerate]').click();
      assert.deepEqual(panel.turnMessages, [{ type: 'regenerate', id: 2 }]);
    });

    it('switches between versions, and keeps the focus on the switch', () => {
      const [question, answer] = panel.chat.turns;
      assert.ok(question && answer);
      panel.apply({ kind: 'path', turns: [question, answer], forks: [{ id: 2, index: 2, count: 3 }] });
      assert.equal(panel.find('.variants span:not(.codicon)').textContent, '2/3');
      const [previous] = panel.root.querySelectorAll<HTMLElement>('.variants button');
      previous?.click();
      assert.deepEqual(panel.turnMessages, [{ type: 'fork', id: 2, index: 1 }]);
      const other = { ...answer, id: 3, text: 'Other.' };
      panel.apply({ kind: 'path', turns: [question, other], forks: [{ id: 3, index: 1, count: 3 }] });
      const [first, next] = panel.root.querySelectorAll<HTMLButtonElement>('.variants button');
      assert.ok(first?.disabled);
      assert.equal(document.activeElement, next);
    });

    it('lets a question be edited where it stands', () => {
      const edit = (): HTMLTextAreaElement => {
        panel.find('[data-turn-action=edit]').click();
        return panel.find('.question-editor textarea') as HTMLTextAreaElement;
      };
      assert.equal(edit().value, 'why?');
      panel
        .find('.question-editor textarea')
        .dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      assert.equal(panel.find('[data-role=user] .markdown').textContent, 'why?');
      edit().value = 'how?';
      panel.find('.question-editor .button').click();
      assert.deepEqual(panel.turnMessages, [{ type: 'edit', id: 1, text: 'how?' }]);
      assert.equal(panel.root.querySelectorAll('.question-editor').length, 0);
    });

    it('offers to continue only what was cut off, at the end', () => {
      assert.equal(panel.root.querySelectorAll('.continue').length, 0);
      panel.apply(...ended({ ...finished, reason: 'maxTokens' }));
      panel.find('.continue').click();
      assert.deepEqual(panel.turnMessages, [{ type: 'continue', id: 2 }]);
    });

    it('counts the lines of code where asked, also of code that is still to come', () => {
      panel.apply({ kind: 'text', id: 2, text: '\n\n```js\nlet a;\nlet b;\n' });
      const lines = (): number => panel.root.querySelectorAll('.code-line').length;
      assert.equal(lines(), 0);
      panel.find('[data-look=lineNumbers]').click();
      assert.equal(panel.find('[data-look=lineNumbers]').getAttribute('aria-pressed'), 'true');
      assert.equal(lines(), 2);
      panel.apply({ kind: 'text', id: 2, text: 'let c;\n```\n' }, ...ended(finished));
      assert.equal(lines(), 3);
      while (nextFrame() > 0) continue; // code is coloured one block a frame
      assert.ok(panel.find('pre > code').classList.contains('hljs'));
      assert.equal(lines(), 3, 'coloured code has its numbers too');
      assert.equal(panel.find('pre > code').textContent, 'let a;\nlet b;\nlet c;');
      panel.find('[data-look=lineNumbers]').click();
      assert.equal(lines(), 0);
    });

    it('draws a part of what is too long, gives all of it away, and shows it where asked', () => {
      const line = `\u202e${'x'.repeat(1_000_000)}`;
      panel.apply({ kind: 'text', id: 2, text: `\n\n\`\`\`\n${line}\nend\n\`\`\`\n` }, ...ended(finished));
      const shown = (): number =>
        [...panel.find('pre > code').childNodes]
          .filter((node) => !(node instanceof window.HTMLElement && node.hidden))
          .reduce((sum, { textContent }) => sum + (textContent ?? '').length, 0);
      assert.ok(shown() < 3_000, `${shown()} characters`);
      assert.equal(panel.find('[data-show-all]').textContent, 'Show 998,001 more characters');
      panel.find('[data-copy]').click();
      assert.equal(panel.copied.at(-1), `${line}\nend`);
      panel.find('[data-show-all]').click();
      assert.ok(shown() > 1_000_000);
      assert.equal(panel.root.querySelectorAll('[data-show-all], .cut').length, 0);
      panel.find('[data-copy]').click();
      assert.equal(panel.copied.at(-1), `${line}\nend`);
    });

    it('gives code to the editor, and wraps long lines where asked', () => {
      panel.apply({ kind: 'text', id: 2, text: '\n\n```js\nlet a;\n```\n' }, ...ended(finished));
      for (const use of ['insert', 'apply', 'newFile']) panel.find(`[data-code-use=${use}]`).click();
      assert.deepEqual(
        panel.turnMessages.map(
          (message) => message.type === 'code' && [message.use, message.text, message.language],
        ),
        [
          ['insert', 'let a;', 'js'],
          ['apply', 'let a;', 'js'],
          ['newFile', 'let a;', 'js'],
        ],
      );
      panel.find('[data-look=wrap]').click();
      assert.ok(panel.find('#transcript').classList.contains('wrap-code'));
      assert.deepEqual(panel.view.codeLook, { wrap: true, lineNumbers: false });
    });
  });

  describe('composer', () => {
    it('sends with Enter, and empties itself', () => {
      panel.type('why?');
      panel.key({ key: 'Enter' });
      assert.deepEqual(panel.sent, ['why?']);
      assert.equal(panel.view.composer.draft, '');
    });

    it('leaves Shift+Enter and every Enter of an input method to the text', () => {
      panel.type('why?');
      panel.key({ key: 'Enter', shiftKey: true });
      panel.key({ key: 'Enter', isComposing: true });
      panel.key(compositionEnter);
      panel.key({ key: 'a' });
      assert.deepEqual(panel.sent, []);
      assert.equal(panel.view.composer.draft, 'why?');
    });

    it('sends nothing that is empty', () => {
      assert.ok(panel.find('#send').matches(':disabled'));
      panel.type('  \n');
      panel.key({ key: 'Enter' });
      assert.deepEqual(panel.sent, []);
    });

    it('sends nothing while an answer is made, keeps the draft, and offers Stop', () => {
      panel.apply(...asked);
      panel.type('next');
      panel.key({ key: 'Enter' });
      assert.deepEqual(panel.sent, []);
      assert.equal(panel.view.composer.draft, 'next');
      assert.ok(panel.find('#send').hidden);
      panel.find('#stop').click();
      assert.equal(panel.stops, 1);
      panel.apply(...ended({ kind: 'stopped' }));
      assert.ok(panel.find('#stop').hidden);
      assert.ok(!panel.find('#send').matches(':disabled'));
    });

    it('goes through the questions with the arrow keys', () => {
      panel.apply(...asked);
      panel.type('draft');
      panel.key({ key: 'ArrowUp' });
      assert.equal(panel.view.composer.draft, 'why?');
      panel.key({ key: 'ArrowDown' });
      assert.equal(panel.view.composer.draft, 'draft');
      panel.type('two\nlines');
      panel.key({ key: 'ArrowUp' });
      assert.equal(panel.view.composer.draft, 'two\nlines', 'within a text the arrow is the text’s');
    });

    it('sends with its button', () => {
      panel.type('why?');
      panel.find('#send').click();
      assert.deepEqual(panel.sent, ['why?']);
    });
  });
});
