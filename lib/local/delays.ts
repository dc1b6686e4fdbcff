import { dirname } from 'node:path';
import type { Json } from '../domain/digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delays } from '../ports/delays.ts';
import { openDatabase, transaction } from './database.ts';

/** The queue of one machine, in a SQLite file. */
export interface SqliteDelays extends Delays {
  /**
   * Hands over the messages that are due, the longest due first and a few at once, from now until `close`; those of
   * before a restart too. A message is forgotten once `handle` is done with it. One that it throws for is reported and
   * comes again later, and later each time.
   */
  start(handle: (message: Json) => Promise<unknown>, report: (error: unknown) => void): void;
  /** Returns within a second: a message that is being handled still then comes again after the next start. */
  close(): Promise<void>;
}

const schema = `CREATE TABLE IF NOT EXISTS delays (
  id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS delays_due ON delays (due, id)`;

const atOnce = 8;
/** Seconds until a message that failed comes again: the first time, and at most. */
const comeback = { first: 30, most: 3600 };
/** What a timer can wait is about three weeks; looking up once an hour also finds out that the clock was set. */
const longestTimer = 3_600_000;
const patience = 900;

interface Row {
  readonly id: number;
  readonly due: number;
  readonly failures: number;
  readonly message: string;
}

/** Opens the queue in the file at `path`, of which only one process may hand messages over. */
export function sqliteDelays(path: string, clock: Clock): SqliteDelays {
  const database = openDatabase(path, schema);
  const folder = dirname(path);
  const insert = database.prepare('INSERT INTO delays (due, message) VALUES (?, ?)');
  const postpone = database.prepare('UPDATE delays SET due = ?, failures = failures + 1 WHERE id = ?');
  const forget = database.prepare('DELETE FROM delays WHERE id = ?');
  // Of those being handled there are at most `atOnce`, so that so many more show which are next.
  const first = database.prepare(`SELECT id, due, failures, message FROM delays ORDER BY due, id LIMIT ${2 * atOnce}`);

  const running = new Map<number, Promise<void>>();
  let work: ((row: Row) => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pausedUntil = 0;
  const now = () => Date.parse(clock.now());

  function wake(): void {
    clearTimeout(timer);
    if (work === undefined) return;
    for (const row of first.all() as unknown as Row[]) {
      if (running.has(row.id)) continue;
      // The end of one of them wakes again.
      if (running.size >= atOnce) return;
      const wait = Math.max(row.due, pausedUntil) - now();
      if (wait > 0) {
        timer = setTimeout(wake, Math.min(wait, longestTimer));
        return;
      }
      running.set(
        row.id,
        work(row)
          .finally(() => running.delete(row.id))
          .finally(wake),
      );
    }
  }

  /** Notes that the message comes again; where not even that can be written, nothing is handed over for a while. */
  function again({ id, failures }: Row, report: (error: unknown) => void): void {
    try {
      const seconds = Math.min(comeback.most, comeback.first * 2 ** failures);
      transaction(database, folder, () => postpone.run(now() + 1000 * seconds, id));
    } catch (error) {
      pausedUntil = now() + 1000 * comeback.first;
      report(error);
    }
  }

  return {
    async later(message, seconds) {
      const due = Math.ceil(now() + 1000 * seconds);
      transaction(database, folder, () => insert.run(due, JSON.stringify(message)));
      wake();
    },

    start(handle, report) {
      work = async (row) => {
        try {
          await handle(JSON.parse(row.message) as Json);
          if (database.isOpen) transaction(database, folder, () => forget.run(row.id));
        } catch (error) {
          // After `close` the next start has it.
          if (!database.isOpen) return;
          report(error);
          again(row, report);
        }
      };
      wake();
    },

    async close() {
      work = undefined;
      clearTimeout(timer);
      await allOrPatience([...running.values()]);
      database.close();
    },
  };
}

async function allOrPatience(tasks: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([Promise.all(tasks), enough]);
  clearTimeout(timer);
}
