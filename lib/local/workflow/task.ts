import type { Json } from '../../domain/digest.ts';

/** One attempt of one Task state, as the interpreter hands it to whatever runs it. */
export interface TaskCall {
  /** The state's `Resource`, for example `arn:aws:states:::lambda:invoke`. */
  readonly resource: string;
  /** The effective input after `InputPath` and `Parameters`. */
  readonly parameters: Json;
  /** Stable over restarts: execution, state entry and attempt. An attempt that was under way when the process died is called again with the same token. */
  readonly token: string;
  /** Aborted when the attempt times out or the execution is stopped. The promise must settle once everything it started is dead. */
  readonly signal: AbortSignal;
}

export type TaskRunner = (call: TaskCall) => Promise<Json>;

/** A failed state, in AWS's words: `Error` is a name such as `States.TaskFailed`, `Cause` any text (often JSON). */
export class StateFailure extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string, options?: { origin?: unknown }) {
    super(`${error}: ${cause}`, options?.origin === undefined ? undefined : { cause: options.origin });
    this.name = 'StateFailure';
    this.error = error;
    this.cause = cause;
  }
}
