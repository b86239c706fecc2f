import type { Random } from '../../../test/support/random.ts';
import { Names, type NameOptions } from './names.ts';
import { capital } from './names.ts';
import type { Style } from './style.ts';
import { literal, member, name, type Expression, type Parameter } from './tree.ts';

/** What a variable holds, as far as the code that uses it must know. */
export type Kind =
  | 'number'
  | 'text'
  | 'flag'
  | 'numbers'
  | 'texts'
  | 'records'
  | 'record'
  | 'callback'
  | 'map' /** A `Map`, or Python's dictionary. */
  | 'store'
  | 'service';

export interface Variable {
  readonly value: Expression;
  readonly kind: Kind;
  /** Of a list: what one of its items is called. */
  readonly item?: string;
  /** May be assigned. */
  readonly isChanged?: boolean;
}

interface ValueType {
  readonly typescript: string;
  readonly python: string;
}

const valueTypes: Readonly<Record<Exclude<Kind, 'record' | 'records' | 'service' | 'store'>, ValueType>> = {
  number: { typescript: 'number', python: 'int' },
  text: { typescript: 'string', python: 'str' },
  flag: { typescript: 'boolean', python: 'bool' },
  numbers: { typescript: 'number[]', python: 'list[float]' },
  texts: { typescript: 'string[]', python: 'list[str]' },
  callback: { typescript: '(value: unknown) => void', python: 'Callable' },
  map: { typescript: 'Record<string, number>', python: 'dict' },
};

/** What the code of one example can use where it stands; parameters come into being when they are first needed. */
export class Scope {
  readonly random: Random;
  readonly names: Names;
  readonly style: Style;
  readonly heldOut: boolean;
  readonly parameters: Parameter[] = [];
  /** Whether parameters have types. */
  readonly isTyped: boolean;
  #variables: Variable[] = [];
  readonly #properties = new Map<string, string[]>();

  constructor(random: Random, style: Style, options: NameOptions) {
    this.random = random;
    this.style = style;
    this.names = new Names(random, options);
    this.heldOut = options.heldOut;
    this.isTyped = style.language === 'typescript' || (style.language === 'python' && random.float() < 0.45);
  }

  get isPython(): boolean {
    return this.style.language === 'python';
  }

  chance(share: number): boolean {
    return this.random.float() < share;
  }

  /** A variant that only held-out examples have. */
  heldOutChance(share: number): boolean {
    return this.heldOut && this.chance(share);
  }

  add(variable: Variable): Variable {
    this.#variables.push(variable);
    return variable;
  }

  /** Runs `build` with variables that end with it, as those of a loop do. */
  inner<T>(build: () => T): T {
    const before = this.#variables;
    this.#variables = [...before];
    try {
      return build();
    } finally {
      this.#variables = before;
    }
  }

  find(kind: Kind): Variable | undefined {
    const found = this.#variables.filter((variable) => variable.kind === kind);
    return found.length === 0 ? undefined : this.random.pick(found);
  }

  /** A variable of that kind, as a new parameter if there is none (or by chance, if there is one). */
  need(kind: Kind): Variable {
    const found = this.find(kind);
    if (found !== undefined && (this.parameters.length >= 3 || this.chance(0.85))) return found;
    return this.parameters.length >= 4 && found !== undefined ? found : this.addParameter(kind);
  }

  /** Something that is a parameter, so that it may be missing and may be assigned. */
  needParameter(): Expression {
    const ids = this.parameters.map(({ id }) => id);
    return ids.length > 0 ? name(this.random.pick(ids)) : this.addParameter('record').value;
  }

  addParameter(kind: Kind): Variable {
    const { id, item } = this.nameFor(kind);
    const type = this.typeOf(kind, item ?? id);
    this.parameters.push({ id, ...((this.isTyped || !this.isPython) && type !== undefined ? { type } : {}) });
    return this.add({ value: name(id), kind, ...(item === undefined ? {} : { item }) });
  }

  /** A fresh name for a variable of a kind. */
  nameFor(kind: Kind): { readonly id: string; readonly item?: string } {
    const { names } = this;
    switch (kind) {
      case 'number':
        return { id: names.variable('numbers', ['n', 'x', 'a', 'b', 'value', 'num']) };
      case 'text':
        return { id: names.variable('texts', ['s', 'value']) };
      case 'flag':
        return { id: names.variable('flags') };
      case 'record':
        return { id: names.variable('things', ['item', 'options', 'obj', 'data']) };
      case 'callback':
        return { id: names.take('callback', 'fn', 'cb', 'func', 'handler', 'listener', 'predicate', 'done') };
      case 'map': {
        const id = names.join([names.word('numbers'), 'by', names.word('things')]);
        return { id: names.take(id, 'counts', 'groups', 'lookup', 'cache', 'seen', 'table') };
      }
      case 'store':
        return {
          id: names.take(
            'cache',
            'entries',
            'byId',
            'handlers',
            'map',
            'lookup',
            'pool',
            names.plural().list,
          ),
        };
      case 'service':
        return { id: names.variable('places') };
      case 'numbers':
        if (this.chance(0.4))
          return {
            id: names.take('numbers', 'nums', 'values', 'arr'),
            item: names.take('n', 'num', 'x', 'value'),
          };
        break;
      case 'texts':
        if (this.chance(0.4))
          return {
            id: names.take('lines', 'words', 'names', 'parts'),
            item: names.take('line', 'word', 's', 'part'),
          };
        break;
      case 'records':
        if (this.chance(0.2))
          return {
            id: names.take('items', 'rows', 'list', 'data'),
            item: names.take('item', 'row', 'x', 'entry'),
          };
        break;
    }
    const { list, item } = names.plural();
    return { id: list, item };
  }

  typeOf(kind: Kind, item: string): ValueType | undefined {
    if (kind === 'service' || kind === 'store') return undefined;
    if (kind !== 'record' && kind !== 'records') return valueTypes[kind];
    const className = item.split('_').map(capital).join('');
    if (kind === 'record') return { typescript: className, python: className };
    return { typescript: `${className}[]`, python: `list[${className}]` };
  }

  /** A property of a record that holds a number, a text or a flag; Python's records are dictionaries at times. */
  property(record: Expression, kind: 'number' | 'text' | 'flag'): Expression {
    const classes = { number: 'numbers', text: 'texts', flag: 'flags' } as const;
    const key = `${record.kind === 'name' ? record.id : ''} ${kind}`;
    const known = this.#properties.get(key) ?? [];
    const property =
      known.length > 0 && this.chance(0.5) ? this.random.pick(known) : this.names.property(classes[kind]);
    this.#properties.set(key, [...known, property]);
    if (this.isPython && this.#isDictionary) {
      return { kind: 'index', object: record, index: literal(property) };
    }
    return member(record, property);
  }

  get #isDictionary(): boolean {
    // One way for the whole example, decided by its style.
    return (this.style.quote === '"') === this.style.bareIf;
  }
}
