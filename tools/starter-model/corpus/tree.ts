/** The languages in which a tree can be printed. */
export const languages = ['typescript', 'javascript', 'python'] as const;
export type Language = (typeof languages)[number];

/** `//` is Python's. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '>>' | '<<' | '&' | '|' | '^';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** `coalesce` is `??`, which Python lacks. */
export type LogicalOperator = 'and' | 'or' | 'coalesce';

export interface ObjectEntry {
  readonly key: string;
  /** Absent: the name of the key is also the value's (`{ price }`). */
  readonly value?: Expression;
}

export type Expression =
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  | {
      readonly kind: 'member';
      readonly object: Expression;
      readonly property: string;
      readonly optional?: boolean;
    }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'compare';
      readonly operator: CompareOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'logical';
      readonly operator: LogicalOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly value: Expression }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly kind: 'create'; readonly className: string; readonly args: readonly Expression[] }
  /** Something the languages spell differently; see `operations.ts`. */
  | { readonly kind: 'operation'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
  | {
      readonly kind: 'closure';
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
      readonly isAsync?: boolean;
    }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'object';
      readonly spread?: Expression;
      readonly entries: readonly ObjectEntry[];
    }
  | { readonly kind: 'spread'; readonly value: Expression; readonly isKeywords?: boolean }
  | { readonly kind: 'await'; readonly value: Expression }
  /** Python's argument by name. */
  | { readonly kind: 'keyword'; readonly name: string; readonly value: Expression }
  /** Python's `a, b`. */
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  /** What is said of a value's type or form and not read: TypeScript's ` as Order` and `!`, Python's `:.2f`. */
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: string }
  /** Text of one language, such as a regular expression, printed as it is and read as itself. */
  | { readonly kind: 'verbatim'; readonly code: string };

export interface Parameter {
  readonly id: string;
  /** A type as TypeScript and as Python write it. */
  readonly type?: { readonly typescript: string; readonly python: string };
  readonly initial?: Expression;
  readonly isRest?: boolean;
  /** Python's `**`. */
  readonly isKeywords?: boolean;
  /** TypeScript's `private`, which makes a field of a constructor's parameter. */
  readonly modifier?: 'private' | 'private readonly' | 'public' | 'readonly';
  /** TypeScript's `?`. */
  readonly isOptional?: boolean;
  /** The names taken out of an object; `id` then is not printed. JavaScript and TypeScript only. */
  readonly fields?: readonly string[];
}

export interface Branch {
  readonly test: Expression;
  readonly body: readonly Statement[];
}

export type AssignOperator = '=' | '+=' | '-=' | '*=' | '/=' | '??=' | '||=';

export type Statement =
  | {
      readonly kind: 'declare';
      readonly id: string;
      readonly value?: Expression;
      /** Printed as `let` rather than `const`. */
      readonly isChanged?: boolean;
      readonly type?: { readonly typescript: string; readonly python: string };
    }
  | {
      readonly kind: 'unpack';
      readonly ids: readonly string[];
      readonly value: Expression;
      /** From an object's properties, or from a list's places. */
      readonly from: 'object' | 'list';
    }
  | {
      readonly kind: 'assign';
      readonly target: Expression;
      readonly operator: AssignOperator;
      readonly value: Expression;
    }
  | { readonly kind: 'swap'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'perform'; readonly value: Expression }
  | { readonly kind: 'return'; readonly value?: Expression }
  | { readonly kind: 'yield'; readonly value: Expression }
  | { readonly kind: 'throw'; readonly className: string; readonly args: readonly Expression[] }
  | { readonly kind: 'rethrow'; readonly id: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'delete'; readonly target: Expression }
  | { readonly kind: 'assert'; readonly test: Expression }
  | { readonly kind: 'import'; readonly ids: readonly string[]; readonly module: string }
  /** TypeScript's. */
  | {
      readonly kind: 'interface';
      readonly name: string;
      readonly fields: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'blank' }
  | {
      readonly kind: 'if';
      readonly branches: readonly Branch[];
      readonly otherwise?: readonly Statement[];
    }
  | {
      readonly kind: 'each';
      readonly id: string;
      readonly source: Expression;
      readonly body: readonly Statement[];
      readonly isAwaited?: boolean;
    }
  | {
      readonly kind: 'pairs';
      readonly ids: readonly [string, string];
      /** Position and item of a list, key and value of an object, or items of two lists at once (Python's `zip`). */
      readonly of: 'list' | 'object' | 'both';
      readonly source: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'count';
      readonly id: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly isInclusive?: boolean;
      readonly step?: number;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'while';
      readonly test: Expression;
      readonly body: readonly Statement[];
      /** `do … while`: the test comes last. JavaScript and TypeScript only. */
      readonly isLate?: boolean;
    }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly error?: {
        readonly className?: string;
        readonly id?: string;
        readonly body: readonly Statement[];
      };
      readonly finally?: readonly Statement[];
    }
  /** Python's `with`. */
  | {
      readonly kind: 'with';
      readonly value: Expression;
      readonly id?: string;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'switch';
      readonly value: Expression;
      readonly cases: readonly { readonly value: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise?: readonly Statement[];
    }
  | { readonly kind: 'function'; readonly definition: FunctionDefinition };

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly returns?: { readonly typescript: string; readonly python: string };
  readonly isAsync?: boolean;
  readonly isGenerator?: boolean;
  readonly isExported?: boolean;
  readonly form?: 'function' | 'arrow' | 'expression';
  readonly decorators?: readonly string[];
  readonly comment?: string;
  /** TypeScript's `<T>`. */
  readonly typeParameters?: string;
  /** Lines before it: imports and types. */
  readonly before?: readonly Statement[];
  /** Of a class. */
  readonly access?: 'get' | 'static' | 'private';
}

export interface ClassDefinition {
  readonly decorators?: readonly string[];
  readonly name: string;
  readonly parent?: string;
  readonly isExported?: boolean;
  /** Set in the class's body. */
  readonly fields?: readonly { readonly name: string; readonly type: string; readonly value?: Expression }[];
  readonly initial?: { readonly parameters: readonly Parameter[]; readonly body: readonly Statement[] };
  readonly methods: readonly FunctionDefinition[];
}

/** What is shown to the model: a function, a class, or lines out of the middle of something. */
export type Piece =
  | { readonly kind: 'function'; readonly definition: FunctionDefinition }
  | { readonly kind: 'class'; readonly definition: ClassDefinition }
  | { readonly kind: 'lines'; readonly body: readonly Statement[] };

export const nothing: Expression = { kind: 'literal', value: null };

export function name(id: string): Expression {
  return { kind: 'name', id };
}

export function literal(value: number | string | boolean | null): Expression {
  return { kind: 'literal', value };
}

export function member(object: Expression, property: string, optional = false): Expression {
  return optional ? { kind: 'member', object, property, optional } : { kind: 'member', object, property };
}

export function index(object: Expression, at: Expression): Expression {
  return { kind: 'index', object, index: at };
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right };
}

export function compare(operator: CompareOperator, left: Expression, right: Expression): Expression {
  return { kind: 'compare', operator, left, right };
}

export function logical(operator: LogicalOperator, left: Expression, right: Expression): Expression {
  return { kind: 'logical', operator, left, right };
}

export function not(value: Expression): Expression {
  return { kind: 'not', value };
}

export function call(callee: Expression, ...args: Expression[]): Expression {
  return { kind: 'call', callee, args };
}

export function operation(operationName: string, ...args: Expression[]): Expression {
  return { kind: 'operation', name: operationName, args };
}

export function lambda(parameters: readonly string[], body: Expression): Expression {
  return { kind: 'lambda', parameters, body };
}

export function declare(id: string, value: Expression, isChanged = false): Statement {
  return isChanged ? { kind: 'declare', id, value, isChanged } : { kind: 'declare', id, value };
}

export function assign(target: Expression, operator: AssignOperator, value: Expression): Statement {
  return { kind: 'assign', target, operator, value };
}

export function perform(value: Expression): Statement {
  return { kind: 'perform', value };
}

export function returns(value?: Expression): Statement {
  return value === undefined ? { kind: 'return' } : { kind: 'return', value };
}

export function when(test: Expression, ...body: Statement[]): Statement {
  return { kind: 'if', branches: [{ test, body }] };
}

export function each(id: string, source: Expression, ...body: Statement[]): Statement {
  return { kind: 'each', id, source, body };
}

/** The statements directly within one. */
export function innerStatements(statement: Statement): readonly Statement[] {
  if (statement.kind === 'if') {
    return [...statement.branches.flatMap(({ body }) => body), ...(statement.otherwise ?? [])];
  }
  if (statement.kind === 'try') {
    return [...statement.body, ...(statement.error?.body ?? []), ...(statement.finally ?? [])];
  }
  if (statement.kind === 'switch') {
    return [...statement.cases.flatMap(({ body }) => body), ...(statement.otherwise ?? [])];
  }
  if (statement.kind === 'function') return statement.definition.body;
  return 'body' in statement ? statement.body : [];
}
