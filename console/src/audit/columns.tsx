import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { moment } from '../formats/time.ts';
import { Copied } from '../parts/copied.tsx';
import { auditOf } from './audit-address.ts';
import { type Entry, idsOf, type Part, sentenceOf } from './sentences.ts';
import { isThere, type Lists } from './still-there.ts';
import type { Principals } from './use-principals.ts';

function Told({ part, lists }: { part: Part; lists: Lists | null }) {
  if (typeof part === 'string') return part;
  return isThere(part.href, lists) ? <Link href={part.href}>{part.text}</Link> : part.text;
}

interface Known {
  readonly lists: Lists | null;
  readonly principals: Principals | null;
}

function Sentence({ entry, lists, principals }: Known & { entry: Entry }) {
  const { principal } = entry;
  const people = principals?.people ?? [];
  const name = people.find(({ value }) => value === principal)?.label ?? entry.name;
  return (
    <div>
      <Link href={auditOf(principal)} ariaLabel={`${name}: show only what they did`}>
        {name}
      </Link>{' '}
      {sentenceOf(entry).map((part) => (
        <Told key={typeof part === 'string' ? part : part.href} part={part} lists={lists} />
      ))}
    </div>
  );
}

export const columnsWith = (known: Known): readonly TableProps.ColumnDefinition<Entry>[] => [
  {
    id: 'at',
    header: 'When',
    cell: ({ at }) => <time dateTime={at}>{moment(at)}</time>,
    minWidth: 130,
  },
  {
    id: 'sentence',
    header: 'Who did what',
    isRowHeader: true,
    cell: (entry) => <Sentence entry={entry} {...known} />,
    minWidth: 220,
  },
  {
    id: 'operation',
    header: 'Operation and what it was of',
    cell: (entry) => (
      <>
        <Box variant="code" fontSize="body-s">
          {entry.operation}
        </Box>
        {idsOf(entry).map(({ of, id }) => (
          <div key={`${of} ${id}`}>
            <Box variant="span" color="text-body-secondary" fontSize="body-s">
              {of}
            </Box>{' '}
            <Copied text={id} what={`id of the ${of} ${id}`} />
          </div>
        ))}
      </>
    ),
    minWidth: 320,
  },
  {
    id: 'request',
    header: 'Request',
    // Enough to tell requests apart; what is copied is all of it.
    cell: ({ requestId }) => <Copied text={requestId} what={`request id ${requestId}`} shown={requestId.slice(0, 8)} />,
    minWidth: 130,
  },
];
