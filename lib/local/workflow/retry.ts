import type { Json } from '../../domain/digest.ts';
import type { ReferencePath } from './paths.ts';
import type { StateFailure } from './task.ts';

/** One member of a state's `Retry`. */
export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitter: boolean;
}

/** One member of a state's `Catch`. */
export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly resultPath: ReferencePath;
}

/** These end the execution whatever the state says. */
const terminal: readonly string[] = ['States.Runtime', 'States.DataLimitExceeded'];

/** Whether `ErrorEquals` names the failure, by name or by one of the two wildcards. */
export function matches(errors: readonly string[], failure: StateFailure): boolean {
  if (terminal.includes(failure.error)) return false;
  return errors.some(
    (name) =>
      name === failure.error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && failure.error !== 'States.Timeout'),
  );
}

/** Seconds before a retrier's retry number `retry` (from 1), before jitter. */
export function delayOf(retrier: Retrier, retry: number): number {
  return Math.min(retrier.intervalSeconds * retrier.backoffRate ** (retry - 1), retrier.maxDelaySeconds);
}

/** Counts the retries of one entry of a state, each retrier's on its own. */
export class RetryCounts {
  readonly #retriers: readonly Retrier[];
  readonly #used = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[]) {
    this.#retriers = retriers;
  }

  /** Takes one retry of the first retrier that names the failure; undefined when none does or its attempts are used up. */
  take(failure: StateFailure): { readonly retrier: Retrier; readonly seconds: number } | undefined {
    const retrier = this.#retriers.find(({ errors }) => matches(errors, failure));
    if (retrier === undefined) return undefined;
    const retry = (this.#used.get(retrier) ?? 0) + 1;
    if (retry > retrier.maxAttempts) return undefined;
    this.#used.set(retrier, retry);
    return { retrier, seconds: delayOf(retrier, retry) };
  }
}

/** The error output that a catcher puts into the state's input. */
export const errorOutput = ({ error, cause }: StateFailure): Json => ({ Error: error, Cause: cause });
