import type { TopicWords } from './topicWords.ts';

/** About the model itself and the extension, by topic. */
export const knowledgeWords: Readonly<Record<string, TopicWords>> = {
  who: {
    acts: 'ChatGPT|Gemini|Claude|Copilot|Llama|Qwen|Siri|Alexa|a bot|a robot|an AI|a human|a person|a program|a machine|a chatbot|Mistral|DeepSeek|an assistant|a language model',
    things: 'name|identity|nickname|kind|sort|type|version',
    forms: [
      '(are you|is this|so you are|am I speaking with|do I chat with|is that) {act}',
      "(what is|what's|tell me|say|reveal|may I know|can I know) your {thing}",
      '(who|what) (is|am I) (there|this|behind this|answering|at the other end|chatting with|writing here)',
      '(what|which) {thing} of (AI|model|assistant|bot|chatbot) (are you|is this)',
      '(do you have|have you got) a name',
    ],
    signs:
      'introduce yourself please|say who you are|I would like to know you|I do not know who you are|present yourself|identify yourself',
    keys: 'who are you|your name|identity|yourself|who|introduction|your identity|name please|who is this',
  },
  abilities: {
    acts: 'do|explain|answer|help with|assist with|offer|accomplish|handle|perform|provide|manage|be used for|support me with|be asked|deliver',
    things:
      'features|abilities|capabilities|talents|strengths|functions|uses|tasks|strong points|tricks|powers|services',
    forms: [
      '(what|which things|what stuff|what else|what all) (can|could) (you|this model|this bot) {act}',
      '(what are|list|show me|name|tell me|explain) your {thing}',
      '(what|which) {thing} (do you have|have you got|are there|do you offer)',
      '(what|how) (are you|is this bot) (able to do|capable of|useful for|there for|meant for|of use)',
      '(how|in what) (can|could|may) you (help|assist|support|be of use|serve) [me]',
    ],
    signs:
      'I do not know what to ask you|give me an idea what to ask|I need help|how to use you|show me what you are able to do|what is your job|give me examples of what to ask|what are you meant for',
    keys: 'abilities|capabilities|features|help|help me|what you can do|usage|your job|your uses|your features|examples',
  },
  limits: {
    acts: 'wrong|mistaken|unreliable|inaccurate|right|accurate|precise|exact|truthful|dependable|trustworthy|certain|error free|perfect|infallible|incorrect',
    things:
      'limits|limitations|weaknesses|shortcomings|faults|drawbacks|flaws|weak sides|restrictions|boundaries|deficits|failings|blind spots|gaps',
    forms: [
      '(what are|tell me|list|name|do you know|show) your {thing}',
      '(how|are you always|are you ever|are you often|can you be|might you be|how often are you) {act}',
      '(do|can|might|could) you (hallucinate|invent things|err|make things up|lie|fail|get it wrong|make errors|mislead me|fabricate)',
      '(can|should|may|do) I (trust|believe|rely on|count on|depend on|verify|double-check) (you|what you write|your words|your explanations|your replies|it)',
      '(what|which things) (can you not|are you bad at|are you unable to|can you never|do you fail to) [do|handle|explain]',
      '(how|are your) (sure|certain|confident) (are you|can I be)',
    ],
    signs:
      'you are not perfect, are you|I am not sure I can trust you|you may be mistaken|how far can I trust this',
    keys: 'limits|limitations|weaknesses|accuracy|reliability|trust|hallucinations|your faults|trustworthy|flaws|your limits|precision',
  },
  size: {
    acts: 'big|small|large|tiny|heavy|huge|little|compact|massive|wide',
    things: 'parameters|weights|megabytes|MB|neurons|layers|bytes|billions',
    forms: [
      'how {act} (are you|is your file|is your network|is the bundled model|is the model that comes with it|is the default model)',
      '(how many|what number of) {thing} (do you have|are you made of|are in you|are inside you|has the bundled model|do you consist of)',
      "(what is|tell me) (your|the built-in model's) (parameter count|file size|number of weights|dimension|weight)",
      '(are you|is the built-in model) (really|that|very|quite|so) {act}',
    ],
    signs: 'you seem to be tiny|you must be a very small model|I wonder how large you are',
    keys: 'your size|parameter count|number of parameters|your parameters|your weights|how big|built-in model size|model size built-in|your file size',
  },
  training: {
    acts: 'trained|made|built|taught|created|developed|programmed|educated|written|produced|constructed|fed|raised|designed|invented',
    things: 'data|texts|examples|books|material|corpus|sources|dataset|training set|code base|lessons',
    forms: [
      '(how|by whom|on what|with what|where|when|from what|by which people) were you {act}',
      '(who|which company|which team|which people|what firm) {act} you',
      '(what|which) {thing} (were you trained with|are you based on|did they train you with|did you read|shaped you|were used for you)',
      '(where does|what is) your (knowledge|training|training data|corpus|wisdom|learning) [from|come from]',
    ],
    signs:
      'I wonder where you learned all this|you must have read a lot|tell me about your creators|tell me how you came about',
    keys: 'training|training data|your maker|your creators|corpus|dataset|your training|your developers|your author|who made|origin|your origin',
  },
  languages: {
    acts: 'Python|TypeScript|Java|Go|Rust|C|C++|PHP|Ruby|Swift|Kotlin|C#|Haskell|Lua|Scala|Perl|Dart|SQL|Bash|JSX|HTML|CSS|R|Julia|JS|TS|py',
    things:
      'programming languages|coding languages|computer languages|script languages|languages of code|kinds of source code',
    forms: [
      '(do|can|could|will) you (read|parse|handle|process|support|follow|know|get|comprehend|work with) {act} [code|functions|files|scripts|programs]',
      '(is|does) {act} [code] (supported|work here|work with you|readable for you|possible|fine|ok|among your languages)',
      '(which|what|how many) {thing} (do you|can you|does this model) (read|handle|master|get|process|support)',
      '(are you good at|are you familiar with|what about|do you also do) {act} [code]',
    ],
    signs:
      'my code is in another language|I write Python, is that fine|my project is in Java, can you read it|all my code is Go, do you get it',
    keys: 'programming languages|languages supported|coding languages|python support|java support|typescript support|supported languages|which languages',
  },
  spoken: {
    acts: 'German|French|Spanish|Chinese|Japanese|Russian|Polish|Dutch|Arabic|Hindi|Korean|Turkish|Greek|Swedish|Danish|Czech|Hungarian|Finnish|Norwegian|Ukrainian|Thai|Hebrew|Vietnamese|Latin|Romanian|Persian|Catalan|Bulgarian',
    things: 'human languages|spoken languages|natural languages|foreign languages|tongues|mother tongues',
    forms: [
      '(do|can|could) you (speak|talk|write|know|understand|read|chat in|converse in|communicate in|reply in|respond in|answer in) {act}',
      '(answer|reply|respond|speak|write|talk|chat|continue) [to me] (in|only in) {act}',
      '(may|can|could|shall) (I|we) (write|talk|speak|chat|converse|ask) [with you|to you] in {act}',
      '(which|what|how many) {thing} (do you|can you) (speak|know|understand|use)',
      '(is|does) {act} (understood|possible here|a problem|spoken here|work as language of chat)',
    ],
    signs:
      'my English is bad|I would rather write in my mother tongue|I do not speak English well|please no English|only English here',
    keys: 'speak german|in french|in spanish please|human languages|spoken languages|english only|speak another language|mother tongue|foreign language|in chinese',
  },
  privacy: {
    acts: 'upload|send|share|transmit|leak|collect|log|track|record|spy on|store online|sell|read|see|report|monitor|steal|transfer|harvest|expose|forward|pass on|watch',
    things:
      'my code|my data|my files|my source|my chats|my prompts|my work|my input|my secrets|my project|my text|our code|company code|personal data|what I type|my repository|usage statistics',
    forms: [
      '(do|does|will|can) (you|it|Burrow|this extension|anyone|somebody|the authors|a company|this plugin|third parties) {act} {thing}',
      '(is|are) {thing} (safe|secure|private|confidential|protected|uploaded|shared|leaked|logged|recorded|safe with you|kept secret|in the cloud|visible to others)',
      '(does|do|will) {thing} (leave this machine|go to the cloud|end up on the internet|stay here|stay local|stay on my disk|get out|reach anybody)',
      '(where|to whom) (do you|does it) (send|upload|report) {thing}',
    ],
    signs:
      'I work with secret code|my company forbids cloud services|my boss worries about our code|I do not want my code on the internet|I am worried about privacy|is this GDPR compliant|I have an NDA|nobody may see my code',
    keys: 'privacy|private|telemetry|tracking|data protection|gdpr|confidential|security|secrecy|cloud upload|data collection|analytics|spying|data privacy|leak|surveillance|confidentiality',
  },
  offline: {
    acts: 'work|run|function|operate|answer|respond|be used|do its job|start|survive',
    things:
      'offline|without internet|without wifi|without a connection|with the network off|in airplane mode|when the internet is down|in a cabin in the woods|without going online|with the cable unplugged|on a flight|in the subway|behind a firewall|on an air-gapped computer|without connectivity|off the grid',
    forms: [
      '(does|can|will|would|could) (it|this|Burrow|you|the extension|the chat) {act} {thing}',
      '(can|could|may) I (use|run|open|ask) (it|this|you|Burrow) {thing}',
      '(is|are) (wifi|internet|online access|a network|connectivity|a connection) (needed|required|necessary|mandatory|a must|obligatory)',
      '(what if|what happens if|what about when) (I am offline|my wifi is down|the internet is gone|there is no network|I have no reception)',
    ],
    signs:
      'my internet is down|I have no wifi here|I am often offline|I travel a lot and have no connection|our computers have no internet|I am offline right now',
    keys: 'offline|internet|no internet|wifi|airplane mode|internet required|online|connection needed|network needed|air-gapped|no connection|without internet|offline use|connectivity',
  },
  cost: {
    acts: 'pay|subscribe|register|buy something|log in|sign in|create an account|get a key|purchase a licence|give my credit card|enter a credit card|donate|make an account|have a plan|spend money',
    things:
      'free|free of charge|gratis|open source|expensive|cheap|paid software|commercial|for sale|MIT licensed|freeware|a trial|a paid product',
    forms: [
      '(do|must|should|will) I (have to|need to) {act} [(for|to use) (it|this|Burrow)]',
      '(is|are) (it|this|Burrow|the extension|the plugin|you) [really|completely] {thing}',
      'how much (is|do I owe for|do they charge for|money is) (it|this|Burrow|the extension)',
      '(what is|tell me) the (price|fee|licence|license|charge|cost|tariff|monthly fee|pricing)',
      '(is there|are there) (a fee|a charge|a trial period|hidden costs|a paid version|a premium version|a paywall|a monthly fee|ads|a quota)',
      '(do I need|is it necessary to have) (an account|an API key|a key|a login|a licence|a registration|a credit card|a token from OpenAI)',
    ],
    signs:
      'I have no money for this|I do not want to pay|I have no API key|I have no account|where do I enter my API key|my trial is over|who pays for all this',
    keys: 'price|cost|costs|free|licence|license|pricing|account|api key|payment|fee|subscription fee|money|login|pay|registration|sign in|credit card|trial|paid',
  },
  server: {
    acts: 'install|run|start|launch|set up|have|host|configure|maintain|deploy|operate|download',
    things:
      'a server|Ollama|llama.cpp|Docker|Python|a backend|LM Studio|a daemon|a service|another program|a binary|CUDA drivers|a runtime|node modules|extra software|dependencies|vLLM|a container|an inference server',
    forms: [
      '(do|must|should|will) I (have to|need to) {act} {thing} [first|beforehand|too]',
      '(does|will) (it|this|Burrow|the extension) (need|require|call|talk to|use|depend upon|spawn|rely on|build on|connect to) {thing}',
      '(is) {thing} (needed|required|necessary|used|involved|part of it|running behind this)',
      '(what|anything) (else|more) [must|should] (to install|to set up|do I install|is needed|has to run)',
    ],
    signs:
      'I do not have Ollama|I have no server|I do not want to install anything else|no Python on this machine|what runs behind the scenes|I thought I needed Ollama',
    keys: 'server|ollama needed|backend|docker|python needed|dependencies|requirements|prerequisites|daemon|install ollama|llama.cpp needed|localhost|port|inference server|extra software',
  },
  gpu: {
    acts: 'use|need|require|support|run on|want|benefit from|take advantage of|profit from|have|exploit|compute on',
    things:
      'the GPU|my graphics card|CUDA|Metal|Vulkan|an NVIDIA card|an AMD card|WebGPU|my RTX|a video card|ROCm|an NPU|my M2 GPU|a dedicated GPU|GPU acceleration|hardware acceleration|my GeForce|a Radeon|OpenCL|tensor cores|VRAM',
    forms: [
      '(does|will|can|could) (it|this|Burrow|the engine|the model|the extension) {act} {thing}',
      '(is|are) {thing} (used|needed|supported|required|necessary|of use|any good here|recognised|mandatory)',
      '(what|which) (hardware|chip|processor|graphics hardware) (is needed|is used|does it compute with|do I need|is required)',
      '(why|how come) (is|does) {thing} (idle|do nothing|not used|unused|at 0 percent)',
    ],
    signs:
      'I have no graphics card|my GPU is idle|I bought an expensive GPU|my RTX is not used|I only have integrated graphics|my laptop has no GPU',
    keys: 'gpu|graphics card|cuda|nvidia|metal|vulkan|amd|webgpu|vram|gpu support|gpu acceleration|cpu or gpu|rtx|hardware acceleration|video card|rocm|graphics|simd',
  },
  slow: {
    acts: 'slow|so slow|sluggish|lagging|laggy|too slow|snail-like|crawling|not fast|terribly slow|unbearably slow|dragging|delayed|tardy',
    things:
      'it|this|Burrow|the model|the answer|the generation|everything|the extension|the chat|the typing|the output|the reply',
    forms: [
      '(why|how come) is {thing} {act}',
      '{thing} (is|seems|feels|got|has become) {act} [today|on my laptop|for me|here|all the time]',
      '(how|what) (can|could|do|should) I (do|change) (to speed up|to accelerate|to hurry up|against the slowness of|to get more speed out of) {thing}',
      '(how|what way) (to|can I) (accelerate|speed up|hurry up|boost) {thing}',
      '(can|could|will) {thing} (be faster|go quicker|be quicker|speed up|hurry|be accelerated)',
      '(why|how come) does {thing} (take so long|take ages|need minutes|take for ever|crawl|lag|need so much time)',
    ],
    signs:
      'I wait for minutes|I have to wait too long|it takes ages|it needs for ever|only two tokens per second|I want more speed|the performance is terrible|this is a snail|each answer needs a minute|hurry up|bad performance|I get very few tokens per second|waiting is no fun|the wait is annoying',
    keys: 'slow|speed|performance|faster|speed up|lag|latency|too slow|accelerate|quicker|slow answers|waiting|takes ages|sluggish|tokens per second low|slow model|speedup|boost speed',
  },
  storage: {
    acts: 'stored|saved|kept|written|held|put|persisted|located|archived|preserved',
    things:
      'my chats|my conversations|chats|conversations|the chat files|my messages|old chats|my chat data|the dialogues|chat logs|my talks|all sessions',
    forms: [
      '(where|in which folder|in what file|on which disk|in what format|in which directory|how) (are|is|get) {thing} {act}',
      '(are|will|do) {thing} [be] (stored|saved|kept|persisted|lost|gone after closing|there tomorrow|remembered|preserved|still there after a reboot)',
      '(does|do|will) (it|Burrow|you|the extension) (save|keep|store|persist|preserve) {thing}',
      '(what|which) (folder|directory|file|place on disk) (holds|contains|has) {thing}',
    ],
    signs:
      'I want to know where chats lie on my disk|will I lose my chats when I close VS Code|I wonder whether chats are kept|I look for the folder with my chats',
    keys: 'chats stored|storage|storage folder|chat folder|chats saved|chat files location|where chats|saved where|chat storage|folder of chats|chats on disk|persistence|chat json|lose chats',
  },
  remote: {
    acts: 'work|run|compute|function|operate|execute|live|do its work',
    things:
      'over SSH|in WSL|in a remote window|in a container|on a remote machine|with Remote SSH|in Codespaces|in a devcontainer|on a remote host|in Docker|over a tunnel|in a virtual machine far away|with remote development|through ssh|on a remote box',
    forms: [
      '(does|can|will|would) (it|this|Burrow|the engine|the model) {act} {thing}',
      '(where|on which computer|on which side|on what machine) (does|will) (it|the model|the engine|Burrow) {act} {thing}',
      '(what about|how about|what if I am|I am|I work) {thing}',
      '(which|what) (computer|side|machine|host) (does the work|does the computing|needs the model file|computes) {thing}',
    ],
    signs:
      'my code is on a remote machine|I connect to a server by ssh|I use WSL all day|we use dev containers|my workspace is remote|I develop over ssh',
    keys: 'remote|ssh|wsl|remote ssh|container|devcontainer|codespaces|remote window|tunnel|remote machine|remote host|dev container|over ssh|remote development',
  },
  web: {
    acts: 'work|run|function|be used|be installed|start|operate|load',
    things:
      'in vscode.dev|in the browser|in VS Code for the Web|on a web page|in Chrome|in Firefox|in the web version|on a tablet|on an iPad|in Safari|on a Chromebook|in the online editor|in Edge|on my phone|in a tab',
    forms: [
      '(does|can|will|would|could) (it|this|Burrow|the extension|the model) {act} {thing}',
      '(can|may|could) I (use|run|install|have|open) (it|this|Burrow|you) {thing}',
      '(is|what about) (vscode.dev|the browser version|VS Code for the Web|the web edition|a browser) [supported|possible|an option]',
    ],
    signs:
      'I only have a browser|I work in the web version|I use the online editor|I open my code in a browser',
    keys: 'vscode.dev|browser|web version|vs code for the web|web|chrome|browser support|ipad|online editor|web editor|in browser|firefox|chromebook',
  },
  terminal: {
    acts: 'use|run|start|try|launch|have|chat with|open|call|talk to',
    things:
      'in the terminal|from the command line|in a shell|in the console|without VS Code|from bash|in PowerShell|outside the editor|by the CLI|on the command line|in tmux|from a script|headless|in zsh',
    forms: [
      '(can|could|may|do) I {act} (it|Burrow|this|you|the engine|the model) {thing}',
      '(is there|do you have|have you got|where is|what about) (a terminal version|a command line tool|a shell command|a console version|a terminal program|an npm script|a TUI|a headless mode)',
      '(does|will) (it|Burrow|the engine) (work|run|start) {thing}',
      '(how do I|how can I|I want to|I would rather) (chat|talk|ask questions) {thing}',
    ],
    signs:
      'I live in the terminal|I do not always have VS Code open|I prefer the command line|I am a shell person',
    keys: 'terminal|command line|shell|console|cli tool|npm run chat|terminal chat|bash|without vs code|command line version|powershell|terminal mode',
  },
  extension: {
    acts: 'Burrow|this extension|this plugin|this add-on|this tool|the extension|this thing in my side bar|the plugin|this VS Code extension|this software',
    things: 'purpose|point|use|idea|benefit|advantage|goal|aim|description|meaning|selling point',
    forms: [
      '(what is|define|tell me about|describe|introduce|summarise|present|what exactly is|give me an overview of) {act}',
      '(what is|explain|tell me) the {thing} of {act}',
      '(why|when|what for) (should|would|do) (I|people|somebody|one) (use|install|need|want|choose|have) {act}',
      '(what does|how does) {act} (do|offer|work|give me|bring me|provide)',
    ],
    signs:
      'I just found Burrow in my side bar|somebody recommended Burrow|I do not know what this extension is|my colleague installed this plugin|I installed something called Burrow',
    keys: 'burrow|about burrow|this extension|extension purpose|plugin|overview|about|what is burrow|extension info|about this extension|plugin purpose',
  },
  settingsPage: {
    acts: 'find|open|see|reach|get to|access|show|locate|look at|view|bring up|go to',
    things:
      'the settings|the preferences|the options|the configuration|all settings|your settings|the config|the settings page|the settings of Burrow|your options|the knobs|the preferences page|the setup|the configuration page',
    forms: [
      '(where|how) (can|do|could|may) I {act} {thing}',
      '(where|in which menu|on which page) (are|is) {thing}',
      '(how|where) (do|can|could) I (configure|customise|customize|set up|personalise|tweak) (it|Burrow|this extension|the plugin|everything|things)',
      '{act} {thing}',
    ],
    signs:
      'I cannot find the settings|I would like to configure something|everything is at its default, where do I adjust it|there must be a settings page|where is the configuration hidden',
    keys: 'settings|preferences|configuration|config|settings page|open settings|customise|customize|all settings|configure burrow|setup|burrow settings|preferences page',
  },
  codeButtons: {
    acts: 'insert|paste|put|copy|apply|use|transfer|move|place|get|take over|drop|bring',
    things:
      'code from an answer|a code block|code of the reply|the snippet from the chat|the code it wrote|a block from the response|code from the panel|the code block into my file|the answered code into my editor|a snippet of the answer at the cursor|the code it shows in a new file|the code from the chat',
    forms: [
      '(how|where) (do|can|could) I {act} {thing}',
      '(what|which) (are|do|is) the (buttons|icons|little icons|symbols|three buttons) (on|at|above|over|beside|of) (a|the) (code block|block of code|snippet in the answer) [for|do|mean]',
      '(can|could|may) I {act} {thing}',
      '{act} {thing}',
    ],
    signs:
      'there are buttons over the code in the answer|I want the code of the answer in my file|the answer has a code block, how do I use it|do I have to copy the code by hand',
    keys: 'code block|insert code|apply code|code buttons|copy code|insert at cursor|code block buttons|code to file|paste code|buttons on code|insert snippet|code from answer|open as new file',
  },
  attach: {
    acts: 'attach|add|include|give you|show you|upload|pass|supply|hand you|provide|append|enclose|mention|refer to|feed you',
    things:
      'a file|two files|my file|a document|several files|the open file|other files|my selection|some code|the problems|git changes|a source file|another file|context|my code|a folder',
    forms: [
      '(how|where) (do|can|could|would|may) I {act} {thing} [to my question|to a message|with a question|in the chat|to my prompt]',
      '(can|may|could|is it possible that) I {act} {thing} [to a question|to my prompt|with my message]',
      '(what|how) (is|does|about) the (paperclip|hash sign|clip|paperclip button|# character|clip icon) [for|do|work|mean]',
      '{act} {thing} to (my question|a prompt|the input|my message)',
    ],
    signs:
      'you need to see my file|I want you to read my file|my question is about a file|what do the chips above the input mean|you should know my other files|the question needs a file',
    keys: 'attach|attach file|attachment|paperclip|add file|file upload|upload file|include file|#|add files|attach code|attach selection|hash sign|chips|file to question|upload',
  },
  slash: {
    acts: '/explain|/fix|/tests|/doc|/refactor|/review|/commit',
    things:
      'slash commands|commands with a slash|slash shortcuts|the slash menu|commands after a slash|commands that begin with a slash|slashes|slash things',
    forms: [
      '(what does|how does) {act} (do|work|mean|help)',
      '(what is|when do I use|what is the use of|tell me about) {act}',
      '(which|what|how many) {thing} (are there|exist|do you know|can I type|do you have|are available|work)',
      '(what are|show me|tell me|name|enumerate|give me) [all|the] {thing}',
      '(what|which words) (can I|may I) (type|write|put|enter) after (a slash|the slash|/)',
    ],
    signs:
      'I typed a slash and a list came up|what is the menu when I type a slash|a list opens when I press slash',
    keys: '/explain|/fix|/tests|/review|/doc|slash|slash commands|slash command|/|/refactor|/commit|slash menu|slash list|list of slash commands',
  },
};
