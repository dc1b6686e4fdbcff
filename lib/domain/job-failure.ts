import { z } from 'zod';
import { type ErrorCode, isErrorCode } from './errors.ts';

/** The members of a Cause that say what happened: of DescribeTrainingJob, and of a Lambda's exception. */
const known = z.object({
  FailureReason: z.string().optional(),
  TrainingJobStatus: z.string().optional(),
  errorMessage: z.string().optional(),
});

/**
 * Reads why a training job failed from the `.sync` task's Cause: DescribeTrainingJob's JSON, whose FailureReason wraps
 * the program's failure file (`{Code}: {message}`) as `AlgorithmError: ..., exit code: N`.
 */
export function readFailure(cause: string): { readonly code: ErrorCode; readonly message: string } {
  const reason = wordsOf(cause);
  const written = /^(?:\w+Error: )?(?<code>[A-Z][A-Za-z]+): (?<message>[\s\S]*?)(?:, exit code: -?\d+)?$/.exec(
    reason,
  )?.groups;
  if (written?.code !== undefined && isErrorCode(written.code))
    return { code: written.code, message: written.message ?? '' };
  return { code: 'JobFailed', message: reason };
}

/** What a Cause says in words: a training job's FailureReason, a Lambda's errorMessage, or else its own text. */
export function wordsOf(cause: string): string {
  const { FailureReason: reason, TrainingJobStatus: status, errorMessage } = membersOf(cause);
  return reason ?? errorMessage ?? (status === undefined ? cause : `The training job ended as ${status}.`);
}

function membersOf(cause: string): z.infer<typeof known> {
  try {
    return known.parse(JSON.parse(cause));
  } catch {
    // The platform's own words.
    return {};
  }
}
