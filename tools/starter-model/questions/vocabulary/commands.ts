import type { TopicWords } from './topicWords.ts';

/** Of the commands, by topic. */
export const commandWords: Readonly<Record<string, TopicWords>> = {
  openChat: {
    acts: 'open|show|bring up|find|reach|access|launch|display|reveal|pull up|pop up|uncover|unhide|get to|locate|enter|see|focus|toggle|start|expand|activate|go to|jump to|restore',
    things:
      'the chat|the panel|the chat panel|the chat window|the chat view|the side bar|the sidebar|the chat box|the chat tab|the input box|the Burrow view|the chat area|the Burrow icon|the chat pane|the chat UI|the window to chat',
    signs:
      'the panel is gone|I closed the panel by accident|I do not see any panel|the chat has disappeared|I cannot find the chat|there is no chat window|the side bar is hidden|the chat view vanished|where did the panel go|where is the chat hidden|nothing opens|no chat in sight|which icon opens the chat|I lost the panel|the panel is not visible|where are you in the side bar|the view does not appear',
    keys: 'panel|open panel|sidebar|activity bar|chat window|chat view|show panel|panel missing|panel hidden|icon|open burrow',
  },
  newChat: {
    acts: 'start|begin|open|create|make|get|have|launch|set up|initiate|need|want|add|spawn|try',
    things:
      'a new chat|a blank chat|an empty chat|a fresh conversation|another conversation|a new session|a clean session|a second conversation|a brand new chat|an untouched chat|a chat from scratch|a new thread|a separate chat|a clean slate|a different conversation|an additional chat',
    forms: [
      '{act} {thing}',
      '(clear|clean|empty|reset|restart|renew|refresh|wipe) (everything|the panel|the context|this talk|the dialogue|all that was said|the screen)',
      '(start|begin|go|try) (over|afresh|anew|again from zero|from scratch|all over again|from the top)',
      '(change|switch|move to) (the topic|another topic|the subject|a new theme)',
    ],
    signs:
      'I want to talk about another thing|this conversation is cluttered|let us begin again|forget all this and start again|a new topic please|time for a fresh start|I need a clean slate|let us change the subject|I want a blank page|start all over',
    keys: 'new|new chat|fresh start|restart|start over|clear|blank chat|new session|new topic|clean slate|start again|begin again|new conversation',
  },
  ask: {
    acts: 'ask|type|enter|send|write|submit|pose|fire off|key in|issue|make|start',
    things:
      'a question from the palette|a prompt in the command palette|a question with the keyboard|a quick question by a shortcut|something without opening the panel|something without the mouse|a query through the palette|a question in the palette|one question with the panel closed|a question by keyboard only|a prompt without the panel|a question while the side bar is closed',
    signs:
      'I never use the mouse|I do not want to open the panel to ask|I prefer the palette for questions|asking should work by keyboard|the panel is closed and I want to ask|I want to ask by keys alone',
    keys: 'palette question|ask palette|keyboard question|ask by keyboard|ask from palette|quick question palette|prompt palette|ask without panel|query palette|ask command',
  },
  explainSelection: {
    acts: 'explain|describe|summarise|understand|interpret|read out|clarify|follow|decode|walk through|comprehend|grasp|figure out|learn|unravel|get an explanation of|see the meaning of|see the purpose of|get a description of|get a summary of|go through|elucidate',
    things:
      'selected code|a selection|marked code|highlighted code|a function that I selected|the lines I marked|selected lines|a function in my editor|a method in my file|a snippet of mine|the highlighted lines|a piece of my code|a highlighted function|a block of code in the editor|a routine that I marked|a class I highlighted|source code in the editor',
    signs:
      'I do not understand a function in my file|I marked some lines, what now|I selected code and want to know what it does|there is a function in my file that I do not get|some lines in my editor puzzle me|I have marked a function, now what|I would like my selection in plain English|a colleague wrote a function and I cannot follow it',
    keys: 'explain selection|explain code|understand code|code explanation|selection meaning|selection explained|describe function|function explained|explain function|read code|selected code explanation|highlighted code',
  },
  explainProblem: {
    acts: 'explain|understand|decode|interpret|make sense of|find the cause of|clarify|analyse|decipher|see the reason for|learn about|get help with|find out about|figure out|investigate|diagnose|read',
    things:
      'an error|a warning|a problem|a diagnostic|a red squiggle|a compiler error|a type error|an error message|a lint warning|a linter message|a syntax error|the red underline|a compile error|a red line|a squiggly line|a TypeScript error|an ESLint warning|something in the problems view|an underlined word|a complaint of the compiler',
    signs:
      'there is a red line under my code|my code is underlined in red|the compiler complains|what does this error mean|the problems view shows something strange|I get a type error|I get an error that I do not understand|this warning makes no sense to me|the squiggle will not go away|the linter is unhappy|what is this red squiggle|why is this line red|something is underlined',
    keys: 'error meaning|squiggle|red squiggle|diagnostic|compiler message|lightbulb|warning|error explanation|error explained|explain error|problem explained|type error|red underline|compile error|linter',
  },
  fixSelection: {
    acts: 'fix|repair|correct|debug|mend|solve|resolve|patch|remove|cure|eliminate|squash|get rid of|heal|rectify|put right|sort out|troubleshoot',
    things:
      'a bug|a mistake in my code|broken code|a faulty function|my code|an exception|a crash|a defect|a failing function|an issue in my function|wrong code|a logic error|a null reference|an off by one error|buggy code|a code error|a typo in my code|a bug in a method|my function|an infinite loop in my code',
    signs:
      'my code does not work|my function is broken|my function returns the wrong value|my program crashes|there is a bug in my function|my code fails|my code throws an exception|this function does not do what it should|the function has a mistake|my loop never ends|I have a bug|something is wrong in my code',
    keys: 'fix|bug|bugs|bugfix|debug|fix code|repair|broken code|fix bug|code repair|debugging|fix function|correct code|crash fix|exception',
  },
  writeTests: {
    acts: 'write|create|generate|make|produce|add|get|have|build|draft|invent|scaffold|develop|auto-generate',
    things:
      'tests|unit tests|test cases|specs|a test file|a test suite|tests for my code|test code|a spec|jest tests|mocha tests|pytest tests|some tests for a function|automated tests|regression tests|assertions|test coverage|a unit test|vitest specs|tests for a class',
    forms: [
      '{act} {thing}',
      '(test|unit test|cover|check with tests) (my function|a function|my class|my module|a method|my code|this file)',
    ],
    signs:
      'my function has no tests|my code is not tested|I have no tests yet|coverage is too low|tests are missing|I am too lazy to write tests|my boss wants tests|I need tests|we need more coverage',
    keys: 'tests|test|unit tests|unit test|test cases|specs|jest|mocha|pytest|test suite|coverage|write tests|test generation|testing',
  },
  addDocumentation: {
    acts: 'add|write|generate|create|insert|get|make|produce|have|put in|supply|draft|attach|auto-generate',
    things:
      'documentation|docs|comments|doc comments|docstrings|JSDoc|a docstring|a comment|TSDoc|code comments|comments over a function|an API description|inline comments|javadoc style comments|a header comment|docs for a class|comments for my code|parameter descriptions',
    forms: [
      '{act} {thing}',
      '(document|annotate|comment|add comments to|write docs for) (a function|my code|a method|my class|my API|this file|a module|my functions)',
    ],
    signs:
      'my code has no comments|my function lacks documentation|nobody documented this|comments are missing|my API is undocumented|I hate writing docs|there are no docstrings|docs are missing',
    keys: 'docs|doc|documentation|comments|docstring|docstrings|jsdoc|doc comments|document|annotate|comment code|code comments|tsdoc|documenting',
  },
  refactorSelection: {
    acts: 'refactor|clean up|restructure|simplify|reorganise|tidy up|improve|streamline|beautify|rework|split up|untangle|modernise|polish|shorten|rearrange|deduplicate|decouple|neaten|optimise',
    things:
      'my code|a function|messy code|a long function|an ugly method|spaghetti code|old code|a big class|duplicated code|legacy code|a complicated function|nested code|this mess|the structure of my code|a huge method|repetitive code|an unreadable function',
    signs:
      'my code is a mess|my function is too long|this method is ugly|the code is hard to read|there is a lot of duplication in my code|my class is too big|this function is unreadable|my code has grown wild|too many nested ifs',
    keys: 'refactor|refactoring|cleanup|clean code|restructure|simplify|tidy|rewrite cleaner|clean up code|code structure|deduplicate|code smell|messy code|extract function',
  },
  reviewSelection: {
    acts: 'review|check|judge|assess|critique|inspect|evaluate|examine|audit|rate|get feedback on|get an opinion on|look over|proofread|verify|scan|analyse|get criticism of|get a second opinion on|grade',
    things:
      'my code|a function|my changes in a file|a selection|my work|a method I wrote|my implementation|my class|this module|code quality|a file before I commit|the quality of my code|my solution|my source for weak points|code for security holes|a function for mistakes',
    signs:
      'is my code good|is my function well written|I want feedback|I need a reviewer|could somebody check my code|does my code have weak points|are there bugs in my function|is my solution any good|what could be better in my code|I want a second pair of eyes',
    keys: 'review|code review|feedback|critique|audit|reviewer|code quality|second opinion|check code|inspect code|review code|weak points|assess code|code check',
  },
  stop: {
    acts: 'stop|cancel|interrupt|abort|halt|end|quit|terminate|kill|break off|cut off|pause|silence|finish|shut down|discontinue|stall',
    things:
      'the answer|the generation|the output|the reply|the response|generating|writing|the run|the model while it writes|a running answer|the current answer|its writing|the stream|a running request|the model in the middle|the text that is coming|an answer that runs',
    signs:
      'it keeps talking|it does not stop|it writes and writes|it never ends|the answer goes on for ever|please stop|stop it|be quiet|shut up|it will not stop writing|enough, stop|it talks too much right now|it is still generating|I do not want the rest of the answer|this answer goes nowhere, cancel it|how to shut it up',
    keys: 'stop|cancel|abort|halt|interrupt|stop button|stop generating|cancel answer|stop answer|quit generating|kill generation|stop output|terminate|esc|end generation',
  },
  showChats: {
    acts: 'see|find|show|open|list|browse|search|go back to|return to|look through|view|look at|get back|recover|revisit|access|reach|continue|resume|reopen|scroll through|retrieve|pick up|search through',
    things:
      "my old chats|earlier chats|past conversations|the chat history|my history|previous sessions|a chat from yesterday|last week's conversation|all my chats|the list of chats|former conversations|my recent chats|an older conversation|the archive|the chat log|what I asked yesterday|my last conversation|a previous chat|a past chat|chats from last month",
    signs:
      'where did my old conversation go|I want to continue a talk of yesterday|I had a conversation last week|I cannot find my old chat|my earlier chat is not shown|where are the chats I had before|I asked that before and need the answer again|where is my history',
    keys: 'history|chat history|old chats|past chats|previous chats|earlier chat|list chats|all chats|archive|recent chats|show chats|old conversation|yesterday|last chat|chat list|search chats',
  },
  renameChat: {
    acts: 'rename|retitle|relabel|name|label|title|entitle|rechristen|call|change the name of|edit the title of|give a name to|give another title to|correct the title of|set the name of|alter the label of|choose a title for|modify the name of',
    things:
      'a chat|a conversation|this chat|my chat|the open chat|a session|this conversation|an old chat|a talk|a thread|the discussion|one of my chats',
    forms: [
      '{act} {thing}',
      '(change|edit|set|alter|choose|replace|fix|modify|update) (the title|the name|the label|the heading|the caption) of {thing}',
      '(give|assign) {thing} (a name|a title|another name|a better name|a nicer title|a label)',
    ],
    signs:
      'the name of the chat is bad|my chat has a silly title|the title does not fit|I do not like the name of this chat|all my chats have the same name|the heading of the chat is wrong|this conversation needs a name',
    keys: 'rename|rename chat|chat name|chat title|retitle|title|name of chat|change title|edit title|conversation name|chat label|new title',
  },
  deleteChat: {
    acts: 'delete|remove|erase|drop|wipe|get rid of|destroy|throw out|discard|trash|clear away|bin|scrap|dispose of|purge|eliminate|burn|shred|dump in the bin',
    things:
      'a chat|a conversation|an old chat|this chat|my chats|an old conversation|a session|this conversation for ever|one of my chats|a secret conversation|a discussion|the open chat|a thread|a chat for good|a chat from the list|a dialogue',
    signs:
      'I want this chat gone|I have too many old chats|nobody should see this conversation|this chat must vanish|I no longer need this conversation|the list of chats is too long|this conversation must go away',
    keys: 'delete|delete chat|remove chat|erase|erase conversation|trash|bin|delete conversation|remove conversation|wipe chat|purge chats|chat removal|drop chat',
  },
  exportChat: {
    acts: 'export|save|store|download|share|back up|dump|copy|print|archive|extract|send|output|publish|write|hand over|pass on',
    things:
      'a chat as a file|a conversation to disk|this chat as Markdown|a chat to a file|the conversation as text|a chat as JSON|a conversation to a colleague|a transcript|a copy of the chat|the whole conversation outside of Burrow|my chat as a document|a chat with my team|a chat log to a file|a conversation as PDF',
    signs:
      'I want to keep this conversation in a file|my colleague wants to see this chat|I need a transcript|I want a backup of my chat|I want to mail this conversation|I need this chat as Markdown|can I have this talk on paper',
    keys: 'export|export chat|save chat|chat to file|markdown export|transcript|backup|download chat|share chat|save conversation|conversation file|chat as markdown|share conversation',
  },
  importChat: {
    acts: 'import|load|read|open|restore|bring in|bring back|take in|recover|reload|get back|upload|insert|load again',
    things:
      'an exported chat|a chat from a file|a chat that was exported|a conversation from disk|a chat file|a backed up conversation|a chat from another computer|a conversation of a colleague|a chat from JSON|a backup of a chat|an exported conversation|a chat from a backup|an archived chat file',
    signs:
      'a colleague sent me a chat file|I have an exported chat|I moved to another computer and want my chats there|I have a chat as JSON|I exported a chat on another machine',
    keys: 'import|import chat|load chat|restore exported chat|chat from file|load conversation|import conversation|chat file|exported chat|read chat file|restore backup|import json',
  },
  setSystemPrompt: {
    acts: 'set|give|write|define|add|change|use|enter|specify|choose|apply|assign|have',
    things:
      'instructions for this chat|rules for this chat only|a role for one chat|a system prompt for this conversation|a persona for this chat|guidelines for a single chat|special instructions for one conversation|instructions for the open chat|own rules for this session|a character for one conversation|directions for just this chat|a different system prompt in this chat',
    forms: [
      '{act} {thing}',
      '(tell|instruct|teach|brief) (this chat|one chat|the open chat|a single conversation|this conversation) (how to behave|what to be|its rules|its role|what tone to use|to be short)',
      '(make|let|have) (this|one|the open|a single) (chat|conversation|session) (behave differently|play a role|follow rules|act as a teacher|obey me|have another tone)',
    ],
    signs:
      'I want other rules in this chat|only this chat should be brief|in this conversation it should be a teacher|just this one chat should have a role|this chat alone needs instructions|this conversation should have its own tone',
    keys: 'instructions this chat|chat instructions|rules for one chat|role for this chat|instructions for chat|this chat role|persona this chat|conversation rules|per chat instructions|chat persona',
  },
  selectPreset: {
    acts: 'choose|pick|select|change|set|switch|use|try|find|take',
    things:
      'a preset|the preset|the style of this chat|precise or creative|balanced|the creative preset|the precise preset|the balanced preset|how freely this chat answers|the mode of this chat|a sampling preset|a creative mode|the precise mode|between creative and balanced|how strict this chat is|how imaginative this chat is',
    forms: [
      '{act} {thing}',
      '(make|let|have|want) (this chat|this conversation|the open chat|this session) (more creative|more precise|balanced|stricter|freer|more imaginative|more exact|less wild|more sober|more playful)',
    ],
    signs:
      'this chat is too creative|this chat should be more precise|this conversation is too wild|this chat needs more imagination|in this chat it is too strict|this one should be more balanced',
    keys: 'preset|presets|creative|precise|balanced|creative mode|precise mode|style|sampling preset|how freely|precise creative|creativity preset|answer style|imaginative',
  },
  acceptChanges: {
    acts: 'accept|apply|keep|approve|confirm|take|adopt|merge|agree to|use|take over|say yes to|go with|commit to|ratify|endorse|okay|adopt|allow',
    things:
      'the changes|the diff|a suggested change|the proposal|the edit|a proposed edit|the suggestion|the patch|the modification|the rewrite|what it suggests|the new version in the diff|all edits|the green lines|a rewrite that it offers|the recommended edit|the proposed code',
    signs:
      'the diff is fine, what now|the change looks good|I like the suggestion|I am happy with the proposed code|the proposal is right, how do I keep it|yes, I want this change|the edit is what I wanted|what is the check mark in the diff',
    keys: 'accept|apply|approve|accept changes|apply diff|accept diff|keep changes|apply edit|confirm change|check mark|accept edit|take suggestion|apply patch|accept suggestion|yes to diff',
  },
  discardChanges: {
    acts: 'discard|reject|decline|refuse|cancel|dismiss|throw away|drop|ignore|abandon|deny|undo|turn down|say no to|get rid of|revert|scrap|roll back|disapprove of|veto',
    things:
      'the changes|the diff|a suggested change|the proposal|the edit|a proposed edit|the suggestion|the patch|the modification|the rewrite|what it suggests|the new version in the diff|all edits|the green lines|a rewrite that it offers|the recommended edit|the proposed code',
    signs:
      'the diff is wrong, how do I close it|I do not like the change|I do not want the suggestion|the proposal is bad|leave my file alone|I want my code as it was|no, I do not want this edit|the edit is rubbish, away with it|what is the cross in the diff',
    keys: 'discard|reject|decline|discard changes|reject diff|reject edit|refuse change|cancel diff|undo edit|cross|throw away diff|dismiss suggestion|reject suggestion|revert edit|no to diff|leave file',
  },
  attachFile: {
    acts: 'pick|choose|select|list|see|browse|find|decide|know|say|look up|get a list of',
    things:
      'what to attach|what can be attached|what goes along with a question|what to include in a question|the things I can attach|items to attach|the context of a question|what is attachable|attachments from a list|what to send along|what I can put into a question|the sources that go with a prompt',
    forms: [
      '{act} {thing}',
      '(attach|include|add|send) (things|problems|changes|context|something|sources) (by a command|with a command|from the palette|without the paperclip|with the attach command|by keyboard)',
    ],
    signs:
      'I want to choose what goes along|which things can be attached|what else can I include|is there a list of what I can attach|what could be added as context|I want to attach by a command',
    keys: 'attach command|attach to chat|what to attach|attachment list|attachable|pick attachment|attachments|attach from palette|choose attachment|pick context|list attachments',
  },
  addToChat: {
    acts: 'add|send|put|move|push|pass|drop|drag|bring|transfer|forward|throw|copy|insert',
    things:
      'the selection to the chat|selected code into the chat|a file from the explorer|a file from the explorer to the chat|marked lines to the panel|a folder from the explorer|my selection into the conversation|highlighted code into the panel|code from the editor to the chat|files by right click|the open file from the editor menu|something by the context menu|the marked code to the conversation|a file from the tree to the chat',
    signs:
      'I right clicked a file, what now|there is an entry in the context menu|my selection should go to the chat|I want the marked lines in the panel|a file in the explorer should go to the chat|how does the right click work',
    keys: 'add to chat|selection to chat|send selection|right click|context menu|explorer menu|explorer file|file to chat|explorer|selection panel|send to chat|right click file|marked code chat',
  },
  retryChanges: {
    acts: 'write|try|make|generate|produce|create|compute|propose|get|request|do|suggest',
    things:
      'the changes again|the edit again|the diff once more|another version of the edit|a different diff|another proposal|a second suggestion|the change a second time|a new version of the change|one more variant of the edit|the rewrite again|another attempt at the change|an alternative edit|a better diff|another rewrite|a fresh suggestion',
    forms: [
      '{act} {thing}',
      '(retry|repeat|regenerate|rerun|renew|rewrite|reattempt) (the edit|the change|the diff|the proposal|the suggestion|the changes|the rewrite)',
    ],
    signs:
      'the diff is not what I wanted, once more|I want another suggestion|try that edit again|the second version may be better|give me a different change|the edit missed the point, again please|can it have another go at the change',
    keys: 'retry|retry edit|edit again|regenerate diff|again|another version|regenerate changes|new suggestion|other diff|try again edit|retry changes|rewrite again|alternative edit|different suggestion|regenerate',
  },
  selectModel: {
    acts: 'load|use|choose|select|switch to|change to|pick|install|try|run|add|get|open|move to|set up|plug in|replace you with|bring in|upgrade to|swap you for|exchange you for|import',
    things:
      'another model|a larger model|a bigger model|a different model|my own model|a GGUF file|a better model|Llama|Qwen|Mistral|Gemma|DeepSeek|a stronger model|a smarter model|a local model|another LLM|a real model|a model I downloaded|a 7B model|an 8B model|a coder model|a more capable model|Phi|a different LLM|another gguf|a heavier model|a custom model|a gguf model|some other AI',
    forms: [
      '{act} {thing}',
      '(change|switch|replace|swap|exchange|upgrade|substitute) (the model|models|the built-in model|the AI|the LLM|this model|the brain)',
    ],
    signs:
      'you are too weak|you are too small for me|I need something smarter|I want better answers|this model is too stupid|I downloaded a gguf file, what now|I have a model on my disk|the answers are poor, I want another model|I would rather use Llama|where do I choose the model|I want a proper model',
    keys: 'load model|select model|change model|switch model|bigger model|larger model|other model|another model|gguf load|model switch|swap model|choose model|better model|model picker|own model|use gguf|upgrade model|install model|custom model',
  },
  unloadModel: {
    acts: 'unload|free|release|eject|drop|close|give back|reclaim|clear|empty|kick out|evict|purge|recover|flush|shut down|let go of',
    things:
      'the model|the memory|the RAM|the model from memory|memory that it uses|the memory of the model|the RAM it takes|the loaded model|the model for now|my RAM|several gigabytes of RAM|main memory|occupied memory|the model to save memory',
    signs:
      'it occupies all my RAM|the model still sits in memory|I need my memory for something else|my computer swaps because of the model|it hogs memory|the model eats my RAM|the memory is not released|my RAM is full because of you|it should give the memory back now',
    keys: 'unload|unload model|free memory|free ram|release memory|eject model|give memory back|free up ram|reclaim memory|memory hog|model out of memory|release ram|drop model|clear ram',
  },
  editSelection: {
    acts: 'edit|change|modify|transform|rewrite|convert|alter|rework|rephrase|adapt|update|extend|revise|turn around',
    things:
      'selected code by an instruction|code in place|my selection with a prompt|a selection by saying what I want|code with words|marked code by a sentence|selected lines in plain English|code inline|a function by instruction|the selection as I describe|code right in the editor|highlighted code by telling what to do|a piece of code with instructions|marked lines by a prompt',
    signs:
      'I want it to change my code as I say|I want to say what should change in the selection|the selected code should be changed by the model|it should rewrite the lines I marked|I want inline edits|can it edit my file directly',
    keys: 'edit selection|edit code|inline edit|edit in place|change code|rewrite selection|modify selection|edit with instructions|code edit|inline editing|edit by prompt|transform code|rewrite code|modify code',
  },
  generateCommitMessage: {
    acts: 'write|generate|create|make|draft|suggest|compose|get|produce|invent|word|have|formulate|propose|auto-fill',
    things:
      'a commit message|a git commit message|the message for my commit|a message for staged changes|a text for the commit|a commit description|a commit title|a commit text|a git message|a commit summary|a message for git|the commit comment|a message from my diff|a conventional commit message',
    forms: [
      '{act} {thing}',
      '(describe|summarise|sum up|name|put in words) (my staged changes|what I staged|my commit|the staged diff|my git changes|what I changed since the last commit|uncommitted work|the staged files)',
    ],
    signs:
      'I never know what to write in a commit|I staged my changes and need a text|my commit needs a message|I am bad at commit messages|what should my commit say|I want to commit but have no message',
    keys: 'commit|commit message|git|git message|commit text|staged|staged changes|commit description|git commit|source control|commit summary|message for commit|commit generator',
  },
  showRenderedPrompt: {
    acts: 'see|view|show|inspect|look at|read|open|display|check|examine|print|reveal|debug|find out|dump',
    things:
      'the rendered prompt|the exact prompt|the raw prompt|what the model reads|the full prompt|the prompt with special tokens|the final prompt|what the model gets|the whole input of the model|what the model is given|the filled template|the complete prompt text|the real input|the text behind the chat|the underlying prompt',
    signs:
      'I wonder what the model really gets|what exactly does the model see of my question|what does the prompt look like in the end|I want to see the special tokens|which text does the model read in truth|I want to know the true input',
    keys: 'rendered prompt|raw prompt|exact prompt|full prompt|real prompt|prompt text|special tokens|model input|raw input|final prompt|debug prompt|actual prompt|prompt inspection',
  },
};
