import fc from 'fast-check';
import { rowsIn } from '../fixtures/deletion-home.ts';
import { openTestService, type TestService } from './service.ts';

const admin = (tenant: string) => ({ tenant, role: 'admin' }) as const;

interface Shown {
  readonly id: string;
  readonly role: string;
  readonly email: string;
  /** Of an invitation alone. */
  readonly invitation?: string | null;
}

let service: TestService;
beforeAll(async () => {
  service = await openTestService();
});
afterAll(() => service.close());

async function ask(tenant: string, method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const answer = await service.ask(admin(tenant), method, path, { ...(json !== undefined && { json }), headers });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

async function invited(tenant: string, name: string, role: string): Promise<Shown> {
  const { status, body } = await ask(tenant, 'POST', '/v1/members', { email: `${name}@${tenant}.example`, role });
  expect(status).toBe(201);
  return body;
}

async function admins(tenant: string): Promise<string[]> {
  const { data } = (await ask(tenant, 'GET', '/v1/members')).body as { data: Shown[] };
  return data.filter(({ role }) => role === 'admin').map(({ id }) => id);
}

describe('members', () => {
  test('are invited, listed by their addresses, given roles and removed', async () => {
    const { invitation, ...zoe } = await invited('listing', 'Zoe', 'admin');
    expect(invitation).toMatch(/^http:.*code=/);
    expect(zoe).toEqual({
      ...{ id: expect.any(String), email: 'zoe@listing.example', role: 'admin' },
      ...{ status: 'invited', createdAt: expect.any(String) },
    });
    const asked = await ask('listing', 'POST', '/v1/members', { email: 'bob@listing.example' });
    const { invitation: _, ...bob } = asked.body;
    expect(bob).toMatchObject({ role: 'member' });
    expect(await ask('listing', 'GET', '/v1/members')).toEqual({ status: 200, body: { data: [bob, zoe] } });
    const path = `/v1/members/${bob.id}`;
    expect(await ask('listing', 'PATCH', path, { role: 'admin' })).toEqual({
      status: 200,
      body: { ...bob, role: 'admin' },
    });
    expect(await ask('listing', 'PATCH', path, { role: 'member' })).toEqual({ status: 200, body: bob });
    expect(await ask('listing', 'DELETE', path)).toEqual({ status: 204, body: null });
    expect(await ask('listing', 'DELETE', path)).toMatchObject({ status: 404, body: { code: 'MemberUnknown' } });
    expect((await ask('listing', 'GET', '/v1/members')).body).toEqual({ data: [zoe] });
  });

  test.each([
    [{ email: 'nobody', role: 'member' }, 422, 'OptionInvalid'],
    [{ email: 'a@refused.example', role: 'owner' }, 422, 'RequestInvalid'],
    [{ email: 'a@refused.example', tenant: 'other' }, 422, 'RequestInvalid'],
    [{ role: 'member' }, 422, 'RequestInvalid'],
    [{ email: 'TAKEN@elsewhere.example' }, 409, 'NameTaken'],
  ])('are not invited by %j', async (json, status, code) => {
    await ask('elsewhere', 'POST', '/v1/members', { email: 'taken@elsewhere.example' });
    expect(await ask('refused', 'POST', '/v1/members', json)).toMatchObject({ status, body: { code } });
    expect((await ask('refused', 'GET', '/v1/members')).body).toEqual({ data: [] });
  });

  test('the last admin stays one until there is another', async () => {
    const ann = await invited('lonely', 'ann', 'admin');
    const bob = await invited('lonely', 'bob', 'member');
    const refused = { status: 409, body: { code: 'LastAdmin', fault: 'user' } };
    expect(await ask('lonely', 'DELETE', `/v1/members/${ann.id}`)).toMatchObject(refused);
    expect(await ask('lonely', 'PATCH', `/v1/members/${ann.id}`, { role: 'member' })).toMatchObject(refused);
    expect(await ask('lonely', 'PATCH', `/v1/members/${ann.id}`, { role: 'admin' })).toMatchObject({ status: 200 });
    expect(await admins('lonely')).toEqual([ann.id]);
    await ask('lonely', 'PATCH', `/v1/members/${bob.id}`, { role: 'admin' });
    expect(await ask('lonely', 'DELETE', `/v1/members/${ann.id}`)).toMatchObject({ status: 204 });
    expect(await admins('lonely')).toEqual([bob.id]);
  });

  test('however many admins go at the same moment, one stays', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('PATCH', 'DELETE'), { minLength: 2, maxLength: 5 }), async (ways) => {
        round += 1;
        const tenant = `round-${round}`;
        const all = await Promise.all(ways.map((_, at) => invited(tenant, `admin-${at}`, 'admin')));
        const answers = await Promise.all(
          ways.map((method, at) =>
            ask(tenant, method, `/v1/members/${all[at]?.id}`, method === 'PATCH' ? { role: 'member' } : undefined),
          ),
        );
        const stayed = answers.filter(({ status }) => status === 409);
        expect(stayed.length).toBeGreaterThan(0);
        expect((await admins(tenant)).length).toBe(stayed.length);
      }),
      { numRuns: 20 },
    );
  });
});

describe('machine clients', () => {
  const till = { name: 'till', scopes: ['likeness/read', 'likeness/read'] };

  test('have a secret in the answer that makes them, and nowhere else', async () => {
    const headers = { 'Idempotency-Key': 'again' };
    const { status, body: made } = await ask('shop', 'POST', '/v1/clients', till, headers);
    expect(status).toBe(201);
    const { secret, ...shown } = made;
    expect(shown).toEqual({
      ...{ id: expect.any(String), name: 'till', scopes: ['likeness/read'], createdAt: expect.any(String) },
    });
    expect(secret.length).toBeGreaterThanOrEqual(40);
    expect((await ask('shop', 'GET', '/v1/clients')).body).toEqual({ data: [shown] });
    expect(rowsIn(service.root).join('\n')).not.toContain(secret);
    const { body: another } = await ask('shop', 'POST', '/v1/clients', till, headers);
    expect(another.secret).not.toBe(secret);
    expect(await ask('shop', 'DELETE', `/v1/clients/${shown.id}`)).toEqual({ status: 204, body: null });
    expect((await ask('shop', 'GET', '/v1/clients')).body).toMatchObject({ data: [{ id: another.id }] });
    expect(await ask('shop', 'DELETE', `/v1/clients/${shown.id}`)).toMatchObject({
      ...{ status: 404, body: { code: 'ClientUnknown' } },
    });
  });

  test.each([
    [{ name: 'Till', scopes: ['likeness/read'] }],
    [{ name: 'till', scopes: [] }],
    [{ name: 'till', scopes: ['likeness/root'] }],
    [{ name: 'till' }],
  ])('are not made of %j', async (json) => {
    expect(await ask('strict', 'POST', '/v1/clients', json)).toMatchObject({
      ...{ status: 422, body: { code: 'RequestInvalid' } },
    });
  });

  test('are twenty at most', async () => {
    for (let count = 0; count < 20; count += 1) await ask('many', 'POST', '/v1/clients', till);
    expect(await ask('many', 'POST', '/v1/clients', till)).toMatchObject({
      ...{ status: 429, body: { code: 'QuotaExceeded' } },
    });
  });
});
