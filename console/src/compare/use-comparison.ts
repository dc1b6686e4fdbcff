import { isOver, type Likeness } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';

const compare = ({ http }: Likeness, runs: string, signal: AbortSignal) =>
  answerTo(http.GET('/v1/compare', { params: { query: { runs } }, signal }));

export type Comparison = Awaited<ReturnType<typeof compare>>;
export type ComparedRun = Comparison['runs'][number];

/** In milliseconds, while one of them is under way. */
const often = 5_000;

export function useComparison(ids: readonly string[]): Asked<Comparison> {
  const { likeness } = useService();
  const runs = ids.join(',');
  return useAsked<Comparison>(
    `compare ${runs}`,
    (signal) => compare(likeness, runs, signal),
    (comparison) => (comparison.runs.every(isOver) ? null : often),
  );
}
