import { isValid } from 'ulid';
import { firstDelivery } from '../../functions/webhooks/deliveries.ts';
import { deliveries } from '../../functions/webhooks/redelivery.ts';
import { remove, update } from '../../functions/webhooks/subscriptions.ts';
import { answering, type Receiver, startReceiver } from '../fixtures/receiver.ts';
import { webhooksHome } from '../fixtures/webhooks.ts';

let home: ReturnType<typeof webhooksHome>;
let receiver: Receiver;
beforeEach(async () => {
  home = webhooksHome();
  receiver = await startReceiver(answering(200));
});
afterEach(async () => {
  await receiver.close();
  home.close();
});

const deliveriesTo = async (hook: string) =>
  (await deliveries(home.ports, { tenant: 'acme', hook }, { limit: 100 })).data;

test('an event becomes one delivery to each webhook that asks for it', async () => {
  const wanted = [['*'], ['dev.likeness.run.*'], ['dev.likeness.run.failed'], ['dev.likeness.webhook.*']];
  const hooks = await Promise.all(wanted.map((events) => home.hook(receiver.port, events)));
  const detail = home.event('dev.likeness.run.succeeded');
  await home.fanOut({ source: 'dev.likeness', 'detail-type': detail.type, detail });
  const made = await Promise.all(hooks.map(({ hook }) => deliveriesTo(hook)));
  expect(made.map((some) => some.length)).toEqual([1, 1, 0, 0]);
  expect(made[0]?.[0]).toEqual({
    delivery: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    hook: hooks[0]?.hook,
    event: detail,
    status: 'pending',
    attempts: [],
    nextAt: detail.time,
    createdAt: detail.time,
    expiresAt: Math.floor(Date.parse(detail.time) / 1000) + 30 * 24 * 3600,
  });
});

test('fifty times the same event, at once and later, is one delivery and one post', async () => {
  const { hook } = await home.hook(receiver.port);
  const detail = home.event();
  await Promise.all(Array.from({ length: 25 }, () => home.fanOut({ detail })));
  await home.pass(0);
  for (let time = 0; time < 25; time += 1) await home.fanOut({ detail });
  await home.pass(24 * 3600);
  expect((await deliveriesTo(hook)).map(({ status }) => status)).toEqual(['delivered']);
  expect(receiver.received.length).toBe(1);
});

test('an event whose delivery was made and never queued is queued when it comes again', async () => {
  await home.hook(receiver.port);
  const detail = home.event();
  await home.fanOut({ detail });
  home.ports.delays.waiting = [];
  await home.fanOut({ detail });
  await home.pass(0);
  expect(receiver.received.length).toBe(1);
});

test('deliveries of several events are in the order of the events, whenever they were handed over', async () => {
  const { hook } = await home.hook(receiver.port);
  const events = [];
  for (let time = 0; time < 4; time += 1) {
    events.push(home.event());
    await home.pass(1);
  }
  for (const index of [2, 0, 3, 1]) await home.fanOut({ detail: events[index] });
  const ids = (await deliveriesTo(hook)).map(({ event }) => event.id);
  expect(ids).toEqual(events.map(({ id }) => id).reverse());
});

test("a delivery's id is a ULID of the event's time, and another for another webhook or event", () => {
  const [one, two] = [home.event(), home.event()];
  const ids = [one, two].flatMap((event) => ['A', 'B'].map((hook) => firstDelivery(event, hook)));
  expect(ids.every(isValid)).toBe(true);
  expect(new Set(ids.map((id) => id.slice(0, 10))).size).toBe(1);
  expect(new Set(ids).size).toBe(4);
  expect(firstDelivery(one, 'A')).toBe(ids[0]);
});

test.each([
  ['of another tenant', () => home.event('dev.likeness.run.failed', 'acme-2')],
  ['about no tenant', () => ({ ...home.event(), subject: 'models/tiny-vit' })],
  ['from before the webhook', () => ({ ...home.event(), time: '2026-01-02T03:04:05.677Z' })],
])('an event %s is not delivered', async (_, event) => {
  const { hook } = await home.hook(receiver.port);
  expect(await home.fanOut({ detail: event() })).toEqual({ deliveries: [] });
  expect(await deliveriesTo(hook)).toEqual([]);
});

test('a webhook that is disabled or deleted is told of nothing', async () => {
  const [first, second] = [await home.hook(receiver.port), await home.hook(receiver.port)];
  await update(home.ports, { tenant: 'acme', hook: first.hook }, { enabled: false });
  await remove(home.ports, { tenant: 'acme', hook: second.hook });
  expect(await home.fanOut({ detail: home.event() })).toEqual({ deliveries: [] });
});

test.each([null, {}, { detail: { type: 'x' } }])('what is no event of the bus is refused: %j', async (event) => {
  await expect(home.fanOut(event)).rejects.toThrow();
});
