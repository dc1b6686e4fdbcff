import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '@likeness/client';
import type { ReactNode } from 'react';
import { exactMoment } from '../../formats/time.ts';
import { Status } from '../../parts/status.tsx';
import type { State } from './graph.ts';
import { nameOf, shownStatus, stageOf, timeIn } from './states.ts';

interface Details {
  readonly state: State;
  readonly run: RunDetail;
  readonly now: number;
  readonly close: () => void;
}

/** What is known of the state that was chosen. */
export function WorkflowDetails({ state, run, now, close }: Details) {
  const { enteredAt, exitedAt, visits, attempts, error } = state;
  const stage = stageOf(state, run.stages);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Status', <Status key="status" of={shownStatus(state, run.stages)} />],
    ['Took', timeIn(state, now) ?? '–'],
    ['Started', enteredAt === null ? '–' : exactMoment(enteredAt)],
    ['Finished', exitedAt === null ? '–' : exactMoment(exitedAt)],
    ['Attempts', visits > 1 ? `${attempts}, in ${visits} rounds` : String(attempts)],
    ...(error === null ? [] : [['Error', error] as const]),
    ['Known as', state.name],
  ];
  return (
    <Container>
      <SpaceBetween size="xs">
        <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'start', gap: 8 }}>
          <Box variant="h3" padding={{ top: 'xxs' }}>
            {nameOf(state)}
          </Box>
          <Button variant="icon" iconName="close" ariaLabel="Close the details" onClick={close} />
        </div>
        <dl className="workflow-facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {stage?.status === 'reused' && (
          <Box color="text-body-secondary">An earlier run made the same result, so nothing ran.</Box>
        )}
        {stage !== undefined && stage.status !== 'waiting' && (
          <Link href={`/runs/${run.id}?tab=logs&stage=${stage.stage}`}>See its log</Link>
        )}
      </SpaceBetween>
    </Container>
  );
}
