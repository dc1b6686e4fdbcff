import { latestStep, type Step } from '../../lib/domain/progress.ts';
import type { JobLogs } from '../../lib/ports/index.ts';

interface Read {
  /** Where to read on. */
  readonly next: string;
  readonly step: Step | undefined;
}

/** How far each log was read: who watches a run looks every second, and logs have thousands of lines. */
const readBefore = new WeakMap<JobLogs, Map<string, Read>>();

/** The last step that the job's log tells of; undefined where it tells of none. */
export async function progressOf(logs: JobLogs, job: string): Promise<Step | undefined> {
  const known = readBefore.get(logs) ?? new Map<string, Read>();
  readBefore.set(logs, known);
  let { next, step }: Read = known.get(job) ?? { next: '', step: undefined };
  for (;;) {
    const page = await logs.read(job, next);
    next = page.next;
    step = latestStep(page.lines) ?? step;
    if (page.lines.length === 0) break;
  }
  known.set(job, { next, step });
  return step;
}
