import type { RunDetail } from '@likeness/client';
import { useService } from '../../app/service.tsx';
import { answerTo } from '../../asking/answer.ts';
import { type Asked, useAsked } from '../../asking/use-asked.ts';
import type { Evaluation } from './words.ts';

/** All that is known of how the adapter does; anew when a stage of the run is over. */
export function useEvaluation(run: RunDetail): Asked<Evaluation> {
  const { likeness } = useService();
  const made = run.stages.map(({ status }) => status).join();
  return useAsked<Evaluation>(`evaluation ${run.id} ${made}`, async (signal) => {
    const asked = likeness.http.GET('/v1/runs/{run}/evaluation', { params: { path: { run: run.id } }, signal });
    // An interval is two numbers, which the client's answers forget.
    return (await answerTo(asked)) as Evaluation;
  });
}
