import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Receipt } from '@likeness/client';
import { orDash } from '../formats/figures.ts';
import { principalText } from '../formats/principals.ts';
import { size } from '../formats/sizes.ts';
import { moment, timeZone } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { Status } from '../parts/status.tsx';
import { deletedText, deletionStates } from './deletion-words.ts';

const reasons: Readonly<Record<Receipt['reason'], string>> = {
  request: 'Somebody asked for it',
  retention: 'It was older than such things are kept',
};

/** The facts of a deletion at a glance. */
export function DeletionSummary({ receipt }: { receipt: Receipt }) {
  const { status, reason, requestedAt, requestedBy, finishedAt, list, bytes } = receipt;
  return (
    <Panel title="Summary" description={`Times are those of ${timeZone}. What is signed has them in UTC.`}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <Status of={deletionStates[status]} /> },
          { label: receipt.subject === null ? 'Deleted' : 'Subject', value: deletedText(receipt) },
          { label: 'Why', value: reasons[reason] },
          { label: 'By', value: principalText(requestedBy) },
          { label: 'Asked for', value: moment(requestedAt) },
          { label: 'Done', value: orDash(finishedAt, moment) },
          { label: 'Files', value: orDash(list, ({ objects }) => objects.toLocaleString()) },
          { label: 'Size', value: orDash(bytes, size) },
        ]}
      />
    </Panel>
  );
}
