import type { Random } from '../../../test/support/random.ts';

/**
 * Questions that are put together from words alone, so that what lies outside is not learnt by its sentences: whatever
 * people do with whatever there is, what programmers ask, and what is asked about the extension, asked of other things.
 */
const list = (text: string): readonly string[] => text.trim().split(/\s+/);
const phrases = (text: string): readonly string[] => text.trim().split(/\s*\|\s*/);

const vocabulary: Readonly<Record<string, readonly string[]>> = {
  verb: list(`bake boil borrow brush build buy catch celebrate climb clean collect cook count cure cut dance decorate dig
    draw dress drink drive earn eat escape feed fight find fish fly fold forgive freeze gather grow heal hide hire hunt
    identify invent invest iron join judge jump kick knit learn lift measure meet melt mix move name negotiate open paint
    park pay plant play polish pour practise predict prepare print prove pull push raise read recycle remember rent repair
    sail save sell sew share sing ski sleep smell solve spell spend steal study survive swim teach throw tie train travel
    treat trust tune turn understand visit wake wash watch wear weigh win write avoid explain change lose make choose
    compare convert translate describe improve stop start delete rename export import attach review test fix load use`),
  noun: list(`apple army artist asthma atom baby bacteria ball bank baseball basement battery beach bear beard bed bee beer
    bird blood boat bone book bottle boy brain bread breakfast brother bus butter cake camera cancer candle car cat cave
    chair chicken child church city cloud clothes coat coin cold college colour company cook corn country cousin cow
    crime crown culture dance daughter debt dentist desk diabetes diet dinner doctor dog door dragon dream dress earth
    earthquake economy egg elevator emperor engine exam eye face factory family farm fashion father fever film fire fish
    flag flight flower fly food foot forest fridge friend fruit funeral garden gas genes ghost girl glass god government
    grammar grass guest gun hair hammer hand harvest hat headache heart heaven hero history holiday home horse hospital
    hotel house hunger husband ice insurance interview island jacket job journey judge juice keys kidney king kiss kitchen
    lake lamp landlord law lawyer lawn leg lion love luck lunch magic marriage meat medicine milk mirror money moon
    mosquito mother mountain mouse movie muscle music nation nature neighbour nose ocean oil opera orbit oven pain paint
    parents party passport peace pen people pet philosophy phone photo pilot pizza plane planet poem poet poison police
    politics population prison promise pyramid queen radio rain rainbow recipe religion rent restaurant rice ring river
    road rocket roof rope salad salary salt sand school science sea season sentence shadow sheep ship shirt shoe silk
    sister skin sky sleep smoke snake snow soap society soldier son song soul soup spoon sport spring stamp star station
    steam stomach stone storm story street student sugar suit summer sun sweater table tail tax tea teacher team tooth
    theatre theory thief thunder ticket tiger tongue tourist town toy train tree trial uncle uniform universe vegetable
    village virus visa voice wage wall war watch water wave wedding weight wife wind window wine winter wolf woman wood
    world worm wound zoo`),
  adjective:
    list(`ancient angry bad beautiful bitter black blind blue brave bright broken busy calm cheap clean clever cold
    common crazy cruel dangerous dark dead deaf deep different difficult dirty dry early easy empty expensive fair false
    famous fat foreign fresh funny gentle good great happy hard healthy heavy high holy honest hot hungry illegal immortal
    important infinite jealous kind lazy legal light lonely long loud lucky moral narrow natural new nice normal old
    painful poor possible pretty public pure quiet rare real rich right rude sad safe sharp short sick silent silly slow
    soft sour strange strong sweet tall tired toxic true ugly unfair useful warm weak wet wild wise wrong young`),
  who: phrases(`my mother|my dog|my friend|the teacher|a child|the president|people|scientists|doctors|animals|women|men|
    the king|a lawyer|my neighbour|the Romans|the Greeks|everybody|somebody|nobody|I|we|they|she|he|plants|the police`),
  when: phrases(`today|tomorrow|in summer|at night|in the Middle Ages|before breakfast|on Sunday|in 1900|every day|in space|
    at school|at home|for a party|in a small kitchen|with two children|without money|in three weeks|on a budget|
    in the garden|by hand|in public|next year|while sleeping|in the rain|for my birthday|alone`),
  tech: list(`git npm Docker Kubernetes React Vue Angular Svelte Django Flask Rails Spring Postgres MySQL MongoDB Redis Linux
    Windows macOS Android iOS AWS Azure nginx Apache Kafka GraphQL CSS HTML SQL Excel Word PowerPoint Photoshop Blender
    Unity Arduino WordPress Terraform Ansible Jenkins webpack Vite pandas numpy TensorFlow PyTorch Java Kotlin Swift Rust
    Go Ruby PHP Perl Haskell Prolog COBOL Fortran Lisp Erlang Elixir bash vim Emacs Firefox Chrome Slack Jira`),
  concept:
    phrases(`a closure|a promise|a decorator|a pointer|recursion|a mutex|a foreign key|a primary key|a hash map|
    a binary tree|big O|an interface|inheritance|polymorphism|a monad|a race condition|a deadlock|garbage collection|
    a lambda|async and await|a generator|dependency injection|a design pattern|a singleton|REST|a web socket|a thread pool|
    a semaphore|a compiler|a linker|machine code|two's complement|floating point|Unicode|a regular expression|a cookie|
    a CORS error|an index|a join|a transaction|a docker image|a merge conflict|a rebase|a branch|a pull request|TDD|
    a stack overflow|a segmentation fault|a null pointer|memory leaks|an event loop|a microservice|a trie|a heap|
    dynamic programming|an ORM|a firewall|encryption|public keys|a checksum|DNS|TCP|HTTP|OAuth|a virtual machine`),
  artefact:
    phrases(`a website|a web shop|an app|a mobile app|a game|a script|a program|a parser|a bot|a server|an API|
    a query|a class|a function|a loop|a component|a form|a table|a stylesheet|a plugin|a library|a test|a driver|a daemon|
    an algorithm|a database|a schema|a spreadsheet|a macro|a shader|a simulation|a search engine|a scraper|a login page|
    a REST endpoint|a makefile|a workflow|a config file|a regex|a one-liner|a tokenizer|an interpreter|an emulator`),
  purpose:
    phrases(`that sorts names|that counts words|that plays music|for a restaurant|for my company|that reads a file|
    that sends mail|that downloads images|that solves sudoku|that prints primes|with a database|with a nice design|
    for a school|that compresses text|that removes duplicates|that draws circles|that finds the shortest path|
    that checks passwords|that parses dates|for a robot|that computes taxes|with animations|in 20 lines|from scratch`),
};

/** Forms of what is asked: `{verb}` is a word of that list, `{made}` one that does not exist. */
const forms =
  phrases(`how do I {verb} {a} {noun}?|how can {who} {verb} {a} {noun}?|how to {verb} {a} {adjective} {noun}|
  how do I {verb} {a} {noun} {when}?|how does {a} {noun} {verb}?|how {adjective} is {a} {noun}?|how many {noun}s {verb}?|
  how many {noun}s are in {a} {noun}?|how much {noun} is {adjective}?|how long can {who} {verb}?|how often should I {verb}?|
  what is {a} {noun}?|what is {a} {adjective} {noun}?|what is the {adjective} {noun} of {a} {noun}?|what is {made}?|
  what does "{made} {made}" mean?|what does {made} mean?|what does "{adjective} {noun}" mean?|what makes {a} {noun} {adjective}?|
  what happens if I {verb} {a} {noun}?|what happens to {a} {noun} {when}?|what do {who} {verb} {when}?|
  what should I {verb} {when}?|what is my {noun}?|what was the {noun} of {made}?|what kind of {noun} is {adjective}?|
  what did I {verb} {when}?|what is the difference between {a} {noun} and {a} {noun}?|what is better, {noun} or {noun}?|
  why is {a} {noun} {adjective}?|why do {who} {verb} {a} {noun}?|why can't {who} {verb}?|why did the {noun} {verb}?|
  why am I so {adjective}?|when does {a} {noun} {verb}?|when did {who} {verb} the {noun}?|when should I {verb}?|
  where can I {verb} {a} {noun}?|where do {who} {verb}?|where is the {noun}?|who invented {a} {noun}?|who is {made} {made}?|
  who was the {adjective} {noun}?|who can {verb} {a} {noun}?|which {noun} is the most {adjective}?|which {noun} should I {verb}?|
  is {noun} {adjective}?|is there {a} {noun}?|is there {a} {adjective} {noun} {when}?|is it {adjective} to {verb} {a} {noun}?|
  is {a} {noun} {a} {noun}?|is {noun} {adjective} or {adjective}?|are {noun}s {adjective}?|are {who} {adjective}?|
  are there {adjective} {noun}s?|do {noun}s {verb}?|do {who} {verb} {noun}s?|do you {verb} {noun}s?|
  do you remember my {noun}?|do I need {a} {noun} to {verb}?|does {a} {noun} {verb} {when}?|does {made} {verb}?|
  did {who} {verb} {a} {noun}?|can {who} {verb} {a} {noun}?|can I {verb} my {noun}?|can I {verb} {a} {noun} {when}?|
  can you {verb} {a} {noun} for me?|can {noun}s {verb}?|could {who} {verb} {when}?|could you {verb} my {noun}?|
  should I {verb} my {noun}?|should {who} {verb}?|will {who} {verb} {a} {noun}?|will there be {noun} {when}?|
  would you {verb} {a} {adjective} {noun}?|must I {verb} {when}?|may I {verb} {a} {noun}?|have you ever been {adjective}?|
  I want to {verb} {a} {noun}|I need {a} {adjective} {noun}|I have {a} {noun}|I am {adjective} {when}|I can't {verb}|
  my {noun} is {adjective}|my {noun} cannot {verb}|the {noun} is {adjective}|{who} will {verb} {when}|
  help me {verb} {a} {noun}|help me with my {noun}|teach me to {verb}|show me {a} {noun}|give me {a} {adjective} {noun}|
  tell me about {noun}s|tell me {a} {noun} about {who}|tell me why {who} {verb}|explain {noun}|explain the {adjective} {noun}|
  explain the {noun} {noun}|explain how to {verb}|explain why {noun}s {verb}|describe {a} {adjective} {noun}|describe {who}|
  define {noun}|define {made}|list five {noun}s|list all {adjective} {noun}s|name {a} {noun}|name the {adjective} {noun}s|
  compare {a} {noun} with {a} {noun}|summarise the {noun} of {who}|translate "{adjective} {noun}"|translate {noun} to {made}|
  spell {noun}|rhyme with {noun}|correct this: "{who} {verb} the {noun} {when}"|is this right: "{who} {verb} {noun}"|
  finish the sentence: {who} {verb} {a} {noun} and|say something {adjective}|sing {a} {noun}|draw {a} {noun}|
  imagine {a} {noun} {when}|pretend you are {a} {noun}|plan {a} {noun}|plan a {noun} for {who}|suggest a {noun} {when}|
  recommend {a} {adjective} {noun}|write {a} {noun} about {who}|write to my {noun}|write {a} {adjective} {noun} {when}|
  write {artefact} {purpose}|write {artefact} in {tech}|write {artefact} in {tech} {purpose}|write me {artefact} {purpose}|
  make {artefact} {purpose}|make me {artefact}|create {artefact} with {tech}|create {artefact} {purpose} in {tech}|
  build {artefact} {purpose}|build me {artefact} in {tech}|code {artefact} {purpose}|program {artefact}|
  implement {artefact} {purpose}|generate {artefact} for {tech}|design {artefact} for {who}|I need {artefact} {purpose}|
  give me {artefact} in {tech}|can you write {artefact} {purpose}?|can you make {artefact}?|could you code {artefact} in {tech}?|
  convert {artefact} to {tech}|port my {tech} code to {tech}|migrate my project to {tech}|rewrite everything in {tech}|
  refactor the whole project to {tech}|split my application into {tech} services|optimise my {tech}|review my {tech} project|
  what does this {tech} program do: {signs}|what is wrong with {signs}|what does {signs} mean in {tech}?|run {signs}|
  decode {signs}|solve {signs}|evaluate {signs}|what is {signs}?|{signs}|
  how do I {verb} a file in {tech}?|how do I install {tech}?|how do I {verb} {concept} in {tech}?|how do I learn {tech}?|
  how do I undo {concept} in {tech}?|how does {tech} {verb} {noun}s?|how does {tech} handle {concept}?|how does {concept} work?|
  what is {concept}?|what is {tech}?|what is {concept} in {tech}?|explain {concept}|explain {concept} in {tech}|
  difference between {concept} and {concept}|{tech} or {tech}?|which is better, {tech} or {tech}?|is {tech} faster than {tech}?|
  why does {tech} {verb}?|why is {tech} so {adjective}?|my {tech} build is broken|my {tech} does not {verb}|{tech} error|
  how do I become {a} {noun}?|how do I get {a} job as {a} {noun}?|how do I {verb} in {tech}?|how do I center {artefact}?|
  {noun}|{noun} {noun}|{adjective} {noun}|{noun} {when}|{verb} {a} {noun}|{verb} {noun}s {when}|{made} {noun}|{noun} {made}|
  {made} {made} {made}|{verb} {made}|{adjective}|{who} {verb}|{noun}, {noun} and {noun}|{number} {noun}s {when}|
  {number} {sign} {number}|how much is {number} {sign} {number}?|what is {number} percent of {number}?|is {number} {adjective}?|
  how many {noun}s are there below {number}?|convert {number} {noun}s to {noun}s|{number}|the {number}th {noun}`);

/** A question of words that need not make sense together. */
export function composed(random: Random): string {
  return random
    .pick(forms)
    .replace(/\{(?<name>\w+)\}/g, (_, name: string) => fill(name, random))
    .replace(/\ba (?=[aeiou])/g, 'an ')
    .trim();
}

function fill(name: string, random: Random): string {
  switch (name) {
    case 'a':
      return random.pick(['a', 'a', 'the', 'my', 'some', 'this', 'every', 'another']);
    case 'made':
      return madeUp(random);
    case 'number':
      return String(random.int(random.pick([20, 1000, 1_000_000])));
    case 'sign':
      return random.pick(['+', '-', '*', '/', 'plus', 'minus', 'times', 'divided by', '^', 'modulo']);
    case 'signs':
      return Array.from({ length: 3 + random.int(14) }, () => random.pick(SIGNS)).join('');
    default:
      // Of a word nobody knows, the sentence alone says that it is outside.
      return random.float() < MADE_UP_SHARE && ['noun', 'tech', 'adjective', 'verb'].includes(name)
        ? madeUp(random)
        : random.pick(vocabulary[name]!);
  }
}

const MADE_UP_SHARE = 0.2;
const SIGNS = Array.from('+-*/<>[]().,;:!?=%&|^~@#$0123456789xyzabn ');
const STARTS = list(
  'b br c ch cl cr d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w wh z',
);
const VOWELS = list('a e i o u ai ea ee ie oa oo ou au y');
const ENDS = list(
  'b ck ct d ft g k l ld ll m mp n nd ng nk nt p r rd rk rm rn s sh sk ss st t th x ze le er on us um',
);

function madeUp(random: Random): string {
  const count = 1 + random.int(3);
  const word = Array.from({ length: count }, () => random.pick(STARTS) + random.pick(VOWELS)).join('');
  const whole = random.float() < 0.7 ? word + random.pick(ENDS) : word;
  return random.float() < 0.25 ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole;
}

/** What the extension has to do with: in a question about it, these words make it one. */
const OWN_WORDS =
  /\b(?:chats?|conversations?|sessions?|panel|models?|Burrow|extension|answers?|repl(?:y|ies)|output|selection|prompts?|tokens?|context|threads?|cores|cache|commits?|diffs?|changes?|edits?|GGUF|gguf|memory|RAM|files?|code|functions?|tests?|instructions|settings?|history|Ollama|server|GPU|quantisation|template|temperature|seed|palette|side bar|explorer|palette|bug|errors?|documentation|messages?)\b/g;

/** The question with other things in the place of those it was about; undefined if it names none. */
export function alienated(question: string, random: Random): string | undefined {
  const noun = random.pick(vocabulary['noun']!);
  const other = question.replace(OWN_WORDS, (word) => (word.endsWith('s') ? `${noun}s` : noun));
  return other === question ? undefined : other;
}
