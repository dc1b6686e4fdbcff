import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { Problem } from '../app/problem.tsx';
import type { Asked } from '../asking/use-asked.ts';

interface AnsweredProps<T> {
  readonly asked: Pick<Asked<T>, 'data' | 'error' | 'again'>;
  children(data: T): ReactNode;
}

/** What was asked for, once it is there. A failure stands above it, or in its place. */
export const Answered = <T,>({ asked: { data, error, again }, children }: AnsweredProps<T>) => (
  <SpaceBetween size="l">
    {error !== null && <Problem error={error} again={again} />}
    {data === null ? error === null && <Spinner size="large" /> : children(data)}
  </SpaceBetween>
);
