import { Webhook as Verifier } from 'standardwebhooks';
import { deliveries } from '../../functions/webhooks/redelivery.ts';
import { get, remove, rotate, update } from '../../functions/webhooks/subscriptions.ts';
import { hasFailedTooLong, secondsBetween } from '../../lib/domain/webhook-retries.ts';
import { answering, type Receiver, type Respond, startReceiver } from '../fixtures/receiver.ts';
import { webhooksHome } from '../fixtures/webhooks.ts';

const aDay = 24 * 3600;
let home: ReturnType<typeof webhooksHome>;
let receiver: Receiver;
let respond: Respond;
beforeEach(async () => {
  home = webhooksHome();
  respond = answering(200);
  receiver = await startReceiver((response, request) => respond(response, request));
});
afterEach(async () => {
  await receiver.close();
  home.close();
});

/** A webhook, an event for it, and what is known of both at any time. */
async function subscribed() {
  const made = await home.hook(receiver.port);
  const of = { tenant: 'acme', hook: made.hook };
  const event = home.event();
  await home.fanOut({ detail: event });
  return {
    of,
    event,
    secret: made.secret,
    webhook: () => get(home.ports, of),
    delivery: async () => (await deliveries(home.ports, of, { limit: 100 })).data[0],
  };
}

test('a delivery is posted at once, signed, and recorded', async () => {
  const { delivery, event, secret } = await subscribed();
  await home.pass(0);
  const [request] = receiver.received;
  expect(request?.headers).toMatchObject({
    'webhook-id': `msg_${event.id}`,
    'content-type': 'application/cloudevents+json; charset=utf-8',
  });
  // The library knows no time but now.
  const timestamp = Number(request?.headers['webhook-timestamp']);
  const signature = new Verifier(secret).sign(`msg_${event.id}`, new Date(timestamp * 1000), request?.body ?? '');
  expect(request?.headers['webhook-signature']).toBe(signature);
  expect(JSON.parse(request?.body ?? '')).toEqual(event);
  expect(await delivery()).toMatchObject({
    status: 'delivered',
    nextAt: null,
    attempts: [{ at: event.time, status: 200, milliseconds: 0, error: null }],
  });
});

test('while secrets rotate both sign; a day later the new one alone', async () => {
  const { of, secret } = await subscribed();
  const { secret: fresh } = await rotate(home.ports, of);
  await home.pass(aDay);
  await home.fanOut({ detail: home.event() });
  await home.pass(0);
  const signed = receiver.received.map(({ headers, body }) => {
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const given = String(headers['webhook-signature']).split(' ');
    return [fresh, secret].map((one) =>
      given.includes(new Verifier(one).sign(String(headers['webhook-id']), at, body)),
    );
  });
  expect(signed).toEqual([
    [true, true],
    [true, false],
  ]);
});

test('a delivery that fails is tried eleven times within a day with the same id and body, then is dead', async () => {
  respond = answering(500);
  const { delivery } = await subscribed();
  await home.pass(2 * aDay);
  expect(await delivery()).toMatchObject({ status: 'dead', nextAt: null });
  const begins = (await delivery())?.attempts.map(({ at }) => at) ?? [];
  expect(begins.length).toBe(11);
  expect(secondsBetween(begins[0] ?? '', begins.at(-1) ?? '')).toBeLessThanOrEqual(aDay);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
});

test('a delivery that fails at first arrives, and the webhook is well again', async () => {
  respond = (response) => response.writeHead(receiver.received.length < 4 ? 503 : 204).end();
  const { delivery, webhook } = await subscribed();
  await home.pass(60);
  expect(await webhook()).toMatchObject({ failures: 3, failingSince: expect.any(String) });
  await home.pass(aDay);
  expect(await delivery()).toMatchObject({ status: 'delivered', nextAt: null });
  expect((await delivery())?.attempts.map(({ status }) => status)).toEqual([503, 503, 503, 204]);
  expect(await webhook()).toMatchObject({ failures: 0, failingSince: null, enabled: true });
});

test.each<[string, Respond, { status: number | null; error: string | null }]>([
  ['redirects', answering(307, { location: '/elsewhere' }), { status: 307, error: null }],
  ['refuses', answering(400), { status: 400, error: null }],
  ['is silent', () => undefined, { status: null, error: 'TargetTimeout' }],
  ['hangs up', (response) => response.destroy(), { status: null, error: 'TargetUnreachable' }],
])('a receiver that %s has not got it', async (_, how, attempt) => {
  respond = how;
  const { delivery } = await subscribed();
  await home.pass(0);
  const { status, attempts, nextAt } = (await delivery()) ?? {};
  expect([status, attempts]).toEqual(['pending', [expect.objectContaining(attempt)]]);
  expect(nextAt).not.toBeNull();
  expect(receiver.received.length).toBe(1);
});

test('a receiver that is busy is not asked again before the time that it named', async () => {
  respond = answering(429, { 'retry-after': '600' });
  const { delivery } = await subscribed();
  await home.pass(599);
  expect((await delivery())?.attempts.length).toBe(1);
  respond = answering(200);
  await home.pass(1);
  expect(await delivery()).toMatchObject({ status: 'delivered' });
});

test('a receiver that is gone has its webhook disabled, once and with an event', async () => {
  respond = answering(410);
  const { delivery, webhook, of } = await subscribed();
  await home.fanOut({ detail: home.event() });
  await home.pass(aDay);
  expect(await webhook()).toMatchObject({ enabled: false, disabledReason: 'gone' });
  expect(receiver.received.length).toBe(1);
  expect((await deliveries(home.ports, of, { limit: 100 })).data.map(({ status }) => status)).toEqual([
    'failed',
    'failed',
  ]);
  expect(await delivery()).toMatchObject({ nextAt: null });
  const url = `http://127.0.0.1:${receiver.port}/hooks`;
  expect(home.published()).toMatchObject([
    {
      type: 'dev.likeness.webhook.disabled',
      subject: `tenants/acme/webhooks/${of.hook}`,
      data: { hook: of.hook, url, reason: 'gone' },
    },
  ]);
});

test('a webhook that nothing has reached for five days is disabled, and not sooner', async () => {
  respond = answering(500);
  const { webhook } = await subscribed();
  const since = home.ports.clock.now();
  for (let day = 0; day < 7; day += 1) {
    const { enabled } = await webhook();
    if (!hasFailedTooLong(since, home.ports.clock.now())) expect(enabled).toBe(true);
    await home.fanOut({ detail: home.event() });
    await home.pass(aDay);
  }
  expect(await webhook()).toMatchObject({ enabled: false, disabledReason: 'failing', failingSince: since });
  expect(home.published().map(({ data }) => data.reason)).toEqual(['failing']);
});

test('a webhook that is hardly used has a day to come back, however long ago it failed', async () => {
  respond = answering(500);
  const { webhook } = await subscribed();
  await home.pass(20 * aDay);
  await home.fanOut({ detail: home.event() });
  await home.pass(3600);
  expect(await webhook()).toMatchObject({ enabled: true });
  respond = answering(200);
  await home.pass(aDay);
  expect(await webhook()).toMatchObject({ enabled: true, failures: 0 });
});

test('many senders of one delivery make each attempt once', async () => {
  respond = (response) => response.writeHead(receiver.received.length === 1 ? 500 : 200).end();
  const { delivery } = await subscribed();
  const [first] = home.ports.delays.waiting;
  await Promise.all(Array.from({ length: 20 }, () => home.send(first?.message)));
  expect((await delivery())?.attempts.length).toBe(1);
  await home.pass(aDay);
  expect((await delivery())?.attempts.map(({ status }) => status)).toEqual([500, 200]);
  expect(receiver.received.length).toBe(2);
});

test('a delivery whose sender stopped in the middle is taken up by the message that comes again', async () => {
  const { delivery } = await subscribed();
  const [first] = home.ports.delays.waiting;
  const { update: write } = home.ports.records;
  // The claim is written, and then nothing more.
  home.ports.records.update = async (...of) => {
    await write(...of);
    throw new Error('stopped');
  };
  await expect(home.send(first?.message)).rejects.toThrow('stopped');
  home.ports.records.update = write;
  expect(receiver.received.length).toBe(0);
  await home.pass(29);
  expect(receiver.received.length).toBe(0);
  await home.pass(1);
  expect(await delivery()).toMatchObject({ status: 'delivered' });
  expect(receiver.received.length).toBe(1);
});

test('nothing is sent to a webhook that was disabled or deleted meanwhile', async () => {
  const { of, delivery } = await subscribed();
  await update(home.ports, of, { enabled: false });
  await home.pass(0);
  expect(await delivery()).toMatchObject({ status: 'failed', attempts: [], nextAt: null });
  await update(home.ports, of, { enabled: true });
  await home.fanOut({ detail: home.event() });
  await remove(home.ports, of);
  await home.pass(aDay);
  expect(receiver.received).toEqual([]);
  expect(home.ports.delays.waiting).toEqual([]);
});

test('a message that is none is refused', async () => {
  await expect(home.send({ tenant: 'acme', hook: 'x#y', delivery: 'z' })).rejects.toThrow();
});
