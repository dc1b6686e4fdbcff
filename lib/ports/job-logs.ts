import { InputError } from '../domain/errors.ts';

/** A line that a training job wrote. */
export interface LogLine {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly text: string;
}

/** Lines of a job's log, and where to go on. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** What gets the lines after these, also those that are not written yet. */
  readonly next: string;
}

/** A page has at most so much, bytes of text in UTF-8, but never less than a line where there is one. */
export const logPageLimits = { lines: 1000, bytes: 256 * 1024 } as const;

/** What the programs of training jobs write while they run. */
export interface JobLogs {
  /** Removes what the job of that name printed, and on one machine all else that is kept of it. None is as good. */
  forget(job: string): Promise<void>;
  /**
   * The lines of a job, by the training job's name, in the order in which they were written; a job that nobody knows
   * has none. A page may be empty though more is to come: read on from `next` for as long as the job runs.
   * @param after the `next` of an earlier page, of a day ago at most; absent or empty is the beginning
   * @throws InputError `OptionInvalid` for anything else
   */
  read(job: string, after?: string): Promise<LogPage>;
}

/** What both homes say of a place that is none. */
export const notAPlace = (job: string, cause?: unknown): InputError =>
  new InputError(
    'OptionInvalid',
    `That is no place in the log of ${job}. Take the one that the last page named, or none.`,
    {
      cause,
    },
  );
