import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import { latency, moment } from '../formats/time.ts';
import { Status } from '../parts/status.tsx';
import { setQuery } from '../routing/address.ts';
import { eventText } from './events.ts';
import { type Attempt, attemptState, attemptText, type Delivery, deliveryState } from './states.ts';

/** A delivery, with a row below it for each of its attempts. */
export interface Row {
  readonly id: string;
  readonly delivery: Delivery;
  /** Null for the delivery itself. */
  readonly attempt: (Attempt & { readonly number: number }) | null;
  readonly attempts: readonly Row[];
}

export const rowsOf = (deliveries: readonly Delivery[]): Row[] =>
  deliveries.map((delivery) => {
    const attempts = delivery.attempts.map((attempt, at): Row => {
      const number = at + 1;
      return { id: `${delivery.delivery} ${number}`, delivery, attempt: { ...attempt, number }, attempts: [] };
    });
    return { id: delivery.delivery, delivery, attempt: null, attempts: attempts.toReversed() };
  });

const nameOf = ({ delivery, attempt }: Row): string =>
  attempt === null ? eventText(delivery.event.type) : `Attempt ${attempt.number}`;

function State({ delivery, attempt }: Row) {
  return <Status of={attempt === null ? deliveryState(delivery) : attemptState(attempt)} />;
}

function answerText({ delivery, attempt }: Row): string {
  const last = attempt ?? delivery.attempts.at(-1);
  if (last === undefined) return '–';
  const answer = `${attemptText(last)}, ${latency(last.milliseconds)}`;
  return attempt === null && delivery.status === 'pending' && delivery.nextAt !== null
    ? `${answer}. Next attempt ${moment(delivery.nextAt)}`
    : answer;
}

export const columns: readonly TableProps.ColumnDefinition<Row>[] = [
  { id: 'event', header: 'Event', isRowHeader: true, cell: nameOf, minWidth: 220 },
  { id: 'state', header: 'State', cell: State, minWidth: 150 },
  { id: 'answer', header: 'Answer', cell: answerText, minWidth: 180 },
  {
    id: 'when',
    header: 'When',
    cell: ({ delivery, attempt }) => {
      const at = attempt?.at ?? delivery.createdAt;
      return <time dateTime={at}>{moment(at)}</time>;
    },
    minWidth: 180,
  },
  {
    id: 'sent',
    header: 'What was sent',
    cell: ({ delivery, attempt }) =>
      attempt === null && (
        <Button
          variant="inline-link"
          ariaLabel={`Show what was sent: ${eventText(delivery.event.type)}, ${moment(delivery.createdAt)}`}
          onClick={() => setQuery({ delivery: delivery.delivery })}
        >
          Show
        </Button>
      ),
    minWidth: 130,
  },
];

export const expansionLabel = {
  expandButtonLabel: (row: Row) => `Show the attempts: ${nameOf(row)}`,
  collapseButtonLabel: (row: Row) => `Hide the attempts: ${nameOf(row)}`,
};
