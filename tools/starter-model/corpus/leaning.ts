import { inlineCode } from '../../../src/extension/codeTasks.ts';
import { capital } from './names.ts';
import type { Scope } from './scope.ts';

/**
 * What the editor says after the code about the code it leans on (`extension/context/codeContext.ts`), in the same form:
 * other names than the explanation's, which the model has to leave alone. `file` is where the code stands.
 */
export function leaningOf(scope: Scope, file: string): string {
  const parts: string[] = [];
  const here = [...(scope.chance(0.7) ? imports(scope) : []), ...(scope.chance(0.4) ? around(scope) : [])];
  if (here.length > 0) parts.push(part(scope, `Where it stands in ${inlineCode(file)}:`, here));
  const nUsed = here.length === 0 ? 1 + scope.random.int(2) : scope.random.int(3);
  for (let i = 0; i < nUsed; i++) {
    const other = scope.chance(0.4)
      ? file
      : `${scope.names.word('things')}${file.slice(file.lastIndexOf('.'))}`;
    parts.push(part(scope, `It uses, from ${inlineCode(other)}:`, declaration(scope)));
  }
  return parts.join('\n\n');
}

function part(scope: Scope, title: string, lines: readonly string[]): string {
  return `${title}\n\n\`\`\`${scope.style.language}\n${lines.join('\n')}\n\`\`\``;
}

function imports(scope: Scope): string[] {
  return Array.from({ length: 1 + scope.random.int(3) }, () => {
    const source = scope.names.word('places');
    const names = Array.from({ length: 1 + scope.random.int(2) }, () =>
      scope.chance(0.5) ? className(scope) : functionName(scope),
    ).join(', ');
    if (scope.isPython) return scope.chance(0.4) ? `import ${source}` : `from ${source} import ${names}`;
    const path = scope.random.pick([`./${source}`, `../${source}`, source, `node:${source}`]);
    return scope.chance(0.2) ? `import ${source} from '${path}';` : `import { ${names} } from '${path}';`;
  });
}

/** The head of a class, with those of its methods. */
function around(scope: Scope): string[] {
  const heads = Array.from({ length: scope.random.int(3) }, () => [
    `  ${head(scope, false)}`,
    '    …',
  ]).flat();
  const name = className(scope);
  return [
    scope.isPython ? `class ${name}:` : `${scope.chance(0.5) ? 'export ' : ''}class ${name} {`,
    ...heads,
    ...(scope.isPython ? [] : ['}']),
  ];
}

function declaration(scope: Scope): string[] {
  const draw = scope.random.float();
  if (draw < 0.5) return [head(scope, true)];
  const fields = Array.from({ length: 2 + scope.random.int(3) }, () => field(scope));
  if (scope.isPython) return ['@dataclass', `class ${className(scope)}:`, ...fields];
  if (scope.style.language === 'javascript')
    return [`const ${scope.names.word('things')} = {`, ...fields, '};'];
  return draw < 0.8
    ? [`export interface ${className(scope)} {`, ...fields, '}']
    : [`type ${className(scope)} = {`, ...fields, '};'];
}

function field(scope: Scope): string {
  const name = scope.names.property(scope.random.pick(['numbers', 'texts', 'flags'] as const));
  if (scope.isPython) return `    ${name}: ${scope.random.pick(['int', 'str', 'bool', 'float'])}`;
  if (scope.style.language === 'javascript') return `  ${name}: ${scope.names.number()},`;
  return `  ${name}: ${scope.random.pick(['number', 'string', 'boolean', 'string[]'])};`;
}

function head(scope: Scope, isFree: boolean): string {
  const parameters = Array.from({ length: scope.random.int(3) }, () => scope.names.word('things'));
  const name = functionName(scope);
  if (scope.isPython) return `def ${name}(${[...(isFree ? [] : ['self']), ...parameters].join(', ')}):`;
  const typed = parameters.map((parameter) =>
    scope.isTyped ? `${parameter}: ${scope.random.pick(['number', 'string', 'unknown'])}` : parameter,
  );
  return `${isFree ? 'export function ' : ''}${name}(${typed.join(', ')}) {`;
}

function functionName(scope: Scope): string {
  return scope.names.join([scope.names.word('verbs'), scope.names.word('things')]);
}

function className(scope: Scope): string {
  return capital(scope.names.word('things'));
}
