/** A value of the template engine, as far as its text depends on it. */
export interface TemplateValue {
  readonly type: string;
  readonly value: unknown;
}

/** What Python's `str` makes of a value: `True`, `None`, `{'a': [1.0, 'b']}`. Undefined for what is no data. */
export function pythonText({ type, value }: TemplateValue): string | undefined {
  switch (type) {
    case 'StringValue':
      return value as string;
    case 'IntegerValue':
      return String(value);
    case 'FloatValue':
      return Number.isInteger(value) ? (value as number).toFixed(1) : String(value);
    case 'BooleanValue':
      return value === true ? 'True' : 'False';
    case 'NullValue':
      return 'None';
    case 'ArrayValue':
      return `[${(value as readonly TemplateValue[]).map(pythonLiteral).join(', ')}]`;
    case 'ObjectValue': {
      const entries = [...(value as ReadonlyMap<string, TemplateValue>)];
      return `{${entries.map(([key, of]) => `${quoted(key)}: ${pythonLiteral(of)}`).join(', ')}}`;
    }
    default:
      return undefined;
  }
}

function pythonLiteral(value: TemplateValue): string {
  return value.type === 'StringValue' ? quoted(value.value as string) : (pythonText(value) ?? 'None');
}

/** In single quotes, unless only double ones spare an escape. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}
