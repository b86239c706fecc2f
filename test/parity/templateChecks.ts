import type { ChatMessage } from '../../src/protocol/engine.ts';
import { compileTemplate } from '../../src/template/jinja.ts';
import { builtinTemplates } from '../../src/template/builtin.ts';
import { type TemplateCase, templateCases } from './chatTemplates.ts';
import type { Check, Outcome } from './check.ts';
import type { LlamaCpp } from './llamaCpp.ts';

/** Conversations by what is special about them. */
const conversations: Readonly<Record<string, readonly ChatMessage[]>> = {
  'one question': [{ role: 'user', content: 'What is 2 + 2?' }],
  'with a system message': [
    { role: 'system', content: 'Be brief. /no_think' },
    { role: 'user', content: '  Warum ist der Himmel blau? 🌤\n' },
  ],
  'several turns': [
    { role: 'user', content: 'def f(x):\n\treturn {"a": x}  # {{ not }} {% jinja %}' },
    { role: 'assistant', content: '<think>\nhm\n</think>\n\n  It returns a dict.\n' },
    { role: 'user', content: 'and "quotes" & <tags> \\ too?' },
    { role: 'assistant', content: 'Yes.' },
    { role: 'user', content: '東京' },
  ],
};

/** Each template with each set of its variables, and the built-in ones, against llama.cpp's Jinja. */
export function templateChecks(): Check[] {
  const builtin = builtinTemplates.map(({ name, source }) => ({
    family: `built in ${name}`,
    bos: '<s>',
    eos: '</s>',
    source,
  }));
  return [...templateCases, ...builtin].map((template) => ({
    name: `template/${template.family}`,
    run: (llama) => compare(llama, template),
  }));
}

async function compare(
  llama: LlamaCpp,
  { bos, eos, source, variables = [] }: TemplateCase,
): Promise<Outcome> {
  const problems: string[] = [];
  let nCompared = 0;
  let nRefused = 0;
  for (const more of [{}, ...variables]) {
    for (const [name, messages] of Object.entries(conversations)) {
      const all = { messages, bos_token: bos, eos_token: eos, add_generation_prompt: true, ...more };
      const found = await outcome(() => compileTemplate(source).render(all));
      const expected = await outcome(() => llama.request('render', { template: source, variables: all }));
      nCompared++;
      if (typeof expected !== 'string' && typeof found !== 'string') nRefused++;
      else if (found !== expected)
        problems.push(`${name} ${JSON.stringify(Object.keys(more))}: ${firstDifference(expected, found)}`);
    }
  }
  // A template that both refuse altogether shows nothing.
  if (nRefused === nCompared) problems.push('refused by both');
  return {
    problem: problems.length === 0 ? undefined : `${problems.length} of ${nCompared}, first ${problems[0]!}`,
    note: `${nCompared} prompts${nRefused > 0 ? `, of which ${nRefused} are refused` : ''}`,
  };
}

/** The text, or the refusal: every engine words its own in its own way. */
async function outcome(render: () => string | Promise<string>): Promise<string | Error> {
  try {
    return await render();
  } catch (error) {
    return error as Error;
  }
}

function firstDifference(expected: string | Error, found: string | Error): string {
  if (typeof expected !== 'string') return `expected a refusal (${expected.message})`;
  if (typeof found !== 'string') return `found a refusal (${found.message})`;
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at++;
  const show = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40));
  return `at ${at}: expected ${show(expected)}, found ${show(found)}`;
}
