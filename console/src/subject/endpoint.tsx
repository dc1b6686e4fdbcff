import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { Problem } from '../app/problem.tsx';
import { moment } from '../formats/time.ts';
import { Panel } from '../parts/panel.tsx';
import { answersBy, verdictWord } from './pointing.ts';
import { useAdapters } from './use-adapters.ts';
import { usePhotoCount } from './use-photo-count.ts';

/** What the endpoint answers by, and what is said of that. */
export function EndpointPanel({ subject }: { subject: Subject }) {
  const { id, endpoint } = subject;
  const adapters = useAdapters(subject);
  const photos = usePhotoCount(id);
  const failed = [adapters, photos].filter(({ error }) => error !== null);
  const verdict = verdictWord(endpoint.adapter, adapters.data ?? []);
  function again(): void {
    for (const one of failed) one.again();
  }
  return (
    <Panel
      title="Endpoint"
      actions={<Button href={`/subjects/${id}?tab=try`}>Try it</Button>}
      description="Where programs send images of it. Without an adapter that was promoted it answers by the base, the model that every subject starts from."
    >
      <SpaceBetween size="m">
        {failed[0] !== undefined && <Problem error={failed[0].error} again={again} />}
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: 'Answers by',
              value: <span style={{ overflowWrap: 'anywhere' }}>{answersBy(endpoint.adapter)}</span>,
            },
            {
              label: 'Verdict',
              value: endpoint.provisional ? <Badge>Not judged: it serves on trial</Badge> : (verdict ?? '–'),
            },
            { label: 'Since', value: endpoint.since === null ? '–' : moment(endpoint.since) },
            {
              label: 'Photos of the newest run',
              value: <Link href={`/subjects/${id}?tab=photos`}>{photos.data ?? (photos.loading ? '…' : 'Look')}</Link>,
            },
          ]}
        />
      </SpaceBetween>
    </Panel>
  );
}
