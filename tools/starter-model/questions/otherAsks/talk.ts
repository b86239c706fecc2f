/** More ways to ask about small talk, by topic. */
export const talkAsks: Readonly<Record<string, readonly string[]>> = {
  hello: ['hiya', 'good day', 'hey Burrow', 'hello Burrow', 'morning', 'hi friend', 'hello again'],
  thanks: ['good job', 'well done', 'got it', 'okay', 'wonderful', 'that was helpful', 'amazing', 'sweet'],
  bye: ['have a nice day', 'ciao', 'so long', 'I am done', 'until tomorrow', 'take care'],
  howAreYou: [
    'how do you feel',
    'are you ok',
    'how is life',
    'everything fine',
    'how are things',
    'are you happy',
  ],
  wrong: [
    'this is incorrect',
    'that makes no sense',
    'nonsense',
    'no',
    'this answer is false',
    'rubbish',
    'that is a lie',
    'not true',
  ],
  noCode: [
    'explain',
    'what is this',
    'can you explain it',
    'what does it do',
    'explain the selection',
    'tell me what this code does',
    'describe this function',
  ],
};
