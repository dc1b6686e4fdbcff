import SpaceBetween from '@cloudscape-design/components/space-between';
import { isOver, type RunDetail } from '@likeness/client';
import { Costs } from './costs/costs.tsx';
import { isFree } from './costs/rows.ts';
import { RunProgress } from './run-progress.tsx';
import { Stages } from './stages.tsx';
import { Summary } from './summary.tsx';
import { VerdictPanel } from './verdict.tsx';
import { WhatNext } from './what-next.tsx';

/** How the run is doing, or how it went. */
export function Overview({ run }: { run: RunDetail }) {
  const free = isFree(run);
  return (
    <SpaceBetween size="l">
      {!isOver(run) && <RunProgress run={run} />}
      <WhatNext run={run} />
      {run.verdict !== null && <VerdictPanel verdict={run.verdict} />}
      <Summary run={run} free={free} />
      <Stages run={run} free={free} />
      <Costs run={run} free={free} />
    </SpaceBetween>
  );
}
