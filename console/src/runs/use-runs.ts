import { isOver, type Run } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import type { ListPage } from '../asking/paging.ts';
import { type Asked, useAsked } from '../asking/use-asked.ts';
import type { ListAsked } from './list-address.ts';
import type { RunStatus } from './statuses.ts';

interface RunsAsked extends Pick<ListAsked, 'status' | 'subject'> {
  /** Of the page; null is the first. */
  readonly cursor: string | null;
}

/** How often the list is asked for, in milliseconds: while something runs, and while nothing does. */
const often = 3_000;
const seldom = 15_000;

/** A page of runs, kept as they are now. Later pages are of runs that are over, as a rule, and stay as they were read. */
export function useRuns({ status, subject, cursor }: RunsAsked, limit: number): Asked<ListPage<Run>> {
  const { likeness } = useService();
  const query = {
    limit,
    ...(cursor !== null && { cursor }),
    ...(subject !== null && { subject }),
    ...(status !== null && { status: status as RunStatus }),
  };
  return useAsked<ListPage<Run>>(
    JSON.stringify(query),
    (signal) => answerTo(likeness.http.GET('/v1/runs', { params: { query }, signal })),
    ({ data }) => (data.some((run) => !isOver(run)) ? often : cursor === null ? seldom : null),
  );
}
