import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Steps from '@cloudscape-design/components/steps';
import type { components } from '@likeness/client';
import { useEffect, useState } from 'react';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { answersBy, changedBy } from './pointing.ts';

type Change = components['schemas']['EndpointChange'];

/** What the endpoint answered by over time, the newest first. */
export function EndpointHistory({ subject }: { subject: string }) {
  const { likeness } = useService();
  const [cursor, setCursor] = useState<string | null>(null);
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const { data, error, loading, again } = useAsked(`history of ${subject} ${cursor}`, (signal) => {
    const params = { path: { subject }, query: { limit: 20, ...(cursor !== null && { cursor }) } };
    return answerTo(likeness.http.GET('/v1/subjects/{subject}/history', { params, signal }));
  });
  useEffect(() => {
    if (data === null) return;
    const versions = new Set(data.data.map(({ version }) => version));
    setChanges((before) => [...before.filter(({ version }) => !versions.has(version)), ...data.data]);
  }, [data]);
  const next = data?.next ?? null;

  return (
    <Container
      header={
        <Header variant="h2" description="What the endpoint answered by, since when, and who said so.">
          History
        </Header>
      }
    >
      <SpaceBetween size="m">
        {error !== null && <Problem error={error} again={again} />}
        {changes.length > 0 && (
          <Steps
            ariaLabel="History of the endpoint"
            steps={changes.map((change, at) => ({
              status: at === 0 ? ('success' as const) : ('stopped' as const),
              statusIconAriaLabel: at === 0 ? 'Now' : 'Until the one above',
              header: <span style={{ overflowWrap: 'anywhere' }}>{answersBy(change.adapter)}</span>,
              details: <Details change={change} />,
            }))}
          />
        )}
        {loading && <Spinner />}
        {!loading && error === null && changes.length === 0 && (
          <Box color="text-body-secondary">It has answered by the base from the beginning.</Box>
        )}
        {next !== null && !loading && <Button onClick={() => setCursor(next)}>Show more</Button>}
      </SpaceBetween>
    </Container>
  );
}

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
