import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { RunDetail } from '@likeness/client';
import { useRef } from 'react';
import { duration, secondsBetween } from '../formats/time.ts';
import { useNow } from '../parts/use-now.ts';
import { statuses } from '../runs/statuses.ts';
import { type RunLeft, roughly, runLeft } from './run-left.ts';
import type { Stage } from './stage-names.ts';
import { type Sample, secondsLeft, withSample } from './time-left.ts';

/** How long the steps that are under way still take, by the pace at which this page has seen them go. */
function useStepsLeft({ stages }: RunDetail, now: number): (stage: Stage['stage']) => number | null {
  const seen = useRef(new Map<Stage['stage'], readonly Sample[]>());
  for (const { stage, progress } of stages) {
    if (progress === null) seen.current.delete(stage);
    else seen.current.set(stage, withSample(seen.current.get(stage) ?? [], { at: now, ...progress }));
  }
  return (stage) => secondsLeft(seen.current.get(stage) ?? [], now);
}

function told(left: RunLeft | null, passed: number): string {
  const sofar = `${duration(passed)} so far`;
  if (left === null) return `${sofar}. How long the rest takes is not known.`;
  if (left.seconds === 0) return `${sofar}. The jobs are done: the verdict and the endpoint come last.`;
  const about = `about ${duration(roughly(left.seconds))} to go`;
  return left.late
    ? `${sofar}, ${about}: longer than estimated, by the pace until now.`
    : `${sofar}, ${about} by the estimate and the pace until now.`;
}

/** How far the whole run is, while it goes. */
export function RunProgress({ run }: { run: RunDetail }) {
  const now = useNow(true);
  const passed = Math.max(0, secondsBetween(run.createdAt, null, now));
  const stepsLeft = useStepsLeft(run, now);
  const left = runLeft(run, stepsLeft, now);
  const label = `The whole run: ${statuses[run.status].text.toLowerCase()}`;
  return (
    <Container>
      {left === null ? (
        <>
          <div>{label}</div>
          <Box color="text-body-secondary" fontSize="body-s">
            {told(left, passed)}
          </Box>
        </>
      ) : (
        <ProgressBar
          label={label}
          value={Math.min(99, (100 * passed) / (passed + left.seconds || 1))}
          additionalInfo={told(left, passed)}
        />
      )}
    </Container>
  );
}
