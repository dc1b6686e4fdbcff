import type { Json } from '../lib/domain/digest.ts';
import { type RunReference, runKey } from '../lib/domain/keys.ts';
import { isRunStatus, mayFollow, type RunStatus } from '../lib/domain/run.ts';
import type { Clock, Records } from '../lib/ports/index.ts';

/**
 * Moves the run's record to a state, with what is known by then. A run that is further on already stays there: a
 * handler may be called again after its successors. False when the record did not change.
 */
export async function advance(
  { records, clock }: { readonly records: Records; readonly clock: Clock },
  run: RunReference,
  status: RunStatus,
  changes: { [member: string]: Json } = {},
): Promise<boolean> {
  const key = runKey(run);
  for (;;) {
    const item = await records.get(key);
    const before = item?.status;
    if (!isRunStatus(before) || !mayFollow(before, status)) return false;
    const next = { ...changes, status, gsi1pk: `${key.pk}#${status}`, gsi1sk: key.sk, updatedAt: clock.now() };
    if (await records.update(key, next, { status: before })) return true;
  }
}
