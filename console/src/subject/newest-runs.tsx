import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { Problem } from '../app/problem.tsx';
import { columns } from '../runs/columns.tsx';
import { useRuns } from '../runs/use-runs.ts';

const count = 5;
const shown: readonly string[] = ['id', 'status', 'outcome', 'preset', 'created'];
const shownColumns = columns
  .filter(({ id }) => shown.includes(id))
  .map(({ sortingComparator: _, ...column }) => column);

/** The runs that were started last, as they are now. */
export function NewestRuns({ subject }: { subject: string }) {
  const { data, error, loading, again } = useRuns({ status: null, subject, cursor: null }, count);
  return (
    <Table
      header={
        <>
          <Header variant="h2" actions={<Button href={`/runs?subject=${subject}`}>All its runs</Button>}>
            Newest runs
          </Header>
          {error !== null && data !== null && <Problem error={error} again={again} />}
        </>
      }
      trackBy="id"
      items={data?.data ?? []}
      loading={loading && data === null}
      loadingText="Loading the runs"
      columnDefinitions={shownColumns}
      empty={
        error !== null ? (
          <Problem error={error} again={again} />
        ) : (
          <SpaceBetween size="xs" alignItems="center">
            <Box>No runs yet. A run makes a model of its photos.</Box>
            <Button href={`/subjects/${subject}/new-run`}>Start one</Button>
          </SpaceBetween>
        )
      }
    />
  );
}
