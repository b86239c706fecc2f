import type { TopicWords } from './topicWords.ts';

const change =
  'change|set|adjust|modify|alter|configure|tune|tweak|edit|raise|lower|increase|decrease|reduce|choose|control|find|specify|pick|define|enter';

/** Of the settings, by topic. */
export const settingWords: Readonly<Record<string, TopicWords>> = {
  modelPath: {
    acts: 'set|enter|give|write|specify|define|type|change|put in|say|tell it|configure|provide|edit|paste|point it to',
    things:
      'the path of the model|the path to my gguf|the location of the model|the folder of the model|the file of the model|where the model lies|where my gguf is|the model path|the absolute path|the file name of the model|the address of the model file|which file it loads|the directory of the model|the path of a GGUF',
    forms: [
      '{act} {thing}',
      '(go back to|return to|get back|use|restore|have) (the built-in model|you instead of the big model|the bundled model|the small model|the default model) [again]',
    ],
    signs:
      'I moved the model file|the model lies in another folder now|the path of the model is wrong|it cannot find the model file|my gguf is on another drive|I want the built-in model back|the model file was renamed',
    keys: 'model path|path|path of model|model location|gguf path|file path model|model folder|absolute path|model directory|built-in model back|path setting|model file location',
  },
  contextSize: {
    acts: 'raise|increase|enlarge|extend|change|set|expand|widen|grow|double|lower|reduce|shrink|adjust|stretch|configure|maximise|lengthen|alter|bump|upgrade',
    things:
      'the context|the context window|the context length|the size of the context|how much it sees|how much the model remembers|the number of context tokens|the window of the model|the context to 8192|how many tokens it reads|the room for the conversation|how far back it can see|the context limit|the maximum context',
    forms: [
      '{act} {thing}',
      '(make|let|have) (the model|it|Burrow) (see more|remember more|read longer files|keep more of the conversation|take in more text|look further back|consider more messages|hold more text)',
    ],
    signs:
      'the context is too small|the context is too short|it should remember more of the chat|I need a larger context|1024 tokens are too few|it should see the whole file|my file does not fit, I need more context|I want 32k of context|the window is too tiny',
    keys: 'context size|more context|larger context|bigger context|context window larger|increase context|longer context|extend context|context limit|8192|32k context|context length setting|n_ctx|raise context',
  },
  threads: {
    acts: `${change}|limit|cap|restrict|double|halve|bring down`,
    things:
      'the threads|the number of threads|the thread count|the cores it uses|how many cores it takes|the CPU usage|the processor load|the CPU load|the number of CPU cores|how many threads compute|the number of workers|the parallelism|how many processors it uses|the core count',
    forms: [
      '{act} {thing}',
      '(use|take|run on|compute with|have|give it) (more cores|fewer cores|8 threads|half of my cores|a single core|only four threads|less CPU|more of my processor|fewer threads|every core)',
    ],
    signs:
      'my CPU is at 100 percent|it eats all my CPU|my fan gets loud|my laptop gets hot while it answers|it uses only one core|the whole processor is busy|my computer freezes while it computes|it should leave some cores free|it hogs the processor|everything else stutters while it works|the fans are screaming',
    keys: 'threads|cores|cpu|cpu cores|thread count|number of threads|cpu usage|processor load|fan loud|cpu load|cpu 100%|multithreading|parallel|core count|less cpu|nproc|worker count',
  },
  kvCacheType: {
    acts: `${change}|quantise|quantize|compress|shrink|halve`,
    things:
      'the KV cache|the type of the KV cache|the cache type|the precision of the cache|the key value cache|the KV cache to q8_0|the KV cache in 8 bits|the format of the KV cache|the memory of the KV cache|the size of the KV cache|the cache of keys and values|the KV precision',
    forms: [
      '{act} {thing}',
      '(save|spare|use less|need less|cut) (memory|RAM) (in the context|for the context|with a long context|in the cache|for keys and values)',
    ],
    signs:
      'the context takes too much memory|a long context needs a lot of RAM|the KV cache is too big|the cache fills my memory|a long context does not fit in memory|should I take f16 or q8_0 for the cache',
    keys: 'kv cache|kv|cache type|q8_0 cache|f16 cache|f32 cache|key value cache|cache precision|quantised cache|kv type|cache format|kv cache memory|context memory type',
  },
  systemPrompt: {
    acts: 'set|change|write|give|add|define|edit|enter|use|have|specify|configure|put in|customise|store|establish',
    things:
      'a system prompt|the system prompt|instructions for every chat|instructions for all chats|general instructions|a standing instruction|global rules|default instructions|rules for all conversations|a role for every conversation|a permanent instruction|custom instructions everywhere|a persona for all chats|house rules for every chat|the default persona',
    forms: [
      '{act} {thing}',
      '(tell|instruct|teach) (it|the model|Burrow) (who it is|how to behave|to be brief|to answer in a certain style|to follow our style) (always|everywhere|in every chat|each time|in general)',
    ],
    signs:
      'it should always be brief|I repeat the same instructions in each chat|every chat should begin with my rules|it should know who it is in all chats|I want to tell it once for all chats|all answers should follow my style|it should be polite everywhere',
    keys: 'system prompt|system message|instructions every chat|general instructions|global instructions|default instructions|custom instructions|standing instructions|always instructions|role for all chats|persona everywhere|global rules|system role',
  },
  temperature: {
    acts: `${change}|turn up|bring down|cool`,
    things:
      'the temperature|the randomness|the creativity of answers|how random it is|the variety of answers|how creative the answers are|the randomness of the output|how wild the answers are|how predictable the answers are|the heat|the degree of chance|the temp',
    forms: [
      '{act} {thing}',
      '(make|get|have|want) (answers|the answers|replies|the output|responses) (more creative|more random|more varied|less wild|less creative|more predictable|more boring|more surprising|more deterministic|less chaotic|more inventive|more focused)',
    ],
    signs:
      'the answers are too random|the replies are too wild|the answers are boring|it should be more creative|the output is too predictable|it invents too much, make it less random|I want more variety|the answers are chaotic|it is not inventive enough',
    keys: 'temperature|temp|randomness|random|creativity|more random|less creative|variety|creative answers|predictable|deterministic answers|wild answers|temperature setting|chaotic|inventive',
  },
  topK: {
    acts: `${change}|restrict|limit|cap`,
    things:
      'top-k|top k|topK|the value of top k|the number of candidates|the number of likely tokens|the k of top-k|how many tokens it considers|how many candidates it weighs|the k best tokens|the number of words it chooses from|the candidate count',
    forms: [
      '{act} {thing}',
      '(consider|choose from|sample from|allow|keep) only (the 40 best tokens|the top 10 tokens|the ten likeliest words|a few candidates|the k likeliest|the first 20 candidates)',
    ],
    signs:
      'it chooses from too many tokens|only the best tokens should be considered|I want to restrict the candidates to the best 20|it should pick among the ten best tokens',
    keys: 'top-k|top k|topk|top_k|k|candidates|number of candidates|likeliest tokens|best k tokens|k best|top 40|candidate count',
  },
  topP: {
    acts: `${change}|use|restrict`,
    things:
      'top-p|top p|topP|the nucleus|nucleus sampling|the value of top p|the probability mass|the cumulative probability|the p of top-p|the nucleus threshold|the sum of probabilities|the share of probability it keeps',
    signs:
      'I want nucleus sampling|the nucleus is too wide|tokens should add up to 90 percent|the probability mass should be smaller|it should keep tokens that add up to a share',
    keys: 'top-p|top p|topp|top_p|nucleus|nucleus sampling|probability mass|cumulative probability|nucleus threshold|p|probability sum',
  },
  minP: {
    acts: `${change}|use|apply`,
    things:
      'min-p|min p|minP|the value of min p|the minimal probability|the probability floor|the minimum probability|the lower bound of probability|the cutoff for rare tokens|the threshold for unlikely tokens|the p of min-p',
    forms: [
      '{act} {thing}',
      '(drop|remove|exclude|ignore|cut|filter out|forbid|leave out|throw out|suppress) (unlikely|improbable|rare|very rare|tiny probability|far-fetched|low probability) (tokens|words|candidates)',
    ],
    signs:
      'it picks very unlikely words|rare tokens should be left out|improbable words turn up|strange unlikely tokens come up|low probability tokens should never be taken',
    keys: 'min-p|min p|minp|min_p|minimal probability|unlikely tokens|rare tokens|probability floor|improbable tokens|minimum probability|low probability|cutoff',
  },
  repeatPenalty: {
    acts: `${change}|strengthen|turn up|weaken`,
    things:
      'the repeat penalty|the repetition penalty|the penalty for repetition|how much repetition is punished|the penalty on repeated words|the repetition control|the punishment of repetition|the repeat factor|the anti-repetition value',
    forms: [
      '{act} {thing}',
      '(avoid|prevent|stop|reduce|end|punish|discourage|suppress|eliminate|cure) (repetition|repetitions|loops|endless loops|repeated sentences|repeated words|duplicate lines|parroting|stuttering|looping|echoes|redundancy)',
      '(stop|prevent|hinder) (it|the model|Burrow|answers) from (repeating|looping|stuttering|echoing itself|going in circles|parroting)',
    ],
    signs:
      'it repeats itself|it says the same over and over|it writes the same sentence again and again|it is stuck in a loop|the model loops|every line comes twice|it goes round in circles|it stutters|the answers are repetitive|it keeps repeating one word|it echoes itself|the same words come all the time',
    keys: 'repeat penalty|repetition penalty|repetition|repeats|repeating|loop|looping|repeats itself|same sentence|stuttering|penalty|repetitive|stuck in loop|over and over|duplicates|again and again',
  },
  seed: {
    acts: `${change}|use|freeze|keep`,
    things:
      'the seed|a fixed seed|the random seed|the same seed|the seed of the random numbers|the RNG seed|the starting number|the seed value|a constant seed',
    forms: [
      '{act} {thing}',
      '(get|make|have|want|produce|obtain) (reproducible|identical|deterministic|the very same|equal|consistent|constant|stable) (answers|results|output|replies|runs|responses)',
      '(reproduce|recreate|replicate|duplicate) (an answer|a result|the last reply|a run|an output)',
    ],
    signs:
      'the answer differs each time|I get a different answer every time|the same question should give the same answer|I need the same output twice|results are not reproducible|two runs should be identical|my results vary and should not',
    keys: 'seed|random seed|fixed seed|reproducible|deterministic|same answer twice|identical answers|rng|reproducibility|same output|consistent answers|replicate|determinism|random numbers',
  },
  maxTokens: {
    acts: `${change}|limit|restrict|shorten|bound|curb`,
    things:
      'the length of answers|the maximum length|the answer length|the token limit|how long answers are|the longest answer|the number of tokens in an answer|the length of replies|max tokens|the maximum number of tokens|the size of replies|the output length|the response length|the upper bound of tokens',
    forms: [
      '{act} {thing}',
      '(get|make|have|want) (shorter|briefer|longer|more concise|less lengthy|not so long|more compact) (answers|replies|responses|output)',
      '(cut|end|truncate|finish) (answers|replies|responses) (after 200 tokens|after some tokens|at a length|early|at a limit)',
    ],
    signs:
      'the answers are too long|the replies are too lengthy|the answers are cut off|the answer ends too early|it writes novels|I want brief answers|the answers should be shorter|long answers annoy me|answers break off in the middle|replies go on too long',
    keys: 'max tokens|answer length|length limit|shorter answers|short answers|token limit|maximum length|brief answers|limit answers|longer answers|concise|length of answers|too long answers|output length|cut off answers',
  },
  idleUnloadMinutes: {
    acts: 'change|set|adjust|configure|alter|modify|extend|raise|lower|choose|prolong|lengthen',
    things:
      'when the model is unloaded|after how many minutes it unloads|the idle time|the idle timeout|the minutes until it unloads|how long the model stays loaded|the automatic unloading|the time before memory is released|the unload delay|how long it stays in memory|the sleep timer|the auto unload',
    forms: [
      '{act} {thing}',
      '(keep|hold|leave|have) (the model|it|Burrow) (loaded|in memory for hours|ready all day|warm|awake|always loaded|resident|in RAM all the time|loaded overnight)',
      '(stop|prevent|hinder) (it|the model) from (going to sleep|falling asleep|unloading by itself|being dropped in a pause|unloading when idle)',
    ],
    signs:
      'the model is unloaded after a break|it loads again after each pause|after lunch it has to load again|the model should stay loaded|it goes to sleep after a while|I come back and it must load the model again|it drops the model too soon|after 15 minutes the model is gone|it should unload sooner when I do nothing',
    keys: 'idle|idle time|idle unload|keep loaded|stay loaded|unload minutes|timeout|auto unload|keep model loaded|idle timeout|automatic unload|keep alive|sleep timer|after pause|unload when idle|idle minutes',
  },
  conversationMemory: {
    acts: `${change}|extend|enlarge|limit`,
    things:
      'the memory for conversations|the memory for waiting chats|the RAM for other conversations|how many conversations stay in memory|the megabytes for conversations|the memory for chats in the background|the conversation cache|the cache of conversations in RAM|the memory for parked chats|the RAM of cached chats',
    forms: [
      '{act} {thing}',
      '(switch|jump|go back and forth|change|move|hop) between (chats|conversations|two chats|several conversations) (quickly|without waiting|at once|instantly|fast|with no delay)',
    ],
    signs:
      'switching between chats takes long|going back to a chat is slow|it computes the whole conversation again when I switch|I work in several chats at the same time|returning to another chat should be instant|changing chats has a delay',
    keys: 'conversation memory|conversation cache|switch chats fast|memory for chats|switch between chats|chats in ram|several chats memory|cache conversations|waiting conversations memory|fast switching|parked chats|chat switching',
  },
  conversationDisk: {
    acts: `${change}|extend|enlarge|limit`,
    things:
      'the disk space for conversations|the disk for waiting chats|the disk cache of conversations|how much disk conversations take|the megabytes of disk|the conversation states on disk|the disk used for computed conversations|the storage for conversation states|the SSD space for conversation states',
    forms: [
      '{act} {thing}',
      '(keep|store|save|put|write|cache|persist|spill|swap) (computed conversations|the states of conversations|waiting conversations|prefilled chats|conversation states|the KV cache of chats|processed prompts) (on disk|to disk|on the SSD|on the hard drive)',
    ],
    signs:
      'after a restart long chats must be computed again|it reads the whole chat again after a reboot|long chats are slow after restarting VS Code|the states should be written to disk|conversation states should be on my SSD',
    keys: 'conversation disk|disk cache|states on disk|disk space chats|conversation states|cache on disk|ssd|disk conversations|persist states|computed conversations disk|hard drive|disk megabytes',
  },
  speculation: {
    acts: 'turn on|turn off|enable|disable|switch on|switch off|activate|deactivate|use|avoid|toggle|allow|forbid|stop|set',
    things:
      'speculation|guessing ahead|the guessing|prompt lookup|speculative decoding|looking ahead|n-gram speculation|the look-ahead|the speculation setting|guesses|lookup decoding|speculative guesses',
    forms: [
      '{act} {thing}',
      '(make|get|have) (rewriting a file|repeated text|edits of long code|copied code|answers that repeat my code|quoting code) (faster|quicker|sooner)',
    ],
    signs:
      'rewriting a file takes long|it copies my code slowly|I do not want it to guess|it should guess repeated text|copied code should come sooner|repeating long code is slow',
    keys: 'speculation|guess ahead|speculative|speculation off|speculation on|prompt lookup|lookup|guessing|disable speculation|n-gram|look ahead|enable speculation|ngram',
  },
  draftModelPath: {
    acts: 'use|set|add|configure|choose|load|give|specify|enter|have|set up|select|define|provide|attach',
    things:
      'a draft model|the draft model|a small draft model|a second model that guesses|a helper model|an assistant model|the path of the draft model|a drafter|a little model beside the big one|a tiny model for drafting|a companion model|the file of the draft model',
    forms: [
      '{act} {thing}',
      '(speed up|accelerate|boost|help|support) (a large model|my 8B model|a big model|a slow model|the main model) (with a small one|by a draft|by a smaller one|with a drafter|with a little helper)',
    ],
    signs:
      'I have a small model of the same family for drafting|my big model should be helped by a small one|a second smaller model should guess|where do I put the draft model|I have a 0.5B drafter|which file is the draft',
    keys: 'draft model|draft|drafter|draft model path|helper model|second model|small model guesses|assistant model|draft gguf|drafting|companion model|draft file',
  },
};
