import type { Random } from '../../../test/support/random.ts';

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
  openChat: [
    '(open|show|reach|reveal|find|launch|bring back|focus|pop up|unhide) the (chat|panel|side bar|chat panel|chat view|window of Burrow|Burrow panel)',
    '(where is|get|come to) the (panel|chat panel|chat view|icon of Burrow|input box)',
    '(open|start|launch|show) Burrow',
  ],
  newChat: [
    '(start|begin|open|create|make) (a|another) (new|blank|clean|empty|second|different|separate) $chat',
    '(start|begin) (over|again|anew|afresh|from zero|from the beginning)',
    '(clear|empty|clean) (the|this) ($chat|panel|context)',
    '(change|switch) the (subject|topic)',
    '(leave|close|finish|end) this $chat [and (start|begin) another]',
  ],
  ask: [
    '(ask|type|enter|send|write) [a|my] $q (in|from|with|through) the [command] palette',
    '(ask|query) (without|with no) (opening|showing|seeing) the (panel|chat|side bar)',
    '(ask|send) (a|one) [quick|short] $q (by|with|from|using) the keyboard [only]',
  ],
  explainSelection: [
    '(get|have) [my|this|some|a|the] ($code|$sel) (explained|described|read out|summarised|put in words) [to me]',
    '(explain|describe|summarise|read out|interpret|comprehend|grasp|follow|decode|walk through) [my|a|some|selected|marked] $code',
    '(find out|learn|know|tell|see) what (this|a|the|my|some) ($code|$sel) (does|means|is about|is doing|is good for)',
  ],
  explainProblem: [
    '(explain|understand|decode|interpret|analyse|make sense of) (an|this|the|my|some) $error',
    '(find out|learn|know|see|ask) (why|what causes|the reason why) (there is|I get|I have|it shows|TypeScript reports) (an|this|the|some) $error',
    '(get|have) (an|the|this|my) $error (explained|decoded|put in plain words)',
    '(ask|get help) about (an|this|the) $error [in my $code]',
  ],
  fixSelection: [
    '(fix|repair|correct|debug|mend|solve|cure|resolve|patch) [my|this|the|a|some] (bug|mistake|fault|broken code|defect|error|issue|wrong code|failing function|crash)',
    '(get|have) [my|this|a|the] ($code|bug|mistake|error|fault) (fixed|debugged|mended|solved|removed)',
    '(let|make) (it|Burrow|the model) (fix|repair|correct|mend|debug) [my|this|the] ($code|bug|error|mistake)',
    '(remove|get rid of|eliminate) (bugs|mistakes|faults|errors|an error|a bug) [in my $code]',
  ],
  writeTests: [
    '(write|add|create|generate|produce|get) [some|the|a few|more] (tests|unit tests|test cases|specs|a test|a unit test|a test suite) [for (my|this|the|a) $code]',
    '(test|check by tests|cover with tests) (my|this|a|the) $code',
    '(let|make) (it|Burrow|the model) (write|create|produce) [some|the|unit] tests',
    'get test coverage [for (my|this) $code]',
  ],
  addDocumentation: [
    '(document|annotate|comment) (my|this|a|the) $code',
    '(add|write|create|generate|insert|put) [some|the|a] (documentation|docs|doc comments|comments|a docstring|docstrings|JSDoc|a comment|an API description) [(to|for|above|over) (my|this|the|a) $code]',
    '(get|have) (my|this|the) $code (commented|annotated|described in comments)',
  ],
  refactorSelection: [
    '(refactor|restructure|clean up|simplify|reorganise|improve|beautify|streamline|shorten|untangle|polish) (my|this|the|a|some) [messy|ugly|long|old] $code',
    '(get|have) (my|this|the|a) $code (cleaned up|restructured|simplified|improved|reorganised)',
    '(make|get) (my|this|the) $code (cleaner|simpler|nicer|more readable|less complicated|better structured)',
    '(split|break up|extract) (a|this|my) [big|long] (function|method|class)',
  ],
  reviewSelection: [
    '(review|check|judge|assess|rate|critique|evaluate|inspect|audit) (my|this|the|a|some) $code',
    '(get|have|ask for) (a|some|your) (code review|review|feedback|criticism|opinion|judgement|second look) [(on|of|about) (my|this) $code]',
    '(look|search|scan) for (bugs|mistakes|weak points|faults|risks|problems) [in (my|this|the) $code]',
  ],
  stop: [
    '(stop|cancel|interrupt|end|quit|break off|kill) (the|an|this|its) ($answer|generation|generating|writing|typing|run|request)',
    '(stop|interrupt|silence|cancel|quiet) (it|the model|Burrow|you)',
    '(make|let) (it|the model|Burrow) (stop|be quiet|be silent|end)',
    '(keep|prevent) (it|the model) from (writing on|going on|talking|continuing)',
  ],
  showChats: [
    '(see|list|find|browse|view|open|search|look through|get at|reach) [all|my] (old|earlier|past|former|recent|last|all) $chats',
    '(open|see|show|find|search|browse) (my|the) [chat] (history|archive|list of $chats|log of $chats)',
    '(find|reopen|return to|continue|resume|pick up) (an|the|my|a|some) (old|earlier|last|former|past|older) $chat',
    '(get back to|see|find) what I asked (before|yesterday|last week|earlier)',
  ],
  renameChat: [
    '(rename|retitle|label|entitle|name) (a|this|the|my) $chat',
    '(give|put) (a|this|the|my) $chat (a|another|its own|a different|a better|a new) (name|title|label)',
    '(change|edit|correct|set|alter) the (title|name|label) of (a|this|the|my) $chat',
  ],
  deleteChat: [
    '(delete|remove|drop|wipe|clear away|destroy|forget) (a|this|the|one|an old|my) $chat [for good|for ever|from the list|from (my|this) $machine]',
    '(get rid of|clean up|purge) (a|this|an old|some|my) ($chat|$chats)',
    '(make|have) (a|this|the) $chat (disappear|vanish|gone)',
  ],
  exportChat: [
    '(export|save|store|download|dump|back up|copy) (a|this|the|my) $chat (to|as|into|in) (a file|Markdown|JSON|text|a document|disk)',
    '(export|share|send|publish|pass on) (a|this|the|my) $chat',
    '(make|get|create) a (transcript|backup|copy|file|text file) of (a|this|the|my) $chat',
  ],
  importChat: [
    '(import|load|read|open|restore|bring back) (a|an exported|a stored|the exported|my backed up) $chat [from (a file|JSON|disk|a backup|an export|another machine)]',
    '(continue|open) a $chat that (somebody sent me|I exported|was exported|comes from a file)',
    '(get|put|take) (a|an exported) $chat (into|back into) Burrow',
  ],
  setSystemPrompt: [
    '(give|set|write|add|define|change) [the|some|special|own] (instructions|rules|a role|a persona|a system prompt|guidelines) for (one|this|the open|the current|only this|a single) $chat',
    '(tell|instruct|teach) (it|the model|Burrow) [something] (for|in) (this|the open|one|only this) $chat [only|alone]',
    '(make|let|have) (this|the open|one) $chat (follow|obey|use|have) [its] own (rules|instructions|role)',
  ],
  selectPreset: [
    '(make|have|let) (this|the|one) $chat [be|answer] (more|less) (creative|precise|free|strict|wild|careful|imaginative|balanced)',
    '(choose|pick|select|change|set) (a|the|another) (preset|sampling preset|mode|style) [for this $chat]',
    '(get|have) (precise|creative|balanced|freer|stricter) answers in this $chat',
    '(choose|change|set|say) how freely (this $chat|it) answers',
  ],
  acceptChanges: [
    '(accept|apply|keep|approve|confirm|adopt|take|agree to|merge|save) (the|this|its|a|all) [proposed|suggested] $edit',
    '(say yes|agree) to (the|a|this) $edit',
    '(put|write) (the|its|a) [proposed|suggested] $edit into my (file|code)',
  ],
  discardChanges: [
    '(discard|reject|decline|drop|cancel|throw out|dismiss|abandon|deny|ignore) (the|this|its|a|all) [proposed|suggested] $edit',
    '(say no|disagree) to (the|a|this) $edit',
    '(keep|leave) my (file|code) (as it is|as it was|unchanged|without the $edit)',
  ],
  attachFile: [
    '(pick|choose|select|list|browse) (what|things|something|context|items) (to attach|to include|that I attach|for a $q) [by a command|with a command|from the palette]',
    '(attach|include|add) (context|something|things|problems|changes) [by|with|through] (a command|the command|the palette)',
    '(see|list|know|show) what can be (attached|included|added) [to a $q]',
  ],
  addToChat: [
    '(add|send|put|move|bring|push|pass) (the|a|my|this) ($sel|file in the explorer|folder in the explorer|open file) (to|into) the (chat|panel|conversation)',
    '(use|click) (the|a) (context menu|right click|menu of the explorer|menu of the editor) to (add|attach|include) (code|a file|something)',
    '(attach|add|include|send) (a|the) file from the explorer',
  ],
  retryChanges: [
    '(try|write|make|generate|do|create|propose|suggest) (the|this|its|an) $edit (again|once more|another time|a second time|anew)',
    '(get|have|ask for|want) (another|a different|a second|a new|one more|a better) (version of the $edit|$edit)',
    '(repeat|retry|rerun|regenerate) (the|this|its|an) $edit',
  ],
  selectModel: [
    '(load|use|choose|select|open|try|install|add|set|take|run) (a|another|a different|my own|a new|some other|a $bigger|my) [local|GGUF|downloaded] $model',
    '(change|switch|replace|swap out|exchange) (the|this|your|its) [built-in|current|little|tiny|small] $model',
    '(load|use|open|run|take) [a|my|the] (GGUF|gguf file|Llama|Qwen|Mistral|Gemma|Phi|DeepSeek|SmolLM|file of a model)',
    '(get|have) (better|smarter|good|real|more useful|cleverer) (answers|results|help|replies)',
    '(move|go|change|switch) to (a|another|some) [$bigger] $model',
  ],
  unloadModel: [
    '(unload|release|close|drop|free|eject|remove) the [loaded|current] $model [from $mem]',
    '(free|release|give back|reclaim|clear|save) (the|some|my|its) $mem [again|now]',
    '(make|let) (it|Burrow|the model) (free|give back|release|stop using|use less) $mem [now]',
  ],
  editSelection: [
    '(edit|change|modify|transform|rewrite|rework|convert|alter) [my|this|the|some|a] ($code|$sel) (by|with) (instructions|an instruction|a sentence|words|saying what I want|a prompt)',
    '(edit|rewrite|change|modify) (code|the file|my code|a function) (in place|inline|right in the editor|where it stands)',
    '(tell|instruct|ask) (it|Burrow|the model) (to change|how to edit|to rewrite|to modify) [my|the|this] ($code|$sel)',
  ],
  generateCommitMessage: [
    '(write|generate|create|make|produce|suggest|draft|compose) (a|the|my) [git] (commit message|message of a commit|text for a commit|commit text)',
    '(describe|summarise|put in words) (my|the|all) (staged|git|uncommitted) (changes|files|work|diff)',
    '(let|have|make) (it|Burrow) (word|write|name|describe) (my|the|a) commit',
  ],
  showRenderedPrompt: [
    '(see|view|show|inspect|look at|read|open|check|print) the (exact|real|raw|rendered|full|whole|final|complete) (prompt|input|text|request)',
    '(see|know|find out|check|show) (what|which text) (the model|it) (reads|gets|sees|is given|receives) [exactly|in the end]',
    '(see|show|debug|check) the (special tokens|filled-in template|chat template at work)',
  ],
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
  who: [
    '(who|what) (are|is) (you|this|Burrow talking|speaking|answering me) [actually|exactly|really]',
    'are you (ChatGPT|Gemini|Claude|Llama|Copilot|Siri|a robot|a computer|a program|a person|an AI|a machine|Qwen|from OpenAI|a language model)',
    '(which|what) [kind of|sort of] (model|AI|assistant|bot|machine|system) (are you|is this|is answering|do I talk with|am I using)',
    '(your name|name yourself|say who you are|what do they call you|how are you called)',
    '(describe|present|introduce) yourself',
  ],
  abilities: [
    '(what|which things|which tasks) can (you|Burrow|this model) (do|answer|explain|handle|manage|be used for) [for me]',
    '(what|how) can (you|this model) help [me] [with]',
    '(what|which questions) (can|should|may|could) I ask [you]',
    '(show|tell|list) [me] (your features|your abilities|what you are able to do|what you do|your capabilities)',
    'what (is|are) (you|your) (good at|for|job|talents|capabilities|purpose|use|function)',
    '(how do you help|what do you understand|what are you made for|how are you useful|what is this model able to do)',
  ],
  limits: [
    'what (can you not|are you unable to|are you not able to|do you not) (do|know|understand|answer)',
    '(what are|tell me|name) your (limits|limitations|faults|shortcomings|weak points|weak spots|defects)',
    '(are|is) (you|it|this model|the answer) (always|ever|often|never) (right|wrong|correct|mistaken|exact|precise|true)',
    '(can|should|may|do) I (trust|rely on|depend on|believe) (you|it|this|what you say|these answers)',
    '(do|can) you (err|make errors|make things up|be mistaken|fail|lie|invent things|get things wrong)',
    'how (trustworthy|dependable|exact|precise|right|correct|certain) (are you|is it|is this|are the answers)',
  ],
  size: [
    'how (big|large|small|tiny|heavy) (are you|is this model|is the built-in model|is the model in the box)',
    '(what|how many) (parameters|weights|megabytes|billions of parameters|bytes) (do you have|are you|has the built-in model|are in you)',
    '(are|is) (you|the built-in model) (big|small|tiny|a small model|a huge model|bigger than GPT)',
    '(what|tell me) (is|about) the (number of your parameters|size of the built-in model|size of your file)',
  ],
  training: [
    '(how|on what|with what|by whom|where|when) (were you|was this model|was the built-in model) (trained|made|built|taught|created|developed)',
    '(who|which company|which people|what team) (made|built|created|developed|taught|wrote|programmed) you',
    '(what|which) (data|texts|code|material|books|sources|examples) (did you see|were you made from|were you fed|were used to train you|taught you)',
    '(where|from what) (did|does) (you|your knowledge|your data) (come from|learn|originate)',
  ],
  languages: [
    '(which|what) (programming|coding|computer) languages (do you|can you|does it) (know|read|explain|understand|handle|speak)',
    '(can|do) you (read|know|explain|understand|handle) (Python|TypeScript|Java|Go|Rust|C|C++|PHP|Ruby|Swift|Kotlin|C#|SQL|HTML|JSX|Bash|Scala|Haskell)',
    '(is|are) (Python|TypeScript|Java|Go|Rust|PHP|Ruby|Swift|Kotlin|other languages|Lua|Perl) (supported|understood|known|readable|possible)',
    '(which|what) (code|kind of code) (can|do) you (explain|understand|read)',
  ],
  spoken: [
    '(do|can) you (speak|talk|write|answer [me] in|reply in|understand|know) (German|French|Spanish|Chinese|Japanese|Russian|Polish|Dutch|Arabic|Hindi|Korean|Turkish|Greek|Swedish)',
    '(answer|reply|talk|speak|write|continue) (in|to me in) (German|French|Spanish|Chinese|Japanese|Russian|Polish|Dutch|Arabic|Turkish)',
    '(which|what) (human|natural|spoken|other) languages (do you|can you) (speak|talk|understand|write)',
    '(is|do you know only|do you only speak) English',
    '(may|can|could) (I|we) (write|talk|ask|speak) [to you] in (German|French|Spanish|my language|Chinese|Russian|Hindi|my mother tongue)',
  ],
  privacy: [
    '(is|are|will|does) (my|the) (code|files|data|text|source|chats|prompts|work) (sent|uploaded|shared|transmitted|stored|collected|leaked|given|copied) [(anywhere|to anyone|to a company|to a cloud|to the internet|outside|online)]',
    '(do|does|will|can) (you|it|Burrow|this extension|anybody|others|the makers) (collect|send|share|record|log|see|read|spy on|track|store|transmit|keep) (my data|my code|anything|my files|what I write|what I ask|usage data|telemetry|statistics)',
    '(is|how) (this|it|Burrow|my code) (private|confidential|secure|safe|secret)',
    '(what|where) (happens to|goes|do you do with) (my code|my data|my questions|what I type)',
    '(is there|are there|do you have) [any] (telemetry|tracking|analytics|spying|logging|data collection|privacy)',
  ],
  offline: [
    '(does|can|will|would) (it|this|Burrow|you|the model) (work|run|function|answer) (offline|without [the] internet|without [a] connection|without wifi|in airplane mode|with no network)',
    '(do|does|must) (I|it|Burrow|you) (need|require|have to have) [the|an|a] (internet|internet connection|network|connection|wifi|online connection)',
    '(can|may) I use (it|this|you|Burrow) (offline|on a plane|on a ship|in the woods|without internet|in a bunker|when I am not online)',
    '(is|are) (internet|a connection|the network|online access) (needed|required|necessary)',
  ],
  cost: [
    '(what|how much) (does|do|will|must) (it|this|Burrow|you|the extension|I) (cost|pay)',
    '(is|are) (it|this|Burrow|you|the extension) (free|for free|free of charge|gratis|paid|open source|commercial|expensive)',
    '(do|must|should) I (need|have|create|make|buy|pay|get) [an|a|any|for] (account|API key|key|licence|license|login|token from a provider|it|plan|password)',
    '(what|which) (licence|license|price|plans|fees) (is|are|does) (it|there|this|they)',
  ],
  server: [
    '(do|must|should|need) I (need|start|install|run|set up|have) [a|an|any|the] (server|Ollama|llama.cpp|LM Studio|Docker|Python|daemon|backend|other program|binary|service)',
    '(does|is) (it|this|Burrow) (need|use|talk to|based on|require|rely on|call) [a|an|the] (server|Ollama|llama.cpp|OpenAI|backend|service|native binary|other program)',
    '(is there|what about|where is) (a|the) (server|backend|daemon|background service|endpoint)',
    '(what|anything) else (must|do) I [have to] (install|set up|start)',
  ],
  gpu: [
    '(does|can|will|do) (it|this|Burrow|I|the model|the engine) (use|need|run on|have|take|support|want) [a|the|my] (GPU|graphics card|CUDA|Metal|Vulkan|NVIDIA card|WebGPU|video card|AMD GPU|NPU)',
    '(is|are) (a GPU|CUDA|my graphics card|Metal|the GPU|ROCm|WebGPU) (used|needed|supported|necessary|required|helpful)',
    '(which|what) (hardware|processor|chip) does it (use|need|run on|compute on)',
    '(why|how come) (is|does) (my|the) (GPU|graphics card) (not used|idle|not help|do nothing)',
  ],
  gguf: [
    '(what|explain) (is|are) [a|the] (GGUF|gguf|GGUF file|gguf files|GGUF format)',
    '(which|what) (format|file format|type of file|file type|extension) (do|must|should) (models|a model|the files) (have|be|be in)',
    '(what|which) (files|formats) (can it|does it|do you) (load|read|open|take|accept)',
    '(what|tell me what) (a|the) (gguf|GGUF) (file|format) (is|contains|holds|has in it)',
  ],
  whereModels: [
    '(where|how|from where) (can|do|could|should) I (get|find|download|fetch|obtain|search for) [a|some|more|other|these|GGUF|good] (model|models|GGUF files|a gguf|weights|LLMs)',
    '(which|what) (site|website|page|place|hub) (has|offers|hosts|provides) (models|GGUF files|ggufs|weights)',
    '(is there|give me|do you have) (a link|a site|a source|a website|a download page) (for|of|with|to) (models|GGUF files)',
  ],
  whichModel: [
    '(which|what) [larger|bigger|good|small|local] $model (should|do|would|can|must) I (use|take|choose|download|load|install|start with|try)',
    '(recommend|name|tell me) [me] (a|some|one|the best) [good|larger|bigger] ($model|models) [for (coding|code|my laptop|programming|8 GB|16 GB)]',
    '(which|what) (is|are|would be) (the|a) (best|good|right|fitting|suitable) $model [for (coding|code|my laptop|programming|8 GB|me|16 GB of memory)]',
    '(do you have|give me) (a|some) (recommendation|advice|tip) (for|about|on) (a|which|the) model',
  ],
  families: [
    '(does|can|will|could) (it|Burrow|I|the engine) (run|load|use|support|open|handle) (Llama|Qwen|Gemma|Phi|SmolLM|Granite|DeepSeek|Mixtral|Falcon|Llama 3.2|Qwen3|StarCoder|CodeLlama)',
    '(which|what) (families|architectures|kinds|types|sorts) [of (models|LLMs)] (are supported|does it support|work|run|can I load|does the engine know)',
    '(is|are) (Qwen|Gemma|Llama|Mistral|Phi|Granite|mixture of experts|DeepSeek models|Falcon) (supported|possible|usable|OK|known)',
    '(does|do) (Gemma|Llama|Qwen|Mistral|Phi models|Granite models) (work|run|load) [here|in Burrow|too]',
  ],
  ollamaFiles: [
    '(can|may|could|does) (I|it|Burrow) (use|share|find|take|open|load|see) (the|my|the same) (models|files|downloads) (of|from|in) (Ollama|LM Studio|Jan|GPT4All|llama.cpp)',
    '(do|must) I (download|fetch|copy) (the models|everything|them|models) (again|twice|a second time|anew)',
    '(I have|there are) [already] (models|files) (in|from|of) (Ollama|LM Studio) [already]',
  ],
  quantisation: [
    '(what|explain) (is|are|means) [a|the] (quantisation|quantization|quantised models|quantized weights|quant|Q4|Q6_K|Q5_K_M|Q4_0|IQ4_XS|K-quants)',
    '(what|tell me what) (does|do) (Q4_K_M|Q6_K|Q5_K_S|Q4_0|Q3_K|the Q in the name|these letters|4 bits|8 bits) (mean|stand for|say)',
    'why (are|do) (models|weights|files) (quantised|quantized|compressed|come in so many versions|come in bits|have different bits)',
  ],
  whichQuant: [
    '(which|what) (quantisation|quantization|quant|Q|bits|level of quantisation) (should|do|must|would) I (take|use|choose|pick|download|prefer)',
    '(is|are|which is better,) (Q4|Q5|Q6_K|Q4_K_M|Q3|4 bits) (or|better than) (Q8|Q6|Q8_0|Q5_K_M|8 bits)',
    '(is|are) (Q4_K_M|Q3_K|Q8_0|Q2|Q5_K_M|4 bits) (good|enough|good enough|fine|OK|too little|sufficient|too bad)',
    '(which|what) (quant|quantisation) (is|has) (the best|good|best quality|a good balance|most exact)',
  ],
  context: [
    '(what|explain) (is|are) (the|a|your) (context|context window|context length|gauge under the input|ring at the input|number of tokens you see)',
    '(how much|how many tokens|how far back|how long a text) (can|do) you (see|read|remember|keep|hold|take) [at once]',
    '(what|tell me what) (the|does the) (context gauge|gauge|percentage|percent number|context) (means|mean|is|show|shows)',
    '(how|what) (long|large|big|size) (is|has) (your|the) (context|memory of the conversation|window)',
  ],
  overflow: [
    '(what|tell me what) (happens|is done|does it do) (when|if|once) (the context|the window|the chat|the conversation|my chat) (is full|overflows|is too long|gets too long|runs out|does not fit)',
    '(why|how come) (does|did|has) (it|the model|Burrow) (forget|forgot|lose|dropped|drop|leave out|left out) (the|my|old|earlier|first) (messages|things|part|beginning of the $chat|questions)',
    '(the|my) ($chat|context|conversation) (is|got|became) (full|too long|too big)',
    '(which|what) (messages|parts) (are|get) (dropped|left out|forgotten|cut) [first]',
  ],
  token: [
    '(what|explain) (is|are) [a|the] (token|tokens|tokens per second|tok/s|t/s)',
    '(how|what) (long|big|many letters|many characters|many words) (is|are|has|are in) (a token|one token|1000 tokens|tokens)',
    '(what|why) (does|do|is|are) (token|tokens|it counted in tokens|you count tokens|a number of tokens) [mean|stand for]',
  ],
  sampling: [
    '(what|explain) (is|are|does) (sampling|the sampler|sampling settings|sampling parameters) [mean|do]',
    '(how|by what) (does|do) (it|the model|you|a model) (choose|pick|select|draw|decide on) (the next token|words|a word|the next word|what to say)',
    '(why|how come) (do|are) (answers|the answers|results) (differ|different|change|vary) [each time|every time|from run to run]',
  ],
  memory: [
    '(how much|how many gigabytes of|what amount of|which) $mem (do I|does it|does a model|does a 7B model|must I|does a 3B model|does Llama) (need|take|use|require|have)',
    '(will|does|can|would) (a|an|this|my) [1B|3B|7B|13B|70B|large|big|4 GB] model (fit|run|work|load) (in|into|with|on) (8 GB|16 GB|my $mem|my $machine|4 GB|memory)',
    '(is|are) (8 GB|16 GB|4 GB|32 GB) (enough|sufficient|too little|OK)',
    '(how|what) (big|large|size) (a model|of model|model) (can I|could I|can my $machine|does my laptop) (load|run|hold|take|use)',
    '(there is|it says) not enough $mem',
  ],
  slow: [
    '(why|how come) (is|are|does) (it|this|Burrow|the model|answering|the answers) (so slow|slow|take so long|so sluggish|need so long|lagging)',
    '(how|what) (can|do|could) I (make|get|do to make|do so that) (it|answers|the model|Burrow) (faster|quicker|speedier|come sooner)',
    '(speed|performance) (is|seems) (low|bad|poor|terrible)',
    '(it|the model|answering|everything|the generation) (is|takes|needs) (too slow|very slow|ages|for ever|minutes|slow as a snail|a long time)',
    '(speed it up|make it faster|accelerate it|improve the speed|more speed)',
  ],
  storage: [
    '(where|how|in which folder|in what file) (are|do you keep|does it keep|is|does Burrow store|do you save) (my|the|all) [old] ($chats|chat history|history|messages) [stored|saved|kept]',
    '(are|will|do) (my|the|old) ($chats|messages|questions) (saved|kept|stored|lost|remembered|gone|be there tomorrow|be kept)',
    '(do|does) (you|it|Burrow) (save|keep|store|remember) (my|the|our|old) ($chats|messages|talks)',
  ],
  remote: [
    '(does|can|will) (it|this|Burrow|the engine) (work|run|compute) (over|in|with|through|on) (SSH|WSL|a container|a remote window|Remote SSH|Docker containers|Codespaces|a devcontainer|a remote machine)',
    '(where|on which $machine|on what side) (does|will) (it|the model|the engine) (run|compute|live|work) (in WSL|over SSH|in a remote window|with Remote SSH|in a container|when I work remotely)',
    '(what about|how about|is there support for|I use) (WSL|SSH|remote windows|remote development|Codespaces|containers)',
  ],
  web: [
    '(does|can|will) (it|this|Burrow|the extension) (work|run|be used|be installed) (in|on) (vscode.dev|the browser|a browser|VS Code for the Web|a web page|Chrome|the web version|Firefox|an iPad)',
    '(is|what about) (vscode.dev|VS Code for the Web|the browser|the web version of VS Code) [supported|possible]',
  ],
  draft: [
    '(what|explain) (is|are|does) (speculative decoding|a draft model|speculation|drafting|guessing ahead|prompt lookup|a helper model) [mean|do|good for]',
    '(how|why) (does|can|would) (speculation|a draft model|guessing ahead|a small model|speculative decoding) (work|help|make it faster|speed things up)',
  ],
  template: [
    '(what|explain) (is|are|does) (a|the|chat) [chat|prompt] (template|templates|prompt format) [do|mean|for]',
    '(how|in what form|in which form) (are|is) (messages|the conversation|a chat|roles) (turned into text|given to the model|formatted|put together)',
    '(where|who) (is|does|sets) (the prompt format|the chat template|ChatML|the template) [come from|from|defined]',
  ],
  terminal: [
    '(can|does|is|may) (I|it|Burrow) (use|run|work|start|chat) [it|this|Burrow|you] (in|from|on) (the|a) (terminal|command line|shell|console)',
    '(is there|do you have|where is) (a|the) (terminal version|command line tool|CLI tool|console version|program for the shell)',
    '(chat|talk) (in|from) (the|a) (terminal|shell|console|command line)',
  ],
  extension: [
    '(what|explain|describe|tell me) (is|does|about) (Burrow|this extension|this plugin|this tool|the extension) [do|for|about]',
    '(why|when) (should|would) (I|somebody) (use|install|want) (Burrow|this extension)',
    '(what|which) (did I install|have I installed|is this thing|is this panel|is the purpose of Burrow|does this plugin do)',
  ],
  settingsPage: [
    '(where|how) (are|do I find|do I open|can I see|do I reach|do I get to) (the|all|your|its) (settings|preferences|options|configuration)',
    '(how|where) (do|can) I (configure|customise|set up|adjust) (it|Burrow|this extension|the extension|everything)',
    '(open|show|find) (the|your|its) (settings|preferences|configuration)',
  ],
  codeButtons: [
    '(how|where) (do|can) I (insert|paste|put|copy|use|apply|get) [the|this] (code|code block|snippet|block) (from|of|in) (an|the|your) (answer|reply|chat|message)',
    '(what|which) (are|do|is) the (buttons|icons|little buttons) (on|at|of|above) (a|the) (code block|block of code|code) [for|do]',
    '(open|insert|apply) (a|the) code block (in a new file|at the cursor|as a change)',
  ],
  attach: [
    '(how|where) (do|can|could) I (attach|add|include|give you|show you|upload|pass|send) (a|my|the|some) (file|files|code|selection|document|problems|function) [to (my|a|the) $q]',
    '(can|may|could) (I|you) (attach|add|include|see|send|read) [you] (a file|files|my file|my code|the open file|other files)',
    '(what|how) (is|does|about) the (paperclip|# sign|hash sign|clip symbol) [for|do|work]',
    '(add|give you|attach|show you) (context|more files|a file|several files|my file)',
  ],
  slash: [
    '(which|what|how many) (slash commands|commands with a slash|slashes|shortcuts with a slash) (are there|exist|do you have|can I use|does it know)',
    '(what|how) (does|is) (/review|/tests|/doc|/refactor|/commit|/explain) [do|for|work|mean]',
    '(how|where) (do|can) I (use|type|enter|find) (slash commands|/explain|/review|/tests|a slash command)',
    '(what|which) (can I type|comes|may stand) after (/|a slash|the slash)',
  ],
  hello: [
    '(hello|hi|hey|hiya|hallo|good morning|good evening|good day|morning|evening|yo|howdy|hi hi|hello hello) [there|Burrow|you|friend|model|again|everybody|buddy]',
    '(nice|good|glad) to (meet|see) you [too|again]',
  ],
  thanks: [
    '(thanks|thank you|thx|ty|cheers|great|cool|nice|perfect|good|ok|okay|super|wonderful|excellent|brilliant|lovely|fine|well done|good job|got it|I see) [so much|very much|Burrow|that helps|that was helpful|thank you|thanks]',
    '(that|this) (helps|helped|was helpful|is helpful|was useful|is great|is perfect|works|was good)',
  ],
  bye: [
    '(bye|goodbye|see you|good night|farewell|ciao|so long|cya|until next time|take care|I am off|I have to go) [then|now|Burrow|tomorrow|soon|for now|everybody]',
    '(that was all|that is all|I am done|we are done|no more questions|nothing else|that was it) [for (today|now)]',
  ],
  howAreYou: [
    'how (are you|are you doing|is it going|is life|do you feel|have you been|are things) [today|so far|now]',
    "(what's|what is) (up|new) [today|there]",
    '(are you|is everything|everything|you) (well|fine|OK|all right|good|alright) [today]',
    "how's (it going|life|your day|everything|things)",
  ],
  wrong: [
    '(that|this|it|what you said|your answer|your explanation|the answer|the explanation) (is|was|seems|sounds) (wrong|false|incorrect|not true|not right|a mistake|nonsense|bad|untrue|not correct|rubbish|mistaken)',
    '(you|no, you) (are|were) (wrong|mistaken|confused|lying|not right|incorrect)',
    '(wrong|nonsense|no|not true|incorrect|false|rubbish|bad|stupid answer|this makes no sense|that makes no sense)',
    "(I disagree|I don't think so|that's wrong|that's false|that's not what it does|you got it wrong|that is not correct)",
  ],
  noCode: [
    '(explain|describe|summarise|read|walk me through) (this|it|this code|this function|the following code|this class|this snippet|these lines)',
    '(what|how) (does|is|do) (this|it|this function|this class|this snippet|this method|this line) (do|doing|mean|work|for)',
  ],
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
