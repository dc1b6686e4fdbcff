import { create as createPromote } from '../../functions/promote/handler.ts';
import { adapterKey, adapterName, endpointKey, modelPrefix, subjectKey } from '../../lib/domain/keys.ts';
import { run, testHome } from '../fixtures/handlers.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

const admin: Asker = { tenant: 'acme', role: 'admin' };
const { subject } = run;
const [one, other] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
  const createdAt = '2026-01-31T12:00:00.000Z';
  await service.ports.records.create({ ...subjectKey(run), status: 'active', category: 'mug', name: null, createdAt });
});
afterEach(() => service.close());

interface Change {
  readonly version: number;
  readonly adapter: string | null;
  readonly run: string | null;
  readonly by: string | null;
}

async function history(query = ''): Promise<{ data: readonly Change[]; next: string | null }> {
  const response = await service.ask(admin, 'GET', `/v1/subjects/${subject}/history${query}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { data: readonly Change[]; next: string | null };
}

/** As the workflow does at a run's end. */
async function serve(digest: string, outcome: 'better' | 'tie' = 'better'): Promise<void> {
  const { ports } = service;
  const [adapter, uri] = [adapterName(run, digest), modelPrefix(run, digest.slice(0, 32))];
  await ports.records.create({ ...adapterKey(run, digest), name: adapter, uri, run: run.run, outcome, createdAt: '' });
  await ports.endpoints.deploy({ name: adapter, uri });
  const verdict = { uri: '', outcome, promote: true, adapter: { name: adapter, uri, digest } };
  await createPromote(
    ports,
    testHome,
  )({ run, verdict, deployment: { adapter: outcome === 'better' ? adapter : null } });
}

test("tells each change of the endpoint, the run's and those by hand, the newest first", async () => {
  await serve(one);
  await serve(other);
  await service.ask(admin, 'POST', `/v1/subjects/${subject}/promote`, { json: { adapter: one } });
  await service.ask({ tenant: 'acme', scopes: ['likeness/write'] }, 'POST', `/v1/subjects/${subject}/rollback`);
  const { data, next } = await history();
  const [a, b] = [adapterName(run, one), adapterName(run, other)];
  expect(data.map(({ version, adapter, run: of, by }) => [version, adapter, of, by])).toEqual([
    [4, b, null, expect.stringMatching(/^client:/)],
    [3, a, null, 'user:someone'],
    [2, b, run.run, null],
    [1, a, run.run, null],
  ]);
  expect(next).toBeNull();
  expect(await service.ports.records.get(endpointKey(run))).toMatchObject({ version: 4, adapter: b });
});

test('comes in pages, and has nothing of what left the endpoint as it was', async () => {
  await serve(one);
  await serve(other);
  await serve('c'.repeat(64), 'tie');
  await service.ask(admin, 'POST', `/v1/subjects/${subject}/promote`, { json: { adapter: other } });
  const first = await history('?limit=1');
  const second = await history(`?limit=1&cursor=${first.next}`);
  expect([...first.data, ...second.data].map(({ version }) => version)).toEqual([2, 1]);
  expect(second.next).toBeNull();
});

test('is empty before the first run, and of no subject there is none', async () => {
  expect(await history()).toEqual({ data: [], next: null });
  expect((await service.ask(admin, 'GET', '/v1/subjects/nothing/history')).status).toBe(404);
});

test("is not among the subject's, nor the tenant's, other lists", async () => {
  await serve(one);
  const text = async (path: string) => (await service.ask(admin, 'GET', path)).json() as Promise<{ data: object[] }>;
  expect((await text('/v1/subjects')).data).toHaveLength(1);
  expect((await text(`/v1/subjects/${subject}/adapters`)).data).toHaveLength(1);
});
