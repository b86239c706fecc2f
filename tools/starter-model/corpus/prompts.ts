import { codeQuestion } from '../../../src/extension/codeTasks.ts';
import type { Voice } from './explain.ts';
import { leaningOf } from './leaning.ts';
import type { Scope } from './scope.ts';
import type { Piece } from './tree.ts';

export interface Asked {
  readonly question: string;
  readonly voice: Voice;
  /** Whether "line 3" can only be the third line shown. */
  readonly isNumbered: boolean;
}

/** Wordings and the voice they ask for: the same wording always gets the same voice, so that it can be learnt. */
const wordings: readonly { readonly voice: Voice; readonly texts: readonly string[] }[] = [
  {
    voice: 'list',
    texts: [
      'Explain this code.',
      'Explain this code:',
      'Explain this function.',
      'Explain it step by step:',
      'Explain this step by step.',
      'explain',
      'Can you explain this?',
      'Walk me through this code.',
      'Please explain this code to me',
    ],
  },
  {
    voice: 'prose',
    texts: [
      'What does this do?',
      'what does this do',
      'What does this code do?',
      'What is this?',
      'Describe this code.',
      'What happens here?',
      'what is going on here?',
      'Tell me what this code does',
    ],
  },
  {
    voice: 'sentence',
    texts: [
      'Explain in one sentence:',
      'What does this do, in one sentence?',
      'Summarize this code.',
      'summary?',
      'Explain briefly:',
      'In short, what does this do?',
      'tl;dr',
    ],
  },
];

const heldOutWordings: readonly { readonly voice: Voice; readonly texts: readonly string[] }[] = [
  { voice: 'list', texts: ['Could you explain this code step by step?', 'Explain the following code.'] },
  { voice: 'prose', texts: ['So what does this code do?', 'what does it do?'] },
  { voice: 'sentence', texts: ['Give me a short summary.', 'Explain this in a sentence.'] },
];

/** How often the editor also says what the code leans on. */
const LEANING_SHARE = 0.3;

const extensions = { typescript: 'ts', javascript: 'js', python: 'py' } as const;

/** The question about a piece of code: as Explain Selection sends it, or in a person's own words. */
export function askedFor(scope: Scope, piece: Piece, code: string): Asked {
  const { random, names, style } = scope;
  if (scope.chance(0.5)) {
    const lines = code.split('\n').length;
    const firstLine = scope.chance(0.35) ? 1 : 1 + random.int(180);
    const stem = piece.kind === 'lines' || scope.chance(0.5) ? names.word('things') : piece.definition.name;
    const folder = random.pick(['', '', 'src/', 'lib/', 'app/', `src/${names.word('places')}/`, 'utils/']);
    const fileName = `${folder}${stem}.${extensions[style.language]}`;
    const question = codeQuestion(
      'explain',
      { code, languageId: style.language, fileName, firstLine, lastLine: firstLine + lines - 1 },
      scope.chance(LEANING_SHARE) ? { context: leaningOf(scope, fileName) } : {},
    );
    return { question, voice: 'list', isNumbered: firstLine === 1 };
  }
  const table = scope.heldOut && scope.chance(0.5) ? heldOutWordings : wordings;
  const draw = random.float();
  const { voice, texts } = table[draw < 0.45 ? 0 : draw < 0.8 ? 1 : 2]!;
  const asked = random.pick(texts);
  const fence = `\`\`\`${scope.chance(0.85) ? style.language : ''}\n${code}\n\`\`\``;
  const question = scope.chance(0.8)
    ? `${asked}\n\n${fence}`
    : scope.chance(0.5)
      ? `${asked}\n${fence}`
      : `${fence}\n\n${asked}`;
  return { question, voice, isNumbered: true };
}
