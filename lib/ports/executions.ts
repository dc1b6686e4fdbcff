import type { Json } from '../domain/digest.ts';
import type { StateVisit } from '../domain/state-visits.ts';

/** What an execution has done by now. */
export interface ExecutionTrace {
  /** The workflow in the Amazon States Language, as this execution runs it. */
  readonly definition: Json;
  /** In the order in which the states were entered; at most 25,000 events made them. */
  readonly visits: readonly StateVisit[];
}

/** Starts, stops, follows and forgets executions of the one workflow. */
export interface Executions {
  /**
   * Starts an execution under a name of 1 to 80 characters. An execution of that name that exists
   * already is success (`started: false`), so that an event delivered twice makes one run.
   */
  start(name: string, input: Json): Promise<{ readonly executionArn: string; readonly started: boolean }>;

  /**
   * Ends an execution as ABORTED, which reaches no catch of the workflow; whoever closes records is told. None of that
   * name, or one that has ended, is as good. Returns once that is asked for: what is under way takes its time to end (a
   * training job up to two minutes), and may itself be what asks.
   */
  stop(name: string): Promise<void>;

  /**
   * Whether an execution is over; none of that name is. In the cloud a function or a training job that it called may go on
   * for some minutes: a home's `forgetting.lateSeconds` says how long at most.
   */
  isOver(name: string): Promise<boolean>;

  /**
   * Removes what the home keeps of an execution that is over: its input, its history, and the events of its run. None of that
   * name is as good. Step Functions keeps its own history for 90 days, whatever it is asked.
   * @throws ServiceError `Internal` for one that is under way
   */
  forget(name: string): Promise<void>;

  /**
   * Where an execution is and was. Of none of that name, and of one that is forgotten (Step Functions remembers 90 days),
   * it is the workflow that a new one would run, and no visits.
   */
  trace(name: string): Promise<ExecutionTrace>;
}
