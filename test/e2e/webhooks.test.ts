import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudEvent, verifyWebhook } from '../../clients/typescript/src/webhooks.ts';
import { create } from '../../functions/webhooks/subscriptions.ts';
import { type SqliteEvents, sqliteEvents } from '../../lib/local/events.ts';
import { type SqliteRecords, sqliteRecords } from '../../lib/local/records.ts';
import { startWebhooks } from '../../lib/local/webhooks.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';
import { testHome } from '../fixtures/handlers.ts';
import { type Receiver, startReceiver } from '../fixtures/receiver.ts';

let folder: string;
let records: SqliteRecords;
let events: SqliteEvents;
let receiver: Receiver;
let arrived = (): void => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-webhooks-'));
  records = sqliteRecords(join(folder, 'records.sqlite'));
  events = sqliteEvents(join(folder, 'events.sqlite'), systemClock);
  receiver = await startReceiver((response) => {
    response.writeHead(204).end();
    arrived();
  });
});
afterEach(async () => {
  await receiver.close();
  records.close();
  events.close();
  await rm(folder, { recursive: true, force: true });
});

const reported: unknown[] = [];
const posts = guardedPosts({ allowInsecure: true, allowLoopback: true });
const start = () =>
  startWebhooks({ records, events, posts, clock: systemClock }, testHome, join(folder, 'webhooks.sqlite'), (error) =>
    reported.push(error),
  );
const hook = () =>
  create(
    { records, posts, clock: systemClock },
    { tenant: 'acme', createdBy: 'ada' },
    { url: `http://127.0.0.1:${receiver.port}/hooks`, events: ['dev.likeness.run.*'], description: '' },
  );
const finish = (run: string) =>
  events.publish({ type: 'dev.likeness.run.succeeded', subject: `tenants/acme/runs/${run}`, data: { run } });

async function received(count: number): Promise<typeof receiver.received> {
  while (receiver.received.length < count) {
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
  return receiver.received;
}

test('an event reaches a receiver, which knows by the secret whom it is from', async () => {
  const webhooks = start();
  const { secret } = await hook();
  await finish('r-1');
  const [request] = await received(1);
  const event: CloudEvent = verifyWebhook({ body: request?.body ?? '', headers: request?.headers ?? {}, secret });
  expect(event).toEqual(events.since(0)[0]?.event);
  await webhooks.close();
  expect(reported).toEqual([]);
});

test('nothing is lost between two starts: neither events of meanwhile nor deliveries that wait', async () => {
  await hook();
  const first = start();
  await finish('r-1');
  await first.close();
  await finish('r-2');
  const second = start();
  await finish('r-3');
  const runs = (await received(3)).map(({ body }) => (JSON.parse(body) as CloudEvent).data.run);
  expect(runs.sort()).toEqual(['r-1', 'r-2', 'r-3']);
  await second.close();
  const third = start();
  await finish('r-4');
  await received(4);
  await third.close();
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
  expect(receiver.received.length).toBe(4);
  expect(reported).toEqual([]);
});
