import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../domain/digest.ts';
import { ServiceError } from '../../domain/errors.ts';
import { writeFailure } from '../disk.ts';
import { type Processes, thisMachine } from './process.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as it stands. Times are ISO 8601 in UTC. */
export interface Execution {
  readonly name: string;
  readonly executionArn: string;
  readonly status: ExecutionStatus;
  readonly input: Json;
  readonly startDate: string;
  readonly stopDate?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

/** What happened once. Where `path` is the place in the workflow: `/Synthesize#1@1/1/Prepare#2@1`. */
export interface WorkflowEvent {
  readonly execution: string;
  /** Counts from 1 over the whole file. */
  readonly id: number;
  readonly time: string;
  /** Step Functions' names where it has one: `StateEntered`, `TaskScheduled`, `TaskFailed`, `ExecutionSucceeded`, ... */
  readonly type: string;
  /** `/{state}#{entry}@{attempt}`, inside a Parallel or Map after its own attempt and the branch's index; empty for the execution. */
  readonly path: string;
  readonly detail: Json;
}

export type NewEvent = Omit<WorkflowEvent, 'id'>;

export interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS definitions (digest TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS executions (
    name TEXT PRIMARY KEY, arn TEXT NOT NULL, definition TEXT NOT NULL REFERENCES definitions (digest), input TEXT NOT NULL,
    status TEXT NOT NULL, started TEXT NOT NULL, stopped TEXT, output TEXT, error TEXT, cause TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, execution TEXT NOT NULL REFERENCES executions (name), time TEXT NOT NULL, type TEXT NOT NULL,
    path TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS events_of_execution ON events (execution, id);
  CREATE TABLE IF NOT EXISTS locks (execution TEXT PRIMARY KEY, pid INTEGER NOT NULL, started TEXT NOT NULL) STRICT;
`;

/**
 * The one state of all executions: an SQLite file. With a write-ahead log and `synchronous` NORMAL a killed process
 * loses nothing. A power cut may cost the last events, never earlier ones; what they told is then done again, which
 * every step must bear anyway, and a commit takes 60 microseconds instead of 4 milliseconds.
 */
export class History {
  readonly #database: DatabaseSync;
  readonly #processes: Processes;
  readonly #folder: string;

  /** @param file a path, made when missing */
  constructor(file: string, processes: Processes = thisMachine()) {
    this.#processes = processes;
    this.#folder = dirname(file);
    try {
      this.#database = new DatabaseSync(file);
      this.#database.exec('PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      // What is forgotten is written over.
      this.#database.exec('PRAGMA secure_delete = ON');
      this.#database.exec(schema);
    } catch (error) {
      throw writeFailure(error, this.#folder);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Writes a new execution and its first event; undefined when the name is taken. */
  create(
    execution: Execution,
    definition: { readonly digest: string; readonly text: string },
  ): WorkflowEvent | undefined {
    return this.#transaction(() => {
      this.#run('INSERT INTO definitions VALUES (?, ?) ON CONFLICT DO NOTHING', definition.digest, definition.text);
      const { name, executionArn, input, status, startDate } = execution;
      const { changes } = this.#run(
        'INSERT INTO executions (name, arn, definition, input, status, started) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        name,
        executionArn,
        definition.digest,
        JSON.stringify(input),
        status,
        startDate,
      );
      if (changes === 0) return undefined;
      return this.append({ execution: name, time: startDate, type: 'ExecutionStarted', path: '', detail: { input } });
    });
  }

  execution(name: string): Execution | undefined {
    const row = this.#database.prepare('SELECT * FROM executions WHERE name = ?').get(name);
    return row && executionOf(row as unknown as ExecutionRow);
  }

  /** Every execution, oldest first. */
  executions(status?: ExecutionStatus): Execution[] {
    const rows = this.#database
      .prepare('SELECT * FROM executions WHERE ?1 IS NULL OR status = ?1 ORDER BY started, name')
      .all(status ?? null);
    return rows.map((row) => executionOf(row as unknown as ExecutionRow));
  }

  definitionDigest(name: string): string | undefined {
    return this.#database.prepare('SELECT definition FROM executions WHERE name = ?').get(name)?.definition?.toString();
  }

  /** The definition an execution was started with. */
  definition(name: string): Json {
    const row = this.#database
      .prepare('SELECT d.definition FROM executions e JOIN definitions d ON d.digest = e.definition WHERE e.name = ?')
      .get(name);
    return JSON.parse(String(row?.definition));
  }

  append({ execution, time, type, path, detail }: NewEvent): WorkflowEvent {
    const text = JSON.stringify(detail);
    const { lastInsertRowid } = this.#run(
      'INSERT INTO events (execution, time, type, path, detail) VALUES (?, ?, ?, ?, ?)',
      execution,
      time,
      type,
      path,
      text,
    );
    return { execution, id: Number(lastInsertRowid), time, type, path, detail: JSON.parse(text) };
  }

  /** Writes an execution's last event and its outcome together. */
  finish(event: NewEvent, { status, output, error, cause }: Ending): WorkflowEvent {
    return this.#transaction(() => {
      this.#run(
        'UPDATE executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ? WHERE name = ?',
        status,
        event.time,
        output === undefined ? null : JSON.stringify(output),
        error ?? null,
        cause ?? null,
        event.execution,
      );
      return this.append(event);
    });
  }

  /** An execution's events in the order in which they happened. */
  events(name: string): WorkflowEvent[] {
    const rows = this.#database.prepare('SELECT * FROM events WHERE execution = ? ORDER BY id').all(name);
    return rows.map((row) => {
      const { detail, ...event } = row as unknown as Omit<WorkflowEvent, 'detail'> & { detail: string };
      return { ...event, detail: JSON.parse(detail) };
    });
  }

  /** Removes an execution and its events. */
  forget(name: string): void {
    this.#transaction(() => {
      this.#run('DELETE FROM events WHERE execution = ?', name);
      this.#run('DELETE FROM locks WHERE execution = ?', name);
      this.#run('DELETE FROM executions WHERE name = ?', name);
    });
  }

  /**
   * Takes the right to run an execution. A lock whose process is gone is no lock.
   * @throws ServiceError `RecordConflict` when a living process has it
   */
  lock(name: string): void {
    const { self } = this.#processes;
    this.#transaction(() => {
      const row = this.#database.prepare('SELECT pid, started FROM locks WHERE execution = ?').get(name);
      const holder = row && { pid: Number(row.pid), started: String(row.started) };
      if (holder !== undefined && this.#processes.isAlive(holder)) {
        throw new ServiceError('RecordConflict', `The execution "${name}" is being run by process ${holder.pid}.`);
      }
      this.#run('INSERT OR REPLACE INTO locks VALUES (?, ?, ?)', name, self.pid, self.started);
    });
  }

  unlock(name: string): void {
    const { pid, started } = this.#processes.self;
    this.#run('DELETE FROM locks WHERE execution = ? AND pid = ? AND started = ?', name, pid, started);
  }

  #run(sql: string, ...values: (string | number | null)[]) {
    try {
      return this.#database.prepare(sql).run(...values);
    } catch (error) {
      throw writeFailure(error, this.#folder);
    }
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has undone it already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw writeFailure(error, this.#folder);
    }
  }
}

interface ExecutionRow {
  readonly name: string;
  readonly arn: string;
  readonly input: string;
  readonly status: ExecutionStatus;
  readonly started: string;
  readonly stopped: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
}

function executionOf(row: ExecutionRow): Execution {
  return {
    name: row.name,
    executionArn: row.arn,
    status: row.status,
    input: JSON.parse(row.input),
    startDate: row.started,
    ...(row.stopped !== null && { stopDate: row.stopped }),
    ...(row.output !== null && { output: JSON.parse(row.output) }),
    ...(row.error !== null && { error: row.error }),
    ...(row.cause !== null && { cause: row.cause }),
  };
}
