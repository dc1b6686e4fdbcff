import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '../../lib/domain/cloud-event.ts';
import { followEvents } from '../../lib/local/event-follower.ts';
import { type SqliteEvents, sqliteEvents } from '../../lib/local/events.ts';
import { systemClock } from '../../lib/ports/clock.ts';

let folder: string;
let events: SqliteEvents;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'likeness-follower-'));
  events = sqliteEvents(join(folder, 'events.sqlite'), systemClock);
});
afterEach(() => {
  events.close();
  rmSync(folder, { recursive: true, force: true });
});

const publish = (subject: string) => events.publish({ type: 'dev.likeness.run.failed', subject, data: {} });

/** Follows, and says what it was handed: `until` waits for an event of that subject. */
function follow(handle: (event: CloudEvent) => void = () => undefined) {
  const seen: string[] = [];
  const reported: unknown[] = [];
  let arrived = (): void => undefined;
  const tell = (): void => arrived();
  const close = followEvents(
    events,
    join(folder, 'follower.sqlite'),
    async (event) => {
      seen.push(event.subject);
      tell();
      handle(event);
    },
    (error) => {
      reported.push(error);
      tell();
    },
  );
  return {
    seen,
    reported,
    close,
    async until(isSo: () => boolean): Promise<void> {
      while (!isSo()) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}

test('every event is handed over once and in order, also those from before and between two starts', async () => {
  await publish('a');
  const first = follow();
  await publish('b');
  await first.until(() => first.seen.length === 2);
  await first.close();
  await publish('c');
  const second = follow();
  await publish('d');
  await publish('e');
  await second.until(() => second.seen.length === 3);
  await second.close();
  expect([first.seen, second.seen]).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
  expect([...first.reported, ...second.reported]).toEqual([]);
});

test('an event that failed is reported and handed over again before those after it', async () => {
  let failing = true;
  const follower = follow(({ subject }) => {
    if (failing && subject === 'b') throw new Error('no');
  });
  await publish('a');
  await publish('b');
  await follower.until(() => follower.reported.length > 0);
  failing = false;
  await publish('c');
  await follower.until(() => follower.seen.at(-1) === 'c');
  await follower.close();
  expect(follower.reported[0]).toEqual(new Error('no'));
  expect(follower.seen.filter((subject, index) => subject !== follower.seen[index - 1])).toEqual(['a', 'b', 'c']);
});

test('an event that was under way when a process ended is handed over again', async () => {
  const first = follow(() => {
    throw new Error('ended');
  });
  await publish('a');
  await first.until(() => first.reported.length > 0);
  await first.close();
  const second = follow();
  await second.until(() => second.seen.length > 0);
  await second.close();
  expect(second.seen).toEqual(['a']);
});
