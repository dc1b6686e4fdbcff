import type { Terminal } from './terminal/progress.ts';

/** Where a command writes; `process` is one. */
export interface CommandStreams {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
}
