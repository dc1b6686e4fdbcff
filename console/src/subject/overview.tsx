import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { EndpointPanel } from './endpoint.tsx';
import { NewestRuns } from './newest-runs.tsx';

/** What answers for the subject, and how it came to that. */
export const Overview = ({ subject }: { subject: Subject }) => (
  <SpaceBetween size="l">
    <EndpointPanel subject={subject} />
    <NewestRuns subject={subject.id} />
  </SpaceBetween>
);
