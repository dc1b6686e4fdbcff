import { visitsOf } from '../domain/state-visits.ts';
import type { Executions } from '../ports/executions.ts';
import type { WorkflowEngine } from './workflow/engine.ts';
import { happeningsIn } from './workflow/happenings.ts';
import type { Execution, ExecutionStatus, History } from './workflow/history.ts';

/**
 * The executions of this machine's engine. `start` only records one, for whoever hears of it by `onStart` to run. `stop` of one that nobody
 * runs ends it before it returns.
 * @throws ServiceError `RecordConflict` where another process runs the execution that is to stop
 */
export const localExecutions = (
  engine: () => WorkflowEngine,
  onStart: (name: string) => void = () => {},
): Pick<Executions, 'start' | 'stop' | 'trace'> => ({
  async start(name, input) {
    const started = engine().start(name, input);
    onStart(name);
    return started;
  },

  async stop(name) {
    const running = engine().describe(name)?.status === 'RUNNING';
    if (!running) return;
    const own = engine().runs(name);
    const stopped = engine().stop(name);
    // Not waited for: what asks may be a task of this very execution. Whoever runs it is told of its end.
    if (own) stopped.catch(() => {});
    else await stopped;
  },

  async trace(name) {
    return { definition: engine().definition(name), visits: visitsOf(happeningsIn(engine().events(name))) };
  },
});

/** The ends that may have reached no catch of the workflow: those that the rule in the cloud is about. */
const unnoticed: readonly ExecutionStatus[] = ['TIMED_OUT', 'ABORTED', 'FAILED'];

/** The function that closes a run's record; it bears to be called again for the same execution. */
type Close = (event: unknown) => Promise<void>;

/** Has the record of an execution closed that ended where its own catches may not have seen it. */
export async function closeEnded(execution: Execution, close: Close): Promise<void> {
  if (unnoticed.includes(execution.status)) await close(statusChange(execution));
}

/** The same for all that ended before: an earlier process may have been killed before it could. */
export async function closeEarlier(history: History, close: Close): Promise<void> {
  for (const status of unnoticed) {
    for (const execution of history.executions(status)) await closeEnded(execution, close);
  }
}

/** What EventBridge tells of it in the cloud: "Step Functions Execution Status Change". */
function statusChange({ executionArn, name, status, input, startDate, stopDate = startDate, ...end }: Execution) {
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    time: stopDate,
    resources: [executionArn],
    detail: {
      executionArn,
      name,
      status,
      startDate: Date.parse(startDate),
      stopDate: Date.parse(stopDate),
      input: JSON.stringify(input),
      error: end.error ?? null,
      cause: end.cause ?? null,
    },
  };
}
