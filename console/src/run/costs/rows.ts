import type { RunDetail } from '@likeness/client';
import { secondsBetween } from '../../formats/time.ts';
import type { Stage } from '../stage-names.ts';

/** What a stage came to by now and what it was estimated at: in micro-dollars, or in seconds where nothing costs money. */
export interface CostRow {
  readonly stage: Stage['stage'];
  readonly status: Stage['status'];
  readonly spent: number | null;
  readonly estimate: number | null;
}

const order: readonly Stage['stage'][] = ['priors', 'generate', 'compose', 'represent'];

/** Whether all jobs run on one's own machine, which nobody bills; before one is known, they may not. */
export function isFree({ stages, estimate, cost }: RunDetail): boolean {
  const instances = [...stages, ...(estimate?.stages ?? [])].flatMap(({ instance }) =>
    instance === null ? [] : [instance],
  );
  return !cost.spent && !cost.estimate && instances.length > 0 && instances.every((instance) => instance === 'local');
}

/** The stages that the run has or will have, in their order. */
export function costRows({ stages, estimate: whole }: RunDetail, free: boolean, now: number): CostRow[] {
  return order.flatMap((name) => {
    const stage = stages.find((one) => one.stage === name);
    const planned = whole?.stages.find((one) => one.stage === name);
    if (stage === undefined && planned === undefined) return [];
    const spent = stage === undefined ? 0 : free ? secondsOf(stage, now) : stage.usdMicros;
    const estimate = (free ? planned?.seconds : planned?.usdMicros) ?? null;
    return [{ stage: name, status: stage?.status ?? 'waiting', spent, estimate }];
  });
}

/** Billed, and of what is under way the time that has passed. */
export function secondsOf({ status, seconds, startedAt }: Stage, now: number): number {
  return status === 'running' && startedAt !== null ? Math.max(0, secondsBetween(startedAt, null, now)) : seconds;
}

/** Null where one of them is not known. */
export const totalOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
