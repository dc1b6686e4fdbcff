import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Subject } from '@likeness/client';
import { AdaptersTable } from './adapters.tsx';
import { EndpointHistory } from './history.tsx';

/** What the subject's runs made, and what its endpoint answered by over time. */
export const VersionsPanel = ({ subject, onChange }: { subject: Subject; onChange: () => void }) => (
  <SpaceBetween size="l">
    <AdaptersTable subject={subject} onChange={onChange} />
    <EndpointHistory key={subject.endpoint.version} subject={subject.id} />
  </SpaceBetween>
);
