import { z } from 'zod';
import { costAt } from './cost.ts';
import { type Stage, stages } from './training-job.ts';

/**
 * `waiting`: for its first attempt or the next. `reused`: an earlier run made the same result. A stage that has its result
 * (`reused`, `succeeded`) keeps it.
 */
export const stageStatuses = ['waiting', 'running', 'reused', 'succeeded', 'failed'] as const;

const whole = z.int().min(0);

const spending = z.object({
  /** Billed. */
  seconds: whole,
  /** Null where the instance has no price. */
  usdMicros: whole.nullable(),
  /** Nobody said what was billed: it is the time that passed, at most what the job was allowed. */
  estimated: z.boolean(),
});
export type Spending = z.infer<typeof spending>;

const meter = z.object({
  /** When the attempt was reserved, which is before the machine is there. */
  since: z.iso.datetime(),
  usdMicrosPerHour: whole.nullable(),
  maximumSeconds: whole,
  /** What `maximumSeconds` cost on demand. */
  maximumUsdMicros: whole.nullable(),
});
export type Meter = z.infer<typeof meter>;

/** One stage of a run: what the record under `stageKey` says beside its key. */
export const stageSchema = z.object({
  /** The run's ULID. */
  run: z.string(),
  stage: z.enum(stages),
  status: z.enum(stageStatuses),
  digest: z.string().nullable(),
  /** The training job of the current attempt. */
  job: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  instance: z.string().nullable(),
  spot: z.boolean(),
  /** The current attempt's, until it ends. */
  meter: meter.nullable(),
  /** By training job, each said once and for all: job names are unique for ever, numbers of attempts only in a digest. */
  spent: z.record(z.string(), spending),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type StageRecord = z.infer<typeof stageSchema>;
export type StageError = NonNullable<StageRecord['error']>;

/** The place of a stage in the workflow, from 1: its record's number. */
export const ordinalOf = (stage: Stage): number => stages.indexOf(stage) + 1;

/** A stage of which nothing is known yet. */
export const newStage = (run: string, stage: Stage): StageRecord => ({
  run,
  stage,
  status: 'waiting',
  digest: null,
  job: null,
  startedAt: null,
  finishedAt: null,
  instance: null,
  spot: false,
  meter: null,
  spent: {},
  error: null,
});

export interface Attempt extends Pick<StageRecord, 'instance' | 'spot'> {
  readonly digest: string;
  readonly job: string;
}

// What may happen to a stage. Each may happen again, and late: whoever calls may be called twice.

/** An attempt was reserved. One that has ended by now, or that nobody needs any more, begins nothing. */
export function begun(stage: StageRecord, attempt: Attempt, meter: Meter): StageRecord {
  if (hasResult(stage) || Object.hasOwn(stage.spent, attempt.job)) return stage;
  const startedAt = stage.startedAt ?? meter.since;
  return { ...stage, ...attempt, status: 'running', startedAt, finishedAt: null, meter, error: null };
}

/** Its result was there already. What attempts of its own had cost stays. */
export function reused(stage: StageRecord, digest: string, now: string): StageRecord {
  if (hasResult(stage)) return stage;
  const startedAt = stage.startedAt ?? now;
  return { ...stage, status: 'reused', digest, job: null, startedAt, finishedAt: now, meter: null, error: null };
}

/** An attempt ended, and this was billed; undefined where nobody said what, and then it is what the meter shows. */
export function ended(stage: StageRecord, attempt: Attempt, billed: Spending | undefined, now: string): StageRecord {
  const known = stage.job === null && !hasResult(stage) ? { ...stage, ...attempt, startedAt: now } : stage;
  const current = known.job === attempt.job;
  const told = stage.spent[attempt.job];
  const shown = current && known.meter !== null ? metered(known.meter, now) : (told ?? nothing);
  return {
    ...known,
    meter: current ? null : known.meter,
    spent: { ...known.spent, [attempt.job]: billed ?? shown },
  };
}

/** The current attempt failed, and there will be another. */
export function toTryAgain(stage: StageRecord, job: string): StageRecord {
  const over = stage.status === 'running' && stage.job === job && stage.meter === null;
  return over ? { ...stage, status: 'waiting' } : stage;
}

/** Its result is there, whichever attempt made it. */
export function succeeded(stage: StageRecord, now: string): StageRecord {
  if (hasResult(stage)) return stage;
  return { ...stage, status: 'succeeded', finishedAt: now, meter: null, error: null };
}

/** There will be no other attempt. An attempt that is not the one that failed never began. */
export function failed(stage: StageRecord, error: StageError | null, now: string): StageRecord {
  if (hasResult(stage) || stage.status === 'failed') return stage;
  return { ...stage, status: 'failed', finishedAt: now, meter: null, error };
}

/** The run ended. What a job that was stopped has cost nobody says: it is what the meter shows. */
export function closed(stage: StageRecord, error: StageError | null, now: string): StageRecord {
  const { job, meter } = stage;
  const spent = job !== null && meter !== null ? { ...stage.spent, [job]: metered(meter, now) } : stage.spent;
  return failed({ ...stage, spent }, error, now);
}

const hasResult = ({ status }: StageRecord): boolean => status === 'succeeded' || status === 'reused';

const nothing: Spending = { seconds: 0, usdMicros: 0, estimated: false };

function metered({ since, usdMicrosPerHour, maximumSeconds, maximumUsdMicros }: Meter, now: string): Spending {
  const passed = Math.max(0, Math.ceil((Date.parse(now) - Date.parse(since)) / 1000));
  const seconds = Math.min(passed, maximumSeconds);
  const usdMicros = usdMicrosPerHour === null ? null : costAt(usdMicrosPerHour, seconds);
  const most = maximumUsdMicros ?? Number.MAX_SAFE_INTEGER;
  return { seconds, usdMicros: usdMicros === null ? null : Math.min(usdMicros, most), estimated: true };
}

// What stages cost.

export interface Cost {
  readonly seconds: number;
  /** Null where the instance of an attempt has no price. */
  readonly usdMicros: number | null;
}

/** What ended attempts were billed. */
export const spentOf = (records: readonly StageRecord[]): Cost =>
  totalOf(records.flatMap(({ spent }) => Object.values(spent)));

/** The same, with what the attempts that run have cost until now: the time since each was reserved, at its price. */
export function runningCost(records: readonly StageRecord[], now: string): Cost {
  const meters = records.flatMap(({ meter }) => (meter === null ? [] : [metered(meter, now)]));
  return totalOf([spentOf(records), ...meters]);
}

/** A stage in the words of those who read it: its attempts are counted and summed. */
export function stageSummary(record: StageRecord) {
  const { meter, spent, ...told } = record;
  return { ...told, attempts: Object.keys(spent).length + (meter === null ? 0 : 1), ...spentOf([record]) };
}

const totalOf = (costs: readonly Cost[]): Cost => ({
  seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
  usdMicros: costs.reduce<number | null>(
    (sum, { usdMicros }) => (sum === null || usdMicros === null ? null : sum + usdMicros),
    0,
  ),
});
