import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { Confirmation } from '../app/confirmation.tsx';
import { useNotices } from '../app/notices.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { NewClientModal } from './new-client.tsx';
import { type Client, scopesText } from './scope-words.ts';

const NoClients = () => (
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        No machine clients yet
      </Box>
      <Box color="text-body-secondary">
        A machine client is how a program of yours signs in: it gets tokens with an id and a secret of its own, and may
        do what you let it.
      </Box>
    </SpaceBetween>
  </Box>
);

const columnsWith = (ask: (client: Client) => void): readonly TableProps.ColumnDefinition<Client>[] => [
  { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name, minWidth: 140 },
  {
    id: 'id',
    header: 'Client id',
    cell: ({ id, name }) => (
      <CopyToClipboard
        variant="inline"
        textToCopy={id}
        copyButtonAriaLabel={`Copy the id of ${name}`}
        copySuccessText="Copied"
        copyErrorText="Not copied"
      />
    ),
    minWidth: 290,
  },
  { id: 'scopes', header: 'May', cell: ({ scopes }) => scopesText(scopes), minWidth: 220 },
  {
    id: 'created',
    header: 'Made',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time>,
    minWidth: 190,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: (client) => (
      <Button variant="inline-link" ariaLabel={`Delete: ${client.name}`} onClick={() => ask(client)}>
        Delete
      </Button>
    ),
    minWidth: 100,
  },
];

/** The programs that sign in by themselves. */
export function ClientsTable() {
  const { likeness, identity } = useService();
  const notices = useNotices();
  const [making, setMaking] = useState(false);
  const [going, setGoing] = useState<Client | null>(null);
  const { data, error, loading, again } = useAsked('clients', (signal) =>
    answerTo(likeness.http.GET('/v1/clients', { signal })),
  );
  const clients = data?.data ?? [];

  async function remove({ id, name }: Client): Promise<void> {
    await answerTo(likeness.http.DELETE('/v1/clients/{client}', { params: { path: { client: id } } }));
    notices.succeeded(`${name} is deleted.`);
    again();
  }

  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        trackBy="id"
        items={[...clients]}
        loading={loading && data === null}
        loadingText="Loading the machine clients"
        columnDefinitions={columnsWith(setGoing)}
        header={
          <>
            <Header
              variant="h1"
              {...(data !== null && { counter: `(${clients.length})` })}
              description={`Programs that ask for ${identity.tenant} by themselves, without a person who signs in.`}
              actions={
                <SpaceBetween size="xs" direction="horizontal">
                  <Button iconName="refresh" ariaLabel="Refresh" loading={loading && data !== null} onClick={again} />
                  <Button variant="primary" onClick={() => setMaking(true)}>
                    Make a machine client
                  </Button>
                </SpaceBetween>
              }
            >
              Machine clients
            </Header>
            {error !== null && data !== null && <Problem error={error} again={again} />}
          </>
        }
        empty={error === null ? <NoClients /> : <Problem error={error} again={again} />}
      />
      {making && <NewClientModal onMade={again} onClose={() => setMaking(false)} />}
      {going !== null && (
        <Confirmation
          title={`Delete ${going.name}?`}
          confirm="Delete"
          act={() => remove(going)}
          onClose={() => setGoing(null)}
        >
          Whatever program signs in as {going.name} can do so no more, and the tokens that it has end within five
          minutes. What it made stays. Another client gets another id and another secret.
        </Confirmation>
      )}
    </>
  );
}
