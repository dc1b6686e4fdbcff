import type { RunDetail } from '@likeness/client';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { addressesHold } from '../../asking/use-asked.ts';
import { type List, useList } from '../../asking/use-list.ts';
import type { ImageFilter } from './filter.ts';
import type { SyntheticImage } from './words.ts';

const limit = 48;

/** The synthetic images of a run; anew when a stage of the run is over. */
export function useImages(run: RunDetail, { source, prompt, kept }: ImageFilter): List<SyntheticImage> {
  const { likeness } = useService();
  const made = run.stages.map(({ status }) => status).join();
  return useList(
    JSON.stringify([run.id, source, prompt, kept, made]),
    (cursor, signal) => {
      const filter = { ...(source && { source }), ...(prompt && { prompt }), ...(kept && { kept }) };
      const params = { path: { run: run.id }, query: { limit, ...(cursor !== null && { cursor }), ...filter } };
      return answerTo(likeness.http.GET('/v1/runs/{run}/images', { params, signal }));
    },
    ({ id }) => id,
    addressesHold,
  );
}
