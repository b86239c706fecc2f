/** What may be asked about the settings, by topic, in the patterns of paraphrases.ts. */
export const settingPatterns: Readonly<Record<string, readonly string[]>> = {
  modelPath: [
    '($change|enter|write|give|define|type) the (path|location|place|file name|address|folder) of the [GGUF] $model',
    '(tell|say) [it|Burrow|the settings] (where|in which folder|in which file) the $model (is|lies|stands|can be found)',
    '(use|go back to|return to|get back) (you|the built-in model|the small model) [again]',
  ],
  contextSize: [
    '($change|$raise|$lower) the (context|context size|context window|number of tokens it sees|context length)',
    '(make|have|get) (the context|the context window|its window) (longer|larger|bigger|smaller|shorter|8192 tokens|32k)',
    '(let|make|have) (it|the model|Burrow) (see|read|remember|keep in mind|consider|take in) (more|longer|less|a whole) (text|code|tokens|file|of the $chat|messages)',
  ],
  threads: [
    '($change|$raise|$lower) the (number of threads|threads|thread count|number of cores|CPU usage|CPU load|processor load)',
    '(use|take|have|give it|run on|run with) (more|fewer|less|two|four|only one|half the|several) (threads|cores|CPUs|processors|CPU cores)',
    '(keep|leave) (some|a few|one|two) (cores|threads|processors) (free|idle|for other things|for the editor)',
    '(make|let) (it|Burrow|the model) (use|take|eat) (less|more|all the|only half the) (CPU|processor|cores)',
  ],
  kvCacheType: [
    '($change|choose) the (type|format|precision|kind) of the (KV cache|cache|key value cache)',
    '(quantise|quantize|compress|shrink|halve) the (KV cache|cache)',
    '(save|spare) $mem (in|with|for) (the context|the KV cache|the cache|long chats)',
    '(store|keep|hold) the (context|cache|KV cache|keys and values) (in|as|with) (q8_0|f32|f16|8 bits|16 bits|half the memory)',
  ],
  systemPrompt: [
    '($change|give|write|add|define) (a|the|my|some) (system prompt|general instructions|standing instructions|global instructions|rules) [for (all|every|each) ($chats|$chat|conversation)]',
    '(tell|instruct) (it|the model|every chat|Burrow) (how to behave|what to be|who it is|what to do|to be brief|to answer in bullet points) [always|everywhere|in general|every time]',
    '(make|let|have) (it|the model|every answer|all chats) always (be|follow|use|obey|begin with) (brief|a rule|my rules|certain instructions|the same role)',
  ],
  temperature: [
    '($change|$raise|$lower) the (temperature|randomness|creativity|variety)',
    '(make|get|have) [the|its|more|less] $answers (more|less) (random|creative|predictable|varied|wild|boring|deterministic|surprising)',
    '(make|let) (it|the model) be (more|less) (random|creative|predictable|wild|adventurous)',
    'always (take|get|choose) the likeliest (word|token)',
  ],
  topK: [
    '($change|$raise|$lower) (top-k|top k|topK|the value of k)',
    '(limit|restrict|cap|reduce) the number of (candidates|likely tokens|tokens that are considered|choices per token)',
    '(consider|take|allow) only the (40|best|top|k likeliest|most likely) (tokens|candidates|words)',
  ],
  topP: [
    '($change|$raise|$lower) (top-p|top p|topP|the nucleus|nucleus sampling)',
    '(use|set|have) nucleus sampling',
    '(consider|take|keep) [only] (tokens|words) (up to|until|that reach) (a sum|a share|a total) of (probability|probabilities)',
  ],
  minP: [
    '($change|$raise|$lower) (min-p|min p|minP|the minimal probability|the probability floor)',
    '(drop|remove|exclude|cut off|leave out|ignore) (very unlikely|improbable|rare|unlikely|weak) (tokens|words|candidates)',
  ],
  repeatPenalty: [
    '($change|$raise|$lower) the (repeat penalty|repetition penalty|penalty for repetition)',
    '(stop|prevent|avoid|reduce|punish|end|cure) [the|its|endless] (repetition|repetitions|repeating|loops|stuttering|repeated sentences)',
    '(keep|stop|prevent) (it|the model|answers) from (repeating|looping|saying things twice|going round in circles|repeating words)',
  ],
  seed: [
    '($change|fix|choose) the (seed|random seed|seed of the random numbers)',
    '(get|have|make) (reproducible|identical|the same|comparable) (answers|results|output|runs) [each|every|the next] [time]',
    '(repeat|reproduce|recreate) (an|the|my last) (answer|result|run) [exactly]',
  ],
  maxTokens: [
    '($change|$raise|$lower) the (maximum length|length of answers|maximal number of tokens|token limit|limit of answers|answer length)',
    '(make|get|have) [the] answers (shorter|longer|not so long|end sooner|at most 100 tokens)',
    '(end|cut|stop|truncate) (answers|replies|long answers) after (so many|a number of|200|some) tokens',
    '(prevent|avoid|stop) (very long|endless|too long) answers',
  ],
  idleUnloadMinutes: [
    '(keep|hold) the $model (loaded|ready|in memory|warm|awake) [longer|always|all day|all the time]',
    '($change|say) (when|after how long|after how many minutes) the $model is (unloaded|dropped|released)',
    '(unload|release|free|drop) the $model (when idle|after some minutes|automatically|when I do nothing|after a pause|by itself)',
    '(stop|prevent|keep) (it|the model|Burrow) from (being unloaded|releasing the memory|going to sleep|loading again each time)',
  ],
  conversationMemory: [
    '(switch|jump|go|change) (between|among) [several|two|many] $chats (quickly|faster|instantly|without waiting)',
    '(keep|hold|cache) (several|more|many|other|some) $chats (in memory|in RAM|warm|ready)',
    '($change|$raise|$lower) the memory for ($chats in the background|several $chats|other $chats|cached $chats)',
  ],
  conversationDisk: [
    '(keep|store|save|cache|write) (computed|waiting|the states of|calculated|prepared) $chats (on|to) [the] disk',
    '($change|$raise|$lower) the disk space for ($chats|states|cached prompts|waiting $chats)',
    '(resume|continue) (a|long) ($chat|$chats) quickly after (a restart|closing the window|a reboot)',
  ],
  speculation: [
    '($on|$off) (speculation|guessing ahead|prompt lookup|speculative decoding|n-gram guessing)',
    '(make|get) (rewriting|edits|repeated code|long edits|copying code) (faster|quicker|sooner)',
    '(let|have|make) (it|the model) (guess|look|predict) ahead',
  ],
  draftModelPath: [
    '(use|add|choose|set|load|configure|give it) (a|the|another|some) [small|little|second] (draft model|helper model|assistant model|draft)',
    '(let|have|make) (a|one) (small|little|tiny|second) model (guess|help|draft|assist) [for (the|a) (large|big|slow) one]',
    '(accelerate|speed up|make faster) a $big model (with|by|through) a (little|second|draft|tiny) one',
  ],
};
