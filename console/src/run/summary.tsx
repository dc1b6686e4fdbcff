import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { isOver, type RunDetail } from '@likeness/client';
import { dollars } from '../formats/money.ts';
import { duration, moment, secondsBetween } from '../formats/time.ts';
import { RunStatusIndicator } from '../runs/run-status.tsx';
import { outcomeText } from '../runs/statuses.ts';
import { useNow } from './use-now.ts';

function costText({ cost: { spent, estimate, limit } }: RunDetail, free: boolean): string {
  if (free) return "Nothing, on the service's own machine";
  const of = estimate ? ` of about ${dollars(estimate)}` : '';
  const most = limit === null || limit === undefined ? '' : `, at most ${dollars(limit)}`;
  return spent === null || spent === undefined ? `Not priced${most}` : `${dollars(spent)}${of}${most}`;
}

const settingsText = ({ changes }: RunDetail): string =>
  Object.entries(changes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'As the preset has them';

/** The facts of a run at a glance. */
export function Summary({ run, free }: { run: RunDetail; free: boolean }) {
  const now = useNow(!isOver(run));
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: <RunStatusIndicator status={run.status} /> },
          { label: 'Outcome', value: outcomeText(run.outcome) },
          { label: 'Subject', value: <Link href={`/subjects/${run.subject}`}>{run.subject}</Link> },
          { label: 'Category', value: run.category },
          { label: 'Started', value: moment(run.createdAt) },
          { label: 'Duration', value: duration(secondsBetween(run.createdAt, run.finishedAt, now)) },
          { label: 'Cost', value: costText(run, free) },
          { label: 'Preset', value: run.preset },
          { label: 'Settings', value: settingsText(run) },
          {
            label: 'Adapter',
            value:
              run.adapter === null ? (
                '–'
              ) : (
                <CopyToClipboard
                  variant="inline"
                  textToCopy={run.adapter}
                  copyButtonAriaLabel="Copy the adapter's name"
                  copySuccessText="Copied"
                  copyErrorText="Not copied"
                />
              ),
          },
          ...(run.retryOf === null
            ? []
            : [{ label: 'Retry of', value: <Link href={`/runs/${run.retryOf}`}>{run.retryOf}</Link> }]),
        ]}
      />
    </Container>
  );
}
