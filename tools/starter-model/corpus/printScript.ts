import { precedence, quoted } from './precedence.ts';
import { broken, expression } from './printScriptExpression.ts';
import type { Style } from './style.ts';
import type { ClassDefinition, Expression, FunctionDefinition, Parameter, Piece, Statement } from './tree.ts';

/** JavaScript and TypeScript. */
export function printScript(piece: Piece, style: Style): string {
  switch (piece.kind) {
    case 'function':
      return functionText(piece.definition, style, 0).join('\n');
    case 'class':
      return classText(piece.definition, style).join('\n');
    case 'lines':
      return statementsText(piece.body, style, 0).join('\n');
  }
}

export function parametersText(parameters: readonly Parameter[], style: Style, depth: number): string {
  const typed = style.language === 'typescript';
  const texts = parameters.map((parameter) => {
    const { id, fields, type, initial, isRest, isOptional } = parameter;
    const shown = fields === undefined ? id : `{ ${fields.join(', ')} }`;
    const typeText = typed && type !== undefined ? `: ${type.typescript}` : '';
    const rest = isRest === true ? '...' : '';
    const start = initial === undefined ? '' : ` = ${expression(initial, style, depth, precedence.lambda)}`;
    // With a simple initial value, the type can be seen.
    const isPlain = initial?.kind === 'literal' && initial.value !== null;
    const mark = typed && isOptional === true && initial === undefined ? '?' : '';
    const modifier = typed && parameter.modifier !== undefined ? `${parameter.modifier} ` : '';
    return `${modifier}${rest}${shown}${mark}${isPlain ? '' : typeText}${start}`;
  });
  return `(${texts.join(', ')})`;
}

function functionText(
  definition: FunctionDefinition,
  style: Style,
  depth: number,
  inClass = false,
): string[] {
  const { name, parameters, isAsync, isGenerator, isExported, form, access, comment } = definition;
  const pad = style.indent.repeat(depth);
  const end = style.semicolons ? ';' : '';
  const generic = style.language === 'typescript' ? (definition.typeParameters ?? '') : '';
  const head = generic + parametersText(parameters, style, depth);
  const returnType =
    style.language === 'typescript' && definition.returns !== undefined
      ? `: ${definition.returns.typescript}`
      : '';
  const before = isExported === true ? 'export ' : '';
  const asynchronous = isAsync === true ? 'async ' : '';
  const star = isGenerator === true ? '*' : '';
  const lines = statementsText(definition.before ?? [], style, depth);
  if (lines.length > 0) lines.push('');
  if (comment !== undefined) lines.push(`${pad}/** ${comment} */`);
  const block = blockText(definition.body, style, depth);
  if (inClass) {
    const prefix =
      access === undefined ? '' : access === 'private' && style.language !== 'typescript' ? '' : `${access} `;
    return [...lines, `${pad}${prefix}${asynchronous}${star}${name}${head}${returnType} ${block}`];
  }
  if (form === 'arrow') {
    const only = definition.body.length === 1 ? definition.body[0] : undefined;
    const start = `${pad}${before}const ${name} = ${asynchronous}${head}${returnType} =>`;
    if (only?.kind === 'return' && only.value !== undefined) {
      const text = broken(only.value, style, depth, start.length);
      return [...lines, `${start} ${only.value.kind === 'object' ? `(${text})` : text}${end}`];
    }
    return [...lines, `${start} ${block}${end}`];
  }
  if (form === 'expression') {
    return [
      ...lines,
      `${pad}${before}const ${name} = ${asynchronous}function${star} ${head}${returnType} ${block}${end}`,
    ];
  }
  return [...lines, `${pad}${before}${asynchronous}function${star} ${name}${head}${returnType} ${block}`];
}

function classText(definition: ClassDefinition, style: Style): string[] {
  const { name, parent, isExported, methods } = definition;
  const lines = [
    `${isExported === true ? 'export ' : ''}class ${name}${parent === undefined ? '' : ` extends ${parent}`} {`,
  ];
  const typed = style.language === 'typescript';
  const end = style.semicolons ? ';' : '';
  for (const field of definition.fields ?? []) {
    const modifier = typed && !field.name.startsWith('#') ? 'private ' : '';
    const type = typed && field.value === undefined ? `: ${field.type}` : '';
    const value =
      field.value === undefined ? '' : ` = ${expression(field.value, style, 1, precedence.lambda)}`;
    lines.push(`${style.indent}${modifier}${field.name}${type}${value}${end}`);
  }
  if (lines.length > 1) lines.push('');
  const start = definition.initial;
  if (start !== undefined) {
    if (typed) {
      for (const statement of start.body) {
        const field = ownField(statement);
        if (field !== undefined) lines.push(`${style.indent}${field}${end}`);
      }
      if (lines.length > 1 && lines.at(-1) !== '') lines.push('');
    }
    const head = parametersText(start.parameters, style, 1);
    const body: readonly Statement[] =
      parent === undefined
        ? start.body
        : [
            { kind: 'perform', value: { kind: 'call', callee: { kind: 'name', id: 'super' }, args: [] } },
            ...start.body,
          ];
    lines.push(`${style.indent}constructor${head} ${blockText(body, style, 1)}`);
  }
  for (const method of methods) {
    if (lines.length > 1 && lines.at(-1) !== '') lines.push('');
    lines.push(...functionText(method, style, 1, true));
  }
  return [...lines, '}'];
}

/** The declaration TypeScript wants of `this.x = …`. */
function ownField(statement: Statement): string | undefined {
  if (statement.kind !== 'assign' || statement.target.kind !== 'member') return undefined;
  const { object, property } = statement.target;
  if (object.kind !== 'name' || object.id !== 'this') return undefined;
  const { value } = statement;
  if (value.kind === 'literal') return `private ${property}: ${typeof value.value}`;
  if (value.kind === 'list') return `private ${property}: unknown[]`;
  return `private ${property}`;
}

export function blockText(body: readonly Statement[], style: Style, depth: number): string {
  if (body.length === 0) return '{}';
  return ['{', ...statementsText(body, style, depth + 1), `${style.indent.repeat(depth)}}`].join('\n');
}

function statementsText(body: readonly Statement[], style: Style, depth: number): string[] {
  return body.flatMap((statement) => statementText(statement, style, depth));
}

function statementText(statement: Statement, style: Style, depth: number): string[] {
  const pad = style.indent.repeat(depth);
  const end = style.semicolons ? ';' : '';
  const print = (value: Expression): string => expression(value, style, depth, precedence.any);
  const block = (body: readonly Statement[]): string => blockText(body, style, depth);
  const line = (start: string, value: Expression): string[] => [
    `${pad}${start}${broken(value, style, depth, start.length)}${end}`,
  ];
  switch (statement.kind) {
    case 'declare': {
      const isChanged = statement.isChanged === true || statement.value === undefined;
      const word = style.oldVariables ? 'var' : isChanged ? 'let' : 'const';
      const type =
        style.language === 'typescript' && statement.type !== undefined
          ? `: ${statement.type.typescript}`
          : '';
      if (statement.value === undefined) return [`${pad}${word} ${statement.id}${type}${end}`];
      return line(`${word} ${statement.id}${type} = `, statement.value);
    }
    case 'unpack': {
      const [open, close] = statement.from === 'object' ? ['{ ', ' }'] : ['[', ']'];
      return line(`const ${open}${statement.ids.join(', ')}${close} = `, statement.value);
    }
    case 'assign': {
      const { target, operator, value } = statement;
      if (value.kind === 'literal' && value.value === 1 && (operator === '+=' || operator === '-=')) {
        return [`${pad}${print(target)}${operator === '+=' ? '++' : '--'}${end}`];
      }
      return line(`${print(target)} ${operator} `, value);
    }
    case 'swap': {
      const [left, right] = [print(statement.left), print(statement.right)];
      return [`${pad}${style.semicolons ? '' : ';'}[${left}, ${right}] = [${right}, ${left}]${end}`];
    }
    case 'perform':
      return line('', statement.value);
    case 'return':
      return statement.value === undefined ? [`${pad}return${end}`] : line('return ', statement.value);
    case 'yield':
      return line('yield ', statement.value);
    case 'throw':
      return line('throw ', { kind: 'create', className: statement.className, args: statement.args });
    case 'rethrow':
      return [`${pad}throw ${statement.id}${end}`];
    case 'break':
      return [`${pad}break${end}`];
    case 'continue':
      return [`${pad}continue${end}`];
    case 'delete':
      return [`${pad}delete ${print(statement.target)}${end}`];
    case 'assert':
      throw new Error('assert: Python only');
    case 'import':
      return [
        `${pad}import { ${statement.ids.join(', ')} } from ${quoted(statement.module, style.quote)}${end}`,
      ];
    case 'interface': {
      const fields = statement.fields.map(([field, type]) => `${style.indent}${field}: ${type};`);
      return [`interface ${statement.name} {`, ...fields, '}'];
    }
    case 'comment':
      return [`${pad}// ${statement.text}`];
    case 'blank':
      return [''];
    case 'if': {
      const { branches, otherwise } = statement;
      const only = branches.length === 1 && otherwise === undefined ? branches[0]! : undefined;
      if (only !== undefined && style.bareIf && isShort(only.body)) {
        const inner = statementText(only.body[0]!, style, 0);
        return [`${pad}if (${print(only.test)}) ${inner.join('\n')}`];
      }
      if (style.bareIf && [...branches.map(({ body }) => body), otherwise ?? []].every(isShort)) {
        const bare = (body: readonly Statement[]): string => statementText(body[0]!, style, 0).join('\n');
        const lines = branches.map(
          ({ test, body }, i) => `${pad}${i === 0 ? '' : 'else '}if (${print(test)}) ${bare(body)}`,
        );
        return [...lines, `${pad}else ${bare(otherwise!)}`];
      }
      const texts = branches.map(({ test, body }) => `if (${print(test)}) ${block(body)}`);
      if (otherwise !== undefined) texts.push(block(otherwise));
      return [pad + texts.join(' else ')];
    }
    case 'each': {
      const wait = statement.isAwaited === true ? ' await' : '';
      return [
        `${pad}for${wait} (const ${statement.id} of ${print(statement.source)}) ${block(statement.body)}`,
      ];
    }
    case 'pairs': {
      const source = expression(statement.source, style, depth, precedence.postfix);
      const pairs = statement.of === 'object' ? `Object.entries(${source})` : `${source}.entries()`;
      return [`${pad}for (const [${statement.ids.join(', ')}] of ${pairs}) ${block(statement.body)}`];
    }
    case 'count': {
      const { id, from, to, isInclusive, step = 1, body } = statement;
      const sign = `${step < 0 ? '>' : '<'}${isInclusive === true ? '=' : ''}`;
      const next =
        Math.abs(step) === 1
          ? `${id}${step < 0 ? '--' : '++'}`
          : `${id} ${step < 0 ? '-' : '+'}= ${Math.abs(step)}`;
      return [`${pad}for (let ${id} = ${print(from)}; ${id} ${sign} ${print(to)}; ${next}) ${block(body)}`];
    }
    case 'while':
      return statement.isLate === true
        ? [`${pad}do ${block(statement.body)} while (${print(statement.test)})${end}`]
        : [`${pad}while (${print(statement.test)}) ${block(statement.body)}`];
    case 'try': {
      const { body, error, finally: last } = statement;
      let text = `${pad}try ${block(body)}`;
      if (error !== undefined) {
        text += ` catch ${error.id === undefined ? '' : `(${error.id}) `}${block(error.body)}`;
      }
      return [last === undefined ? text : `${text} finally ${block(last)}`];
    }
    case 'with':
      throw new Error('with: Python only');
    case 'switch': {
      const lines = [`${pad}switch (${print(statement.value)}) {`];
      const inner = pad + style.indent;
      for (const { value, body } of statement.cases) {
        lines.push(`${inner}case ${print(value)}:`, ...statementsText(body, style, depth + 2));
        if (!leaves(body)) lines.push(`${inner}${style.indent}break${end}`);
      }
      if (statement.otherwise !== undefined) {
        lines.push(`${inner}default:`, ...statementsText(statement.otherwise, style, depth + 2));
      }
      return [...lines, `${pad}}`];
    }
    case 'function':
      return functionText(statement.definition, style, depth);
  }
}

function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  return last?.kind === 'return' || last?.kind === 'throw';
}

function isShort(body: readonly Statement[]): boolean {
  const only = body.length === 1 ? body[0]! : undefined;
  return (
    only !== undefined && ['return', 'continue', 'break', 'throw', 'assign', 'perform'].includes(only.kind)
  );
}
