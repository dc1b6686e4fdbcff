import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Problem } from '../app/problem.tsx';
import type { Asked } from '../asking/use-asked.ts';

interface ListTableProps<T>
  extends Omit<TableProps<T>, 'variant' | 'stickyHeader' | 'loading' | 'loadingText' | 'header'> {
  /** What is in the table, or part of it. */
  readonly asked: Asked<unknown>;
  readonly title: string;
  readonly counter?: string;
  readonly description: string;
  /** Beside the button that asks again. */
  readonly actions?: ReactNode;
}

/** A list that is a view of its own. */
export function ListTable<T>(props: ListTableProps<T>) {
  const { asked, title, counter = '', description, actions, empty, ...table } = props;
  const { data, error, loading, again } = asked;
  const problem = error !== null && <Problem error={error} again={again} />;
  return (
    <Table<T>
      variant="full-page"
      stickyHeader
      loading={loading && data === null}
      loadingText={`Loading the ${title.toLowerCase()}`}
      header={
        <>
          <Header
            variant="h1"
            counter={counter}
            description={description}
            actions={
              <SpaceBetween size="xs" direction="horizontal">
                <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
                {actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
          {data !== null && problem}
        </>
      }
      empty={(data === null && problem) || empty}
      {...table}
    />
  );
}
