import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandTopics } from '../../../tools/starter-model/questions/commands.ts';
import { declinedTask, question } from '../../../tools/starter-model/questions/index.ts';
import { knowledgeTopics, talkTopics } from '../../../tools/starter-model/questions/knowledge.ts';
import { otherAsks } from '../../../tools/starter-model/questions/otherAsks/index.ts';
import { alienated, composed } from '../../../tools/starter-model/questions/alien.ts';
import { expanded, paraphrase, paraphrased } from '../../../tools/starter-model/questions/paraphrases.ts';
import { OUTSIDE_ANSWER, outsideQuestion } from '../../../tools/starter-model/questions/outsideWorld.ts';
import { settingTopics } from '../../../tools/starter-model/questions/settings.ts';
import { LARGER_MODEL, SMALL_MODEL } from '../../../tools/starter-model/questions/topic.ts';
import { varied } from '../../../tools/starter-model/questions/varied.ts';
import { vocabulary, worded } from '../../../tools/starter-model/questions/worded.ts';
import { typed, wordings } from '../../../tools/starter-model/questions/wordings.ts';
import { Random } from '../../support/random.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const properties = contributes.configuration.properties;
const all = [...commandTopics, ...settingTopics, ...knowledgeTopics, ...talkTopics];

describe('the questions of the built-in model', () => {
  it('cover every command, by its title', () => {
    const titles = contributes.commands.map(({ command, title }) => [
      command,
      words[title.replaceAll('%', '')],
    ]);
    assert.deepEqual(commandTopics.map(({ manifest, title }) => [manifest, title]).sort(), titles.sort());
    for (const { title, answer, id } of commandTopics) {
      assert.ok(answer.includes(`**Burrow: ${title}**`) || answer.includes(`**${title}**`), id);
    }
  });

  it('cover every setting, by its name', () => {
    assert.deepEqual(settingTopics.map(({ manifest }) => manifest).sort(), Object.keys(properties).sort());
    for (const { manifest, answer } of settingTopics) assert.ok(answer.includes(`\`${manifest}\``), manifest);
  });

  it('name only commands, settings and defaults that there are', () => {
    const titles = new Set(commandTopics.map(({ title }) => title));
    for (const { id, answer } of all) {
      for (const [, title = ''] of answer.matchAll(/\*\*Burrow: ([^*]+)\*\*/g))
        assert.ok(titles.has(title), `${id}: ${title}`);
      for (const [, name = ''] of answer.matchAll(/`(burrow\.\w+)`/g))
        assert.ok(name in properties, `${id}: ${name}`);
    }
    for (const { manifest, answer } of settingTopics) {
      const said = /default is (?<value>[\d.]+\d|\d)/.exec(answer)?.groups?.['value'];
      if (said !== undefined) assert.equal(said, String(properties[manifest]?.default), manifest);
    }
  });

  it('are varied, and never into a wording that is held out', () => {
    const random = new Random(8);
    const bare = (text: string): string =>
      text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, ' ')
        .trim();
    const heldOut = new Set(wordings(true).map(({ text }) => bare(text)));
    const trained = new Set(wordings(false).map(({ text }) => bare(text)));
    const asked = Array.from({ length: 4000 }, () => bare(question(random)[0]!.content));
    assert.deepEqual(
      asked.filter((text) => heldOut.has(text)),
      [],
    );
    assert.ok(asked.filter((text) => !trained.has(text)).length > 1500, 'many are in other words');
    const words = Array.from({ length: 400 }, () => varied('how do I make the context larger?', random));
    assert.ok(new Set(words).size > 60);
    for (const text of words) assert.match(text, /\?$/);
    assert.equal(varied('hi there', random), 'hi there');
  });

  it('give each topic one answer, and wordings that are never trained on', () => {
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    assert.equal(new Set(all.map(({ answer }) => answer)).size, all.length);
    assert.deepEqual(Object.keys(otherAsks).sort(), all.map(({ id }) => id).sort());
    const trained = new Set(wordings(false).map(({ text }) => text.toLowerCase()));
    const heldOut = wordings(true);
    for (const { text } of heldOut) assert.ok(!trained.has(text.toLowerCase()), text);
    for (const topic of all)
      assert.ok(
        heldOut.some((wording) => wording.topic === topic),
        topic.id,
      );
  });

  it('give no wording two answers', () => {
    const answers = new Map<string, string>();
    for (const { topic, text } of [...wordings(false), ...wordings(true)]) {
      const key = text.toLowerCase();
      assert.equal(answers.get(key) ?? topic.id, topic.id, text);
      answers.set(key, topic.id);
    }
  });

  it('are paraphrased by patterns, which no two topics share', () => {
    const random = new Random(21);
    assert.deepEqual([...paraphrased].sort(), all.map(({ id }) => id).sort());
    const topics = new Map<string, string>();
    for (const id of paraphrased) {
      const texts = Array.from({ length: 1500 }, () => paraphrase(id, random));
      assert.ok(new Set(texts).size >= 15, id);
      for (const text of texts) {
        assert.doesNotMatch(text, /[()[\]|$]|undefined/, text);
        const key = text.toLowerCase();
        assert.equal(topics.get(key) ?? id, id, text);
        topics.set(key, id);
      }
    }
    const choices = new Set(Array.from({ length: 60 }, () => expanded('a (b|c (d|e)) [f]', random)));
    assert.deepEqual([...choices].sort(), ['a b', 'a b f', 'a c d', 'a c d f', 'a c e', 'a c e f']);
  });

  it('are asked in the words of a vocabulary, which hardly ever names two topics by the same text', () => {
    assert.deepEqual(Object.keys(vocabulary).sort(), all.map(({ id }) => id).sort());
    const random = new Random(23);
    const topics = new Map<string, string>();
    const shared: string[] = [];
    for (const topic of all) {
      const texts = Array.from({ length: 800 }, () => worded(topic, random));
      assert.ok(new Set(texts).size >= 250, topic.id);
      for (const text of texts) {
        assert.doesNotMatch(text, /[()[\]{}|$]|undefined/, text);
        const key = text.toLowerCase();
        if ((topics.get(key) ?? topic.id) !== topic.id) shared.push(`${topic.id}: ${text}`);
        topics.set(key, topic.id);
      }
    }
    assert.ok(shared.length <= all.length / 20, shared.join('\n'));
  });

  it('are told apart from the same questions about other things', () => {
    const random = new Random(22);
    assert.match(alienated('how do I rename a chat?', random) ?? '', /^how do I rename an? \w+\?$/);
    assert.equal(alienated('is it free?', random), undefined);
    const texts = Array.from({ length: 2000 }, () => composed(random));
    assert.ok(new Set(texts).size > 1900, 'they differ');
    for (const text of texts) assert.doesNotMatch(text, /\{|undefined/, text);
    const known = new Set([...wordings(false), ...wordings(true)].map(({ text }) => text.toLowerCase()));
    for (const text of texts) assert.ok(!known.has(text.toLowerCase()), text);
  });

  it('say of all else that a larger model is needed', () => {
    assert.ok(OUTSIDE_ANSWER.includes(SMALL_MODEL) && OUTSIDE_ANSWER.includes(LARGER_MODEL));
    const random = new Random(3);
    const outside = Array.from({ length: 500 }, () => outsideQuestion(random));
    for (const text of outside) assert.doesNotMatch(text, /[{}]|undefined/, text);
    assert.ok(new Set(outside).size > 450, 'they differ');
    const known = new Set([...wordings(false), ...wordings(true)].map(({ text }) => text.toLowerCase()));
    for (const text of outside) assert.ok(!known.has(text.toLowerCase()), text);
  });

  it('are typed as people type, and the same for the same seed', () => {
    const some = (seed: number): string[] => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => typed('how do I stop an answer?', random));
    };
    assert.deepEqual(some(1), some(1));
    assert.ok(new Set(some(1)).size > 10);
    for (const text of some(1)) assert.match(text, /stop an answer/i);
  });

  it('end with an answer', () => {
    const random = new Random(9);
    for (let i = 0; i < 50; i++) assert.equal(question(random).at(-1)?.role, 'assistant');
    const { messages } = declinedTask('let x = 1;', 'typescript', random);
    assert.match(messages[0]?.content ?? '', /```typescript\nlet x = 1;\n```/);
    assert.ok(messages[1]?.content.includes(LARGER_MODEL));
  });
});
