import { Webhook as Signer } from 'standardwebhooks';
import { type VerifyWebhookOptions, verifyWebhook, WebhookError } from '../../clients/typescript/src/webhooks.ts';
import { cloudEvent } from '../../lib/domain/cloud-event.ts';
import { secretOf, webhookRequest } from '../../lib/domain/webhook-request.ts';
import { later } from '../../lib/domain/webhook-retries.ts';

const secret = secretOf(new Uint8Array(32).fill(1));
const other = secretOf(new Uint8Array(32).fill(2));
const fact = { type: 'dev.likeness.run.succeeded', subject: 'tenants/acme/runs/r', data: { outcome: 'besser – ja' } };
const event = cloudEvent(fact, 'e-1', '2026-01-02T03:04:05.678Z');
const now = (seconds = 0): string => later(new Date().toISOString(), seconds);
const sent = (secrets = [secret], at = now()) => webhookRequest(event, secrets, at);

function refusal(options: VerifyWebhookOptions): string {
  try {
    verifyWebhook(options);
  } catch (error) {
    if (error instanceof WebhookError) return error.reason;
    throw error;
  }
  return 'none';
}

describe('a request that we sent', () => {
  test.each<[string, (headers: Record<string, string>) => VerifyWebhookOptions['headers']]>([
    ['Headers', (headers) => new Headers(headers)],
    ["Node.js's headers", (headers) => headers],
    ['headers in upper case', (headers) => upper(headers)],
    ['lists of values', (headers) => lists(headers)],
  ])('gives its event, from %s', (_, as) => {
    const { headers, body } = sent();
    expect(verifyWebhook({ body, headers: as({ ...headers }), secret })).toEqual(event);
  });

  const upper = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  const lists = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

  test('gives its event from bytes too', () => {
    const { headers, body } = sent();
    expect(verifyWebhook({ body: new TextEncoder().encode(body), headers, secret })).toEqual(event);
    expect(verifyWebhook({ body: Buffer.from(body), headers, secret })).toEqual(event);
  });

  test('is believed by who knows either secret while they rotate', () => {
    const { headers, body } = sent([other, secret]);
    expect(verifyWebhook({ body, headers, secret })).toEqual(event);
    expect(verifyWebhook({ body, headers, secret: other })).toEqual(event);
    expect(verifyWebhook({ ...sent(), secrets: [other, secret] })).toEqual(event);
  });

  test('is believed for as long as the receiver says', () => {
    expect(refusal({ ...sent([secret], now(-290)), secret })).toBe('none');
    expect(refusal({ ...sent([secret], now(-310)), secret })).toBe('timestamp-too-old');
    expect(refusal({ ...sent([secret], now(310)), secret })).toBe('timestamp-too-new');
    expect(refusal({ ...sent([secret], now(-3600)), secret, toleranceSeconds: 7200 })).toBe('none');
    expect(refusal({ ...sent([secret], now(-20)), secret, toleranceSeconds: 10 })).toBe('timestamp-too-old');
  });
});

describe('a request is refused', () => {
  test('with the wrong secret, or anything else than what was signed', () => {
    const { headers, body } = sent();
    expect(refusal({ body, headers, secret: other })).toBe('signature-mismatch');
    expect(refusal({ body: body.replace('ja', 'nein'), headers, secret })).toBe('signature-mismatch');
    expect(refusal({ body, headers: { ...headers, 'webhook-id': 'msg_2' }, secret })).toBe('signature-mismatch');
    for (const signature of ['v1,', 'v1', 'v2,AAAA', ' ', `${headers['webhook-signature']}=`]) {
      expect(refusal({ body, headers: { ...headers, 'webhook-signature': signature }, secret })).toBe(
        'signature-mismatch',
      );
    }
  });

  test('of another version of signatures', () => {
    const { headers, body } = sent();
    const signature = String(headers['webhook-signature']).replace('v1,', 'v1a,');
    expect(refusal({ body, headers: { ...headers, 'webhook-signature': signature }, secret })).toBe(
      'signature-mismatch',
    );
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s, or with two', (name) => {
    const { headers, body } = sent();
    const value = String(headers[name]);
    expect(refusal({ body, headers: { ...headers, [name]: undefined }, secret })).toBe('header-missing');
    expect(refusal({ body, headers: { ...headers, [name]: [value, value] }, secret })).toBe('header-missing');
  });

  test.each(['', 'now', '-1', '1e9', '1767323045.5'])('with the time %j', (timestamp) => {
    const { headers, body } = sent();
    const reason = refusal({ body, headers: { ...headers, 'webhook-timestamp': timestamp }, secret });
    expect(reason).toBe(timestamp === '' ? 'header-missing' : 'timestamp-invalid');
  });

  test.each(['', 'whsec_', 'whsec_é', 'not base64!'])('where the secret is %j', (wrong) => {
    expect(refusal({ ...sent(), secret: wrong })).toBe('secret-invalid');
    expect(refusal({ ...sent(), secrets: [] })).toBe('secret-invalid');
  });

  test('whose body is signed and is no event', () => {
    const at = new Date();
    const signed = (body: string) => ({
      body,
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Signer(secret).sign('msg_1', at, body),
      },
      secret,
    });
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{"specversion":"1.0"}',
      JSON.stringify({ ...event, specversion: '2.0' }),
    ]) {
      expect(refusal(signed(body))).toBe('body-invalid');
    }
    expect(refusal({ ...sent(), body: new Uint8Array([0xff]), secret })).toBe('body-invalid');
  });
});
