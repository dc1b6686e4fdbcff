import fc from 'fast-check';
import { Webhook as Verifier } from 'standardwebhooks';
import { cloudEvent } from '../../lib/domain/cloud-event.ts';
import { secretOf, webhookRequest } from '../../lib/domain/webhook-request.ts';
import { eventTypes, isEventPattern, isWanted, secretsAt, tenantOf } from '../../lib/domain/webhooks.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const event = fc
  .record({ type: fc.constantFrom(...eventTypes), id: fc.uuid(), note: fc.string({ unit: 'grapheme' }) })
  .map(({ type, id, note }) =>
    cloudEvent(
      { type, subject: 'tenants/acme/runs/r', data: { note, b: 1, a: [null] } },
      id,
      '2026-01-02T03:04:05.678Z',
    ),
  );

describe('a request', () => {
  test('is verified with any of the secrets that signed it, and says the event', () => {
    fc.assert(
      fc.property(event, fc.array(bytes, { minLength: 1, maxLength: 2 }), (some, keys) => {
        const secrets = keys.map(secretOf);
        const { headers, body } = webhookRequest(some, secrets, new Date().toISOString());
        for (const secret of secrets) expect(new Verifier(secret).verify(body, { ...headers })).toEqual(some);
        expect(headers['webhook-signature']?.split(' ')).toHaveLength(secrets.length);
      }),
    );
  });

  test('is not verified with another secret, body, id or time', () => {
    fc.assert(
      fc.property(event, bytes, bytes, (some, one, other) => {
        fc.pre(Buffer.compare(one, other) !== 0);
        const secret = new Verifier(secretOf(one));
        const { headers, body } = webhookRequest(some, [secretOf(one)], new Date().toISOString());
        expect(() => new Verifier(secretOf(other)).verify(body, { ...headers })).toThrow();
        expect(() => secret.verify(`${body} `, { ...headers })).toThrow();
        expect(() => secret.verify(body, { ...headers, 'webhook-id': 'msg_other' })).toThrow();
        const timestamp = String(Number(headers['webhook-timestamp']) + 1);
        expect(() => secret.verify(body, { ...headers, 'webhook-timestamp': timestamp })).toThrow();
      }),
    );
  });

  test('has the same id and body whenever it is sent, whatever order the table gives members back in', () => {
    fc.assert(
      fc.property(event, (some) => {
        const turned = Object.fromEntries(Object.entries(some).reverse()) as typeof some;
        const first = webhookRequest(some, [], '2026-01-02T03:04:05.000Z');
        const again = webhookRequest(turned, [], '2026-01-03T00:00:00.000Z');
        expect(again.body).toBe(first.body);
        expect(again.headers['webhook-id']).toBe(`msg_${some.id}`);
        expect(first.headers).toMatchObject({
          'webhook-id': `msg_${some.id}`,
          'webhook-timestamp': '1767323045',
          'content-type': 'application/cloudevents+json; charset=utf-8',
        });
      }),
    );
  });
});

test('a secret that was rotated out signs until it is over', () => {
  const createdAt = '2026-01-01T00:00:00.000Z';
  const secrets = [
    { secret: 'new', createdAt, expiresAt: null },
    { secret: 'old', createdAt, expiresAt: '2026-01-02T00:00:00.000Z' },
  ];
  expect(secretsAt(secrets, '2026-01-01T23:59:59.999Z')).toEqual(['new', 'old']);
  expect(secretsAt(secrets, '2026-01-02T00:00:00.000Z')).toEqual(['new']);
});

describe('what a webhook asks for', () => {
  test.each([...eventTypes, '*', 'dev.*', 'dev.likeness.*', 'dev.likeness.run.*'])('%s can be asked for', (wanted) => {
    expect(isEventPattern(wanted)).toBe(true);
  });

  test.each([
    '',
    '.*',
    '**',
    'run.*',
    'dev.likeness.run',
    'dev.likeness.run*',
    'dev.likeness.run.s*',
    'dev.likeness.run.success',
    'dev.likeness.*.failed',
    'dev.likeness.other.*',
    'DEV.likeness.*',
  ])("'%s' can not", (wanted) => {
    expect(isEventPattern(wanted)).toBe(false);
  });

  test.each<[string[], string, boolean]>([
    [['*'], 'dev.likeness.run.failed', true],
    [['dev.likeness.run.*'], 'dev.likeness.run.kept-base', true],
    [['dev.likeness.run.*'], 'dev.likeness.runs', false],
    [['dev.likeness.run.failed'], 'dev.likeness.run.failed', true],
    [['dev.likeness.run.failed'], 'dev.likeness.run.failed-again', false],
    [['dev.likeness.webhook.*', 'dev.likeness.run.failed'], 'dev.likeness.run.failed', true],
    [[], 'dev.likeness.run.failed', false],
  ])('%j is told of %s: %s', (wanted, type, is) => {
    expect(isWanted(wanted, type)).toBe(is);
  });
});

test.each([
  ['tenants/acme/runs/r', 'acme'],
  ['tenants/acme/webhooks/h', 'acme'],
  ['tenants/acme', undefined],
  ['tenants//runs', undefined],
  ['other/tenants/acme/runs/r', undefined],
])('the tenant of %s is %s', (subject, tenant) => {
  expect(tenantOf(subject)).toBe(tenant);
});
