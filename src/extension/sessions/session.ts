import { LlmError, messageOf } from '../../base/errors.ts';
import { isTurn, MAX_ID_CHARS, MAX_TITLE_CHARS, type Turn } from '../../protocol/chat.ts';
import { integer, listOf, object, oneOf, optional, text } from '../../protocol/check.ts';
import { isSamplingValue, samplingNames, type SamplingValues } from '../config.ts';
import { type Conversation, emptyConversation, type Node, ROOT } from './conversation.ts';

/** How freely the model chooses its words; `settings` is what the person's settings say. */
export const presets = ['settings', 'precise', 'balanced', 'creative', 'custom'] as const;
export type Preset = (typeof presets)[number];

/** One of the person's chats. */
export interface Session {
  readonly id: string;
  /** '' until something was asked. */
  readonly title: string;
  /** The person gave the title. */
  readonly isNamed: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** '' takes the setting's. */
  readonly systemPrompt: string;
  readonly preset: Preset;
  /** The chat's own values, which the preset `custom` takes. */
  readonly sampling?: SamplingValues;
  readonly conversation: Conversation;
}

/** Of the file format; a file of a later one is left to the version that wrote it. */
export const SESSION_VERSION = 1;
/** Far more than the path that is shown may have: every answer that was asked for again counts. */
const MAX_NODES = 20_000;
/** A system prompt's length, as the setting's. */
export const MAX_SYSTEM_PROMPT_CHARS = 100_000;
/** What a list shows of a question. */
const SHOWN_TITLE_CHARS = 60;

export function newSession(id: string, now: number): Session {
  return {
    id,
    title: '',
    isNamed: false,
    createdAt: now,
    updatedAt: now,
    systemPrompt: '',
    preset: 'settings',
    conversation: emptyConversation,
  };
}

/** The beginning of a question, in one line and without its markup. */
export function titleOf(question: string): string {
  const line = question
    .split('\n')
    .map((part) => part.replace(/^[\s#>*`~-]+/, '').replace(/[\s\p{C}]+/gu, ' '))
    .find((part) => part.trim() !== '');
  const characters = Array.from((line ?? question).trim()); // code points: a cut must not leave half of one
  if (characters.length <= SHOWN_TITLE_CHARS) return characters.join('');
  const start = characters.slice(0, SHOWN_TITLE_CHARS).join('');
  return `${start.replace(/\s+\S{0,15}$/, '')}…`;
}

/** A title that the person gave: one line, cut where it is too long. */
export function cleanTitle(title: string): string {
  return title
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MAX_TITLE_CHARS);
}

// --- the file ---

/** In the file `version` stands first, so that whoever reads it knows what follows. */
export function serializeSession(session: Session): string {
  return `${JSON.stringify({ version: SESSION_VERSION, ...session }, undefined, 1)}\n`;
}

const time = integer(0, Number.MAX_SAFE_INTEGER);

function isSampling(value: unknown): value is SamplingValues {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([key, number]) => {
    const name = samplingNames.find((known) => known === key);
    return name !== undefined && isSamplingValue(name, number);
  });
}

const isNode = object<Node>({ parent: time, turn: isTurn });

const isSession = object<Session & { version: number }>({
  version: integer(SESSION_VERSION, SESSION_VERSION),
  id: text(MAX_ID_CHARS),
  title: text(MAX_TITLE_CHARS),
  isNamed: (value) => typeof value === 'boolean',
  createdAt: time,
  updatedAt: time,
  systemPrompt: text(MAX_SYSTEM_PROMPT_CHARS),
  preset: oneOf(presets),
  sampling: optional(isSampling),
  conversation: object<Conversation>({
    nodes: listOf(isNode, MAX_NODES),
    chosen: (value): value is Conversation['chosen'] =>
      typeof value === 'object' && value !== null && Object.values(value).every((id) => time(id)),
  }),
});

/**
 * Reads a session's file. An answer that was in the making when it was written ends where it had come to.
 * Throws `file`, saying in words what is wrong: cut off, from a newer version, changed by hand.
 */
export function parseSession(source: string): Session {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new LlmError('file', `the file is cut off or is no JSON: ${messageOf(error)}`, { cause: error });
  }
  const version: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'version') : value;
  if (typeof version === 'number' && version > SESSION_VERSION) {
    throw new LlmError(
      'file',
      `the file is from a newer version of Burrow: expected format ${SESSION_VERSION}, found ${version}`,
    );
  }
  if (!isSession(value)) throw new LlmError('file', 'the file does not hold a chat as Burrow writes one');
  const { version: _version, ...session } = value;
  checkTree(session.conversation);
  return { ...session, conversation: endRunning(session.conversation) };
}

/** What hands have edited may name parents that are not there, or go in circles. */
function checkTree({ nodes, chosen }: Conversation): void {
  const parents = new Map<number, number>();
  for (const { parent, turn } of nodes) {
    const isKnown = parent === ROOT || parents.has(parent);
    if (turn.id === ROOT || parents.has(turn.id) || !isKnown) {
      throw new LlmError(
        'file',
        `turn ${turn.id} of the chat has a wrong number, or a wrong parent: ${parent}`,
      );
    }
    parents.set(turn.id, parent);
  }
  for (const [parent, id] of Object.entries(chosen)) {
    if (parents.get(id) !== Number(parent)) {
      throw new LlmError('file', `the chat shows turn ${id} after turn ${parent}, where it does not stand`);
    }
  }
}

function endRunning(conversation: Conversation): Conversation {
  const nodes = conversation.nodes.map((node): Node => ({ ...node, turn: ended(node.turn) }));
  return { ...conversation, nodes };
}

function ended(turn: Turn): Turn {
  if (turn.role === 'user' || turn.outcome.kind !== 'running') return turn;
  return { ...turn, outcome: { kind: 'stopped' } };
}
