import type { TopicWords } from './topicWords.ts';

/** About local models and how they run, by topic. */
export const modelWords: Readonly<Record<string, TopicWords>> = {
  gguf: {
    acts: 'GGUF|gguf|a GGUF file|a gguf file|the GGUF format|the gguf extension|GGUF files|ggufs',
    things:
      'a file format|a format|in such a file|the ending of model files|the file type of models|the container of weights',
    forms: [
      '(what is|what are|what does one mean by|define|tell me about|clarify|what do you call|what exactly is) {act}',
      "(what's|what is|what lies) (in|inside|stored in|contained in) {act}",
      '(is|why is) {act} {thing}',
      '(which|what) (file format|format|file type|file extension|ending|suffix) (do models have|should a model file have|is needed|is accepted|does it expect|does it read)',
      '(can|does) it (load|read|open|take) (safetensors|ONNX|pickle files|pth files|GGML|PyTorch files|other formats)',
    ],
    signs:
      'I never heard of GGUF|I have a safetensors file|I have a file that ends in gguf, what is that|I do not know this file format',
    keys: 'gguf|gguf format|gguf file|file format|model format|safetensors|onnx|gguf meaning|file type|what is gguf|model file format|ggml',
  },
  whereModels: {
    acts: 'get|find|download|obtain|fetch|grab|look for|search for|acquire|pull|come by|discover|source',
    things:
      'models|GGUF files|ggufs|a model|other models|larger models|weights|new models|free models|open models|a gguf|model files|more models|good ggufs|an LLM',
    forms: [
      '(where|on which site|from which page|on which website) (can|do|could|should|would) (I|one|people) {act} {thing} [from]',
      '(which|what) (site|website|page|platform|hub|portal|address|url) (has|offers|hosts|lists|provides|stores) {thing}',
      '(is there|do you know|give me|have you got) (a link to|a site with|a source of|a page with|a catalogue of|a repository of|a store for) {thing}',
      '(who|where do they) (offers|host|publish|gives away|upload) {thing}',
    ],
    signs:
      'I have no model file yet|I do not have any gguf|I need a download link for a model|I looked everywhere for a gguf|is Hugging Face the right place',
    keys: 'model download|download model|hugging face|huggingface|download gguf|where models|model source|model site|gguf download|link model|model hub|download link|model store',
  },
  whichModel: {
    acts: 'use|take|choose|download|load|try|install|start with|go for|pick|prefer|begin with|run',
    things:
      'coding|programming|my laptop|8 GB|16 GB|32 GB|TypeScript|Python|a small machine|beginners|writing code|code completion|a fast answer|an old computer|everyday work|refactoring',
    forms: [
      '(which|what) (model|LLM|AI model|GGUF|language model) (should|would|must|shall|do) I {act} [for {thing}]',
      '(which|what) (model|LLM) is (best|good|right|suitable|recommended|ideal|fitting|decent|smartest|the favourite) [for {thing}]',
      '(recommend|suggest|name|advise|propose) [me] (a model|a good model|an LLM|some models|one model) for {thing}',
      '(any|do you have a|your) (recommendation|advice|suggestion|tip|favourite) (of a model|for a model|on models|about models) [for {thing}]',
    ],
    signs:
      'I do not know which model to take|there are so many models|I cannot decide between models|I am looking for a good model|I need advice on models|I am lost between all these models',
    keys: 'best model|recommended model|which model|good model|model recommendation|model for coding|model advice|top model|model for 8 GB|model for laptop|favourite model|suitable model|model suggestion',
  },
  families: {
    acts: 'Llama|Qwen|Gemma|Phi|SmolLM|Granite|DeepSeek|Mixtral|Falcon|Llama 3|Qwen3|StarCoder|CodeLlama|Yi|TinyLlama|Llama 4|gpt-oss|Mamba|Command R|OLMo',
    things:
      'families|architectures|model families|model types|kinds of models|sorts of models|series|makes of models|brands|types of LLM',
    forms: [
      '(does|can|could|will|would) (it|Burrow|the engine|this extension|I) (run|load|support|handle|execute|take|accept|use|start) {act}',
      '(is|are) {act} [models] (supported|compatible|possible|usable|known|working|accepted|okay|on the list)',
      '(which|what) {thing} (are supported|are compatible|does it run|are possible|does the engine handle|are allowed|are there)',
      '(does|do) {act} [models] (work|run|load) [in Burrow|with this|here]',
    ],
    signs:
      'I wonder if Qwen runs here|I have a Gemma file, does it run|is my architecture supported|I would like to know if Phi is compatible',
    keys: 'supported models|compatible models|architectures|families|model families|llama supported|qwen supported|gemma support|phi support|compatibility|supported architectures|mistral support|model types',
  },
  ollamaFiles: {
    acts: 'use|reuse|share|take|open|load|find|import|pick up|recycle|keep using|access',
    things:
      'models of Ollama|my Ollama models|models that I have in LM Studio|the models from LM Studio|what Ollama downloaded|the blobs of Ollama|the ggufs of LM Studio|files from Jan|my existing models|models I already have in Ollama|models of GPT4All|the llama.cpp cache',
    forms: [
      '(can|may|could|does|will) (I|it|Burrow|this) {act} {thing}',
      '(is it possible to|is there a way to|how do I) {act} {thing}',
      '(do|must|should) I (download|copy|fetch|store|get) (models|everything|them|the same models|big files) (again|twice|once more|a second time|anew)',
    ],
    signs:
      'I already have models in Ollama|my models are in LM Studio|I do not want to download everything twice|my disk is full of Ollama models|I have been using Ollama so far',
    keys: 'ollama models|lm studio models|ollama files|reuse models|existing models|share models|lm studio|models from ollama|ollama blobs|download twice|models twice|same models',
  },
  quantisation: {
    acts: 'quantisation|quantization|quantised models|quantized weights|a quant|quants|a quantised model|K-quants|Q4|Q5_K_M|Q6_K|Q4_0|IQ4_XS|Q3_K_S|Q2_K|i-quants|4-bit models|bits per weight|Q5_0|MXFP4',
    things: 'mean|stand for|say|tell me|stand for in a file name|refer to|indicate|denote',
    forms: [
      '(what is|what are|define|tell me about|clarify|what exactly is|what do they call) {act}',
      'what (does|do) {act} {thing}',
      '(why|how|what for) (do people use|are there|does one use|does one make|do we need) {act}',
      '(how does|how do) {act} work',
    ],
    signs:
      'I see Q4 in the file name|there are so many letters in the names of models|I do not understand the letters after the name|what do all these Qs mean|the file says Q6_K',
    keys: 'quantisation|quantization|quants|q4_k_m|q6_k|q4_0|bits per weight|quantised|quantized|quant meaning|4 bit|8 bit|file name letters|k-quants|q5',
  },
  whichQuant: {
    acts: 'take|use|choose|pick|download|prefer|get|go for|want|load',
    things:
      'quantisation|quantization|quant|Q|number of bits|level of quantisation|quant level|Q level|quant type|bit width',
    forms: [
      '(which|what) {thing} (should|do|must|would|shall) I {act}',
      '(which|what) {thing} is (best|better|good|right|recommended|optimal|a good compromise|the sweet spot|ideal|sensible|exact enough)',
      '(is|are) (Q4|Q5|Q6_K|Q4_K_M|Q3|Q2_K|4 bits|Q5_K_M) (good enough|enough|better than Q8|worse than Q8|too low|sufficient|okay|too bad|fine|any good)',
      '(Q4|Q5|Q6_K|Q4_K_M|4 bits) (or|versus|vs|compared to) (Q8|Q8_0|Q6|8 bits|Q5_K_M|F16)',
      '(recommend|suggest|advise|name) [me] a {thing}',
    ],
    signs:
      'I cannot decide between Q4 and Q8|there are many quants of this model, which one|I do not know which quant to download|does a lower quant hurt',
    keys: 'best quant|which quant|q4 or q8|q4 vs q8|recommended quant|quant choice|good quantisation|q5 or q6|quant recommendation|choose quant|best quantization|quant compromise',
  },
  context: {
    acts: 'see|read|remember|keep in mind|take in|hold|look back|handle|process|fit|consider|know of our talk|swallow',
    things:
      'the context|a context window|context length|the context gauge|the ring below the input|the percentage under the input|the gauge|the window of a model|the number next to the input|the circle at the input|the bar with the percent',
    forms: [
      '(what is|what are|define|tell me about|clarify|what exactly is|what does one call) {thing}',
      '(what does|what do) {thing} (mean|show|stand for|tell me|indicate|measure)',
      '(how much|how many tokens|how many words|how far|how long a text|how many lines|how much text) (can|do|could) you {act} [at once|at a time|in one go]',
      '(how (long|large|big|wide|small)|what size) is your (context|context window|window|memory of this chat|attention span)',
    ],
    signs:
      'I see a percentage at the input|there is a ring that fills up|the gauge is at 80 percent|a number of tokens is shown below|I do not know what the gauge shows',
    keys: 'context|context window|context gauge|gauge|your context|context meaning|what context|1024 tokens|your window|ring|percentage|your memory span|tokens at once|context definition',
  },
  overflow: {
    acts: 'is full|overflows|is used up|is exceeded|runs out|gets too long|reaches the limit|does not fit|is at 100 percent|grows too long|exceeds the limit|is exhausted',
    things:
      'the context|the chat|my conversation|the window|the gauge|the context window|our talk|this chat|the history|the token budget',
    forms: [
      '(what|what happens|what do you do|what then|what now) (if|when|once|as soon as) {thing} {act}',
      '(why|how come) (did|do|have) (you|it|the model|Burrow) (forget|forgotten|lose|drop|leave out|cut|omit|skip) (the start|my first question|old messages|what I said|earlier messages|our first messages|the beginning of the talk)',
      '{thing} {act} [already|now|all the time]',
      '(which|what) (messages|parts|turns|questions) (are dropped|are cut|disappear|get lost|are forgotten|are left out|go first)',
    ],
    signs:
      'you forgot what I said before|it no longer knows my first message|messages were left out|it says old messages were left out|the model forgot my earlier question|my first messages are gone|the beginning got lost|it lost the thread of our talk|it has forgotten everything',
    keys: 'context full|overflow|too long chat|context overflow|forgot|messages left out|old messages dropped|context exceeded|limit reached|conversation too long|forgotten messages|context limit reached|truncated history',
  },
  token: {
    acts: 'a token|tokens|tok/s|tokens per second|t/s|a tokenizer|the number of tokens|token counts|the word token|one token',
    things: 'long|big|many letters|many characters|many bytes|short|large',
    forms: [
      '(what is|what are|define|tell me about|clarify|what exactly is|what do you mean by|what counts as) {act}',
      '(what does|what do) {act} (mean|stand for|say|measure|tell me)',
      'how {thing} is (a token|one token|a typical token|the average token)',
      '(why) (do you count|does it count|do models use|is it counted in) tokens',
      '(is|are) (a token|tokens) (a word|words|letters|syllables|the same as words|a character)',
    ],
    signs:
      'it says tokens per second|I read about tokens everywhere|I do not know what tokens are|everything is counted in tokens|what are these tokens',
    keys: 'token|tokens|tokens per second|tok/s|token meaning|t/s|tokenizer|token definition|tokenization|token word|token length',
  },
  sampling: {
    acts: 'choose|pick|select|draw|decide on|find|determine|come up with|arrive at|settle on',
    things:
      'the next word|the next token|words|each word|its words|what comes next|the following token|what to say|one of the likely tokens|a continuation',
    forms: [
      '(how|by what|in which way|by which method|on what basis) (does|do|can) (it|the model|you|a model|an LLM|language models) {act} {thing}',
      '(what is|what are|define|tell me about|clarify|what exactly is) (sampling|a sampler|sampling settings|sampling parameters|the sampler|samplers|token sampling)',
      '(why|how come) (do|are) (answers|two answers|results|replies) (differ|different|vary|never the same|not equal)',
      '(what does|how does) (sampling|a sampler|the sampler) (mean|do|work)',
    ],
    signs:
      'I wonder how the words are picked|sampling is a mystery to me|I do not know what sampling means|somebody spoke of samplers',
    keys: 'sampling|sampler|sampling settings|sampling parameters|next token|next word|word choice|samplers|how words are chosen|token choice|sampling meaning|sampling explained',
  },
  memory: {
    acts: 'need|take|require|use|occupy|want|eat|consume|have|fill|cost',
    things:
      'a model|a 7B model|an 8B model|a 1B model|a 3B model|a larger model|a 13B model|Llama 8B|Qwen 4B|a quantised model|a big model|a coding model|70B|a 14B',
    forms: [
      '(how much|how many GB of|what amount of|how many gigabytes of) (memory|RAM) (does|do|will|would|must) {thing} {act}',
      '(will|does|can|would|could) {thing} (fit|run|work|load|go) (in 8 GB|in 16 GB|into my RAM|on my laptop|in memory|with 4 GB|on this computer|into 12 GB)',
      '(is|are) (8 GB|16 GB|4 GB|32 GB|12 GB|24 GB|8 gigs|16 gigs) [of RAM|of memory] (enough|sufficient|too little|adequate|plenty|okay) [for {thing}]',
      '(what|which) (size of model|model size) (fits|can I load|can I afford|is possible) [with 8 GB|with 16 GB|in my RAM]',
    ],
    signs:
      'I only have 8 GB|my laptop has 16 GB of RAM|it says there is not enough memory|my RAM is small|the model does not fit into memory|out of memory|it ran out of memory when loading|I have an old computer with little RAM',
    keys: 'memory needed|ram needed|ram requirements|how much ram|memory requirements|8 gb|16 gb|fit in memory|out of memory|enough ram|not enough memory|memory for 8b|gigabytes|oom|ram usage|required ram',
  },
  draft: {
    acts: 'speculative decoding|a draft model|drafting|a drafter|guessing ahead|prompt lookup|assisted generation|speculation in general',
    things:
      'help|make it faster|work|save time|speed things up|function|pay off|gain speed|change the answer',
    forms: [
      '(what is|what does one mean by|define|tell me about|clarify|what exactly is|what is the idea of|what is the point of|what is the use of|what is the theory of) {act}',
      '(how|why) (does|can|would) {act} {thing}',
      '(does|will) {act} (change the answer|make answers worse|lower the quality|cost quality)',
    ],
    signs:
      'I read about speculative decoding|somebody spoke of draft models|I never understood speculative decoding|I do not see what a draft model is for',
    keys: 'speculative decoding|speculative decoding meaning|draft model meaning|guessing ahead meaning|what is draft|theory of drafting|speculative decoding explained|idea of drafting',
  },
  template: {
    acts: 'a chat template|the chat template|chat templates|the prompt format|a prompt template|ChatML|jinja templates|the template of a model|the message format|prompt templates|the Jinja template',
    things: 'come from|work|do|mean|look like|belong to|turn into|stand for',
    forms: [
      '(what is|what are|define|tell me about|clarify|what exactly is|what do you call) {act}',
      '(how|where|what) (does|do) {act} {thing}',
      '(which|whose) (chat template|prompt format|template) (is used|does it use|do you use|is applied|does a model have)',
      '(how|in which form) (are|is) (messages|roles|the conversation|turns|my message|user and assistant) (formatted|marked|joined|turned into a prompt|fed to the model|written for the model)',
    ],
    signs:
      'I read about Jinja templates|do I have to set a prompt format|I do not know which template my model needs|my model has no chat template',
    keys: 'chat template|template|prompt format|chatml|jinja|prompt template|message format|template meaning|templates|role markers|jinja2|instruct format',
  },
};
