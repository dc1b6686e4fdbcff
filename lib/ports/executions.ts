import type { Json } from '../domain/digest.ts';

/** Starts and stops executions of the one workflow. */
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
}
