import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import {
  codeExamples,
  type CodeExampleOptions,
  type Example,
} from '../../../tools/starter-model/corpus/codeExamples.ts';
import { inventedNames, judge, type CodeFacts } from '../../../tools/starter-model/corpus/facts.ts';
import { isHeldOut, pluralOf } from '../../../tools/starter-model/corpus/names.ts';
import { words } from '../../../tools/starter-model/corpus/words.ts';
import { Random } from '../../support/random.ts';

interface Sample {
  readonly example: Example;
  readonly facts: CodeFacts;
  readonly answer: string;
}

function samples(seed: number, count: number, options: CodeExampleOptions): readonly Sample[] {
  const examples = codeExamples(new Random(seed), options);
  return Array.from({ length: count }, () => {
    const example = examples.next().value;
    assert.ok(example.facts !== undefined);
    return { example, facts: example.facts, answer: example.messages[1]!.content };
  });
}

describe('corpus of code', () => {
  const train = samples(1, 700, { heldOut: false });
  const heldOut = samples(2, 300, { heldOut: true });
  const all = [...train, ...heldOut];

  it('is the same for the same seed', () => {
    assert.deepEqual(samples(1, 50, { heldOut: false }), train.slice(0, 50));
    assert.notDeepEqual(samples(3, 50, { heldOut: false }), train.slice(0, 50));
  });

  it('keeps the words of the held-out split from training', () => {
    // The plural of a word is a name, too: `points` may be trained where `point` is.
    const plurals = new Set(words.things.map(pluralOf));
    const held = Object.values(words)
      .flat()
      .filter((word) => isHeldOut(word) && !plurals.has(word));
    assert.ok(held.length > 50);
    const parts = (of: readonly Sample[]): Set<string> =>
      new Set(of.flatMap(({ facts }) => [facts.name ?? '', ...facts.parameters].flatMap(partsOf)));
    const trained = held.filter((word) => parts(train).has(word));
    assert.deepEqual(trained, []);
    assert.ok(held.filter((word) => parts(heldOut).has(word)).length > 20);
  });

  it('is code that its language can parse', () => {
    for (const { facts } of all) {
      if (facts.language === 'python') continue;
      assert.deepEqual(syntaxErrors(facts), [], facts.code);
    }
  });

  it('is Python that compiles, and says each return, raise and loop of it once', function () {
    if (spawnSync('python3', ['-c', '']).status !== 0) {
      console.log('      python3 is not there, so the Python was not compiled');
      this.skip();
    }
    const python = all.filter(({ facts }) => facts.language === 'python');
    assert.ok(python.length > 100);
    const { status, stdout, stderr } = spawnSync('python3', ['-c', PYTHON_COUNTS], {
      input: JSON.stringify(python.map(({ facts }) => facts.code)),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout) as readonly Counts[];
    python.forEach(({ facts, answer }, i) => {
      if (facts.voice === 'list') assert.deepEqual(saidIn(answer), found[i], `${facts.code}\n${answer}`);
    });
  });

  it('names the function and its parameters as they are in the code', () => {
    for (const { facts } of all) {
      if (facts.language === 'python') continue;
      const found = functionOf(facts);
      if (found === undefined) continue;
      assert.equal(facts.name, found.name);
      assert.deepEqual(facts.parameters, found.parameters);
    }
  });

  it('says each return, throw and loop of a list of steps once', () => {
    let compared = 0;
    for (const { facts, answer } of all) {
      if (facts.language === 'python' || facts.voice !== 'list') continue;
      compared++;
      assert.deepEqual(saidIn(answer), foundIn(facts), `${facts.code}\n${answer}`);
    }
    assert.ok(compared > 200);
  });

  it('says no name that the code does not have', () => {
    for (const { example, facts } of all) {
      for (const { role, content } of example.messages) {
        if (role === 'assistant') assert.deepEqual(inventedNames(content, facts.code), [], content);
      }
    }
  });

  it('quotes calls of unknown things as they stand in the code', () => {
    // Long ones are broken into lines.
    const dense = (code: string): string => code.replace(/\s+/g, '').replace(/,(?=[)}\]])/g, '');
    let quoting = 0;
    for (const { facts, answer } of all) {
      const quoted = answer.match(/`[^`\n]*\w\([^`\n]*`/g) ?? [];
      for (const text of quoted)
        assert.ok(dense(facts.code).includes(dense(text.slice(1, -1))), `${text} in ${facts.code}`);
      quoting += Number(quoted.length > 0);
    }
    assert.ok(quoting > all.length * 0.4 && quoting < all.length * 0.9, String(quoting / all.length));
  });

  it('says of names alone that they are truthy, and takes either for a quoted condition', () => {
    const conditions = all.filter(({ answer }) => /\bif `[^`\n]*\)`,/i.test(answer));
    assert.ok(conditions.length > 20);
    for (const { answer } of all) assert.doesNotMatch(answer, /`[^`\n]*\)` is truthy/);
    for (const { answer, facts } of conditions) {
      assert.deepEqual(judge(answer.replace(/(\bif `[^`\n]*\)`),/gi, '$1 is truthy,'), facts).wrong, []);
    }
  });

  it('asks as Explain Selection does, and otherwise', () => {
    const questions = all.map(({ example }) => example.messages[0]!.content);
    const sent = questions.filter((text) => /^Explain this code from `[^`]+`, lines? \d+/.test(text));
    assert.ok(sent.length > questions.length * 0.4 && sent.length < questions.length * 0.6);
    const leaning = sent.filter((text) =>
      /\n\n(?:Where it stands in|It uses, from) `[^`]+`:\n\n```\w+\n/.test(text),
    );
    assert.ok(leaning.length > sent.length * 0.2 && leaning.length < sent.length * 0.4);
    assert.ok(all.some(({ example }) => example.messages.length > 2));
  });

  it('calls a function of Python a generator only where it yields', () => {
    const python = samples(12, 3000, { heldOut: false, extraParts: [] }).filter(
      ({ facts }) => facts.language === 'python',
    );
    const generators = python.filter(({ answer }) => answer.includes('generator function'));
    assert.ok(generators.length > 0);
    for (const { facts } of generators) assert.match(facts.code, /\byield\b/);
  });

  it('builds made-up names of the given parts', () => {
    const made = samples(4, 200, { heldOut: false, extraParts: ['qzx'] });
    assert.ok(made.filter(({ facts }) => /qzx/i.test(facts.code)).length > 40);
  });

  it('judges its own answers right, and changed ones wrong', () => {
    for (const { facts, answer } of all) {
      const verdict = judge(answer, facts);
      assert.ok(verdict.isHeaderRight, answer);
      assert.deepEqual(verdict.wrong, []);
      assert.equal(verdict.stated + verdict.quoting, verdict.expected);
      if (facts.voice === 'sentence') continue;
      const changed = judge(`${answer}\nReturns \`nowhere_at_all\`.`, facts);
      assert.deepEqual(changed.wrong, ['Returns `nowhere_at_all`.']);
      assert.deepEqual(changed.invented, ['nowhere_at_all']);
    }
  });
});

function partsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/);
}

/** As the body of a function, unless it exports or imports: lines may await, yield and return. */
function sourceOf({ code, language }: CodeFacts): ts.SourceFile {
  const text = /^(ex|im)port /m.test(code) ? code : `async function* around() {\n${code}\n}`;
  const name = language === 'typescript' ? 'code.ts' : 'code.js';
  return ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
}

function syntaxErrors(facts: CodeFacts): readonly string[] {
  const source = sourceOf(facts) as ts.SourceFile & { parseDiagnostics: readonly ts.Diagnostic[] };
  return source.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The function of the facts' name at the top of the code. */
function functionOf(facts: CodeFacts): { name: string; parameters: readonly string[] } | undefined {
  const source = sourceOf(facts);
  const first = source.statements[0]!;
  const isAround = ts.isFunctionDeclaration(first) && first.name?.text === 'around';
  for (const node of isAround ? first.body!.statements : source.statements) {
    if (ts.isFunctionDeclaration(node)) return { name: node.name!.text, parameters: namesOf(node) };
    if (!ts.isVariableStatement(node) || facts.name === undefined) continue;
    const [declaration] = node.declarationList.declarations;
    const value = declaration!.initializer;
    if (value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) {
      return { name: declaration!.name.getText(), parameters: namesOf(value) };
    }
  }
  return undefined;
}

function namesOf(node: ts.FunctionLikeDeclaration): readonly string[] {
  return node.parameters.flatMap(({ name }) =>
    ts.isObjectBindingPattern(name)
      ? name.elements.map((element) => element.name.getText())
      : [name.getText()],
  );
}

interface Counts {
  readonly returned: number;
  readonly thrown: number;
  readonly loops: number;
}

/** Compiles each code and counts in Python's own tree. */
const PYTHON_COUNTS = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')
counts = []
for code in json.load(sys.stdin):
    compile(code, code, 'exec')
    nodes = list(ast.walk(ast.parse(code)))
    count = lambda *kinds: sum(isinstance(node, kinds) for node in nodes)
    counts.append({
        'returned': count(ast.Return),
        'thrown': count(ast.Raise),
        'loops': count(ast.For, ast.AsyncFor, ast.While),
    })
print(json.dumps(counts))
`;

/** Counted in TypeScript's tree, which knows nothing of the generator's own. */
function foundIn(facts: CodeFacts): Counts {
  const counts = { returned: 0, thrown: 0, loops: 0 };
  function visit(node: ts.Node): void {
    if (ts.isReturnStatement(node)) counts.returned++;
    if (ts.isThrowStatement(node)) counts.thrown++;
    if (ts.isIterationStatement(node, false)) counts.loops++;
    // `const f = (x) => value` returns without the word.
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && ts.isVariableDeclaration(node.parent)) {
      if (node.parent.name.getText() === facts.name) counts.returned++;
    }
    ts.forEachChild(node, visit);
  }
  visit(sourceOf(facts));
  return counts;
}

function saidIn(answer: string): Counts {
  const text = answer.replace(/`[^`]*`/g, '`');
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return {
    returned: count(/(- |, )returns?\b/gi),
    thrown: count(/(- |, )(throws|raises)\b/gi),
    loops: count(/- (for each|(once and then )?while)\b/gi),
  };
}
