export async function* paginate<T>(loadPage: (cursor?: string) => Promise<Page<T>>) {
  let cursor: string | undefined;
  do {
    const page = await loadPage(cursor);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor);
}
