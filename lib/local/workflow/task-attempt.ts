import type { Json } from '../../domain/digest.ts';
import { failureOf, Interruption, withinLimit } from './failures.ts';
import { failureFrom } from './fork.ts';
import type { Journal } from './journal.ts';
import { StateFailure, type TaskCall, type TaskRunner } from './task.ts';
import { after, child } from './timing.ts';

export interface TaskAttempt {
  readonly journal: Journal;
  readonly run: TaskRunner;
  readonly signal: AbortSignal;
  readonly path: string;
  readonly token: string;
  /** What to call and for how long, evaluated only when it is called. */
  readonly call: () => Pick<TaskCall, 'resource' | 'parameters'> & { readonly timeoutSeconds: number | undefined };
}

/**
 * The result of one attempt: the recorded one, or that of a call. An attempt that was called before and has no result
 * is called again under the same token, with its whole time: a timeout measures how long a living process worked on it.
 * Returns or throws only when the call has settled, however it was broken off.
 * @throws StateFailure the task's failure or `States.Timeout`; the signal's reason when it is aborted
 */
export async function callTask({ journal, run, signal, path, token, call }: TaskAttempt): Promise<Json> {
  const outcome = journal.recorded(path, 'TaskSucceeded', 'TaskFailed', 'TaskTimedOut');
  if (outcome?.type === 'TaskSucceeded') return outcome.detail;
  if (outcome !== undefined) throw failureFrom(outcome.detail);
  if (signal.aborted && journal.recorded(path, 'TaskAborted') !== undefined) throw signal.reason;

  const { resource, parameters, timeoutSeconds } = call();
  journal.once(signal, path, 'TaskScheduled', () => ({ resource, parameters, timeoutSeconds: timeoutSeconds ?? null }));

  const { controller, release } = child(signal);
  let timeout: StateFailure | undefined;
  const expire = () => {
    if (controller.signal.aborted) return;
    timeout = new StateFailure('States.Timeout', `The task took longer than ${timeoutSeconds} seconds.`);
    controller.abort(timeout);
  };
  const cancel = timeoutSeconds === undefined ? () => {} : after(timeoutSeconds * 1000, expire);
  const result = await settle(() => run({ resource, parameters, token, signal: controller.signal }));
  cancel();
  release();

  if (timeout !== undefined) {
    journal.record(path, 'TaskTimedOut', { error: timeout.error, cause: timeout.cause });
    throw timeout;
  }
  if ('output' in result) {
    // Also when work is being broken off: what was done need not be done again.
    return journal.record(path, 'TaskSucceeded', result.output).detail;
  }
  if (signal.aborted) {
    const goesOn = signal.reason instanceof Interruption && signal.reason.kind === 'suspended';
    if (!goesOn) journal.record(path, 'TaskAborted', {});
    throw signal.reason;
  }
  journal.record(path, 'TaskFailed', { error: result.failure.error, cause: result.failure.cause });
  throw result.failure;
}

async function settle(run: () => Promise<Json>): Promise<{ output: Json } | { failure: StateFailure }> {
  try {
    const text = JSON.stringify((await run()) ?? null);
    return { output: JSON.parse(withinLimit(text, 'The result of the task')) };
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}
