import { STSClient } from '@aws-sdk/client-sts';
import { type TenantSession, type TenantSessions, tenantSessions } from '../../lib/aws/tenant-sessions.ts';
import { type Answer, type Loopback, startLoopback } from './loopback.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const roleArn = 'arn:aws:iam::123456789012:role/tenant';

/** What STS answers: the n-th session, which lasts an hour of the clock. */
const answered = (number: number, expiration: string): Answer => ({
  headers: { 'content-type': 'text/xml' },
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>key-${number}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
    <Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});
const refused: Answer = {
  status: 403,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
};

describe('sessions of tenants', () => {
  const clock = { at: Date.parse('2026-01-31T12:00:00Z'), now: () => new Date(clock.at).toISOString() };
  const minutes = (count: number) => {
    clock.at += count * 60_000;
  };
  let refusing = false;
  let loopback: Loopback;
  let sts: STSClient;
  let sessions: TenantSessions;

  beforeEach(async () => {
    refusing = false;
    loopback = await startLoopback(() =>
      refusing ? refused : answered(loopback.requests.length, new Date(clock.at + 3_600_000).toISOString()),
    );
    sts = new STSClient(loopback.client);
    sessions = tenantSessions(sts, roleArn, clock);
  });
  afterEach(async () => {
    sts.destroy();
    await loopback.stop();
  });

  const asked = () => loopback.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body.toString())));
  const keys = async (...all: Promise<TenantSession>[]) => (await Promise.all(all)).map((one) => one.accessKeyId);

  test('are of the one role, an hour long, named by the tenant and tagged with it and with nothing else', async () => {
    await sessions('acme', 300);
    const { Version: _, ...request } = asked()[0] ?? {};
    expect(request).toEqual({
      Action: 'AssumeRole',
      RoleArn: roleArn,
      RoleSessionName: '@acme',
      DurationSeconds: '3600',
      'Tags.member.1.Key': 'tenant',
      'Tags.member.1.Value': 'acme',
    });
  });

  test.each(['a', 'a'.repeat(63)])('have a name that STS takes, for the tenant %s', async (tenant) => {
    await sessions(tenant, 300);
    expect(asked()[0]?.RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
  });

  test.each(['', 'Acme', 'a/b', 'a*', '*', 'a#b', 'a b', '../a', 'a'.repeat(64)])(
    'there are none of %p',
    async (text) => {
      await expect(sessions(text, 300)).rejects.toMatchObject({ code: 'Internal' });
      expect(loopback.requests).toEqual([]);
    },
  );

  test('are each for one tenant', async () => {
    expect(await keys(sessions('acme', 300), sessions('zeta', 300))).toHaveLength(2);
    const held = await keys(sessions('acme', 300), sessions('zeta', 300));
    expect(new Set(held).size).toBe(2);
    expect(asked().map((request) => request['Tags.member.1.Value'])).toEqual(['acme', 'zeta']);
  });

  test('are used until five minutes before their end, and then renewed', async () => {
    const first = await sessions('acme', 300);
    minutes(55);
    expect(await sessions('acme', 300)).toBe(first);
    minutes(0.02);
    const second = await sessions('acme', 300);
    expect(second.accessKeyId).toBe('key-2');
    expect(await sessions('acme', 300)).toBe(second);
  });

  test('are renewed earlier for what is to hold longer, and then used by all', async () => {
    await sessions('acme', 300);
    minutes(6);
    expect(await keys(sessions('acme', 300))).toEqual(['key-1']);
    expect(await keys(sessions('acme', 3300))).toEqual(['key-2']);
    expect(await keys(sessions('acme', 300))).toEqual(['key-2']);
  });

  test('are asked for once by requests at the same time, the first time and at a renewal', async () => {
    const many = () => Array.from({ length: 20 }, () => sessions('acme', 300));
    expect(new Set(await keys(...many()))).toEqual(new Set(['key-1']));
    minutes(56);
    expect(new Set(await keys(...many()))).toEqual(new Set(['key-2']));
    expect(loopback.requests).toHaveLength(2);
  });

  test('are as long as AWS gives them, and not asked for twice by one request', async () => {
    expect((await sessions('acme', 999_999)).accessKeyId).toBe('key-1');
    expect(loopback.requests).toHaveLength(1);
  });

  test('that were refused are asked for again by the next request', async () => {
    refusing = true;
    await expect(Promise.all([sessions('acme', 300), sessions('acme', 300)])).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    refusing = false;
    expect((await sessions('acme', 300)).accessKeyId).toBe('key-2');
  });

  test('are held for 200 tenants, those used last', async () => {
    for (let number = 0; number < 200; number += 1) await sessions(`t${number}`, 300);
    await sessions('t0', 300);
    await sessions('one-more', 300);
    expect(loopback.requests).toHaveLength(201);
    await sessions('t0', 300);
    expect(loopback.requests).toHaveLength(201);
    await sessions('t1', 300);
    expect(loopback.requests).toHaveLength(202);
  });
});

describeOnMoto('sessions of tenants: STS on moto', () => {
  let moto: Moto;
  let sts: STSClient;
  beforeAll(async () => {
    moto = await startMoto();
    sts = new STSClient(moto.client);
  });
  afterAll(async () => {
    sts?.destroy();
    await moto?.stop();
  });

  test('are what an AssumeRole gives, and last an hour', async () => {
    const session = await tenantSessions(sts, roleArn, { now: () => new Date().toISOString() })('acme', 300);
    expect(session).toEqual({
      accessKeyId: expect.stringMatching(/^ASIA/),
      secretAccessKey: expect.any(String),
      sessionToken: expect.any(String),
      expiration: expect.any(Date),
    });
    const left = session.expiration.getTime() - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
  });
});
