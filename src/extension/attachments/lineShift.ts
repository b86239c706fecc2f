/** Lines from 1, both ends meant. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** A change of a document: lines `first` to `last` have become `count` lines. */
export interface LineChange extends Lines {
  readonly count: number;
}

/** Where lines are after a change: text above them moves them, text within makes them more or fewer. */
export function shiftLines({ first, last }: Lines, change: LineChange): Lines {
  const grown = change.count - (change.last - change.first + 1);
  if (change.last < first) return { first: first + grown, last: last + grown };
  if (change.first > last) return { first, last };
  // A change that reaches over an end takes that end with it.
  const start = Math.min(first, change.first);
  return { first: start, last: Math.max(start, Math.max(last, change.last) + grown) };
}
