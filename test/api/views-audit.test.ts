import { auditKeyStart, tenantPartition } from '../../lib/domain/keys.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

const admin: Asker = { tenant: 'acme', role: 'admin' };
const robot: Asker = { tenant: 'acme', scopes: ['likeness/read', 'likeness/write'] };
let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly principal: string;
  readonly name: string;
  readonly operation: string;
  readonly targets: Readonly<Record<string, string>>;
  readonly made: string | null;
  readonly status: number;
  readonly requestId: string;
}
interface Page {
  readonly data: readonly Entry[];
  readonly next: string | null;
}

async function audit(query = '', asker = admin): Promise<Page> {
  const response = await service.ask(asker, 'GET', `/v1/audit${query}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Page;
}

const addMug = (id: string, asker: Asker = admin, headers = {}) =>
  service.ask(asker, 'POST', '/v1/subjects', { json: { id, category: 'mug', name: 'a secret name' }, headers });

test('what was changed is kept: who, what, when, and in which request', async () => {
  const made = await addMug('mug');
  await service.ask(admin, 'POST', '/v1/subjects/mug/photos', {
    json: { files: [{ name: 'a.jpg', type: 'image/jpeg', bytes: 9 }] },
  });
  const { data } = await audit();
  expect(data).toHaveLength(2);
  expect(data.find(({ targets }) => targets.subject === undefined)).toEqual({
    id: expect.stringMatching(/^[0-9A-Z]{26}$/),
    at: expect.stringMatching(/Z$/),
    principal: 'user:someone',
    name: 'someone',
    operation: 'POST /v1/subjects',
    targets: {},
    made: '/v1/subjects/mug',
    status: 201,
    requestId: made.headers.get('X-Request-Id'),
  });
  expect(data).toContainEqual(
    expect.objectContaining({ operation: 'POST /v1/subjects/{subject}/photos', targets: { subject: 'mug' } }),
  );
});

test('entries hold no bodies, and are gone after a year', async () => {
  await addMug('mug');
  await service.ask(admin, 'PATCH', '/v1/quotas', { json: { runsAtOnce: 7 } });
  const kept = await service.ports.records.query(tenantPartition('acme'), auditKeyStart);
  expect(JSON.stringify(kept)).not.toMatch(/secret name|runsAtOnce/);
  for (const { at, expiresAt } of kept) expect(Number(expiresAt) - Date.parse(String(at)) / 1000).toBe(365 * 24 * 3600);
});

test('what changed nothing leaves no entry: reading, asking, a refusal, a repeated request', async () => {
  const once = { 'Idempotency-Key': 'one' };
  await addMug('mug', admin, once);
  await addMug('mug', admin, once);
  await addMug('mug');
  await addMug('Not a name');
  await addMug('other', { tenant: 'acme', scopes: ['likeness/read'] });
  await service.ask(admin, 'GET', '/v1/subjects');
  await service.ask(admin, 'POST', '/v1/embeddings', { json: { model: 'base', input: 'data:image/png;base64,AAAA' } });
  await service.ask(admin, 'DELETE', `/v1/gallery/${'0'.repeat(32)}`);
  expect((await audit()).data.map(({ operation }) => operation)).toEqual(['POST /v1/subjects']);
});

test('the newest come first, in pages, and of one principal alone where that is asked for', async () => {
  for (let at = 0; at < 7; at += 1) await addMug(`mug-${at}`, at % 2 === 0 ? admin : robot);
  const all = (await audit()).data;
  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
  const { principal } = all.find(({ name }) => name === 'robot') ?? { principal: '' };
  const found: Entry[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: Page = await audit(`?limit=2&principal=${principal}${next === '' ? '' : `&cursor=${next}`}`);
    found.push(...page.data);
    next = page.next;
  }
  expect(found).toEqual(all.filter((entry) => entry.principal === principal));
  expect(found.map(({ made }) => made).toSorted()).toEqual([
    '/v1/subjects/mug-1',
    '/v1/subjects/mug-3',
    '/v1/subjects/mug-5',
  ]);
});

test("is an admin's to read, and each tenant's own", async () => {
  await addMug('mug');
  expect((await service.ask(robot, 'GET', '/v1/audit')).status).toBe(403);
  expect(await audit('', { tenant: 'rival', role: 'admin' })).toEqual({ data: [], next: null });
  expect(await audit('?principal=user:someone', { tenant: 'rival', role: 'admin' })).toEqual({ data: [], next: null });
});

test('an entry has the ids that stood in the path, whatever the verb', async () => {
  const ids = await service.fill('acme');
  expect((await service.ask(admin, 'POST', `/v1/webhooks/${ids.webhook}/rotate`)).status).toBe(200);
  expect((await service.ask(admin, 'PATCH', `/v1/webhooks/${ids.webhook}`, { json: { enabled: false } })).status).toBe(
    200,
  );
  expect((await service.ask(admin, 'DELETE', `/v1/gallery/${ids.photo}`)).status).toBe(204);
  const { data } = await audit();
  expect(data.map(({ operation, targets }) => [operation, targets]).toSorted()).toEqual([
    ['DELETE /v1/gallery/{photo}', { photo: ids.photo }],
    ['PATCH /v1/webhooks/{webhook}', { webhook: ids.webhook }],
    ['POST /v1/webhooks/{webhook}/rotate', { webhook: ids.webhook }],
  ]);
});
