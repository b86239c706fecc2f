import type { ModelFolder } from '../compute/openComputeModel.ts';
import type { Check } from './check.ts';
import {
  allCombinations,
  type Combination,
  defaultCombinations,
  essentialCombinations,
} from './combinations.ts';
import { encodeChecks } from './encodeChecks.ts';
import { builtInChecks, combinationCheck, fileChecks, longChecks } from './modelChecks.ts';
import { templateChecks } from './templateChecks.ts';

/** `quick`: every entry of every table once; `default`: every pair of them, and long contexts; `all`: the full product. */
export type Extent = 'quick' | 'default' | 'all';

const combinationsOf: Readonly<Record<Extent, () => Combination[]>> = {
  quick: essentialCombinations,
  default: defaultCombinations,
  all: allCombinations,
};

/** Which checks are wanted; the same choice gives the same list in every process. */
export interface Choice {
  /** These files alone; if there are none, everything that the registries hold. */
  readonly files: readonly string[];
  readonly extent: Extent;
  /** A regular expression of names. */
  readonly only: string;
}

/** `folder` is where checks put their models. */
export function listChecks({ files, extent, only }: Choice, folder: ModelFolder): Check[] {
  const names = new RegExp(only);
  const checks =
    files.length > 0 ? files.flatMap((file) => fileChecks(file)) : registryChecks(extent, folder);
  return checks.filter(({ name }) => names.test(name));
}

function registryChecks(extent: Extent, folder: ModelFolder): Check[] {
  return [
    ...combinationsOf[extent]().map((combination) => combinationCheck(combination, folder)),
    ...builtInChecks(),
    ...encodeChecks(folder),
    ...templateChecks(),
    ...(extent === 'quick' ? [] : longChecks(folder)),
  ];
}
