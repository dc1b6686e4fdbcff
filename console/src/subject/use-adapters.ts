import type { Subject } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import type { Adapter } from './pointing.ts';

/** What the runs of the subject made, the newest first; asked for again when the endpoint is pointed elsewhere. */
export function useAdapters({ id, endpoint }: Subject): Asked<readonly Adapter[]> {
  const { likeness } = useService();
  return useAsked<readonly Adapter[]>(`adapters of ${id} ${endpoint.version}`, async (signal) => {
    const params = { path: { subject: id } };
    return (await answerTo(likeness.http.GET('/v1/subjects/{subject}/adapters', { params, signal }))).data;
  });
}
