import type { Likeness } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import { photoCount } from '../photos/roles.ts';

async function counted(likeness: Likeness, subject: string, signal: AbortSignal): Promise<string> {
  const params = { query: { subject, limit: 10 } };
  for (const { id } of (await answerTo(likeness.http.GET('/v1/runs', { params, signal }))).data) {
    const { photos } = await likeness.runs.get(id, { signal });
    if (photos !== null) return photoCount(photos.accepted.map(({ role }) => role));
  }
  return 'None yet';
}

/** How many photos of which role the newest run took that took any, in words. */
export function usePhotoCount(subject: string): Asked<string> {
  const { likeness } = useService();
  return useAsked(`photo count of ${subject}`, (signal) => counted(likeness, subject, signal));
}
