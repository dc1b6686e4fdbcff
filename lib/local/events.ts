import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { type CloudEvent, cloudEvent } from '../domain/cloud-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { Events } from '../ports/events.ts';
import { openDatabase, transaction } from './database.ts';

/** An event and its place in the log: 1, 2, 3, ... */
export interface LoggedEvent {
  readonly sequence: number;
  readonly event: CloudEvent;
}

/** The event bus of one machine: a log in a SQLite file, and listeners in this process. */
export interface SqliteEvents extends Events {
  /** Calls `listener` after each event this process publishes from now on; returns what ends that. A listener must not throw. */
  subscribe(listener: (logged: LoggedEvent) => void): () => void;
  /** The events after `sequence` (0: all), oldest first, whichever process published them. */
  since(sequence: number): LoggedEvent[];
  /** Removes the events about a run from the log. */
  forget(run: string): void;
  close(): void;
}

const schema = `CREATE TABLE IF NOT EXISTS events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL
) STRICT`;

/** Opens the log in the file at `path`, which may be the file of the records too. */
export function sqliteEvents(path: string, clock: Clock): SqliteEvents {
  const database = openDatabase(path, schema);
  const append = database.prepare('INSERT INTO events (event) VALUES (?)');
  const after = database.prepare('SELECT sequence, event FROM events WHERE sequence > ? ORDER BY sequence');
  const forget = database.prepare("DELETE FROM events WHERE json_extract(event, '$.data.run') = ?");
  const listeners = new Set<(logged: LoggedEvent) => void>();

  return {
    async publish(fact) {
      const event = cloudEvent(fact, randomUUID(), clock.now());
      const text = JSON.stringify(event);
      const { lastInsertRowid } = transaction(database, dirname(path), () => append.run(text));
      for (const listener of [...listeners]) listener({ sequence: Number(lastInsertRowid), event });
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    since(sequence) {
      return after.all(sequence).map((row) => ({
        sequence: Number(row.sequence),
        event: JSON.parse(String(row.event)) as CloudEvent,
      }));
    },

    forget(run) {
      transaction(database, dirname(path), () => forget.run(run));
    },

    close: () => database.close(),
  };
}
