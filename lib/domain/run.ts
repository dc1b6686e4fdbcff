/** A run's states, in the order it passes through them; the last four are final. */
export const runStatuses = [
  'queued',
  'validating',
  'generating',
  'training',
  'evaluating',
  'deploying',
  'succeeded',
  'kept-base',
  'failed',
  'cancelled',
] as const;

export type RunStatus = (typeof runStatuses)[number];

const final: readonly RunStatus[] = ['succeeded', 'kept-base', 'failed', 'cancelled'];

export const isRunStatus = (value: unknown): value is RunStatus => runStatuses.some((status) => status === value);

export const isFinal = (status: RunStatus): boolean => final.includes(status);

/** Whether what a record says of a run is that it has ended. */
export const isOver = (status: unknown): boolean => isRunStatus(status) && isFinal(status);

/** Whether a run may go from one state to another: forwards, or to an end, and never out of an end. A repeat is allowed. */
export function mayFollow(before: RunStatus, after: RunStatus): boolean {
  if (before === after) return true;
  if (isFinal(before)) return false;
  return isFinal(after) || runStatuses.indexOf(after) > runStatuses.indexOf(before);
}
