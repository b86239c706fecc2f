import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  append,
  choose,
  type Conversation,
  emptyConversation,
  forksOf,
  nextId,
  parentOf,
  pathOf,
  removeLeaf,
  ROOT,
  siblingsOf,
  update,
} from '../../../src/extension/sessions/conversation.ts';
import type { Turn } from '../../../src/protocol/chat.ts';

function question(id: number, text = ''): Turn {
  return { id, role: 'user', text };
}

function ids(conversation: Conversation): number[] {
  return pathOf(conversation).map(({ id }) => id);
}

/** 1 ┬ 2 ─ 4, and 1 ┬ 3 ─ 5 */
const tree = [
  [ROOT, 1],
  [1, 2],
  [1, 3],
  [2, 4],
  [3, 5],
].reduce((grown, [parent = 0, id = 0]) => append(grown, parent, question(id)), emptyConversation);

describe('extension/sessions/conversation', () => {
  it('shows what was added last', () => {
    assert.deepEqual(ids(tree), [1, 3, 5]);
    assert.deepEqual(forksOf(tree), [{ id: 3, index: 2, count: 2 }]);
    assert.equal(nextId(tree), 6);
    assert.equal(nextId(emptyConversation), 1);
  });

  it('shows another turn with what came after it', () => {
    const other = choose(tree, 2);
    assert.deepEqual(ids(other), [1, 2, 4]);
    assert.deepEqual(ids(choose(other, 3)), [1, 3, 5]);
    assert.deepEqual(siblingsOf(tree, 2), [2, 3]);
    assert.equal(parentOf(tree, 4), 2);
  });

  it('shows a sibling in the place of a turn that is removed', () => {
    const rest = removeLeaf(removeLeaf(tree, 5), 3);
    assert.deepEqual(ids(rest), [1, 2, 4]);
    assert.deepEqual(forksOf(rest), []);
    assert.deepEqual(ids(removeLeaf(removeLeaf(rest, 4), 2)), [1]);
  });

  it('takes newer values of its turns', () => {
    const changed = update(tree, [question(3, 'new')]);
    assert.equal(pathOf(changed)[1]?.text, 'new');
    assert.equal(changed.nodes[0], tree.nodes[0]);
  });

  it('never loses a turn, whatever is asked again and chosen', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        let conversation = emptyConversation;
        for (const [isChoice, n] of all) {
          const { nodes } = conversation;
          const some = nodes[n % Math.max(1, nodes.length)]?.turn.id;
          if (isChoice && some !== undefined) conversation = choose(conversation, some);
          else conversation = append(conversation, some ?? ROOT, question(nextId(conversation)));
        }
        for (const { turn } of conversation.nodes) {
          let shown = conversation;
          for (let id = turn.id; id !== ROOT; id = parentOf(conversation, id)) shown = choose(shown, id);
          assert.ok(ids(shown).includes(turn.id));
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
