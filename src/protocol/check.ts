/*
 * Checks of values that came over a message channel: plain functions that narrow `unknown`, put together from small ones.
 * A table of shapes is typed by the union that it checks, so a new message does not compile before it has its check.
 */

export type Check<T> = (value: unknown) => value is T;

/** A field that may be missing is checked by `optional`. */
export type Shape<T> = { readonly [K in keyof T]-?: Check<T[K]> };

export function text(maxLength: number): Check<string> {
  return (value): value is string => typeof value === 'string' && value.length <= maxLength;
}

export function oneOf<const T extends string>(values: readonly T[]): Check<T> {
  return (value): value is T => values.some((known) => known === value);
}

/** A finite number from `min` to `max`. */
export function number(min: number, max: number): Check<number> {
  return (value): value is number => typeof value === 'number' && value >= min && value <= max;
}

export function integer(min: number, max: number): Check<number> {
  return (value): value is number => Number.isSafeInteger(value) && number(min, max)(value);
}

export function listOf<T>(item: Check<T>, maxLength: number): Check<readonly T[]> {
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= maxLength && value.every((entry) => item(entry));
}

/** For a field that may be missing. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

/** Every field of the shape, and no other. */
export function object<T extends object>(shape: Shape<T>): Check<T> {
  const fields = new Map(Object.entries<Check<unknown>>(shape));
  return (value): value is T => {
    if (typeof value !== 'object' || value === null) return false;
    const entries = new Map<string, unknown>(Object.entries(value));
    if ([...entries.keys()].some((name) => !fields.has(name))) return false;
    return [...fields].every(([name, check]) => check(entries.get(name)));
  };
}

type Variants<Tag extends string, T extends Readonly<Record<Tag, string>>> = {
  readonly [K in T[Tag]]: Shape<Omit<Extract<T, Readonly<Record<Tag, K>>>, Tag>>;
};

/** A union told apart by the field `tag`: one shape for each of its values. */
export function tagged<Tag extends string, T extends Readonly<Record<Tag, string>>>(
  tag: Tag,
  variants: Variants<Tag, T>,
): Check<T> {
  const checks = new Map(
    Object.entries<Shape<object>>(variants).map(([name, shape]) => [
      name,
      object({ ...shape, [tag]: oneOf([name]) }),
    ]),
  );
  return (value): value is T => {
    if (typeof value !== 'object' || value === null) return false;
    const name: unknown = Reflect.get(value, tag);
    return typeof name === 'string' && (checks.get(name)?.(value) ?? false);
  };
}
