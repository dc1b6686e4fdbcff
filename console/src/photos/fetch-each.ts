import type { RunPhoto } from './run-photos.ts';

/** Photos that are fetched at once. */
const atOnce = 4;

/** What is fetched of each photo, in their order. @param onFetched is told how many are there */
export async function fetchEach<T>(
  photos: readonly RunPhoto[],
  fetch: (photo: RunPhoto) => Promise<T>,
  onFetched: (count: number) => void,
): Promise<T[]> {
  const fetched: T[] = [];
  for (let at = 0; at < photos.length; at += atOnce) {
    fetched.push(...(await Promise.all(photos.slice(at, at + atOnce).map(fetch))));
    onFetched(fetched.length);
  }
  return fetched;
}
