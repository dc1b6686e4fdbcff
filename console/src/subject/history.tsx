import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Steps from '@cloudscape-design/components/steps';
import type { components } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useList } from '../asking/use-list.ts';
import { moment } from '../formats/time.ts';
import { Growing } from '../parts/growing.tsx';
import { Panel } from '../parts/panel.tsx';
import { answersBy, changedBy } from './pointing.ts';

type Change = components['schemas']['EndpointChange'];

/** What the endpoint answered by over time, the newest first. */
export function EndpointHistory({ subject }: { subject: string }) {
  const { likeness } = useService();
  const list = useList(
    `history of ${subject}`,
    (cursor, signal) => {
      const params = { path: { subject }, query: { limit: 20, ...(cursor !== null && { cursor }) } };
      return answerTo(likeness.http.GET('/v1/subjects/{subject}/history', { params, signal }));
    },
    ({ version }) => version,
  );

  return (
    <Panel title="History" description="What the endpoint answered by, since when, and who said so.">
      <Growing list={list}>{(changes) => <Changes changes={changes} />}</Growing>
    </Panel>
  );
}

const Changes = ({ changes }: { changes: readonly Change[] }) =>
  changes.length === 0 ? (
    <Box color="text-body-secondary">It has answered by the base from the beginning.</Box>
  ) : (
    <Steps
      ariaLabel="History of the endpoint"
      steps={changes.map((change, at) => ({
        status: at === 0 ? ('success' as const) : ('stopped' as const),
        statusIconAriaLabel: at === 0 ? 'Now' : 'Until the one above',
        header: <span style={{ overflowWrap: 'anywhere' }}>{answersBy(change.adapter)}</span>,
        details: <Details change={change} />,
      }))}
    />
  );

const Details = ({ change: { since, run, by, provisional } }: { change: Change }) => (
  <Box color="text-body-secondary" fontSize="body-s">
    <time dateTime={since}>{moment(since)}</time>
    {'. '}
    {run === null ? (
      changedBy({ run, by })
    ) : (
      <>
        By the run{' '}
        <Link href={`/runs/${run}`} fontSize="body-s">
          {run}
        </Link>
        .
      </>
    )}
    {provisional && ' Not judged.'}
  </Box>
);
