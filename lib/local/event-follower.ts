import { dirname } from 'node:path';
import type { CloudEvent } from '../domain/cloud-event.ts';
import { openDatabase, transaction } from './database.ts';
import type { SqliteEvents } from './events.ts';

const schema = 'CREATE TABLE IF NOT EXISTS follower (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER) STRICT';

/** How long to wait after a failure, in milliseconds. */
const pause = 30_000;

/**
 * Hands every event of the log to `handle`, one after another, each until it was handled once: a restart goes on after
 * the last one that was, which the file at `path` keeps. What other processes publish is seen with this one's next
 * event, or at its next start. A failure is reported; the same event is handed over again after a pause or with the next.
 * @returns what ends it; it returns when the event under way is handled
 */
export function followEvents(
  events: Pick<SqliteEvents, 'subscribe' | 'since'>,
  path: string,
  handle: (event: CloudEvent) => Promise<unknown>,
  report: (error: unknown) => void,
): () => Promise<void> {
  const database = openDatabase(path, schema);
  const reached = database.prepare('SELECT sequence FROM follower');
  const reach = database.prepare(
    'INSERT INTO follower VALUES (1, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
  );
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();

  async function follow(): Promise<void> {
    try {
      for (const { sequence, event } of events.since(Number(reached.get()?.sequence ?? 0))) {
        if (ended) return;
        await handle(event);
        transaction(database, dirname(path), () => reach.run(sequence));
      }
    } catch (error) {
      report(error);
      clearTimeout(timer);
      if (!ended) timer = setTimeout(next, pause);
    }
  }
  const next = (): void => {
    underWay = underWay.then(follow);
  };
  const leave = events.subscribe(next);
  next();

  return async () => {
    ended = true;
    leave();
    clearTimeout(timer);
    await underWay;
    database.close();
  };
}
