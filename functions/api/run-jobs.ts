import type { RunReference } from '../../lib/domain/keys.ts';
import type { Stage } from '../../lib/domain/training-job.ts';
import type { Records } from '../../lib/ports/index.ts';
import { stagesOf } from '../stage-record.ts';

/** The digest of each stage's job whose result is there by now. */
export async function finishedJobs(records: Records, run: RunReference): Promise<Partial<Record<Stage, string>>> {
  const stages = await stagesOf(records, run);
  const done = stages.filter(({ status }) => status === 'reused' || status === 'succeeded');
  return Object.fromEntries(done.map(({ stage, digest }) => [stage, digest ?? undefined]));
}
