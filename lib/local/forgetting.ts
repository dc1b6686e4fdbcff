import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../domain/errors.ts';
import { runOfExecution } from '../domain/keys.ts';
import { isJobName } from '../domain/training-job.ts';
import type { Executions } from '../ports/executions.ts';
import type { JobLogs } from '../ports/job-logs.ts';
import type { SqliteEvents } from './events.ts';
import type { WorkflowEngine } from './workflow/engine.ts';
import type { History } from './workflow/history.ts';

/** Forgets executions of this machine: the events of their runs, then their history. */
export const forgettingExecutions = (
  engine: () => Pick<WorkflowEngine, 'runs'>,
  history: History,
  events: Pick<SqliteEvents, 'forget'>,
): Pick<Executions, 'isOver' | 'forget'> => {
  const isOver = (name: string): boolean => !engine().runs(name) && history.execution(name)?.status !== 'RUNNING';
  return {
    isOver: async (name) => isOver(name),

    async forget(name) {
      if (!isOver(name)) throw new ServiceError('Internal', `The execution "${name}" is under way.`);
      events.forget(runOfExecution(name));
      history.forget(name);
    },
  };
};

/** Forgets jobs, each of which has a folder of its name in `folder`: its log, its record and what is left of its volume. */
export const forgettingJobs = (folder: string): Pick<JobLogs, 'forget'> => ({
  async forget(job) {
    if (isJobName(job)) await rm(join(folder, job), { recursive: true, force: true });
  },
});
