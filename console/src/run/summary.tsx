import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { isOver, type RunDetail } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration, moment, secondsBetween } from '../formats/time.ts';
import { Copied } from '../parts/copied.tsx';
import { Panel } from '../parts/panel.tsx';
import { Status } from '../parts/status.tsx';
import { useNow } from '../parts/use-now.ts';
import { settingsText } from '../runs/settings-text.ts';
import { outcomeText, statuses } from '../runs/statuses.ts';

function costText({ cost: { spent, estimate, limit } }: RunDetail, free: boolean): string {
  if (free) return "Nothing, on the service's own machine";
  const of = estimate ? ` of about ${dollars(estimate)}` : '';
  const most = limit === null || limit === undefined ? '' : `, at most ${dollars(limit)}`;
  return spent === null || spent === undefined ? `Not priced${most}` : `${dollars(spent)}${of}${most}`;
}

/** The facts of a run at a glance. */
export function Summary({ run, free }: { run: RunDetail; free: boolean }) {
  const now = useNow(!isOver(run));
  return (
    <Panel title="Summary">
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: <Status of={statuses[run.status]} /> },
          { label: 'Outcome', value: outcomeText(run.outcome) },
          { label: 'Subject', value: <Link href={`/subjects/${run.subject}`}>{run.subject}</Link> },
          { label: 'Category', value: run.category },
          { label: 'Started', value: moment(run.createdAt) },
          { label: 'Duration', value: duration(secondsBetween(run.createdAt, run.finishedAt, now)) },
          { label: 'Cost', value: costText(run, free) },
          { label: 'Preset', value: run.preset },
          { label: 'Settings', value: settingsText(run.changes) },
          {
            label: 'Adapter',
            value: run.adapter === null ? '–' : <Copied text={run.adapter} what="adapter's name" />,
          },
          ...(run.retryOf === null
            ? []
            : [{ label: 'Retry of', value: <Link href={`/runs/${run.retryOf}`}>{run.retryOf}</Link> }]),
        ]}
      />
    </Panel>
  );
}
