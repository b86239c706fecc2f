import assert from 'node:assert/strict';
import type { Attachment, Budget, Completion, Draft } from '../../src/protocol/attachments.ts';
import { emptyDraft } from '../../src/protocol/attachments.ts';
import { type ChatState, type ComposerMessage, emptyChat } from '../../src/protocol/chat.ts';
import { window } from './page.ts';
import { strings } from './strings.ts';

const { Composer } = await import('../../webview/composer.ts');

const sum: Attachment = {
  id: 'a',
  kind: 'selection',
  name: 'sum.ts',
  title: 'src/sum.ts',
  first: 3,
  last: 5,
  tokens: 1200,
  isExact: true,
  problem: '',
};
const other: Attachment = {
  ...sum,
  id: 'b',
  kind: 'file',
  name: 'b.ts',
  first: 0,
  last: 0,
  tokens: 30,
  isExact: false,
};

const budget: Budget = {
  nCtx: 2000,
  system: 20,
  history: 500,
  attachments: 300,
  question: 80,
  reserve: 100,
  oldest: 'How?',
  oldestTokens: 120,
  leftOut: 0,
  fitsAlone: true,
  canGrow: false,
};

/** As the language of the machine writes it. */
function shown(value: number): string {
  return value.toLocaleString();
}

/** A composer in a body of its own, and what it asked of the host. */
class Page {
  readonly messages: ComposerMessage[] = [];
  readonly composer = new Composer(strings, {
    onMessage: (message) => this.messages.push(message),
    onStop: () => undefined,
    onDraft: () => undefined,
  });
  readonly input = this.find('#input') as HTMLTextAreaElement;

  constructor(draft: Partial<Draft> = {}) {
    document.body.replaceChildren(this.composer.element);
    this.show(draft);
  }

  show(draft: Partial<Draft>): void {
    const model = { kind: 'ready', name: 'tiny', detail: '', nCtx: 2000 } as const;
    const chat: ChatState = { ...emptyChat, model, draft: { ...emptyDraft, ...draft } };
    this.composer.show(chat);
  }

  find(selector: string): HTMLElement {
    const node = this.composer.element.querySelector<HTMLElement>(selector);
    assert.ok(node, selector);
    return node;
  }

  texts(selector: string): string[] {
    return [...this.composer.element.querySelectorAll(selector)].map((node) => node.textContent);
  }

  type(text: string): void {
    this.input.value = text;
    this.input.setSelectionRange(text.length, text.length);
    this.input.dispatchEvent(new window.Event('input', { bubbles: true }));
  }

  /** Whether the key was taken. */
  key(key: string, target: Element = this.input): boolean {
    return !target.dispatchEvent(
      new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    );
  }

  take(type: ComposerMessage['type']): ComposerMessage | undefined {
    return this.messages.splice(0).find((message) => message.type === type);
  }
}

describe('webview/composer', () => {
  before(() => {
    window.HTMLElement.prototype.scrollIntoView = () => undefined;
    // jsdom has none: text goes where the selection is, as an editor of text does it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as the panel itself
    document.execCommand = (_command, _isShown, text = '') => {
      const input = document.querySelector<HTMLTextAreaElement>('#input');
      input?.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
      return input?.dispatchEvent(new window.Event('input', { bubbles: true })) ?? false;
    };
  });

  describe('chips', () => {
    it('show what is attached, where from and what it costs', () => {
      const page = new Page({ attachments: [sum, other] });
      assert.deepEqual(page.texts('.chip-name'), ['sum.ts:3-5', 'b.ts']);
      assert.deepEqual(page.texts('.chip-tokens'), [`${shown(1200)} tokens`, '≈ 30 tokens']);
      assert.equal(page.find('.chip-open').getAttribute('aria-label'), `sum.ts:3-5, ${shown(1200)} tokens`);
      assert.equal(page.find('.chips').getAttribute('aria-label'), 'Attached');
      page.show({ attachments: [{ ...sum, tokens: 7 }] });
      assert.deepEqual(page.texts('.chip-tokens'), ['7 tokens']);
      assert.equal(page.find('.chip-open').getAttribute('aria-label'), 'sum.ts:3-5, 7 tokens');
      page.show({});
      assert.ok(page.find('.chips').hidden);
    });

    it('say what cannot be read', () => {
      const page = new Page({ attachments: [{ ...sum, problem: 'sum.ts is no longer there.' }] });
      assert.equal(page.find('.chip-open').title, 'sum.ts is no longer there.');
      assert.ok(page.find('.chip').hasAttribute('data-problem'));
      assert.deepEqual(page.texts('.chip-tokens'), []);
    });

    it('go by their button', () => {
      const page = new Page({ attachments: [sum, other] });
      page.find('.chip-remove').click();
      assert.deepEqual(page.take('detach'), { type: 'detach', id: 'a' });
    });

    it('are reached by Backspace before the first letter, and go by Backspace or Delete', () => {
      const page = new Page({ attachments: [sum, other] });
      page.type('text');
      assert.ok(!page.key('Backspace'), 'that is the text’s');
      page.input.setSelectionRange(0, 0);
      assert.ok(page.key('Backspace'));
      const last = document.activeElement;
      assert.equal(last?.textContent, 'b.ts');
      assert.ok(page.key('ArrowLeft', last));
      assert.equal(document.activeElement?.textContent, 'sum.ts:3-5');
      assert.ok(page.key('Delete', document.activeElement));
      assert.deepEqual(page.take('detach'), { type: 'detach', id: 'a' });
      assert.equal(document.activeElement, page.input);
      page.show({});
      assert.ok(!page.key('Backspace'));
    });
  });

  describe('suggestions', () => {
    const items: Completion[] = [
      {
        icon: 'file',
        label: '#file',
        detail: 'the open file',
        insert: '',
        source: { kind: 'file', uri: 'file:///a' },
      },
      { icon: 'file', label: '#file:', detail: 'by name', insert: '#file:', source: null },
    ];

    function open(page: Page): void {
      page.type('see #fi');
      const asked = page.take('complete');
      assert.ok(asked?.type === 'complete');
      assert.equal(asked.word, '#fi');
      page.composer.showCompletions(asked.request, items);
    }

    it('are asked for while a word is typed, and make a chip', () => {
      const page = new Page();
      open(page);
      assert.deepEqual(page.texts('#completions .completion-label'), ['#file', '#file:']);
      assert.equal(page.input.getAttribute('aria-activedescendant'), 'completion-0');
      assert.ok(page.key('Enter'));
      assert.equal(page.composer.draft, 'see ');
      assert.deepEqual(page.take('attach'), { type: 'attach', source: { kind: 'file', uri: 'file:///a' } });
      assert.ok(page.find('#completions').hidden);
      assert.equal(page.input.getAttribute('aria-activedescendant'), null);
    });

    it('go on where a name follows', () => {
      const page = new Page();
      open(page);
      page.key('ArrowUp');
      assert.deepEqual(
        [...page.find('#completions').children].map((line) => line.getAttribute('aria-selected')),
        ['false', 'true'],
      );
      page.key('Tab');
      assert.equal(page.composer.draft, 'see #file:');
      const asked = page.take('complete');
      assert.ok(asked?.type === 'complete' && asked.word === '#file:');
    });

    it('are taken with the mouse, and closed by Escape', () => {
      const page = new Page();
      open(page);
      assert.ok(page.key('Escape'));
      assert.ok(page.find('#completions').hidden);
      assert.ok(!page.key('Escape'));
      open(page);
      page.find('#completions li:nth-child(1) .completion-detail').click();
      assert.ok(page.take('attach'));
    });

    it('show no answer to fewer letters, and none to a word that is gone', () => {
      const page = new Page();
      page.type('#f');
      const early = page.take('complete');
      page.type('#fi');
      assert.ok(early?.type === 'complete');
      page.composer.showCompletions(early.request, items);
      assert.ok(page.find('#completions').hidden);
      const late = page.take('complete');
      page.type('#fi ');
      assert.ok(late?.type === 'complete');
      page.composer.showCompletions(late.request, items);
      assert.ok(page.find('#completions').hidden);
    });

    it('leave Enter to a command that is written in full', () => {
      const page = new Page();
      page.type('/fix');
      const asked = page.take('complete');
      assert.ok(asked?.type === 'complete');
      const fix: Completion = { icon: 'command', label: '/fix', detail: '', insert: '/fix ', source: null };
      page.composer.showCompletions(asked.request, [fix]);
      page.key('Enter');
      assert.deepEqual(page.take('send'), { type: 'send', text: '/fix', leaveOut: false });
    });

    it('leave Enter alone while there are none', () => {
      const page = new Page();
      page.type('#nothing');
      assert.ok(page.key('Enter'));
      assert.deepEqual(page.take('send'), { type: 'send', text: '#nothing', leaveOut: false });
    });
  });

  describe('a question that does not fit', () => {
    const full = { ...budget, attachments: 1200, history: 700 };

    it('is said with what can be done', () => {
      const page = new Page({ attachments: [sum, other], budget: { ...full, leftOut: 4, canGrow: true } });
      assert.ok(page.find('#fit p').textContent.includes(`takes ${shown(2100)} tokens`));
      assert.deepEqual(page.texts('#fit button'), [
        'Send without the oldest messages (4)',
        'Attach only the beginning of sum.ts:3-5',
        `Remove sum.ts:3-5 (${shown(1200)} tokens)`,
        'Larger context…',
      ]);
      const [send, head, remove, larger] = page.composer.element.querySelectorAll<HTMLElement>('#fit button');
      page.type('why?');
      send?.click();
      assert.deepEqual(page.take('send'), { type: 'send', text: 'why?', leaveOut: true });
      head?.click();
      assert.deepEqual(page.take('attachHead'), { type: 'attachHead', id: 'a' });
      remove?.click();
      assert.deepEqual(page.take('detach'), { type: 'detach', id: 'a' });
      larger?.click();
      assert.deepEqual(page.take('enlargeContext'), { type: 'enlargeContext' });
    });

    it('has no choices that would not help', () => {
      const page = new Page({ attachments: [], budget: { ...full, fitsAlone: false, leftOut: 4 } });
      assert.deepEqual(page.texts('#fit button'), []);
      page.show({ attachments: [sum], budget: { ...full, question: 2500, fitsAlone: false } });
      assert.deepEqual(page.texts('#fit button'), [`Remove sum.ts:3-5 (${shown(1200)} tokens)`]);
    });

    it('is only mentioned where the person lets old messages go, and not before anything is written', () => {
      const page = new Page({ budget: { ...full, leftOut: 2 }, leavesOut: true });
      assert.equal(
        page.find('#fit').textContent,
        'The context is full. Oldest messages that will be left out: 2.',
      );
      page.show({ budget: { ...full, attachments: 0, question: 0, history: 3000, leftOut: 2 } });
      assert.ok(page.find('#fit').hidden);
      page.show({ budget });
      assert.ok(page.find('#fit').hidden);
    });

    it('comes back to the input', () => {
      const page = new Page();
      page.composer.returnDraft('why?');
      assert.equal(page.composer.draft, 'why?');
      page.composer.returnDraft('how?');
      assert.equal(page.composer.draft, 'how?\nwhy?');
    });
  });

  describe('gauge', () => {
    it('opens to a table of what fills the context', () => {
      const page = new Page({ budget });
      const button = page.find('#context');
      assert.equal(button.textContent, '45%');
      assert.ok(page.find('#context-details').hidden);
      button.click();
      assert.ok(!page.find('#context-details').hidden);
      assert.equal(button.getAttribute('aria-expanded'), 'true');
      assert.deepEqual(page.texts('#context-details tr'), [
        'Instructions20',
        'Conversation so far500',
        'Attached300',
        'Question80',
        'Kept for the answer100',
        `Free${shown(1000)}`,
      ]);
      assert.match(page.find('#context-details p').textContent, /“How\?” \(120 tokens\)/);
      page.show({ budget: { ...budget, question: 180 } });
      assert.ok(page.texts('#context-details td').includes('180'));
      page.key('Escape', page.find('#context-details'));
      assert.ok(page.find('#context-details').hidden);
      assert.equal(document.activeElement, button);
    });
  });
});
