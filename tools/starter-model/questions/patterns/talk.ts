/** What may be asked about small talk, by topic, in the patterns of paraphrases.ts. */
export const talkPatterns: Readonly<Record<string, readonly string[]>> = {
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
