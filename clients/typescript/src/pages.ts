interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

/** Everything in a list, which is asked for a page at a time and as far as somebody reads on. */
export async function* everyOne<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<T> = await ask(cursor);
    yield* page.data;
    cursor = page.next;
  }
}
