import type { Random } from '../../../test/support/random.ts';
import { LARGER_MODEL, SMALL_MODEL } from './topic.ts';

/** What is said to everything outside the model's world. */
export const OUTSIDE_ANSWER = `${SMALL_MODEL}: I explain short functions and answer questions about Burrow, and nothing else. For this, ${LARGER_MODEL}.`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

/** What is put into the forms below. They need not make sense: what is outside is everything. */
const parts: Readonly<Record<string, readonly string[]>> = {
  thing:
    words(`bicycle violin volcano glacier penguin elephant tomato potato onion garlic cheese coffee tea chocolate
    honey olive mushroom salmon tiger zebra spider beetle oak tulip rose cactus desert jungle canal bridge cathedral
    castle museum theatre opera guitar trumpet piano drum sculpture novel sonnet comet asteroid galaxy planet neutron
    electron enzyme vaccine antibiotic kidney liver brain skeleton muscle vitamin protein calcium uranium copper silver
    gold diamond marble steel concrete tractor submarine helicopter airship parachute telescope microscope compass
    thermometer barometer umbrella mattress sofa carpet candle lantern pottery origami chess poker football tennis
    cricket rugby sailing archery marathon yoga ballet tango jazz reggae inflation mortgage pension election parliament
    constitution monarchy democracy treaty revolution empire pharaoh knight samurai viking gladiator dinosaur mammoth
    whale dolphin octopus shark eagle falcon owl parrot bamboo wheat rice barley vineyard lighthouse harbour`),
  place:
    words(`Norway Egypt Brazil Kenya Vietnam Portugal Iceland Chile Morocco Nepal Finland Greece Poland Peru Cuba
    Jordan Tokyo Cairo Oslo Vienna Prague Lima Nairobi Sydney Toronto Boston Seattle Bangkok Mumbai Delhi Seoul Athens
    Lisbon Madrid Venice Dublin Antarctica Siberia Alaska Patagonia`),
  person:
    words(`Einstein Newton Mozart Beethoven Picasso Shakespeare Napoleon Cleopatra Caesar Galileo Darwin Gandhi
    Lincoln Columbus Aristotle Plato Socrates Tesla Curie Turing Lovelace Dickens Tolstoy Homer Dante Bach Chopin Monet`),
  program: lines(`a web server
    a todo app
    a compiler
    a chess game
    a snake game
    a chat bot
    a login page
    a parser
    a linked list
    a binary tree
    a hash map
    a sorting algorithm
    quicksort
    binary search
    a calculator
    a web scraper
    a shell script
    a Dockerfile
    a SQL query
    a regular expression for phone numbers
    a React component
    a CSS grid
    a unit test
    a neural network
    a database schema
    a makefile
    fizzbuzz
    fibonacci
    a rate limiter
    a function that reverses a string
    a function that adds two numbers
    a class for bank accounts
    a script that renames files
    an API client
    an HTML page
    an email validator`),
  language:
    words(`Rust Go Java C C++ C# Kotlin Swift Ruby PHP Perl Haskell Scala Lua Elixir Bash SQL Python TypeScript
    JavaScript Assembly Fortran R Julia`),
  tongue:
    words(`German French Spanish Italian Russian Chinese Korean Arabic Hindi Turkish Dutch Polish Swedish Greek
    Latin Finnish`),
  adjective:
    words(`best worst biggest smallest oldest fastest cheapest tallest deepest richest most-famous heaviest
    strongest longest hottest coldest`),
  text: lines(`a poem
    a story
    a letter
    an essay
    a speech
    a song
    a joke
    a recipe
    a haiku
    a limerick
    an email
    a report
    a review
    a blog post
    a tweet
    an advert
    a summary
    a slogan`),
};

const forms = lines(`who was {person}?
  who is the president of {place}?
  who invented the {thing}?
  who discovered {place}?
  who wrote the book about the {thing}?
  when was {person} born?
  when did {person} die?
  when was the first {thing} built?
  where is {place}?
  where does the {thing} come from?
  where can I buy a {thing}?
  where was {person} born?
  why is the {thing} {colour}?
  why do people like {thing}?
  why did {person} go to {place}?
  what is a {thing}?
  what is the capital of {place}?
  what is the population of the {place}?
  what is the {adjective} {thing} in {place}?
  what is the {adjective} {thing} in the world?
  what is {number} plus {number}?
  what is {number} times {number}?
  what is {number} / {number}?
  {number} + {number}
  {number} * {number} = ?
  calculate {number} minus {number}
  what is the square root of {number}?
  solve {number}x + {number} = {number}
  what does {thing} mean in {tongue}?
  what colour is a {thing}?
  what time is it in {place}?
  what is the weather in {place}?
  what will the weather be tomorrow?
  what is the news from {place}?
  what did {person} say about the {thing}?
  what happened in {year}?
  what happened in {place} in {year}?
  how do I cook {thing}?
  how do I repair a {thing}?
  how do I grow a {thing}?
  how do I get to {place}?
  how do I learn {tongue}?
  how do I play {thing}?
  how does a {thing} work?
  how old is {person}?
  how old are you?
  how far is {place} from {place}?
  how much does a {thing} cost?
  how much does a {thing} weigh?
  how many people live in {place}?
  how many {thing}s are there in {place}?
  how big is a {thing}?
  how long does a {thing} live?
  how fast is a {thing}?
  is {thing} healthy?
  is {place} bigger than {place}?
  is {place} a safe country?
  is it raining in {place}?
  is {thing} better than {thing}?
  are you alive?
  are you happy?
  are you a human?
  are you afraid of the {thing}?
  do you like {thing}?
  do you have feelings?
  do you know {person}?
  do you dream of {thing}s?
  do you believe in {thing}?
  can you sing?
  can you drive a {thing}?
  can a {thing} swim?
  can you order a {thing} for me?
  can you book a flight to {place}?
  can you call {person}?
  can you draw a {thing}?
  can you search the web for {thing}?
  should I buy a {thing} or a {thing}?
  should I move to {place}?
  should I invest in {thing}?
  should I marry {person}?
  I have a problem with my {thing}
  I feel sad
  I feel tired today
  I am hungry
  I am bored
  I lost my {thing}
  my {thing} is broken
  my {thing} hurts
  my friend has a {thing}
  my boss wants {text}
  tell me {text} about {thing}
  tell me something about {place}
  tell me about {person}
  tell me about the {thing}
  tell me the history of {place}
  give me {text} for my {thing}
  give me a list of {thing}s
  give me advice about my {thing}
  explain the {thing}
  explain {person}'s theory
  explain how a {thing} works
  explain the history of the {thing}
  explain quantum physics
  describe a {thing}
  describe {place} in summer
  compare {thing} and {thing}
  compare {place} with {place}
  name three {thing}s
  list the rivers of {place}
  list ten facts about {person}
  recommend a {thing}
  recommend a film about {person}
  summarise the life of {person}
  summarise {text} about {thing}
  translate {thing} into {tongue}
  translate "I like {thing}" to {tongue}
  translate this {text} into {tongue}
  say {thing} in {tongue}
  write {text} about {thing}
  write {text} about {person}
  write {text} for {person}
  write {text} in {tongue}
  write me {text} about a {thing} in {place}
  write {program}
  write {program} in {language}
  write me {program} in {language} please
  write code for {program}
  write a program that finds the {adjective} {thing}
  implement {program}
  implement {program} in {language}
  create {program} in {language}
  create {program} with tests
  build {program} for my {thing}
  make {program}
  generate {program} with {language}
  give me {program} in {language}
  can you write {program}?
  can you code {program} in {language}?
  could you make {program} for me?
  I need {program} in {language}
  how do I write {program} in {language}?
  how do I install {language}?
  what is the difference between {language} and {language}?
  is {language} better than {language}?
  convert my code to {language}
  port this to {language}
  debug my {language} program
  design {program}
  plan a trip to {place}
  plan my week
  play {thing} with me
  let's play {thing}
  let's talk about {thing}
  think of a number
  remind me to buy {thing}
  set an alarm for {number}
  sing {text}
  what should I eat with {thing}?
  what should I wear in {place}?
  what should I read about {person}?
  which {thing} is the {adjective}?
  which team won the {thing} in {year}?
  which country has the {adjective} {thing}?
  whose idea was the {thing}?
  {thing}
  {thing} {thing}
  {person}
  {place}
  {thing} in {place}
  {adjective} {thing}
  {mash}
  {mash} {mash}
  {mash} {thing}
  what is {mash}?
  who is {mash}?
  tell me about {mash}
  where is {mash}?
  why {mash}?
  I think that {thing}s are the {adjective}
  my name is {person}
  I live in {place}
  I was born in {year}
  today I saw a {thing}
  wo ist der {thing}?
  was ist {thing}?
  qué es {thing}?
  où est {place}?
  wie geht es dir?
  parlez-vous de {thing}?`);

/** Endings that make a question longer; in long ones a small model must not lose its way. */
const tails = lines(`and why?
  in two sentences
  in simple words
  for a child
  please be brief
  with examples
  step by step
  I need it for school
  it is for my {thing}
  my teacher from {place} asked
  as {person} would say it
  and how is that different from a {thing}?
  and what about {place}?
  in {number} words`);

const COLOURS = words('red blue green black white yellow grey brown');

/** A question that the built-in model has nothing to say about. */
export function outsideQuestion(random: Random): string {
  const form = random.pick(forms);
  const text = random.float() < 0.2 ? `${form} ${random.pick(tails)}` : form;
  return text.replace(/\{(?<name>\w+)\}/g, (_, name: string) => fill(name, random));
}

function fill(name: string, random: Random): string {
  switch (name) {
    case 'number':
      return String(random.int(random.pick([10, 100, 1000, 100_000])));
    case 'year':
      return String(1000 + random.int(1030));
    case 'colour':
      return random.pick(COLOURS);
    case 'mash':
      return letters(random);
    default:
      // Some of it is no known word at all, so that it is the form that is learnt and not the words.
      return random.float() < 0.25 && !['program', 'text'].includes(name)
        ? letters(random)
        : random.pick(parts[name]!);
  }
}

const SYLLABLES = words(
  'ba be bi bo bu ca ce co da de di do fa fe fi fo ga ge go ha he hi jo ka ke la le li lo ma me mi mo na ne no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa we xa ya za st nd rk ng ll ss th sh',
);

function letters(random: Random): string {
  return Array.from({ length: 1 + random.int(4) }, () => random.pick(SYLLABLES)).join('');
}
