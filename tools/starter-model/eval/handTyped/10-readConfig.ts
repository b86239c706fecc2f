import { readFile } from 'node:fs/promises';

export async function readConfig(path: string): Promise<Config> {
  const raw = await readFile(path, 'utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    throw new Error(`${path} is not valid JSON`);
  }
  if (typeof parsed !== 'object' || parsed === null) {
    throw new Error(`${path} must contain an object`);
  }
  return { ...defaults, ...parsed };
}
