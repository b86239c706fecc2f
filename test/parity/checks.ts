import type { ModelFolder } from '../compute/openComputeModel.ts';
import type { Check } from './check.ts';
import { allCombinations, defaultCombinations } from './combinations.ts';
import { encodeChecks } from './encodeChecks.ts';
import { combinationCheck, fileChecks, longChecks } from './modelChecks.ts';
import { templateChecks } from './templateChecks.ts';

/** Which checks are wanted; the same choice gives the same list in every process. */
export interface Choice {
  /** These files alone; if there are none, everything that the registries hold. */
  readonly files: readonly string[];
  /** The full product instead of a cover. */
  readonly all: boolean;
  /** A regular expression of names. */
  readonly only: string;
}

/** `folder` is where checks put their models. */
export function listChecks({ files, all, only }: Choice, folder: ModelFolder): Check[] {
  const names = new RegExp(only);
  const checks = files.length > 0 ? files.flatMap(fileChecks) : registryChecks(all, folder);
  return checks.filter(({ name }) => names.test(name));
}

function registryChecks(all: boolean, folder: ModelFolder): Check[] {
  const combinations = all ? allCombinations() : defaultCombinations();
  return [
    ...combinations.map((combination) => combinationCheck(combination, folder)),
    ...encodeChecks(folder),
    ...templateChecks(),
    ...longChecks(folder),
  ];
}
