import { z } from 'zod';
import { ServiceError } from '../lib/domain/errors.ts';
import type { WorkflowEvent } from '../lib/local/workflow/history.ts';

/** What the state after both kinds of synthetic image leaves behind. */
const synthesized = z.object({
  name: z.literal('Synthesize'),
  output: z.object({ synthesis: z.object({ compose: z.object({ digest: z.string() }) }) }),
});
/** A training job's description: the result of its task, and the Cause of one that failed. */
const measuredJob = z.object({ LikenessUsage: z.object({ peakMemoryBytes: z.number() }) });
const failedTask = z.object({ cause: z.string() });

/**
 * The digest of the run's compose job, whether this run made it or found it.
 * @throws ServiceError `Internal` where the run did not get so far
 */
export function composeDigest(events: readonly WorkflowEvent[]): string {
  for (const { type, detail } of events.toReversed()) {
    const exited = type === 'StateExited' ? synthesized.safeParse(detail) : undefined;
    if (exited?.success) return exited.data.output.synthesis.compose.digest;
  }
  throw new ServiceError('Internal', 'The history of the run has no compose job.');
}

/** The most memory that one of the run's own jobs had, also one that failed; 0 where it had none. */
export function peakJobMemory(events: readonly WorkflowEvent[]): number {
  return Math.max(0, ...events.map(jobMemory));
}

function jobMemory({ type, detail }: WorkflowEvent): number {
  if (type === 'TaskSucceeded') return memoryIn(detail);
  const failed = type === 'TaskFailed' ? failedTask.safeParse(detail) : undefined;
  return failed?.success ? memoryIn(parsed(failed.data.cause)) : 0;
}

function memoryIn(description: unknown): number {
  const job = measuredJob.safeParse(description);
  return job.success ? job.data.LikenessUsage.peakMemoryBytes : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
