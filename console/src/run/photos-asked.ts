import type { components, Likeness, RunDetail } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import type { Role, RunPhoto } from './photos-words.ts';

/** The addresses of pictures are good for an hour; they are asked for again well before. */
const often = 45 * 60_000;

/** The accepted photos of a run that have a role, with how they were judged; anew when a stage of the run is over. */
export function usePhotos(run: RunDetail, role: Role): Asked<readonly RunPhoto[]> {
  const { likeness } = useService();
  const made = run.stages.map(({ status }) => status).join();
  return useAsked(
    `photos ${run.id} ${role} ${made}`,
    (signal) => allOf(likeness, run.id, role, signal),
    () => often,
  );
}

async function allOf(likeness: Likeness, run: string, role: Role, signal: AbortSignal): Promise<readonly RunPhoto[]> {
  const photos: RunPhoto[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const query: { role: Role; limit: number; cursor: string } = { role, limit: 100, cursor };
    const page: components['schemas']['RunPhotoPage'] = await answerTo(
      likeness.http.GET('/v1/runs/{run}/photos', { params: { path: { run }, query }, signal }),
    );
    photos.push(...page.data);
    cursor = page.next;
  }
  return photos;
}
