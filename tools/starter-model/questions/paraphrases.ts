import type { Random } from '../../../test/support/random.ts';
import { commandPatterns } from './patterns/commands.ts';
import { knowledgePatterns } from './patterns/knowledge.ts';
import { settingPatterns } from './patterns/settings.ts';
import { talkPatterns } from './patterns/talk.ts';

/** Groups of words for one thing; `$chat` in a pattern is one of them. */
const groups: Readonly<Record<string, string>> = {
  chat: 'chat|conversation|session|discussion|dialogue|talk|thread',
  chats: 'chats|conversations|sessions|discussions|talks|threads',
  code: 'code|function|snippet|method|piece of code|block of code|class|lines|source|program',
  model: 'model|LLM|language model|AI|AI model|neural net',
  models: 'models|LLMs|language models|AIs',
  answer: 'answer|reply|response|output|result',
  answers: 'answers|replies|responses|outputs|what it says|what it writes',
  edit: 'edit|change|changes|diff|suggestion|proposal|modification|rewrite|patch',
  error: 'error|problem|warning|diagnostic|squiggle|complaint|red line|message of the compiler',
  mem: 'memory|RAM|main memory',
  machine: 'machine|computer|laptop|PC|notebook|device',
  get: 'get|have|obtain|receive|see|want|need',
  see: 'see|view|show|look at|inspect|display|read|examine|check|find',
  change: 'change|set|adjust|modify|alter|configure|tune|tweak|control|choose|edit',
  raise: 'raise|increase|enlarge|extend|grow|expand|widen|lift|double',
  lower: 'lower|reduce|decrease|shrink|cut|limit|restrict|bring down|halve',
  off: 'turn off|disable|switch off|deactivate',
  on: 'turn on|enable|switch on|activate',
  set: 'setting|option|parameter|value|preference|knob',
  big: 'big|large|heavy|huge',
  bigger: 'bigger|larger|stronger|better|smarter|more capable|more powerful|real|serious|proper',
  sel: 'selection|selected code|selected lines|selected text|marked code|highlighted lines|highlighted code',
  my: 'my|this|the|some|a',
  yes: 'is|are|will|does|do|can',
  vs: 'VS Code|the editor|vscode|my editor',
  this: 'this|it|Burrow|this extension|the extension|this plugin|this tool|this thing',
  q: 'question|prompt|message|request',
  can: 'can|could|may',
};

/**
 * What may be asked about a topic, as patterns: `(a|b)` is one of them, `[a]` may be missing, `$chat` one of a group. Of
 * commands and settings they follow "how do I", as `asks` do; of the others they are whole questions.
 */
const patterns: Readonly<Record<string, readonly string[]>> = {
  ...commandPatterns,
  ...settingPatterns,
  ...knowledgePatterns,
  ...talkPatterns,
};

/** A way to ask for a topic that its lists need not have. */
export function paraphrase(topicId: string, random: Random): string {
  const known = patterns[topicId];
  if (known === undefined)
    throw new Error(`paraphrase: expected patterns for every topic, none for ${topicId}`);
  return expanded(random.pick(known), random);
}

/** The topics that have patterns. */
export const paraphrased: readonly string[] = Object.keys(patterns);

/** One of what a pattern stands for. */
export function expanded(pattern: string, random: Random): string {
  let text = pattern;
  for (;;) {
    const next = text
      .replace(/\$(?<group>\w+)/g, (_, group: string) => `(${groups[group]!})`)
      // Those without another within them.
      .replace(/\((?<choices>[^()[\]]*)\)/g, (_, choices: string) => random.pick(choices.split('|')))
      .replace(/\[(?<choices>[^()[\]]*)\]/g, (_, choices: string) =>
        random.float() < OPTIONAL_SHARE ? random.pick(choices.split('|')) : '',
      );
    if (next === text) return text.replace(/\s+/g, ' ').trim();
    text = next;
  }
}

const OPTIONAL_SHARE = 0.5;
