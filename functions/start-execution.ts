import { executionName, type RunReference, runKey } from '../lib/domain/keys.ts';
import { isOver } from '../lib/domain/run.ts';
import type { Ports } from '../lib/ports/index.ts';

/**
 * Starts the execution of a run that was taken in; one that exists is success. A run that is over by now, refused or
 * cancelled, is not started, whenever that is asked for; one that is cancelled in this very moment ends with its first task.
 * @returns the execution's ARN; undefined where the run is over
 */
export async function startExecution(
  { records, executions }: Pick<Ports, 'records' | 'executions'>,
  run: RunReference,
  upload: string,
): Promise<string | undefined> {
  const status = (await records.get(runKey(run)))?.status;
  if (isOver(status)) return undefined;
  const { executionArn } = await executions.start(executionName(upload, run.run), { run: { ...run } });
  return executionArn;
}
