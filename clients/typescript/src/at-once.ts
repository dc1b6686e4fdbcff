import { either } from './connection.ts';

/**
 * Does the work of every item, so many at once; the results are in the items' order. Where one fails, the others are aborted.
 */
export async function atOnce<T, R>(
  most: number,
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const ended = either(signal, failed.signal) ?? failed.signal;
  const results: R[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) {
      ended.throwIfAborted();
      results[index] = await work(item, ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
    return results;
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
