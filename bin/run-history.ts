import { z } from 'zod';
import { ServiceError } from '../lib/domain/errors.ts';
import type { PriorsReference } from '../lib/domain/keys.ts';
import type { WorkflowEvent } from '../lib/local/workflow/history.ts';

const priorsPlace = z.object({
  bucket: z.string(),
  tenant: z.string().nullable(),
  generator: z.string(),
  category: z.string(),
});
/** What the state after both kinds of synthetic image leaves behind. A job that the run did without has no digest. */
const synthesized = z.object({
  name: z.literal('Synthesize'),
  output: z.object({
    synthesis: z.object({
      priors: z.object({ digest: z.string().nullable(), place: priorsPlace.nullable() }).optional(),
      generate: z.object({ digest: z.string().nullable() }).optional(),
      compose: z.object({ digest: z.string() }),
    }),
  }),
});

/** The jobs before the last, whether this run made their results or found them. */
export interface SynthesisJobs {
  readonly priors?: { readonly digest: string; readonly place: PriorsReference };
  readonly generate?: string;
  readonly compose: string;
}
/** A training job's description: the result of its task, and the Cause of one that failed. */
const measuredJob = z.object({ LikenessUsage: z.object({ peakMemoryBytes: z.number() }) });
const failedTask = z.object({ cause: z.string() });

/**
 * The jobs that made the run's synthetic images.
 * @throws ServiceError `Internal` where the run did not get so far
 */
export function synthesisJobs(events: readonly WorkflowEvent[]): SynthesisJobs {
  for (const { type, detail } of events.toReversed()) {
    const exited = type === 'StateExited' ? synthesized.safeParse(detail) : undefined;
    if (!exited?.success) continue;
    const { priors, generate, compose } = exited.data.output.synthesis;
    return {
      ...(priors?.digest && priors.place && { priors: { digest: priors.digest, place: priors.place } }),
      ...(generate?.digest && { generate: generate.digest }),
      compose: compose.digest,
    };
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
