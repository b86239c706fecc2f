export const groupBy = <T, K extends string | number>(list: T[], keyFn: (item: T) => K) => {
  const groups = {} as Record<K, T[]>;
  for (const item of list) {
    const key = keyFn(item);
    (groups[key] ??= []).push(item);
  }
  return groups;
};
