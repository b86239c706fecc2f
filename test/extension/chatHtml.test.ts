import assert from 'node:assert/strict';
import { installVscode } from './vscodeStub.ts';

installVscode();
const { chatHtml } = await import('../../src/extension/chatHtml.ts');
const { panelStrings } = await import('../../src/extension/strings.ts');

const strings = { ...panelStrings('this computer'), welcome: `"><script>alert('1')</script>&amp;` };
const html = chatHtml({
  cspSource: 'https://resources.example',
  nonce: 'bm9uY2U=',
  scriptUri: 'https://resources.example/dist/webview.js?a=1&b=2',
  styleUri: 'https://resources.example/media/chat.css',
  language: 'en',
  strings,
});

describe('extension/chatHtml', () => {
  it('allows nothing but its own script, style sheet and font', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    assert.deepEqual(policy?.split('; '), [
      `default-src 'none'`,
      `script-src 'nonce-bm9uY2U='`,
      'style-src https://resources.example',
      'font-src https://resources.example',
      `base-uri 'none'`,
      `form-action 'none'`,
    ]);
  });

  it('holds one script, which carries the nonce, and no inline code', () => {
    assert.deepEqual(html.match(/<script[^>]*>/g), [
      '<script type="module" nonce="bm9uY2U=" src="https://resources.example/dist/webview.js?a=1&amp;b=2">',
    ]);
    assert.doesNotMatch(html, /<style|<img|<iframe| style=| on[a-z]+=/);
  });

  it('hands over its strings unharmed', () => {
    const attribute = /data-strings="([^"]*)"/.exec(html)?.[1] ?? '';
    const decoded = attribute
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    assert.deepEqual(JSON.parse(decoded), strings);
  });
});
