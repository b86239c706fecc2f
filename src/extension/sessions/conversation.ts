import type { Fork, Turn } from '../../protocol/chat.ts';

/*
 * A conversation is a tree: whoever asks again, or edits a question, keeps what was there.
 *
 *   0 ── 1 question ──┬── 2 answer
 *                     └── 3 answer, again ── 5 question ── 6 answer
 *   chosen: { 0: 1, 1: 3, 3: 5, 5: 6 }       the path that is shown: 1, 3, 5, 6
 */

/** The parent of what begins a conversation. */
export const ROOT = 0;

export interface Node {
  readonly parent: number;
  readonly turn: Turn;
}

export interface Conversation {
  /** In the order of their coming: a parent before its children. Ids count up from 1. */
  readonly nodes: readonly Node[];
  /** By parent: which of its children is shown. */
  readonly chosen: Readonly<Record<string, number>>;
}

export const emptyConversation: Conversation = { nodes: [], chosen: {} };

/** What is shown, from the first question on. */
export function pathOf(conversation: Conversation): Turn[] {
  const turns = new Map(conversation.nodes.map(({ turn }) => [turn.id, turn]));
  const path: Turn[] = [];
  for (let id = conversation.chosen[ROOT]; id !== undefined; id = conversation.chosen[id]) {
    const turn = turns.get(id);
    if (turn === undefined) break;
    path.push(turn);
  }
  return path;
}

/** The turns of the path that have others in their place. */
export function forksOf(conversation: Conversation): Fork[] {
  return pathOf(conversation).flatMap(({ id }) => {
    const siblings = siblingsOf(conversation, id);
    return siblings.length > 1 ? [{ id, index: siblings.indexOf(id) + 1, count: siblings.length }] : [];
  });
}

/** Ids of all that stand in the place of one turn, itself included, the oldest first. */
export function siblingsOf(conversation: Conversation, id: number): number[] {
  const parent = parentOf(conversation, id);
  return conversation.nodes.filter((node) => node.parent === parent).map(({ turn }) => turn.id);
}

export function parentOf(conversation: Conversation, id: number): number {
  return conversation.nodes.find(({ turn }) => turn.id === id)?.parent ?? ROOT;
}

export function nextId({ nodes }: Conversation): number {
  return nodes.reduce((highest, { turn }) => Math.max(highest, turn.id), ROOT) + 1;
}

/** With a turn more, which is shown. */
export function append(conversation: Conversation, parent: number, turn: Turn): Conversation {
  return {
    nodes: [...conversation.nodes, { parent, turn }],
    chosen: { ...conversation.chosen, [parent]: turn.id },
  };
}

/** Shows one turn instead of its siblings. */
export function choose(conversation: Conversation, id: number): Conversation {
  return { ...conversation, chosen: { ...conversation.chosen, [parentOf(conversation, id)]: id } };
}

/** With the newest values of some turns. */
export function update(conversation: Conversation, turns: readonly Turn[]): Conversation {
  const newest = new Map(turns.map((turn) => [turn.id, turn]));
  return {
    ...conversation,
    nodes: conversation.nodes.map((node) => {
      const turn = newest.get(node.turn.id) ?? node.turn;
      return turn === node.turn ? node : { ...node, turn };
    }),
  };
}

/** Without a turn that has no children: its last sibling is shown instead. */
export function removeLeaf(conversation: Conversation, id: number): Conversation {
  const parent = parentOf(conversation, id);
  const sibling = siblingsOf(conversation, id).findLast((other) => other !== id);
  const { [String(parent)]: _removed, ...others } = conversation.chosen;
  return {
    nodes: conversation.nodes.filter(({ turn }) => turn.id !== id),
    chosen: sibling === undefined ? others : { ...others, [parent]: sibling },
  };
}
