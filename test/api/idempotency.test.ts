import { problem } from './problems.ts';
import { openTestService, type TestService } from './service.ts';
import { admin, announced, begun, counted, member, startRun, uploaded } from './uploaded.ts';

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

const key = (value: string): { headers: Record<string, string> } => ({ headers: { 'Idempotency-Key': value } });
const add = (body: object, token = 'key-1', asker = member) =>
  service.ask(asker, 'POST', '/v1/subjects', { json: body, ...key(token) });

const subjects = async (): Promise<{ id: string }[]> =>
  ((await (await service.ask(member, 'GET', '/v1/subjects')).json()) as { data: { id: string }[] }).data;

test('twenty equal requests at once do it once: each is told the same, or to ask again, and then the same', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => add({ category: 'mug' })));
  const made = answers.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThanOrEqual(1);
  const [first, ...others] = await Promise.all(made.map((answer) => answer.text()));
  for (const other of others) expect(other).toBe(first);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(await problem(answer)).toMatchObject({ status: 409, code: 'RequestInProgress' });
  }
  const later = await add({ category: 'mug' });
  expect([later.status, await later.text()]).toEqual([201, first]);
  expect(later.headers.get('Idempotency-Replayed')).toBe('true');
  expect(later.headers.get('Location')).toBe(made[0]?.headers.get('Location'));
  expect(later.headers.get('Content-Type')).toBe(made[0]?.headers.get('Content-Type'));
  expect(made.filter(({ headers }) => headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
  expect(await subjects()).toHaveLength(1);
});

test("another request under the same key is refused, and so is another's", async () => {
  await add({ category: 'mug' });
  const refused = { status: 422, code: 'IdempotencyKeyReused' };
  expect(await problem(add({ category: 'cup' }))).toMatchObject(refused);
  const robot = { tenant: 'acme', scopes: ['likeness/write'] } as const;
  expect(await problem(add({ category: 'mug' }, 'key-1', robot))).toMatchObject(refused);
  expect(await subjects()).toHaveLength(1);
});

test('a key is of its operation, its path and its tenant', async () => {
  await add({ id: 'mug-1', category: 'mug' });
  await add({ id: 'mug-2', category: 'mug' }, 'key-2');
  for (const subject of ['mug-1', 'mug-2']) {
    const asked = { json: { files: announced(1) }, ...key('key-1') };
    expect((await service.ask(member, 'POST', `/v1/subjects/${subject}/photos`, asked)).status).toBe(201);
  }
  expect((await add({ id: 'mug-1', category: 'mug' }, 'key-1', { tenant: 'rival', role: 'member' })).status).toBe(201);
});

test('a request that failed is forgotten: the key serves for the next try', async () => {
  expect(await problem(add({ category: '!' }))).toMatchObject({ status: 422 });
  expect((await add({ category: 'mug' })).status).toBe(201);
  await service.ask(admin, 'PATCH', '/v1/quotas', { json: { subjects: 1 } });
  expect(await problem(add({ category: 'mug' }, 'key-2'))).toMatchObject({ code: 'QuotaExceeded' });
  await service.ask(admin, 'PATCH', '/v1/quotas', { json: { subjects: 2 } });
  expect((await add({ category: 'mug' }, 'key-2')).status).toBe(201);
});

test('a key is forgotten after a day', async () => {
  const first = await (await add({ category: 'mug' })).text();
  service.clock.at += 24 * 3600 * 1000 - 1000;
  expect(await (await add({ category: 'mug' })).text()).toBe(first);
  service.clock.at += 2000;
  expect(await (await add({ category: 'mug' })).text()).not.toBe(first);
  expect(await subjects()).toHaveLength(2);
});

test.each(['', ' ', 'with spaces', 'ü', 'x'.repeat(201)])("'%s' is no key", async (token) => {
  const response = await add({ category: 'mug' }, token);
  expect(await problem(response)).toMatchObject({ status: 422, code: 'RequestInvalid' });
  expect(await subjects()).toEqual([]);
});

test('a run is started once, and the key tells of it after the run has gone on', async () => {
  const photos = await uploaded(service);
  const asked = { json: { upload: photos.upload }, ...key('run-1') };
  const post = () => service.ask(member, 'POST', '/v1/subjects/mug-1/runs', asked);
  const first = (await (await post()).json()) as { id: string; status: string };
  await service.ask(member, 'POST', `/v1/runs/${first.id}/cancel`, key('run-1'));
  expect(await (await post()).json()).toEqual(first);
  expect((await counted(service)).runs).toHaveLength(1);
});

test('a dry run under a key does not keep the run from being started under it', async () => {
  const photos = await uploaded(service);
  expect((await startRun(service, photos, { dryRun: true })).status).toBe(200);
  const asked = (dryRun: boolean) => ({ json: { upload: photos.upload, dryRun }, ...key('run-1') });
  expect((await service.ask(member, 'POST', '/v1/subjects/mug-1/runs', asked(true))).status).toBe(200);
  const started = await service.ask(member, 'POST', '/v1/subjects/mug-1/runs', asked(false));
  // It is another request: a key of its own is what it takes.
  expect(await problem(started)).toMatchObject({ status: 422, code: 'IdempotencyKeyReused' });
  await begun(service, photos);
});

test('operations that change nothing take a key and simply run again', async () => {
  const image = { headers: { ...key('key-1').headers, 'Content-Type': 'image/jpeg' } };
  for (const body of ['one', 'another']) {
    const response = await service.ask(member, 'POST', '/v1/embeddings?model=base', { ...image, body });
    expect([response.status, response.headers.get('Idempotency-Replayed')]).toEqual([200, null]);
  }
});
