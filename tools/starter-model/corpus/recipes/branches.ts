import { condition } from '../conditions.ts';
import { constantText, number, simpleText, template } from '../expressions.ts';
import { assign, declare, literal, name, returns, when, type Expression, type Statement } from '../tree.ts';
import { local, throwing, small } from './parts.ts';
import { block } from './block.ts';
import type { Recipe } from './recipe.ts';

/** One way or the other. */
export const branches = {
  branches: {
    weight: 6,
    build: (scope) => {
      const isText = scope.chance(0.5);
      const id = isText
        ? scope.names.variable('texts', ['result', 'label'])
        : scope.names.variable('numbers', ['result']);
      const target = name(id);
      const side = (): readonly Statement[] => [
        assign(target, '=', isText ? constantText(scope) : number(scope, 1)),
      ];
      const count = scope.heldOutChance(0.4) ? 3 : 1 + scope.random.int(2);
      const branches = Array.from({ length: count }, () => ({ test: condition(scope), body: side() }));
      const otherwise = scope.chance(0.6) ? side() : undefined;
      const start: Expression = isText ? literal('') : literal(0);
      const body: Statement[] = [
        otherwise === undefined || scope.isPython
          ? declare(id, start, true)
          : { kind: 'declare', id, isChanged: true },
        { kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }) },
      ];
      if (otherwise !== undefined && scope.isPython) body.shift();
      return { body, result: local(scope, id, isText ? 'text' : 'number') };
    },
  },
  returnBranches: {
    weight: 4,
    inFunction: true,
    build: (scope) => {
      const isText = scope.chance(0.6);
      const side = (): Statement =>
        returns(
          isText
            ? scope.chance(0.6)
              ? constantText(scope)
              : template(scope)
            : scope.chance(0.5)
              ? literal(scope.names.number())
              : number(scope, 1),
        );
      const count = 1 + scope.random.int(3);
      return {
        body: [...Array.from({ length: count }, () => when(condition(scope), side())), side()],
        isEnd: true,
      };
    },
  },
  switchText: {
    weight: 3,
    inFunction: true,
    build: (scope) => {
      const subject = simpleText(scope);
      const isReturn = scope.chance(0.7);
      const side = (): readonly Statement[] => [
        isReturn ? returns(scope.chance(0.5) ? number(scope, 1) : constantText(scope)) : small(scope),
      ];
      const used = new Set<string>();
      while (used.size < 2 + scope.random.int(2)) used.add(scope.names.word('texts'));
      const cases = [...used].map((word) => ({ value: literal(word), body: side() }));
      return {
        body: [
          {
            kind: 'switch',
            value: subject,
            cases,
            ...(scope.chance(0.8) ? { otherwise: [scope.chance(0.3) ? throwing(scope) : side()[0]!] } : {}),
          },
        ],
        isEnd: isReturn,
      };
    },
  },
  block: {
    weight: 8,
    isNesting: true,
    build: (scope, around) => ({
      body: [when(condition(scope), ...scope.inner(() => block(scope, around)))],
    }),
  },
  blocks: {
    weight: 6,
    isNesting: true,
    build: (scope, around) => {
      const side = (): readonly Statement[] => scope.inner(() => block(scope, around));
      const branches = [{ test: condition(scope), body: side() }];
      if (scope.chance(0.25)) branches.push({ test: condition(scope, 0), body: side() });
      return { body: [{ kind: 'if', branches, otherwise: side() }] };
    },
  },
} satisfies Readonly<Record<string, Recipe>>;
