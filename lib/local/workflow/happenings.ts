import type { Happening } from '../../domain/state-visits.ts';
import type { WorkflowEvent } from './history.ts';

/** `/Synthesize#1@2/0/Prepare#1` in `/Synthesize#1@2`: attempt 2 of the visit `/Synthesize#1`. */
const attemptPath = /^(.*)@(\d+)$/;
const branchPath = /^(.*)@(\d+)\/\d+\/[^/]+$/;

const failures: readonly string[] = ['TaskFailed', 'TaskTimedOut', 'ParallelStateFailed', 'MapStateFailed'];
const ends: readonly string[] = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'];

/** What an execution's events say of its states; a visit is called by its path. */
export function* happeningsIn(events: Iterable<WorkflowEvent>): Generator<Happening> {
  for (const { type, time, path, detail } of events) {
    const { name, error } = detail as { readonly name?: string; readonly error?: string };
    if (type === 'StateEntered') {
      const [, parent = null, attempt] = branchPath.exec(path) ?? [];
      if (parent !== null) yield { type: 'tried', visit: parent, attempt: Number(attempt) };
      yield { type: 'entered', at: time, visit: path, parent, state: name ?? '' };
    } else if (type === 'StateExited') yield { type: 'exited', at: time, visit: path };
    else if (ends.includes(type)) yield { type: 'ended', failed: type === 'ExecutionFailed', error: error ?? null };
    else {
      const [, visit, attempt] = attemptPath.exec(path) ?? [];
      if (visit === undefined) continue;
      if (type === 'TaskScheduled') yield { type: 'tried', visit, attempt: Number(attempt) };
      else if (type === 'TaskAborted') yield { type: 'stopped', visit };
      else if (failures.includes(type)) yield { type: 'failed', visit, error: error ?? null };
    }
  }
}
