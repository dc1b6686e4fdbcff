import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Letter } from './letter.tsx';
import type { ComparedRun } from './use-comparison.ts';

export interface PerRunRow {
  readonly id: string;
  readonly label: ReactNode;
  /** One a run, in their order. */
  readonly cells: readonly ReactNode[];
}

/** A table with a column for each run. */
export function PerRun(props: {
  name: string;
  first: string;
  runs: readonly ComparedRun[];
  rows: readonly PerRunRow[];
}) {
  const { name, first, runs, rows } = props;
  return (
    <Table
      variant="embedded"
      items={rows}
      trackBy="id"
      wrapLines
      ariaLabels={{ tableLabel: name }}
      columnDefinitions={[
        { id: 'label', header: first, isRowHeader: true, cell: ({ label }) => label, minWidth: 112 },
        ...runs.map(({ id }, at) => ({
          id,
          header: <Letter at={at} />,
          cell: ({ cells }: PerRunRow) => cells[at],
          minWidth: 98,
        })),
      ]}
    />
  );
}
