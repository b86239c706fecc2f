export function buildIdOf(root: string): number;
