import type { Json } from '../../domain/digest.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { Interruption } from './failures.ts';
import type { Ending, Execution, History, WorkflowEvent } from './history.ts';
import { Interpreter } from './interpreter.ts';
import { Journal } from './journal.ts';
import { loadWorkflow, type Workflow } from './load.ts';
import { StateFailure, type TaskRunner } from './task.ts';
import { after } from './timing.ts';

const arns = 'arn:aws:states:local:000000000000';
const stateMachine = 'likeness';

export const executionArn = (name: string) => `${arns}:execution:${stateMachine}:${name}`;

export interface EngineOptions {
  readonly history: History;
  /** What new executions run; an old one goes on with the definition it was started with. */
  readonly workflow: Workflow;
  /** Called once for each attempt, and again under the same token when an earlier process died during it. */
  readonly run: TaskRunner;
  readonly clock?: Clock;
  /** Multiplies retry intervals and waits, not timeouts; 1 unless given. */
  readonly timeScale?: number;
  /** Hears each event once, after it is stored and by the process that stored it. */
  readonly onEvent?: (event: WorkflowEvent) => void;
  /**
   * Called with an execution that has just ended, by the process that ran it, before that lets go of it: whoever waits
   * for the execution waits for this too. A process that is killed in between never calls it.
   */
  readonly onEnd?: (execution: Execution) => Promise<void>;
}

interface Running {
  readonly controller: AbortController;
  readonly result: Promise<Execution>;
}

/** Runs executions of one workflow, durably: everything that has happened is in the history before anything follows from it. */
export class WorkflowEngine {
  readonly #options: Required<EngineOptions>;
  readonly #running = new Map<string, Running>();

  constructor(options: EngineOptions) {
    const { clock = { now: () => new Date().toISOString() }, timeScale = 1 } = options;
    const { onEvent = () => {}, onEnd = async () => {} } = options;
    this.#options = { ...options, clock, timeScale, onEvent, onEnd };
  }

  /**
   * Records a new execution, for `run` to run. One of that name that exists already stays as it is, whatever its input.
   * @param name 1 to 80 letters, digits and `-_.`
   * @throws ServiceError `WorkflowFailed` for another name
   */
  start(name: string, input: Json): { readonly executionArn: string; readonly started: boolean } {
    if (!/^[\w.-]{1,80}$/.test(name)) throw new ServiceError('WorkflowFailed', `"${name}" can't name an execution.`);
    const { history, workflow, clock, onEvent } = this.#options;
    const execution = {
      name,
      executionArn: executionArn(name),
      status: 'RUNNING',
      input,
      startDate: clock.now(),
    } as const;
    const event = history.create(execution, { digest: workflow.digest, text: JSON.stringify(workflow.definition) });
    if (event !== undefined) onEvent(event);
    return { executionArn: execution.executionArn, started: event !== undefined };
  }

  /**
   * Runs an execution to its end, from wherever its history has come to; an execution that has ended stays as it is.
   * The result is RUNNING only when `suspend` broke it off.
   * @throws ServiceError `RecordConflict` when another process runs it, `ObjectNotFound` when there is none of that name
   */
  run(name: string): Promise<Execution> {
    return this.#running.get(name)?.result ?? this.#begin(name, new AbortController());
  }

  /** Runs every execution that has not ended and that no other process runs. */
  async resumeAll(): Promise<Execution[]> {
    const results = await Promise.allSettled(this.unfinished().map((name) => this.run(name)));
    return results.flatMap((result) => {
      if (result.status === 'fulfilled') return [result.value];
      if (result.reason instanceof ServiceError && result.reason.code === 'RecordConflict') return [];
      throw result.reason;
    });
  }

  /** The names of all that have not ended, in no order. */
  unfinished(): string[] {
    return this.#options.history.executions('RUNNING').map(({ name }) => name);
  }

  /** Ends an execution as ABORTED once all it had under way has settled; one that has ended stays as it is. */
  async stop(name: string): Promise<Execution> {
    const reason = new Interruption('stopped');
    const running = this.#running.get(name);
    running?.controller.abort(reason);
    if (running !== undefined) return running.result;
    const controller = new AbortController();
    controller.abort(reason);
    return this.#begin(name, controller);
  }

  /** Whether this engine has the execution under way. */
  runs(name: string): boolean {
    return this.#running.has(name);
  }

  /** Breaks off everything this engine runs, and leaves it to be run on later. */
  async suspend(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort(new Interruption('suspended'));
    await Promise.allSettled(running.map(({ result }) => result));
  }

  describe(name: string): Execution | undefined {
    return this.#options.history.execution(name);
  }

  events(name: string): WorkflowEvent[] {
    return this.#options.history.events(name);
  }

  /** What an execution runs; of none of that name, what a new one would. */
  definition(name: string): Json {
    const { history, workflow } = this.#options;
    return history.execution(name) === undefined ? workflow.definition : history.definition(name);
  }

  #begin(name: string, controller: AbortController): Promise<Execution> {
    let settle: (held: Promise<Execution>) => void = () => {};
    const result = new Promise<Execution>((resolve) => {
      settle = resolve;
    }).finally(() => this.#running.delete(name));
    // It is known to be running before its first task runs, which may ask for that.
    this.#running.set(name, { controller, result });
    settle(this.#hold(name, controller));
    return result;
  }

  async #hold(name: string, controller: AbortController): Promise<Execution> {
    const { history } = this.#options;
    if (history.execution(name)?.status === 'RUNNING') {
      history.lock(name);
      try {
        // It may have ended while the lock was another's.
        if (history.execution(name)?.status === 'RUNNING') await this.#execute(name, controller);
      } finally {
        history.unlock(name);
      }
    }
    const execution = history.execution(name);
    if (execution === undefined) throw new ServiceError('ObjectNotFound', `There is no execution "${name}".`);
    return execution;
  }

  async #execute(name: string, controller: AbortController): Promise<void> {
    const { history, clock, onEvent, onEnd } = this.#options;
    const { input, startDate } = history.execution(name) as Execution;
    const workflow = this.#workflowOf(name);
    const earlier = history.events(name);
    const journal = new Journal(history, name, () => clock.now(), onEvent);
    if (earlier.length > 1) journal.record('', 'ExecutionResumed', {});

    const context = {
      Execution: { Id: executionArn(name), Name: name, Input: input, StartTime: startDate },
      StateMachine: { Id: `${arns}:stateMachine:${stateMachine}`, Name: stateMachine },
    };
    const now = () => Date.parse(clock.now());
    const { run, timeScale } = this.#options;
    const interpreter = new Interpreter({ name, context, journal, run, now, timeScale });
    const cancel = expiry(workflow, earlier, controller);
    const ending = await endingOf(() => interpreter.run(workflow.machine, input, controller.signal), controller.signal);
    cancel();
    if (ending === undefined) return;

    const { status, ...detail } = ending;
    const event = { execution: name, time: clock.now(), type: eventTypes[status], path: '', detail };
    onEvent(history.finish(event, ending));
    await onEnd(history.execution(name) as Execution);
  }

  #workflowOf(name: string): Workflow {
    const { history, workflow } = this.#options;
    return history.definitionDigest(name) === workflow.digest
      ? workflow
      : loadWorkflow(history.definition(name), workflow.supports);
  }
}

const eventTypes = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** How an execution ended; undefined when it was suspended. */
async function endingOf(run: () => Promise<Json>, signal: AbortSignal): Promise<Ending | undefined> {
  try {
    return { status: 'SUCCEEDED', output: await run() };
  } catch (thrown) {
    const isOurs = !(thrown instanceof StateFailure || thrown instanceof Interruption);
    if (isOurs) throw thrown;
    const kind = signal.reason instanceof Interruption ? signal.reason.kind : undefined;
    if (kind === 'suspended') return undefined;
    if (kind === 'stopped') return { status: 'ABORTED' };
    if (kind === 'timed out') return { status: 'TIMED_OUT', error: 'States.Timeout' };
    if (thrown instanceof Interruption) throw thrown;
    return {
      status: 'FAILED',
      ...(thrown.error && { error: thrown.error }),
      ...(thrown.cause && { cause: thrown.cause }),
    };
  }
}

/** Starts the execution's own clock, less the time that earlier processes had it under way. */
function expiry(workflow: Workflow, earlier: readonly WorkflowEvent[], controller: AbortController): () => void {
  if (workflow.timeoutSeconds === undefined) return () => {};
  const rest = workflow.timeoutSeconds * 1000 - livedMilliseconds(earlier);
  return after(rest, () => controller.abort(new Interruption('timed out')));
}

/** The time from each start to the last event before the next: nobody works while no process lives. */
function livedMilliseconds(events: readonly WorkflowEvent[]): number {
  let lived = 0;
  let last: number | undefined;
  for (const { type, time } of events) {
    const at = Date.parse(time);
    if (last !== undefined && type !== 'ExecutionResumed') lived += Math.max(0, at - last);
    last = at;
  }
  return lived;
}
