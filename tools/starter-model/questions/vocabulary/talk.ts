import type { TopicWords } from './topicWords.ts';

/** Of small talk, by topic. */
export const talkWords: Readonly<Record<string, TopicWords>> = {
  hello: {
    acts: 'hello|hi|hey|hiya|hallo|good morning|good evening|good day|morning|evening|howdy|yo|hullo|heya|welcome|salutations|hi hi|hey hey|greetings to you|good afternoon to you|afternoon|ahoy|hola|bonjour|aloha|sup|hello hello|gday',
    things:
      'Burrow|you|friend|buddy|model|again|everyone|mate|pal|little model|dear model|bot|there my friend|all|assistant|folks',
    forms: [
      '{act}',
      '{act} {thing}',
      '{act}, {thing}',
      '{act}, I am new here',
      '{act}, nice to meet you',
      '{act} from me',
    ],
    signs:
      'nice to meet you|glad to see you|pleased to meet you|anybody there|is somebody there|hello, is this on|are you there|here I am|I am back',
    keys: 'hello|hi|hey|good morning|good evening|howdy|hiya|hallo|yo',
  },
  thanks: {
    acts: 'thanks|thank you|thx|ty|cheers|many thanks to you|thanks a million|much appreciated|thank you kindly|thank you so much|thanks so much|tysm|big thanks|a thousand thanks|thanks a bunch|tnx|awesome work|awesome answer|great|cool|nice|perfect|good|super|wonderful|excellent|brilliant|lovely|fantastic|amazing|terrific|splendid|marvellous|superb|neat|sweet|fabulous|impressive|outstanding|magnificent',
    things:
      'Burrow|that helps|that helped|good job|well done|nice work|great answer|for the help|for your help|that is all I needed|for explaining|for the answer|it works now|now I get it|I understand now|my friend|for that|very much|indeed',
    forms: ['{act}', '{act} {thing}', '{act}, {thing}', 'ok {act}', '{act}!! {thing}', 'oh {act}'],
    signs:
      'that was helpful|now it is clear|good answer|nice answer|I am grateful|you were a great help|I appreciate it|good to know|I like your answer|well explained|you are great|that is great|got it|makes sense|understood|all clear',
    keys: 'thanks|thank you|thx|ty|perfect|great|nice|cool|good job|well done|super|excellent|wonderful',
  },
  bye: {
    acts: 'bye|goodbye|see you|see ya|good night|farewell|ciao|so long|cya|until next time|take care|cheerio|adieu|au revoir|tschuss|ttyl|have a nice day|have a good one|till tomorrow|see you around|catch you later|talk to you later|later|good bye|gn',
    things:
      'Burrow|then|now|tomorrow|for now|soon|friend|everyone|buddy|for today|next week|again|my friend|little model',
    forms: ['{act}', '{act} {thing}', '{act}, {thing}', 'ok {act}', 'well, {act}', '{act} and take care'],
    signs:
      'I have to go|I must leave|I am leaving|I am off|that was it for today|we are done|I am finished|no more questions|I will go to bed|time to go|I am going home|I quit for today|nothing more from me',
    keys: 'bye|goodbye|see you|good night|ciao|farewell|cya|see ya|take care',
  },
  howAreYou: {
    acts: 'well|fine|OK|all right|good|alright|happy today|in good shape|in a good mood|tired|busy|awake|feeling well|doing well|doing good',
    things: 'you|things|everything|life|your day|it|work|business|the world treating you|your mood',
    forms: [
      '(are you|you|is everything|everything|all) {act} [today|now|there|with you]',
      "(how are|how is|how's|hows) {thing} [today|going|so far|these days|right now]",
      '(how) (do you feel|have you been|goes it|was your day|are you feeling|you doing|is it hanging) [today|lately|now]',
      "(what's|what is|whats|wazz) (up|new|cooking|happening|going on) [with you|today|there]",
    ],
    signs: 'I hope you are well|you good|hope all is well|how r u|how you doing|how are we today',
    keys: 'how are you|how r u|whats up|hows it going|you ok|how you doing|feeling well',
  },
  wrong: {
    acts: 'wrong|false|incorrect|untrue|not true|not right|a mistake|nonsense|bad|rubbish|mistaken|not correct|an error|inaccurate|misleading|garbage|bogus|stupid|complete nonsense|off the mark|faulty|a lie|totally wrong|way off',
    things:
      'that|this|it|your answer|your explanation|what you said|the last answer|your reply|your description|what you wrote|the explanation|the response|the last sentence',
    forms: [
      '{thing} (is|was|seems|sounds|looks) {act}',
      '(no|sorry|hm|well|hey|but), {thing} is {act}',
      '(you are|you were|I think you are|I fear you are) {act}',
      '(you) (misunderstood|misread the code|got it wrong|mixed it up|did not get it|failed|erred|lied|confused something|missed the point|are lying|blew it)',
      '{thing} does not (match my code|make sense|fit|hold|help|answer my question)',
    ],
    signs:
      'no|nope|I disagree|that is not what it does|this cannot be|you misread the code|I do not believe that|you invented that|that does not help|there is an error in your answer|your answer has a mistake|I am not happy with the answer|try harder|that is not what I asked',
    keys: 'wrong|incorrect|nonsense|false|rubbish|not true|mistaken|bad answer|wrong answer|untrue|no',
  },
  noCode: {
    acts: 'explain|describe|summarise|read|interpret|clarify|comment on|walk me through|break down|go through|analyse|decode|elaborate on|outline',
    things:
      'this|it|this code|this function|the following code|this class|this snippet|these lines|the code below|this method|the following|this script|the function above|this piece|this line|the code here',
    forms: [
      '{act} {thing}',
      '{act} {thing} (to me|for me|in simple words|in short|in detail|step by step|briefly|line by line)',
      '(what|how) (does|do|would) {thing} (do|work|mean|compute|return|accomplish|achieve)',
      '(what is|what is going on in|what happens in|tell me what happens in) {thing}',
    ],
    signs:
      'what is going on here|here is my code|look at this|see this code|look at my function|I pasted a function',
    keys: 'explain this|explain|this code|this function|what does it do|code below|explain it|describe this',
  },
};
