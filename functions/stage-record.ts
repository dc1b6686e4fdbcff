import type { Purse } from '../lib/domain/cost-limit.ts';
import type { Home } from '../lib/domain/home.ts';
import { type RunReference, runKey, stageKey, stageKeyStart } from '../lib/domain/keys.ts';
import { closed, newStage, ordinalOf, type StageError, type StageRecord, stageSchema } from '../lib/domain/stages.ts';
import type { Stage } from '../lib/domain/training-job.ts';
import type { Clock, Records } from '../lib/ports/index.ts';

/** Changes the record of a run's stage, which begins to exist by it. Of two at once, the later sees the other's change. */
export async function changeStage(
  records: Records,
  run: RunReference,
  stage: Stage,
  change: (before: StageRecord) => StageRecord,
): Promise<StageRecord> {
  const key = stageKey(run, ordinalOf(stage));
  for (;;) {
    const item = await records.get(key);
    const before = item === undefined ? newStage(run.run, stage) : stageSchema.parse(item);
    const after = change(before);
    if (after === before) return after;
    const revision = Number(item?.revision ?? 0);
    const members = { ...after, revision: revision + 1 };
    const written =
      item === undefined ? records.create({ ...key, ...members }) : records.update(key, members, { revision });
    if (await written) return after;
  }
}

/** The stages of a run that have a record, in the order of the workflow. */
export async function stagesOf(records: Records, run: RunReference): Promise<StageRecord[]> {
  const items = await records.query(runKey(run).pk, stageKeyStart(run));
  return items.map((item) => stageSchema.parse(item));
}

/** Ends the stages of a run that has ended without them. */
export async function closeStages(
  { records, clock }: { readonly records: Records; readonly clock: Clock },
  run: RunReference,
  error: StageError | null,
): Promise<void> {
  for (const { stage, status } of await stagesOf(records, run)) {
    if (status !== 'running' && status !== 'waiting') continue;
    await changeStage(records, run, stage, (before) => closed(before, error, clock.now()));
  }
}

/** What the run may cost and what its stages are. */
export async function purseOf(records: Records, run: RunReference, home: Home): Promise<Purse> {
  const limit = (await records.get(runKey(run)))?.costLimit;
  return { home, limit: typeof limit === 'number' ? limit : undefined, stages: await stagesOf(records, run) };
}
