/** What may be asked about the commands, by topic, in the patterns of paraphrases.ts. */
export const commandPatterns: Readonly<Record<string, readonly string[]>> = {
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
};
