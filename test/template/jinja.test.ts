import assert from 'node:assert/strict';
import vm from 'node:vm';
import { LlmError } from '../../src/base/errors.ts';
import { compileTemplate } from '../../src/template/jinja.ts';

function render(source: string, variables: Record<string, unknown> = {}): string {
  return compileTemplate(source).render(variables, new Date(2024, 6, 4));
}

function fails(source: string, message: RegExp, variables: Record<string, unknown> = {}): void {
  assert.throws(
    () => render(source, variables),
    (error) => {
      assert.ok(error instanceof LlmError, String(error));
      assert.equal(error.code, 'template');
      assert.match(error.message, message);
      return true;
    },
  );
}

describe('compileTemplate', () => {
  it('strips and trims blocks as the transformers library does', () => {
    assert.equal(render('a\n  {% if true %}\nb\n  {% endif %}\nc\n'), 'a\nb\nc');
  });

  it('has the globals that templates use', () => {
    assert.equal(
      render('{{ [true, True, false, False, none, None] | tojson }}'),
      '[true, true, false, false, null, null]',
    );
    assert.equal(
      render('{{ range(3) | list }}{{ range(5, 0, -2) | list }}{{ range(2, 2) | list }}'),
      '[0, 1, 2][5, 3, 1][]',
    );
    assert.equal(render('{% set ns = namespace(n=1) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}'), '2');
    assert.equal(render('{{ strftime_now("%d %b %Y") }}'), '04 Jul 2024');
    assert.equal(render('{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(v) }}', { v: 'a' }), 'aa');
    assert.equal(
      render('{% for i in range(5) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}'),
      '012',
    );
  });

  it('strips the characters that it is told to, and white space where it is told none', () => {
    assert.equal(render("{{ '\n\n  a \n'.strip('\n') | tojson }}"), '"  a "');
    assert.equal(
      render("{{ 'xyaxy'.rstrip('yx') }}|{{ 'xxaxx'.lstrip('x') }}|{{ ' a '.strip() }}"),
      'xya|axx|a',
    );
    assert.equal(render("{{ v.split('|')[-1].lstrip('é🙂') }}", { v: 'x|🙂é🙂end' }), 'end');
  });

  it('writes values as Python does, where | string asks for it', () => {
    const tool = { name: "it's", strict: true, of: [1, 2.5, null, 'a "b"\\n'], none: {} };
    assert.equal(
      render('{{ tool | string }}', { tool }),
      `{'name': "it's", 'strict': True, 'of': [1, 2.5, None, 'a "b"\\\\n'], 'none': {}}`,
    );
    assert.equal(
      render(
        "{{ true | string }} {{ none | string }} {{ 1.0 | string }} {{ 'x' | string }} {{ 5 | string + '!' }}",
      ),
      'True None 1.0 x 5!',
    );
    assert.equal(render("{{ '\\n' ~ ([false] | string) }}"), '\n[False]');
  });

  it('renders again and again from the start', () => {
    const template = compileTemplate('{% set ns = namespace(n=0) %}{% set ns.n = ns.n + n %}{{ ns.n }}');
    assert.deepEqual([template.render({ n: 1 }), template.render({ n: 2 })], ['1', '2']);
  });

  it('says what the template says', () => {
    fails(
      "{{ raise_exception('System role not supported') }}",
      /^the chat template says: System role not supported$/,
    );
  });

  it('says what is wrong with a template', () => {
    fails('{% for %}', /cannot be read: Unexpected token/);
    fails("{{ 'abc", /cannot be read: Unexpected end of input/);
    fails('{% if x %}', /cannot be read/);
    fails('{{ x | unheard_of }}', /failed: .*unheard_of/, { x: 'a' });
    fails('{{ nothing() }}', /failed: .*not a function/);
    fails('{% break %}', /failed: a loop control outside of a loop/);
  });
});

describe('an untrusted template', () => {
  it('reaches nothing but its own values', () => {
    for (const source of [
      "{{ ''.constructor }}",
      "{{ messages.__proto__ }}{{ messages['__proto__'] }}",
      '{{ range.constructor }}{{ raise_exception.call }}',
      '{{ globalThis }}{{ process }}{{ this }}{{ Function }}',
      "{{ {}.constructor }}{{ {}['__proto__'] }}{{ namespace().__proto__ }}",
    ]) {
      assert.equal(render(source, { messages: [] }), '', source);
    }
    fails("{{ ''.constructor.constructor('return process')() }}", /not a function/);
    assert.equal(Object.keys(Object.prototype).length, 0);
    render("{% set ns = namespace() %}{% set ns.__proto__ = 'x' %}{{ ns.__proto__ }}");
    assert.equal(({} as { x?: unknown }).x, undefined);
  });

  it('makes no endless list', () => {
    fails('{{ range(10**10) | length }}', /more than \d+ items in a list/);
    fails('{{ range(0, 1, 0) }}', /no end/);
    const doubling =
      '{% set ns = namespace(a=[1]) %}{% for i in range(40) %}{% set ns.a = ns.a + ns.a %}{% endfor %}';
    fails(doubling, /more than 131072 items in a list/);
  });

  it('makes no endless text', () => {
    const doubling =
      "{% set ns = namespace(s='x') %}{% for i in range(40) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}";
    fails(`${doubling}{{ ns.s }}`, /more than 4194304 characters in one text/);
    fails('{% for i in range(100000) %}{{ s }}{% endfor %}', /characters in/, { s: 'x'.repeat(1000) });
    fails("{{ 'a\nb' | indent(1000000000) }}", /too much text/);
  });

  it('hoards no texts', () => {
    const hoarding =
      '{% set ns = namespace(a=[]) %}{% for i in range(1000) %}{% set ns.a = ns.a + [(s ~ i)] %}{% endfor %}';
    fails(hoarding, /characters in all/, { s: 'x'.repeat(2 ** 20) });
  });

  it('takes no endless number of steps', () => {
    const items = '1, '.repeat(1000);
    fails(`{% for i in range(1000) %}{% set list = [${items}] %}{% endfor %}`, /more than 1048576 steps/);
    // Each new list counts as many steps as it has items: a loop over it takes none if its body is empty.
    fails('{% for i in range(20) %}{% set list = range(100000) %}{% endfor %}', /more than 1048576 steps/);
  });

  it('does not nest without end', () => {
    fails('{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}', /nested expressions/);
    fails(`{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`, /nests too deeply/);
    fails(`{{ 1${' + 1'.repeat(5000)} }}`, /nested expressions/);
  });

  it('is not read at any length', () => {
    fails('x'.repeat(2 ** 17 + 1), /131073 characters/);
    assert.equal(render('x'.repeat(2 ** 17)).length, 2 ** 17);
  });

  // What its counted limits do not stop soon, a clock does.
  it('is stopped by the clock of a vm, in the middle of a loop and in the middle of reading it', () => {
    const script = new vm.Script('run()');
    const timeouts = [
      (): string =>
        render('{% set r = range(100000) %}{% for i in r %}{% for j in r %}{% endfor %}{% endfor %}'),
      (): string => render(`${' '.repeat(100_000)}x`),
    ];
    for (const run of timeouts) {
      assert.throws(() => script.runInNewContext({ run }, { timeout: 50 }), {
        code: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
      });
    }
    assert.equal(script.runInNewContext({ run: () => render('{{ 1 + 1 }}') }, { timeout: 1000 }), '2');
  });
});
