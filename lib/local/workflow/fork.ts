import type { Json } from '../../domain/digest.ts';
import { Interruption } from './failures.ts';
import type { Journal } from './journal.ts';
import { StateFailure } from './task.ts';
import { child } from './timing.ts';

export interface Fork {
  readonly journal: Journal;
  readonly type: 'Parallel' | 'Map';
  /** The attempt's path. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** How many bodies run at once. */
  readonly width: number;
  /** A Parallel's branches or a Map's iterations. */
  readonly bodies: readonly ((signal: AbortSignal) => Promise<Json>)[];
}

/**
 * Runs every body and answers their outputs in order. When one fails, the others are broken off, and the failure is
 * reported once they have all settled. In a replay of that, they walk through what was recorded of them and no further;
 * only an attempt that nobody saw settle is called again, with a signal that is aborted already.
 * @throws StateFailure the first body's failure, or the signal's reason
 */
export async function fork({ journal, type, path, signal, width, bodies }: Fork): Promise<Json> {
  const succeeded = journal.recorded(path, `${type}StateSucceeded`);
  if (succeeded !== undefined) return succeeded.detail;

  const { controller, release } = child(signal);
  const breakOff = () => controller.abort(new Interruption('sibling failed'));
  const failed = journal.recorded(path, `${type}StateFailed`);
  let failure: unknown = failed && failureFrom(failed.detail);
  if (failed !== undefined) breakOff();

  const outputs: Json[] = [];
  let next = 0;
  const lane = async () => {
    while (next < bodies.length) {
      const index = next;
      next += 1;
      try {
        outputs[index] = (await bodies[index]?.(controller.signal)) ?? null;
      } catch (thrown) {
        failure = note(thrown, failure);
        breakOff();
      }
    }
  };
  /** The first failure is the state's; an error of our own, such as a history that can't be written, goes before it. */
  const note = (thrown: unknown, earlier: unknown): unknown => {
    if (thrown instanceof Interruption) return earlier ?? thrown;
    if (!(thrown instanceof StateFailure)) return thrown;
    if (earlier !== undefined) return earlier;
    try {
      journal.record(path, `${type}StateFailed`, { error: thrown.error, cause: thrown.cause });
      return thrown;
    } catch (unrecorded) {
      return unrecorded;
    }
  };

  await Promise.all(Array.from({ length: Math.min(width, bodies.length) }, lane));
  release();
  if (failure !== undefined) throw failure;
  return journal.once(signal, path, `${type}StateSucceeded`, () => outputs).detail;
}

export function failureFrom(detail: Json): StateFailure {
  const { error, cause } = detail as { error: string; cause: string };
  return new StateFailure(error, cause);
}
