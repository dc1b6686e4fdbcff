import { costAt, inUsd } from './cost.ts';
import { InputError } from './errors.ts';
import type { Home } from './home.ts';
import { type Price, priceOf } from './prices.ts';
import { runningCost, type StageRecord, spentOf } from './stages.ts';
import { instanceOf, maximumSecondsOf, type Stage } from './training-job.ts';

/** No job is given less: one that is shorter makes nothing. */
const fewestSeconds = 60;

/** A job that is told to stop may go on for two minutes: it is told one before the money is gone. */
const stoppingSeconds = 60;

export interface Purse {
  readonly home: Home;
  /** What the run may cost, in micro-dollars; undefined where it may cost anything. */
  readonly limit: number | undefined;
  /** All stages of the run that have a record. */
  readonly stages: readonly StageRecord[];
}

/**
 * Refuses a job that costs something where the run has cost what it may.
 * @throws InputError `CostLimitReached`; `OptionInvalid` for a limit that can't be held, because there is no price
 */
export function checkLimit(stage: Stage, { home, limit, stages }: Purse, now: string): void {
  if (limit === undefined || priceWhere(stage, home).usdMicrosPerHour === 0) return;
  // What runs of its own stage was given up: the job that is asked for takes its place.
  const spent = runningCost(withoutMeterOf(stage, stages), now).usdMicros;
  if (spent === null) throw unpriced('An earlier job of the run');
  if (spent >= limit) throw limitReached(stage, limit, spent, 'was not started');
}

/**
 * How long a job of the stage may run for what is left, in whole seconds: at most as long as without a limit, at least a
 * minute. At the price on demand, which spot capacity never exceeds. What a job beside it may take is not left.
 * @throws InputError `OptionInvalid`
 */
export function affordableSeconds(stage: Stage, { home, limit, stages }: Purse): number {
  const most = maximumSecondsOf(stage);
  if (limit === undefined) return most;
  const { usdMicrosPerHour } = priceWhere(stage, home);
  if (usdMicrosPerHour === 0) return most;
  const spent = spentOf(stages).usdMicros;
  if (spent === null) throw unpriced('An earlier job of the run');
  const others = withoutMeterOf(stage, stages);
  const promised = others.reduce((sum, { meter }) => sum + (meter?.maximumUsdMicros ?? 0), 0);
  const left = limit - spent - promised - roomFor(stage, home, stages);
  const seconds = Math.floor((left * 3600) / usdMicrosPerHour) - stoppingSeconds;
  return Math.min(most, Math.max(fewestSeconds, seconds));
}

/** Whether another job of the stage could run for no more than the minute that none is denied. */
export const isExhausted = (stage: Stage, purse: Purse): boolean => affordableSeconds(stage, purse) <= fewestSeconds;

/** The error of a run that has cost what it may. */
export function limitReached(stage: Stage, limit: number, spent: number, what: string): InputError {
  return new InputError(
    'CostLimitReached',
    `The run may cost ${inUsd(limit)} and has cost ${inUsd(spent)}, so its ${stage} job ${what}. ` +
      'Start it again with a higher cost limit: what is finished is found again and costs nothing.',
  );
}

const withoutMeterOf = (stage: Stage, all: readonly StageRecord[]): readonly StageRecord[] =>
  all.map((record) => (record.stage === stage ? { ...record, meter: null } : record));

/** Compose runs beside generate, is short and cheap, and must not lack the money for it. */
function roomFor(stage: Stage, home: Home, all: readonly StageRecord[]): number {
  const compose = all.find((record) => record.stage === 'compose');
  if (stage !== 'generate' || (compose !== undefined && compose.status !== 'waiting')) return 0;
  return costAt(priceWhere('compose', home).usdMicrosPerHour, maximumSecondsOf('compose'));
}

function priceWhere(stage: Stage, { region, instances }: Home): Price {
  const instance = instanceOf(stage, instances);
  const price = priceOf({ region, instance, spot: false });
  if (price === undefined) throw unpriced(`${instance} in ${region}`);
  return price;
}

const unpriced = (what: string): InputError =>
  new InputError(
    'OptionInvalid',
    `The run has a cost limit, which can't be held: ${what} has no price. Start it without a limit, or have the operator add the price.`,
  );
