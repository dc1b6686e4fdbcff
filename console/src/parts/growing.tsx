import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { Problem } from '../app/problem.tsx';
import type { List } from '../asking/use-list.ts';
import { ShowMore } from './show-more.tsx';

interface GrowingProps<T> {
  readonly list: List<T>;
  children(items: readonly T[]): ReactNode;
}

/** What is known of a list; below it, how it goes on, or why it does not. */
export function Growing<T>({ list, children }: GrowingProps<T>) {
  const { data, error, again } = list;
  return (
    <SpaceBetween size="m">
      {data === null ? error === null && <Spinner size="large" /> : children(data)}
      {error === null ? <ShowMore list={list} /> : <Problem error={error} again={again} />}
    </SpaceBetween>
  );
}
