import type { components, Likeness, PhotoRole } from '@likeness/client';
import { answerTo } from '../asking/answer.ts';
import type { ListPage } from '../asking/paging.ts';

export type RunPhoto = components['schemas']['RunPhoto'];

/** All the photos that a run accepted. @param role null for every role */
export async function runPhotos(
  likeness: Likeness,
  run: string,
  role: PhotoRole | null,
  signal: AbortSignal,
): Promise<readonly RunPhoto[]> {
  const photos: RunPhoto[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: 100, ...(role !== null && { role }), ...(cursor !== null && { cursor }) };
    const page: ListPage<RunPhoto> = await answerTo(
      likeness.http.GET('/v1/runs/{run}/photos', { params: { path: { run }, query }, signal }),
    );
    photos.push(...page.data);
    cursor = page.next;
  } while (cursor !== null);
  return photos;
}
