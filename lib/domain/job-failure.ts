import { type ErrorCode, isErrorCode } from './errors.ts';

/**
 * Reads why a training job failed from the `.sync` task's Cause: DescribeTrainingJob's JSON, whose FailureReason wraps
 * the program's failure file (`{Code}: {message}`) as `AlgorithmError: ..., exit code: N`.
 */
export function readFailure(cause: string): { readonly code: ErrorCode; readonly message: string } {
  const reason = failureReason(cause);
  const written = /^(?:\w+Error: )?(?<code>[A-Z][A-Za-z]+): (?<message>[\s\S]*?)(?:, exit code: -?\d+)?$/.exec(
    reason,
  )?.groups;
  if (written?.code !== undefined && isErrorCode(written.code))
    return { code: written.code, message: written.message ?? '' };
  return { code: 'JobFailed', message: reason };
}

function failureReason(cause: string): string {
  try {
    const description: unknown = JSON.parse(cause);
    if (typeof description === 'object' && description !== null && 'FailureReason' in description) {
      return String(description.FailureReason);
    }
  } catch {
    // Not a job's description: the platform's own words.
  }
  return cause;
}
