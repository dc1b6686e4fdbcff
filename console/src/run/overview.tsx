import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import { Stages } from './stages.tsx';
import { Summary } from './summary.tsx';
import { VerdictPanel } from './verdict.tsx';

/** How the run is doing, or how it went. */
export const Overview = ({ run }: { run: RunDetail }) => (
  <SpaceBetween size="l">
    <Summary run={run} />
    <Stages run={run} />
    {run.verdict !== null && <VerdictPanel verdict={run.verdict} />}
  </SpaceBetween>
);
