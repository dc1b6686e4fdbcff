import { ServiceError } from '../../lib/domain/errors.ts';
import type { SubjectReference } from '../../lib/domain/keys.ts';
import { advance } from '../run-record.ts';
import type { RemovalPorts } from './ports.ts';
import type { KnownRun } from './survey.ts';

/** Records the end of runs that are under way, so that whatever their executions still do finds runs that are over. */
export async function cancelRuns(
  ports: Pick<RemovalPorts, 'records' | 'clock'>,
  of: SubjectReference,
  runs: readonly KnownRun[],
): Promise<void> {
  for (const { run, uploadUri, isOver } of runs) {
    if (isOver) continue;
    await advance(ports, { ...of, run, upload: uploadUri ?? '' }, 'cancelled', { finishedAt: ports.clock.now() });
  }
}

/** Ends executions. False while one of them is still at work: ask again. */
export async function endExecutions(
  ports: Pick<RemovalPorts, 'executions'>,
  names: readonly string[],
): Promise<boolean> {
  let over = true;
  for (const name of names) if (!(await end(ports, name))) over = false;
  return over;
}

async function end({ executions }: Pick<RemovalPorts, 'executions'>, name: string): Promise<boolean> {
  if (await executions.isOver(name)) return true;
  try {
    await executions.stop(name);
  } catch (error) {
    // Another process has it under way.
    if (!(error instanceof ServiceError) || error.code !== 'RecordConflict') throw error;
  }
  return executions.isOver(name);
}
