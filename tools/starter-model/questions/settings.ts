import type { Topic } from './topic.ts';

/** A setting of the manifest; `asks` follow "how do I". */
interface SettingTopic extends Topic {
  readonly manifest: `burrow.${string}`;
}

export const settingTopics: readonly SettingTopic[] = [
  {
    id: 'modelPath',
    manifest: 'burrow.modelPath',
    asks: ['set the path of the model', 'say which file is the model'],
    heldOut: ['give the location of the model file'],
    answer:
      '`burrow.modelPath` is the absolute path of the GGUF file. **Burrow: Select Model…** sets it; empty means me, the built-in model.',
  },
  {
    id: 'contextSize',
    manifest: 'burrow.contextSize',
    asks: [
      'make the context larger',
      'change the context size',
      'let the model see more of the conversation',
    ],
    heldOut: ['give the model a longer memory', 'increase the context window'],
    answer:
      '`burrow.contextSize` is how many tokens the model sees at once. 0 takes what it was trained with, at most 8192. More needs more memory.',
  },
  {
    id: 'threads',
    manifest: 'burrow.threads',
    asks: ['use more threads', 'set the number of threads', 'limit the CPU cores', 'use fewer cores'],
    heldOut: ['keep it from using all my cores', 'use all my cores'],
    answer:
      '`burrow.threads` is how many threads compute. 0 uses the cores of the machine and leaves one to the editor.',
  },
  {
    id: 'kvCacheType',
    manifest: 'burrow.kvCacheType',
    asks: ['save memory in the context', 'change the KV cache', 'quantise the KV cache'],
    heldOut: ['make the KV cache smaller'],
    answer:
      '`burrow.kvCacheType` is how the context is kept: `f16` is the default, `f32` takes twice the memory, `q8_0` half.',
  },
  {
    id: 'systemPrompt',
    manifest: 'burrow.systemPrompt',
    asks: ['set a system prompt', 'give the model instructions for every chat', 'tell the model who it is'],
    heldOut: ['have the same instructions in all chats'],
    answer:
      '`burrow.systemPrompt` holds instructions that stand before every conversation. Empty means none.',
  },
  {
    id: 'temperature',
    manifest: 'burrow.temperature',
    asks: ['make answers more creative', 'make answers less random', 'change the temperature'],
    heldOut: ['get less random answers', 'turn the temperature down'],
    answer:
      '`burrow.temperature` is how freely the next word is chosen. 0 always takes the likeliest; the default is 0.8.',
  },
  {
    id: 'topK',
    manifest: 'burrow.topK',
    asks: ['change top-k', 'limit the number of likely tokens'],
    heldOut: ['alter top k'],
    answer:
      '`burrow.topK` considers only so many of the likeliest tokens. The default is 40; 0 considers all.',
  },
  {
    id: 'topP',
    manifest: 'burrow.topP',
    asks: ['change top-p', 'set nucleus sampling'],
    heldOut: ['alter top p'],
    answer:
      '`burrow.topP` considers the likeliest tokens whose probabilities add up to it. The default is 0.95; 1 considers all.',
  },
  {
    id: 'minP',
    manifest: 'burrow.minP',
    asks: ['change min-p', 'drop unlikely tokens'],
    heldOut: ['alter min p'],
    answer:
      '`burrow.minP` drops tokens that are less likely than this share of the likeliest one. The default is 0.05; 0 keeps all.',
  },
  {
    id: 'repeatPenalty',
    manifest: 'burrow.repeatPenalty',
    asks: ['stop the model from repeating itself', 'avoid repetition', 'change the repeat penalty'],
    heldOut: ['keep it from saying the same thing again'],
    answer: '`burrow.repeatPenalty` makes recent tokens less likely to come again. 1 changes nothing.',
  },
  {
    id: 'seed',
    manifest: 'burrow.seed',
    asks: ['get the same answer every time', 'set the seed', 'make answers reproducible'],
    heldOut: ['have repeatable answers'],
    answer:
      '`burrow.seed`: the same seed, question and settings give the same answer. -1 draws a new seed each time.',
  },
  {
    id: 'maxTokens',
    manifest: 'burrow.maxTokens',
    asks: ['limit the length of answers', 'get shorter answers', 'set the maximum number of tokens'],
    heldOut: ['cap how long an answer gets'],
    answer:
      '`burrow.maxTokens` ends an answer after so many tokens. 0 leaves it to the model and the context.',
  },
  {
    id: 'idleUnloadMinutes',
    manifest: 'burrow.idleUnloadMinutes',
    asks: ['keep the model loaded', 'unload the model when idle', 'change when the memory is given back'],
    heldOut: ['stop it from unloading after a while'],
    answer:
      '`burrow.idleUnloadMinutes`: the memory is given back after so many minutes without a question. The default is 15; 0 means never.',
  },
  {
    id: 'conversationMemory',
    manifest: 'burrow.conversationMemory',
    asks: ['switch between chats quickly', 'keep several conversations in memory'],
    heldOut: ['set the memory for waiting conversations'],
    answer:
      '`burrow.conversationMemory` is megabytes of memory for conversations that wait, so that going back to one is instant. The default is 512.',
  },
  {
    id: 'conversationDisk',
    manifest: 'burrow.conversationDisk',
    asks: ['keep computed conversations on disk', 'store conversation states on disk'],
    heldOut: ['let conversation states survive a restart'],
    answer:
      '`burrow.conversationDisk` is megabytes of disk for conversations that wait. The default is 0: nothing of them is written.',
  },
  {
    id: 'speculation',
    manifest: 'burrow.speculation',
    asks: ['turn speculation off', 'make rewriting a file faster', 'guess ahead'],
    heldOut: ['disable speculative decoding'],
    answer:
      '`burrow.speculation` guesses ahead where an answer repeats the question. The answers are the same, only sooner.',
  },
  {
    id: 'draftModelPath',
    manifest: 'burrow.draftModelPath',
    asks: ['use a draft model', 'set a draft model', 'speed up a large model with a small one'],
    heldOut: ['have a smaller model guess along'],
    answer:
      '`burrow.draftModelPath` names a smaller GGUF file of the same vocabulary that guesses ahead. The answers are the same, only sooner.',
  },
];
