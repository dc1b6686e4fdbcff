/** Works on at most `limit` items at once and yields the results in the items' order. */
export async function* inOrder<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const promise = work(item);
    promise.catch(() => undefined); // It is awaited later; until then a failure is nobody's.
    underWay.push(promise);
    if (underWay.length === limit) yield await (underWay.shift() as Promise<R>);
  }
  for (const promise of underWay) yield await promise;
}
