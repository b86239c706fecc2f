/** A line of the table: how many of how many. */
export interface Row {
  readonly name: string;
  readonly hits: number;
  readonly of: number;
  /** A share of 1; absent where there is none. */
  readonly target?: number;
  /** The target is an upper bound. */
  readonly isCeiling?: true;
}

export function rowLine({ name, hits, of, target, isCeiling }: Row): string {
  const share = of === 0 ? '-' : `${((100 * hits) / of).toFixed(1)} %`;
  const wanted = target === undefined ? '' : `${isCeiling ? '<=' : '>='} ${Math.round(100 * target)} %`;
  return `| ${name} | ${hits} of ${of} | ${share} | ${wanted} |`;
}
