import type { Likeness, Run } from '@likeness/client';
import { useRef } from 'react';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, addressesHold, useAsked } from '../asking/use-asked.ts';
import { type RunPhoto, runPhotos } from './run-photos.ts';

/** The photos of a run that are the tenant's own. */
export interface RunPhotos {
  readonly run: Run;
  readonly photos: readonly RunPhoto[];
}

const photosOf = async (likeness: Likeness, run: string, signal: AbortSignal): Promise<RunPhoto[]> =>
  (await runPhotos(likeness, run, null, signal)).filter(({ origin }) => origin === 'own');

/** The subject's newest run that accepted photos, and those; null where there is none among its last 25. */
async function newest(likeness: Likeness, subject: string, signal: AbortSignal): Promise<RunPhotos | null> {
  const params = { query: { subject, limit: 25 } };
  for (const run of (await answerTo(likeness.http.GET('/v1/runs', { params, signal }))).data) {
    const photos = await photosOf(likeness, run.id, signal);
    if (photos.length > 0) return { run, photos };
  }
  return null;
}

/** Stays with the run that it found: what is corrected are its masks, whatever began since. */
export function useRunPhotos(subject: string): Asked<{ readonly found: RunPhotos | null }> {
  const { likeness } = useService();
  const run = useRef<Run | null>(null);
  return useAsked<{ readonly found: RunPhotos | null }>(
    `photos of ${subject}`,
    async (signal) => {
      const { current } = run;
      if (current !== null) return { found: { run: current, photos: await photosOf(likeness, current.id, signal) } };
      const found = await newest(likeness, subject, signal);
      run.current = found?.run ?? null;
      return { found };
    },
    ({ found }) => (found === null ? null : addressesHold),
  );
}
