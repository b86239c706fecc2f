import { commandAsks } from './commands.ts';
import { knowledgeAsks } from './knowledge.ts';
import { settingAsks } from './settings.ts';
import { talkAsks } from './talk.ts';

/**
 * More ways to ask for a topic, by its id, in words that differ from those of its own list as people's do: the more words
 * lead to an answer, the more likely is one of them in a question that nobody foresaw. Of commands and settings they
 * follow "how do I", as `asks` do.
 */
export const otherAsks: Readonly<Record<string, readonly string[]>> = {
  ...commandAsks,
  ...settingAsks,
  ...knowledgeAsks,
  ...talkAsks,
};
