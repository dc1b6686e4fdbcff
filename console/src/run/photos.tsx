import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { RunDetail } from '@likeness/client';

type Photos = NonNullable<RunDetail['photos']>;

interface Row {
  readonly name: string;
  readonly role: string;
  readonly pixels: string;
  /** Why it was dropped; null for one that was accepted. */
  readonly dropped: string | null;
}

function rowsOf({ accepted, dropped }: Photos): Row[] {
  return [
    ...dropped.map(({ name, reason }) => ({ name, role: '–', pixels: '–', dropped: reason })),
    ...accepted.map(({ name, role, width, height }) => ({ name, role, pixels: `${width} × ${height}`, dropped: null })),
  ];
}

/** What became of the photos that were given, the dropped ones first. */
export function PhotosPanel({ photos }: { photos: RunDetail['photos'] }) {
  if (photos === null) {
    return (
      <Container header={<Header variant="h2">Photos</Header>}>
        <Box color="text-body-secondary">They are looked at first of all.</Box>
      </Container>
    );
  }
  const rows = rowsOf(photos);
  return (
    <SpaceBetween size="m">
      {photos.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      <Table
        header={
          <Header variant="h2" counter={`(${rows.length})`}>
            Photos
          </Header>
        }
        items={rows}
        empty="No photo was given."
        columnDefinitions={[
          { id: 'name', header: 'Photo', isRowHeader: true, cell: ({ name }) => name },
          {
            id: 'state',
            header: 'State',
            cell: ({ dropped }) =>
              dropped === null ? (
                <StatusIndicator type="success">Accepted</StatusIndicator>
              ) : (
                <StatusIndicator type="warning">{`Dropped: ${dropped}`}</StatusIndicator>
              ),
          },
          { id: 'role', header: 'Role', cell: ({ role }) => role },
          { id: 'pixels', header: 'Pixels', cell: ({ pixels }) => pixels },
        ]}
      />
    </SpaceBetween>
  );
}
