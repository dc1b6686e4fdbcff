import type { RunDetail } from '@likeness/client';
import { secondsOf } from './costs/rows.ts';
import type { Stage } from './stage-names.ts';

/** How long a run still takes, as far as an estimate goes. */
export interface RunLeft {
  readonly seconds: number;
  /** Whether what runs has taken longer than estimated, or will. */
  readonly late: boolean;
}

type Estimated = NonNullable<RunDetail['estimate']>['stages'];

const isDone = ({ status }: Stage): boolean => status === 'succeeded' || status === 'reused';

/**
 * The estimate of what is not done yet, at the pace that the run has shown on the same kind of machine. Generated and composed
 * images are made beside each other. Null where there is no estimate.
 * @param stepLeft seconds until the step of a stage that is under way is done, by its own pace, where that is known
 */
export function runLeft(
  { stages, estimate }: RunDetail,
  stepLeft: (stage: Stage['stage']) => number | null,
  now: number,
): RunLeft | null {
  if (estimate === null) return null;
  const lefts = new Map<Stage['stage'], number>();
  let late = false;
  for (const planned of estimate.stages) {
    const stage = stages.find((one) => one.stage === planned.stage);
    if (stage !== undefined && isDone(stage)) continue;
    if (planned.seconds === null) return null;
    const expected = planned.seconds * paceOf(planned, stages, estimate.stages);
    const passed = stage === undefined ? 0 : secondsOf(stage, now);
    const step = stepLeft(planned.stage) ?? 0;
    late ||= passed + step > expected;
    // What takes longer has some of it left, and not nothing.
    lefts.set(planned.stage, Math.max(expected - passed, step, passed / 10));
  }
  const left = (stage: Stage['stage']): number => lefts.get(stage) ?? 0;
  return { seconds: left('priors') + Math.max(left('generate'), left('compose')) + left('represent'), late };
}

/** How much longer than estimated stages took that ran on the same kind of machine; 1 before one did. */
function paceOf({ instance }: Estimated[number], stages: RunDetail['stages'], estimates: Estimated): number {
  let [took, estimated] = [0, 0];
  for (const planned of estimates) {
    const done = stages.find(({ stage, status }) => stage === planned.stage && status === 'succeeded');
    if (done === undefined || done.instance !== instance || planned.seconds === null) continue;
    took += done.seconds;
    estimated += planned.seconds;
  }
  return took > 0 && estimated > 0 ? took / estimated : 1;
}

/** No more exact than it can be known: whole tens of seconds, and whole minutes from two on. */
export const roughly = (seconds: number): number => {
  const unit = seconds < 110 ? 10 : 60;
  return Math.max(1, Math.round(seconds / unit)) * unit;
};
