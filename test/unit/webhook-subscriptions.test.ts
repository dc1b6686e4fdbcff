import { deliveries, test as ping, redeliver } from '../../functions/webhooks/redelivery.ts';
import { create, get, list, remove, rotate, update } from '../../functions/webhooks/subscriptions.ts';
import { answering, type Receiver, startReceiver } from '../fixtures/receiver.ts';
import { webhooksHome } from '../fixtures/webhooks.ts';

const page = { limit: 100 };

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

const by = { tenant: 'acme', createdBy: 'ada' };
const input = () => ({ url: `http://127.0.0.1:${receiver.port}/hooks`, events: ['*'], description: 'mine' });

describe('a webhook', () => {
  test('is made with a secret of 32 bytes, which is shown that once', async () => {
    const { secret, ...shown } = await create(home.ports, by, input());
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64').length).toBe(32);
    expect(shown).toEqual({
      ...input(),
      hook: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      secrets: [{ createdAt: home.ports.clock.now(), expiresAt: null, last4: secret.slice(-4) }],
      enabled: true,
      disabledReason: null,
      failures: 0,
      failingSince: null,
      createdAt: home.ports.clock.now(),
      createdBy: 'ada',
    });
    const of = { tenant: 'acme', hook: shown.hook };
    expect(await get(home.ports, of)).toEqual(shown);
    expect(await list(home.ports, 'acme')).toEqual([shown]);
    expect(await update(home.ports, of, {})).toEqual(shown);
  });

  test("is its tenant's alone", async () => {
    const { hook } = await create(home.ports, by, input());
    const of = { tenant: 'acme-2', hook };
    expect(await list(home.ports, 'acme-2')).toEqual([]);
    for (const ask of [
      () => get(home.ports, of),
      () => update(home.ports, of, { enabled: false }),
      () => rotate(home.ports, of),
      () => deliveries(home.ports, of, page),
      () => ping(home.ports, of),
      () => redeliver(home.ports, { ...of, delivery: 'x' }),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'WebhookUnknown' });
    }
    await remove(home.ports, of);
    expect(await list(home.ports, 'acme')).toHaveLength(1);
  });

  test('of ten a tenant has at most, however many are made at once', async () => {
    const made = await Promise.allSettled(Array.from({ length: 14 }, () => create(home.ports, by, input())));
    const refused = made.filter(({ status }) => status === 'rejected');
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'QuotaExceeded' } });
    const kept = (await list(home.ports, 'acme')).length;
    expect(kept).toBeLessThanOrEqual(10);
    expect(kept).toBe(made.length - refused.length);
    for (let more = kept; more < 10; more += 1) await create(home.ports, by, input());
    await expect(create(home.ports, by, input())).rejects.toMatchObject({ code: 'QuotaExceeded' });
  });

  test.each([
    [{ url: 'https://10.0.0.1/' }, 'public internet'],
    [{ url: 'nowhere' }, 'https://example.com'],
    [{ events: [] }, '1 to 20'],
    [{ events: Array.from({ length: 21 }, () => '*') }, '1 to 20'],
    [{ events: ['dev.likeness.run.won'] }, "'dev.likeness.run.won'"],
    [{ description: 'x'.repeat(201) }, '200'],
  ])('can not have %j', async (wrong, why) => {
    const message = expect.stringContaining(why);
    const refusal = { code: 'WebhookInvalid', message };
    await expect(create(home.ports, by, { ...input(), ...wrong })).rejects.toMatchObject(refusal);
    expect(await list(home.ports, 'acme')).toEqual([]);
    const { hook } = await create(home.ports, by, input());
    await expect(update(home.ports, { tenant: 'acme', hook }, wrong)).rejects.toMatchObject(refusal);
  });

  test('changes as it is told, and nothing else of it does', async () => {
    const { secret: _, ...before } = await create(home.ports, by, input());
    const of = { tenant: 'acme', hook: before.hook };
    const change = { events: ['dev.likeness.run.*'], description: '', enabled: false, url: `${input().url}/2` };
    expect(await update(home.ports, of, change)).toEqual({ ...before, ...change });
    expect(await update(home.ports, of, { enabled: true })).toEqual({ ...before, ...change, enabled: true });
  });

  test('is forgotten with its deliveries, and deleting it again is no error', async () => {
    const { hook } = await create(home.ports, by, input());
    for (let time = 0; time < 60; time += 1) await home.fanOut({ detail: home.event() });
    await remove(home.ports, { tenant: 'acme', hook });
    await remove(home.ports, { tenant: 'acme', hook });
    expect(await home.ports.records.query('T#acme', '')).toEqual([]);
  });
});

describe('a secret that is rotated', () => {
  test('is valid for a day more; rotating again ends it', async () => {
    const first = await create(home.ports, by, input());
    const of = { tenant: 'acme', hook: first.hook };
    const second = await rotate(home.ports, of);
    expect(second.secret).not.toBe(first.secret);
    expect(second.secrets.map(({ last4 }) => last4)).toEqual([second.secret.slice(-4), first.secret.slice(-4)]);
    expect(second.secrets.map(({ expiresAt }) => expiresAt)).toEqual([null, '2026-01-03T03:04:05.678Z']);
    const third = await rotate(home.ports, of);
    expect(third.secrets.map(({ last4 }) => last4)).toEqual([third.secret.slice(-4), second.secret.slice(-4)]);
  });

  test('by two at once is rotated by one of them', async () => {
    const { hook } = await create(home.ports, by, input());
    const made = await Promise.allSettled([1, 2].map(() => rotate(home.ports, { tenant: 'acme', hook })));
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'RecordConflict' } });
  });
});

describe('deliveries', () => {
  test('can be sent again, as deliveries of their own with the same id for the receiver', async () => {
    const { hook } = await create(home.ports, by, input());
    const of = { tenant: 'acme', hook };
    await home.fanOut({ detail: home.event() });
    await home.pass(1);
    const [first] = (await deliveries(home.ports, of, page)).data;
    const again = await redeliver(home.ports, { ...of, delivery: first?.delivery ?? '' });
    expect(again).toMatchObject({ event: first?.event, status: 'pending', attempts: [] });
    await home.pass(0);
    expect((await deliveries(home.ports, of, page)).data.map(({ delivery, status }) => [delivery, status])).toEqual([
      [again.delivery, 'delivered'],
      [first?.delivery, 'delivered'],
    ]);
    const sent = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(sent[1]).toEqual(sent[0]);
    const missing = redeliver(home.ports, { ...of, delivery: '01J00000000000000000000000' });
    await expect(missing).rejects.toMatchObject({ code: 'WebhookUnknown' });
  });

  test('of a test are sent whatever the webhook asks for', async () => {
    const { hook } = await create(home.ports, by, { ...input(), events: ['dev.likeness.run.failed'] });
    await ping(home.ports, { tenant: 'acme', hook });
    await home.pass(0);
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'dev.likeness.ping', subject: `tenants/acme/webhooks/${hook}`, data: { hook } },
    ]);
  });

  test('are not sent to a webhook that is disabled', async () => {
    const { hook } = await create(home.ports, by, input());
    const of = { tenant: 'acme', hook };
    const { delivery } = await ping(home.ports, of);
    await update(home.ports, of, { enabled: false });
    await expect(ping(home.ports, of)).rejects.toMatchObject({ code: 'WebhookInvalid' });
    await expect(redeliver(home.ports, { ...of, delivery })).rejects.toMatchObject({ code: 'WebhookInvalid' });
  });

  test('are listed for thirty days', async () => {
    const { hook } = await create(home.ports, by, input());
    await ping(home.ports, { tenant: 'acme', hook });
    await home.pass(30 * 24 * 3600 - 1);
    expect((await deliveries(home.ports, { tenant: 'acme', hook }, page)).data).toHaveLength(1);
    await home.pass(1);
    expect((await deliveries(home.ports, { tenant: 'acme', hook }, page)).data).toEqual([]);
  });
});
