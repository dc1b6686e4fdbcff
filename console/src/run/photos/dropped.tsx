import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { RunDetail } from '@likeness/client';

type Photos = NonNullable<RunDetail['photos']>;

/** What was wrong with the photos that were given, if anything. */
export const PhotosDropped = ({ photos: { dropped, warnings } }: { photos: Photos }) => (
  <>
    {warnings.map((warning) => (
      <Alert key={warning} type="warning">
        {warning}
      </Alert>
    ))}
    {dropped.length > 0 && (
      <Table
        header={
          <Header variant="h2" counter={`(${dropped.length})`} description="The run went on without them.">
            Dropped photos
          </Header>
        }
        items={[...dropped]}
        trackBy="name"
        wrapLines
        columnDefinitions={[
          { id: 'name', header: 'Photo', isRowHeader: true, cell: ({ name }) => name },
          {
            id: 'reason',
            header: 'Why',
            cell: ({ reason }) => <StatusIndicator type="warning">{reason}</StatusIndicator>,
          },
        ]}
      />
    )}
  </>
);
