import { z } from 'zod';
import { costOf } from '../../lib/domain/cost.ts';
import { isErrorCode } from '../../lib/domain/errors.ts';
import type { Home } from '../../lib/domain/home.ts';
import type { Attempt, Spending } from '../../lib/domain/stages.ts';

/** The members of DescribeTrainingJob that say what a job has cost and how it ended. */
const description = z.object({
  BillableTimeInSeconds: z.number().nonnegative().optional(),
  TrainingTimeInSeconds: z.number().nonnegative().optional(),
  SecondaryStatus: z.string().optional(),
});
type Description = z.infer<typeof description>;

export type Outcome = object | { readonly Error: string; readonly Cause: string };

/**
 * What an attempt was billed; undefined where it may have run and nobody said how long. Billable seconds cost what they
 * cost on demand, for spot capacity too: its saving is that they are fewer.
 */
export function billedFor(outcome: Outcome, { instance, spot }: Attempt, { region }: Home): Spending | undefined {
  const described = descriptionOf(outcome);
  if (described === undefined) return neverRan(outcome) ? { seconds: 0, usdMicros: 0, estimated: false } : undefined;
  const { BillableTimeInSeconds: billable, TrainingTimeInSeconds: training = 0 } = described;
  const seconds = Math.ceil(billable ?? training);
  const asSpot = spot && billable === undefined;
  const usdMicros = seconds === 0 ? 0 : costOf({ seconds, region, instance: instance ?? '', spot: asSpot });
  return { seconds, usdMicros, estimated: asSpot };
}

/** Whether the job was stopped because it ran as long as it was allowed. */
export const ranOutOfTime = (outcome: Outcome): boolean =>
  descriptionOf(outcome)?.SecondaryStatus === 'MaxRuntimeExceeded';

function descriptionOf(outcome: Outcome): Description | undefined {
  if (!('Error' in outcome)) return description.parse(outcome);
  if (outcome.Error !== 'States.TaskFailed') return undefined;
  try {
    return description.parse(JSON.parse(outcome.Cause));
  } catch {
    // Step Functions' own words.
    return undefined;
  }
}

/** SageMaker refused the request, or the machine could not run it. */
const neverRan = (outcome: Outcome): boolean =>
  'Error' in outcome && (outcome.Error.startsWith('SageMaker.') || isErrorCode(outcome.Error));
