import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import type { Listed, Lists } from './still-there.ts';

const listed = (ids: readonly string[], next: string | null): Listed => ({
  ids: new Set(ids),
  complete: next === null,
});

/** What can still be gone to; null until that is known. */
export function useLists(): Lists | null {
  const { likeness } = useService();
  const { data } = useAsked<Lists>('still there', async (signal) => {
    const params = { query: { limit: 100 } };
    const [subjects, runs, webhooks] = await Promise.all([
      answerTo(likeness.http.GET('/v1/subjects', { params, signal })),
      answerTo(likeness.http.GET('/v1/runs', { params, signal })),
      answerTo(likeness.http.GET('/v1/webhooks', { signal })),
    ]);
    return {
      subjects: listed(
        subjects.data.map(({ id }) => id),
        subjects.next,
      ),
      runs: listed(
        runs.data.map(({ id }) => id),
        runs.next,
      ),
      webhooks: listed(
        webhooks.data.map(({ hook }) => hook),
        null,
      ),
    };
  });
  return data;
}
