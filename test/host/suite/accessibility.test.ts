import assert from 'node:assert/strict';
import { newChat, openPanel } from './chatPanel.ts';
import { chooseModel, talkingModel, writeModel } from './models.ts';
import { showReal, showState, states } from './states.ts';
import { themes, type ThemeClass, useTheme } from './themes.ts';
import { needsWindow, panel, pressKey, reduceMotion, resizeWindow, screenshot, typeText } from './window.ts';

/** What lies behind the page, which has none of its own: it is as much at home in the other bars. */
const background = 'var(--vscode-sideBar-background)';

const themeClasses = Object.keys(themes) as ThemeClass[];

describe('accessibility', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
    await newChat();
  });

  after(async () => {
    await useTheme(undefined);
    await showReal();
  });

  for (const bodyClass of themeClasses) {
    describe(themes[bodyClass], () => {
      before(() => useTheme(bodyClass));

      for (const [name, state] of Object.entries(states)) {
        it(`axe finds nothing in the state “${name}”`, async () => {
          await showState(state);
          const found = await panel.violations(background);
          assert.deepEqual(found, [], found.join('\n\n'));
        });
      }

      it('axe finds nothing where thoughts are unfolded, lines counted and a question edited', async () => {
        await showState(states['thinking'] ?? assert.fail());
        await panel.click(':nth-match(.thought > summary, 1)');
        await panel.click(':nth-match([data-turn-action="edit"], 1)');
        assert.deepEqual(await panel.violations(background), []);
        await panel.click('.question-editor .secondary');
        await showState(states['code'] ?? assert.fail());
        await panel.click('[data-look="lineNumbers"]');
        await panel.click('[data-look="wrap"]');
        assert.deepEqual(await panel.violations(background), []);
        await screenshot(`line-numbers-${bodyClass.replace(/:.*/, '')}`);
        await panel.click('[data-look="lineNumbers"]');
        await panel.click('[data-look="wrap"]');
      });

      it('axe finds nothing where the context is laid open, and where words are completed', async () => {
        await showState(states['attached'] ?? assert.fail());
        await panel.click('#context');
        await panel.waitFor('#context-details table');
        assert.deepEqual(await panel.violations(background), []);
        await screenshot(`context-${bodyClass.replace(/:.*/, '')}`);
        await pressKey('Escape');
        await panel.click('#input');
        await typeText('/');
        await panel.waitFor('#completions [role=option]');
        assert.deepEqual(await panel.violations(background), []);
        await screenshot(`completions-${bodyClass.replace(/:.*/, '')}`);
        await panel.fill('#input', '');
      });
    });
  }

  it('gives the log, the status and each turn their role and name', async () => {
    await showState(states['streaming'] ?? assert.fail());
    assert.equal(await panel.attribute('#transcript', 'role'), 'log');
    assert.equal(
      await panel.attribute('#transcript', 'aria-live'),
      'off',
      'nobody wants to hear every token',
    );
    assert.equal(await panel.attribute('.turn[data-role="user"]', 'aria-label'), 'You');
    assert.equal(await panel.attribute('.turn[data-role="assistant"]', 'aria-label'), 'Burrow');
    assert.equal(await panel.attribute('.turn[data-role="assistant"]', 'aria-busy'), 'true');
    const status = '[role="status"]';
    assert.deepEqual(await panel.texts(status), ['Generating']);
    await showState(states['code'] ?? assert.fail());
    assert.deepEqual(await panel.texts(status), ['Done']);
    await showState(states['error'] ?? assert.fail());
    assert.deepEqual(await panel.texts(status), ['Failed']);
  });

  it('stands still for who asked the system for it', async () => {
    await showState(states['loading'] ?? assert.fail());
    const animation = `(icon) => getComputedStyle(icon).animationName`;
    assert.equal(await panel.evaluate('.codicon-loading', animation), 'turn');
    await reduceMotion(true);
    assert.equal(await panel.evaluate('.codicon-loading', animation), 'none');
    await reduceMotion(false);
  });

  it('fits 200 pixels', async () => {
    for (const [name, state] of Object.entries(states)) {
      await showState(state);
      await panel.evaluate('body', `(body) => { body.style.width = '200px'; }`);
      const wider = (await panel.evaluate(
        'body',
        `(body) => [...body.querySelectorAll('*')]
          .filter((node) => node.closest('pre, .table-scroll, .visually-hidden') === null)
          .filter((node) => node.getBoundingClientRect().right > 200.5)
          .map((node) => node.outerHTML.slice(0, 120))`,
      )) as string[];
      assert.deepEqual(wider, [], name);
    }
    await screenshot('200-pixels');
    await panel.evaluate('body', `(body) => { body.style.width = ''; }`);
    await resizeWindow(1280, 800);
  });
});
