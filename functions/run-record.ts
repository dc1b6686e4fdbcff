import type { Json } from '../lib/domain/digest.ts';
import type { LikenessError } from '../lib/domain/errors.ts';
import { activeRunsKey, type RunReference, runKey, spendingKey, subjectRunKey, usageKey } from '../lib/domain/keys.ts';
import { isFinal, isRunStatus, mayFollow, type RunStatus } from '../lib/domain/run.ts';
import { type Cost, spentOf } from '../lib/domain/stages.ts';
import type { Clock, Records } from '../lib/ports/index.ts';
import type { RecordItem, Write } from '../lib/ports/records.ts';
import type { AskedRun } from './admission.ts';
import { stagesOf } from './stage-record.ts';

interface RunPorts {
  readonly records: Records;
  readonly clock: Clock;
}

/**
 * Moves the run's record to a state, with what is known by then. A run that is further on already stays there: a
 * handler may be called again after its successors. Its end gives back its place and settles what it cost, with the same
 * write. False when the record did not change.
 */
export async function advance(
  ports: RunPorts,
  run: RunReference,
  status: RunStatus,
  changes: { [member: string]: Json } = {},
): Promise<boolean> {
  const { records, clock } = ports;
  const key = runKey(run);
  for (;;) {
    const item = await records.get(key);
    const before = item?.status;
    if (item === undefined || !isRunStatus(before) || !mayFollow(before, status)) return false;
    const now = clock.now();
    const next = { ...changes, status, gsi1pk: `${key.pk}#${status}`, gsi1sk: key.sk, updatedAt: now };
    const ends = isFinal(status) && !isFinal(before);
    const spent = ends ? spentOf(await stagesOf(records, run)) : undefined;
    const update = {
      update: key,
      changes: spent === undefined ? next : { ...next, spent: spent.usdMicros },
      expected: { status: before },
    };
    const settlement = spent === undefined ? [] : settled(run, item, spent, now);
    if (await records.transact([update, ...settlement])) return true;
  }
}

/** What the run's record says of what was asked for, whether it was taken in or not. */
export const askedFacts = ({ run, upload, createdBy }: Pick<AskedRun, 'run' | 'upload' | 'createdBy'>) => ({
  run: run.run,
  subject: run.subject,
  category: upload.category,
  preset: upload.preset,
  changes: { ...upload.changes },
  promote: upload.promote,
  lend: upload.lend === true,
  seed: upload.seed,
  upload: run.upload,
  createdBy,
});

/** Records a run that was not taken in, and why. False where there is a record of it. */
export async function refuseRun(
  { records, clock }: RunPorts,
  asked: Pick<AskedRun, 'run' | 'upload' | 'createdBy'>,
  { code, fault, message }: LikenessError,
): Promise<boolean> {
  const now = clock.now();
  const { run } = asked;
  const key = runKey(run);
  const error = { code, fault, message };
  const item = { ...key, gsi1pk: `${key.pk}#failed`, gsi1sk: key.sk, status: 'failed', ...askedFacts(asked) };
  return records.transact([
    { create: { ...item, error, createdAt: now, updatedAt: now, finishedAt: now } },
    { create: { ...subjectRunKey(run), run: run.run } },
  ]);
}

/** What the end of a run that was counted gives back, and adds to the day's usage. */
function settled(run: RunReference, { counted }: RecordItem, cost: Cost, now: string): Write[] {
  if (typeof counted !== 'object' || counted === null || Array.isArray(counted)) return [];
  const { month, usdMicros: estimate } = counted;
  const usdMicros = cost.usdMicros ?? 0;
  return [
    { add: activeRunsKey(run.tenant), amounts: { runs: -1 } },
    { add: spendingKey(run.tenant, String(month)), amounts: { usdMicros: usdMicros - Number(estimate) } },
    { add: usageKey(run.tenant, now.slice(0, 10)), amounts: { runs: 1, seconds: Math.ceil(cost.seconds), usdMicros } },
  ];
}
