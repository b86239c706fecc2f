import { LlmError } from '../base/errors.ts';

/*
 * Byte-level BPE merges within words only; what a word is, a list of regular expressions says. Each splits the pieces
 * that the one before it left: into its matches and what lies between them. `tokenizer.ggml.pre` names the list.
 * Lists and flags are those of llama.cpp (src/llama-vocab.cpp, src/unicode.cpp).
 *
 * In the patterns `\s` stands for Unicode's White_Space: JavaScript's own differs in U+FEFF and U+0085. No pattern may
 * come back to a run it has scanned, or a long run would take quadratic time: hence `(?<!\s)` before `\s+$`.
 */

export interface PreTokenizer {
  /** What the file calls it. */
  readonly name: string;
  readonly splits: readonly RegExp[];
  /** A word that is a token is that token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** Unless `tokenizer.ggml.add_bos_token` says otherwise. */
  readonly addBos: boolean;
  /** There is no BOS unless the file names one. */
  readonly noBos: boolean;
  /** Detokenising a whole text takes the space before punctuation away. */
  readonly cleanSpaces: boolean;
}

/** A line of the table. Flags left out are false, but `cleanSpaces`, which is true. */
interface Family {
  readonly names: readonly string[];
  readonly splits: readonly string[];
  readonly ignoreMerges?: true;
  readonly addBos?: true;
  readonly noBos?: true;
  readonly cleanSpaces?: false;
}

const raw = String.raw;

const contraction = raw`'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]`;
const spaces = raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const punctuation = raw` ?[^\s\p{L}\p{N}]+[\r\n]*`;

const gpt2 = raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** Llama 3 and its descendants differ in how they group digits. */
const words = (digits: string): string =>
  raw`${contraction}|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}|${punctuation}|${spaces}`;
const llama3 = words(raw`\p{N}{1,3}`);
const qwen2 = words(raw`\p{N}`);
const qwen35 = raw`${contraction}|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|${spaces}`;

/** Words end where a small letter meets a capital. Like llama.cpp, only ASCII letters have case here. */
const cased = (suffix: string, digits: string): string =>
  raw`[^\r\n\p{L}\p{N}]?[\p{L}--[a-z]]*[\p{L}--[A-Z]]+${suffix}|` +
  raw`[^\r\n\p{L}\p{N}]?[\p{L}--[a-z]]+[\p{L}--[A-Z]]*${suffix}|` +
  raw`${digits}| ?[^\s\p{L}\p{N}]+[\r\n\/]*|${spaces}`;

/**
 * DeepSeek names its letters one by one: the cased letters of Unicode 11, nearly. Unicode spaces are taken out of
 * these classes, as llama.cpp blanks them before it matches a pattern that has no category in it.
 */
const deepseekLetters = characterClass(
  '41-5A 61-7A B5 C0-D6 D8-F6 F8-1BA 1BC-1BF 1C4-293 295-2AF 370-373 376 377 37B-37D 37F 386 388-38A 38C 38E-3A1 ' +
    '3A3-3F5 3F7-481 48A-52F 531-556 10A0-10C5 13A0-13F5 13F8-13FD 1C90-1CBA 1CBD-1CBF 1D00-1D2B 1D6B-1D77 1D79-1D9A ' +
    '1E00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 1FB6-1FBC 1FBE 1FC2-1FC4 ' +
    '1FC6-1FCC 1FD0-1FD3 1FD6-1FDB 1FE0-1FEC 1FF2-1FF4 1FF6-1FFC 2102 2107 210A-2113 2115 2119-211D 2124 2126 2128 ' +
    '212A-212D 212F-2134 2139 213C-213F 2145-2149 214E 2183 2184 2C00-2C7B 2C7E-2CE4 2CEB-2CEE 2CF2 2CF3 A640-A66D ' +
    'A680-A69B A722-A76F A771-A787 A78B-A78E AB70-ABBF FB00-FB06 FB13-FB17 FF21-FF3A FF41-FF5A 10400-1044F 104B0-104D3 ' +
    '104D8-104FB 10C80-10CB2 10CC0-10CF2 118A0-118DF 1E900-1E943',
);
const deepseekPunctuation = characterClass('21-2F 3A-7E FF01-FF0F FF1A-FF5E 2018-201F 3000-3002');
const deepseekCjk = characterClass('4E00-9FA5 800-4E00 AC00-D7FF');
const cjkAndKana = characterClass('4E00-9FA5 3040-309F 30A0-30FF');

const deepseekV3 = [
  raw`\p{N}{1,3}`,
  raw`${cjkAndKana}+`,
  raw`[!-\/:-@\[-\x60\{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|${spaces}`,
];
const bloom = raw` ?[^\(\s\|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C\)]+`;

const families: readonly Family[] = [
  {
    names: ['llama-bpe', 'llama3', 'llama-v3', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2'],
    splits: [llama3],
    ignoreMerges: true,
    addBos: true,
  },
  { names: ['dbrx', 'smaug-bpe'], splits: [llama3] },
  { names: ['glm4', 'chatglm-bpe'], splits: [llama3], noBos: true },
  { names: ['minicpm5'], splits: [raw`\p{N}{1,3}`, words(raw`\p{N}+`)], ignoreMerges: true },
  { names: ['qwen2', 'deepseek-r1-qwen', 'kormo', 'hunyuan'], splits: [qwen2], cleanSpaces: false },
  { names: ['solar-open', 'grok-2'], splits: [qwen2], cleanSpaces: false },
  { names: ['stablelm2', 'megrez'], splits: [qwen2] },
  { names: ['qwen35'], splits: [qwen35], cleanSpaces: false },
  {
    names: ['seed-coder'],
    splits: [
      raw`${contraction}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+`,
    ],
    cleanSpaces: false,
  },
  { names: ['smollm', 'command-r'], splits: [raw`\p{N}`, gpt2], cleanSpaces: false },
  {
    names: ['starcoder', 'refact', 'codeshell', 'exaone', 'minerva-7b', 'mellum2'],
    splits: [raw`\p{N}`, gpt2],
  },
  {
    names: [
      'gpt-2',
      'phi-2',
      'mpt',
      'olmo',
      'jais',
      'gigachat',
      'a.x-4.0',
      'mellum',
      'modern-bert',
      'exaone4',
    ],
    splits: [gpt2],
  },
  { names: ['trillion', 'granite-docling'], splits: [gpt2], cleanSpaces: false },
  {
    names: ['tekken'],
    splits: [cased('', raw`\p{N}`)],
    ignoreMerges: true,
    addBos: true,
    cleanSpaces: false,
  },
  {
    names: ['gpt-4o', 'llama4', 'kanana2', 'minimax-m2'],
    splits: [cased(`(?:${contraction})?`, raw`\p{N}{1,3}`)],
    cleanSpaces: false,
  },
  {
    names: ['deepseek-llm'],
    splits: [
      raw`[\r\n]`,
      raw`\s?${deepseekLetters}+`,
      raw`\s?${deepseekPunctuation}+`,
      raw`(?<!\s)\s+$`,
      raw`${deepseekCjk}+`,
      raw`\p{N}+`,
    ],
    cleanSpaces: false,
  },
  {
    names: ['deepseek-coder'],
    splits: [raw`[\r\n]`, raw`\s?\p{L}+`, raw`\s?\p{P}+`, raw`${deepseekCjk}+`, raw`\p{N}`],
    cleanSpaces: false,
  },
  { names: ['deepseek-v3', 'hunyuan-dense', 'joyai-llm'], splits: deepseekV3, cleanSpaces: false },
  { names: ['falcon'], splits: [raw`[\p{P}$+<=>\^~\|\x60]+`, gpt2, '[0-9][0-9][0-9]'] },
  { names: ['bloom', 'gpt3-finnish'], splits: [bloom] },
  { names: ['poro-chat'], splits: [bloom], cleanSpaces: false },
  { names: ['viking'], splits: [bloom, raw`\p{N}`], cleanSpaces: false },
  { names: ['default'], splits: [raw`[\p{P}$+<=>\^~\|]+`, gpt2, raw`\p{N}+`, '[0-9][0-9][0-9]'] },
];

export const preTokenizerNames: readonly string[] = families.flatMap((family) => family.names);

/** Undefined for a name that the table has not. */
export function findPreTokenizer(name: string): PreTokenizer | undefined {
  const family = families.find(({ names }) => names.includes(name));
  return (
    family && {
      name,
      splits: family.splits.map(compile),
      ignoreMerges: family.ignoreMerges ?? false,
      addBos: family.addBos ?? false,
      noBos: family.noBos ?? false,
      cleanSpaces: family.cleanSpaces ?? true,
    }
  );
}

/**
 * The words of a text, in order and without a gap.
 *
 * @throws LlmError `request` for a word of several million characters: V8's regular expressions have no stack for more.
 */
export function splitWords(text: string, splits: readonly RegExp[]): readonly string[] {
  let pieces = [text];
  for (const split of splits) {
    const next: string[] = [];
    for (const piece of pieces) {
      try {
        splitPiece(piece, split, next);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new LlmError('request', `a text of ${piece.length} characters is too long for one word`, {
          cause: error,
        });
      }
    }
    pieces = next;
  }
  return pieces;
}

function splitPiece(piece: string, split: RegExp, out: string[]): void {
  let end = 0;
  split.lastIndex = 0;
  for (let match = split.exec(piece); match !== null; match = split.exec(piece)) {
    if (match.index > end) out.push(piece.slice(end, match.index));
    out.push(match[0]);
    end = split.lastIndex;
  }
  if (end < piece.length) out.push(end === 0 ? piece : piece.slice(end));
}

function compile(pattern: string): RegExp {
  return new RegExp(
    pattern.replaceAll(raw`\s`, raw`\p{White_Space}`).replaceAll(raw`\S`, raw`\P{White_Space}`),
    'gv',
  );
}

/** `41-5A B5` to a class of those code points without spaces, in the notation of the `v` flag. */
function characterClass(ranges: string): string {
  const items = ranges.split(' ').map((range) => range.replace(/[0-9A-F]+/g, raw`\u{$&}`));
  return raw`[[${items.join('')}]--\s]`;
}
