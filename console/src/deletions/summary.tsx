import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Receipt } from '@likeness/client';
import { principalText } from '../formats/principals.ts';
import { size } from '../formats/sizes.ts';
import { moment, timeZone } from '../formats/time.ts';
import { deletedText, deletionStates } from './deletion-words.ts';

const reasons: Readonly<Record<Receipt['reason'], string>> = {
  request: 'Somebody asked for it',
  retention: 'It was older than such things are kept',
};

const orNot = <T,>(value: T | null, text: (value: T) => string): string => (value === null ? '–' : text(value));

/** The facts of a deletion at a glance. */
export function DeletionSummary({ receipt }: { receipt: Receipt }) {
  const { status, reason, requestedAt, requestedBy, finishedAt, list, bytes } = receipt;
  const { type, text } = deletionStates[status];
  return (
    <Container
      header={
        <Header variant="h2" description={`Times are those of ${timeZone}. What is signed has them in UTC.`}>
          Summary
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <StatusIndicator type={type}>{text}</StatusIndicator> },
          { label: receipt.subject === null ? 'Deleted' : 'Subject', value: deletedText(receipt) },
          { label: 'Why', value: reasons[reason] },
          { label: 'By', value: principalText(requestedBy) },
          { label: 'Asked for', value: moment(requestedAt) },
          { label: 'Done', value: orNot(finishedAt, moment) },
          { label: 'Files', value: orNot(list, ({ objects }) => objects.toLocaleString()) },
          { label: 'Size', value: orNot(bytes, size) },
        ]}
      />
    </Container>
  );
}
