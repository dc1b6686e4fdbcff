import type { Json } from '../domain/digest.ts';

/** Starts executions of the one workflow. */
export interface Executions {
  /**
   * Starts an execution under a name of 1 to 80 characters. An execution of that name that exists
   * already is success (`started: false`), so that an event delivered twice makes one run.
   */
  start(name: string, input: Json): Promise<{ readonly executionArn: string; readonly started: boolean }>;
}
