import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useRef } from 'react';
import { duration } from '../formats/time.ts';
import { type Stage, stageNames } from './stage-names.ts';
import { type Sample, secondsLeft, withSample } from './time-left.ts';

/** How far the step of a running stage is, and how long that still takes. */
export function StageProgress({ stage, now }: { stage: Stage; now: number }) {
  const samples = useRef<readonly Sample[]>([]);
  const { progress } = stage;
  if (progress === null) return <ProgressBar ariaLabel={stageNames[stage.stage]} value={0} additionalInfo="Starting" />;
  const { step, done, total } = progress;
  samples.current = withSample(samples.current, { at: now, step, done, total });
  const left = secondsLeft(samples.current, now);
  return (
    <ProgressBar
      ariaLabel={stageNames[stage.stage]}
      value={total > 0 ? (100 * done) / total : 0}
      additionalInfo={`${step}: ${done} of ${total}${left === null ? '' : `, ${duration(left)} left`}`}
    />
  );
}
