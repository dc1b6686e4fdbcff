import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { Copied } from '../parts/copied.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { NewClientDialog } from './new-client.tsx';
import { type Client, scopesText } from './scope-words.ts';

const NoClients = () => (
  <Empty title="No machine clients yet">
    A machine client is how a program of yours signs in: it gets tokens with an id and a secret of its own, and may do
    what you let it.
  </Empty>
);

const columnsWith = (ask: (client: Client) => void): readonly TableProps.ColumnDefinition<Client>[] => [
  { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name, minWidth: 140 },
  {
    id: 'id',
    header: 'Client id',
    cell: ({ id, name }) => <Copied text={id} what={`id of ${name}`} />,
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
  const asked = useAsked('clients', (signal) => answerTo(likeness.http.GET('/v1/clients', { signal })));
  const clients = asked.data?.data ?? [];

  async function remove({ id, name }: Client): Promise<void> {
    await answerTo(likeness.http.DELETE('/v1/clients/{client}', { params: { path: { client: id } } }));
    notices.succeeded(`${name} is deleted.`);
    asked.again();
  }

  return (
    <>
      <ListTable
        asked={asked}
        title="Machine clients"
        {...(asked.data !== null && { counter: `(${clients.length})` })}
        description={`Programs that ask for ${identity.tenant} by themselves, without a person who signs in.`}
        actions={
          <Button variant="primary" onClick={() => setMaking(true)}>
            Make a machine client
          </Button>
        }
        trackBy="id"
        items={clients}
        columnDefinitions={columnsWith(setGoing)}
        empty={<NoClients />}
      />
      {making && <NewClientDialog onMade={asked.again} onClose={() => setMaking(false)} />}
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
