import fc from 'fast-check';
import { add, list, remove } from '../../functions/gallery/photos.ts';
import { givenBack } from '../../functions/quotas.ts';
import type { QuotasInUse } from '../../functions/quotas-in-use.ts';
import { advance } from '../../functions/run-record.ts';
import { spendingKey, subjectCountKey, subjectKey } from '../../lib/domain/keys.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import { jpeg, scene } from '../photos/scenes.ts';
import { problem } from './problems.ts';
import { openTestService, type TestService } from './service.ts';
import { admin, begun, counted, due, member, startRun, uploaded } from './uploaded.ts';

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

const quotas = (changes: object, asker = admin): Promise<Response> =>
  service.ask(asker, 'PATCH', '/v1/quotas', { json: changes });

/** A public address, which is looked at and not asked. */
const receiver = { url: 'https://1.1.1.1/hooks', events: ['*'] };

const unused = { subjects: 0, runsAtOnce: 0, usdMicrosPerMonth: 0, galleryPhotos: 0, webhooks: 0 };
const used = { status: 429, code: 'QuotaExceeded' };
const passing = { status: 429, code: 'RateExceeded' };

describe('quotas', () => {
  test("are the home's until they are changed, and then all are told", async () => {
    expect(await (await service.ask(member, 'GET', '/v1/quotas')).json()).toEqual({ ...defaultQuotas, used: unused });
    const changed = await quotas({ subjects: 7 });
    expect([changed.status, await changed.json()]).toEqual([200, { ...defaultQuotas, subjects: 7, used: unused }]);
    await quotas({ runsAtOnce: 3 });
    const now = { ...defaultQuotas, subjects: 7, runsAtOnce: 3, used: unused };
    expect(await (await service.ask(member, 'GET', '/v1/quotas')).json()).toEqual(now);
  });

  test('are changed by an admin alone', async () => {
    const writer = { tenant: 'acme', scopes: ['likeness/write', 'likeness/read', 'likeness/embed'] } as const;
    for (const asker of [member, writer]) {
      expect(await problem(quotas({ subjects: 1_000 }, asker))).toMatchObject({ status: 403, code: 'NotPermitted' });
    }
    expect((await quotas({ subjects: 1_000 }, { tenant: 'acme', scopes: ['likeness/admin'] })).status).toBe(200);
    const theirs = await service.ask({ tenant: 'rival', role: 'admin' }, 'GET', '/v1/quotas');
    expect(await theirs.json()).toEqual({ ...defaultQuotas, used: unused });
  });

  test.each<[string, object]>([
    ['none that there is', { mugs: 1 }],
    ['less than nothing', { subjects: -1 }],
    ['more than there may ever be', { runsAtOnce: 101 }],
    ['no whole number', { galleryPhotos: 1.5 }],
  ])('are not changed to %s', async (_, changes) => {
    expect(await problem(quotas(changes))).toMatchObject({ status: 422, code: 'RequestInvalid' });
  });
});

test('are told with what is used of them, as it is counted where more is asked for', async () => {
  const inUse = async () => ((await (await service.ask(member, 'GET', '/v1/quotas')).json()) as QuotasInUse).used;
  const photos = await uploaded(service);
  await begun(service, photos);
  const { spending } = await counted(service);
  await service.ask(member, 'POST', '/v1/gallery', {
    headers: { 'Content-Type': 'image/jpeg' },
    body: new Uint8Array(await jpeg(scene(1))),
  });
  expect((await service.ask(admin, 'POST', '/v1/webhooks', { json: receiver })).status).toBe(201);
  expect(await inUse()).toEqual({
    ...{ subjects: 1, runsAtOnce: 1, galleryPhotos: 1, webhooks: 1 },
    usdMicrosPerMonth: spending,
  });
  // The run still goes on, and counts to the month that let it in.
  service.clock.at = Date.parse('2026-02-01T00:00:00.000Z');
  expect(await inUse()).toMatchObject({ runsAtOnce: 1, usdMicrosPerMonth: 0 });
});

describe('runs at once', () => {
  test('are as many as the quota says, however many are asked for at once, and more after one ends', async () => {
    const photos = [];
    for (let at = 0; at < 6; at += 1) photos.push(await uploaded(service));
    const answers = await Promise.all(photos.map((of) => startRun(service, of)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 429, 429, 429, 429]);
    const refused = photos.filter((_, at) => answers[at]?.status === 429);
    expect(answers.find(({ status }) => status === 429)?.headers.get('Retry-After')).toBe('30');
    const { runs, ...counters } = await counted(service);
    expect(counters).toEqual(due(runs));

    const [first, second] = refused;
    if (first === undefined || second === undefined) throw new Error('not as many were refused');
    expect(await problem(startRun(service, first))).toMatchObject(passing);
    await service.ask(member, 'POST', `/v1/runs/${runs[0]?.run}/cancel`);
    await begun(service, first);
    expect(await problem(startRun(service, second))).toMatchObject(passing);
    await quotas({ runsAtOnce: 3 });
    await begun(service, second);
  });
});

describe("the month's money", () => {
  test('is what runs may come to while they are under way, and what they came to afterwards', async () => {
    const first = await uploaded(service);
    const run = await begun(service, first);
    const { spending: estimate } = await counted(service);
    await quotas({ usdMicrosPerMonth: 2 * estimate - 1, runsAtOnce: 10 });
    const second = await uploaded(service);
    const { code, detail } = await problem(startRun(service, second));
    expect([code, detail]).toEqual(['QuotaExceeded', expect.stringContaining('An admin can raise the quota.')]);
    // It ends without having cost anything.
    await advance(service.ports, { ...second, bucket: service.home.bucket, run, upload: first.uri }, 'failed');
    expect(await counted(service)).toMatchObject({ active: 0, spending: 0 });
    await begun(service, second);
    expect(await counted(service)).toMatchObject({ active: 1, spending: estimate });
  });

  test('begins anew with the month, and a run that ends later is settled in its own', async () => {
    const photos = await uploaded(service);
    const run = await begun(service, photos);
    const { spending: estimate } = await counted(service);
    service.clock.at = Date.parse('2026-02-01T00:00:00.000Z');
    expect(await counted(service)).toMatchObject({ active: 1, spending: 0 });
    expect(await service.ports.records.get(spendingKey('acme', '2026-01'))).toMatchObject({ usdMicros: estimate });
    await service.ask(member, 'POST', `/v1/runs/${run}/cancel`);
    expect(await service.ports.records.get(spendingKey('acme', '2026-01'))).toMatchObject({ usdMicros: 0 });
    expect(await counted(service)).toMatchObject({ active: 0, spending: 0 });
  });
});

describe('images a minute', () => {
  const image = { headers: { 'Content-Type': 'image/jpeg' }, body: 'a picture' };
  const embed = () => service.ask(member, 'POST', '/v1/embeddings?model=base', image);

  test('are counted by the image and across requests at once; the next minute has as many again', async () => {
    await quotas({ embeddingsPerMinute: 8 });
    const input = Array.from({ length: 3 }, () => 'data:image/jpeg;base64,YSBwaWN0dXJl');
    const three = () => service.ask(member, 'POST', '/v1/embeddings', { json: { model: 'base', input } });
    const answers = await Promise.all([three(), three(), three(), three()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429]);
    expect((await embed()).status).toBe(200);
    expect((await embed()).status).toBe(200);
    const refused = await embed();
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await problem(refused)).toMatchObject(passing);
    service.clock.at += 60_000;
    expect((await embed()).status).toBe(200);
    const usage = await (await service.ask(member, 'GET', '/v1/usage')).json();
    expect(usage).toEqual({ data: [{ day: '2026-01-31', runs: 0, seconds: 0, usdMicros: 0, images: 9 }] });
  });

  test("are each tenant's own", async () => {
    await quotas({ embeddingsPerMinute: 0 });
    expect(await problem(embed())).toMatchObject(passing);
    const other = await service.ask({ tenant: 'rival', role: 'member' }, 'POST', '/v1/embeddings?model=base', image);
    expect(other.status).toBe(200);
  });
});

describe('subjects', () => {
  const add = (id?: string) =>
    service.ask(member, 'POST', '/v1/subjects', { json: { category: 'mug', ...(id && { id }) } });
  const count = async () => (await service.ports.records.get(subjectCountKey('acme')))?.subjects;

  test('are as many as the quota says, however many are made at once', async () => {
    await quotas({ subjects: 7 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => add()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(7);
    for (const answer of answers) if (answer.status !== 201) expect(await problem(answer)).toMatchObject(used);
    const { data } = (await (await service.ask(member, 'GET', '/v1/subjects')).json()) as { data: unknown[] };
    expect([data.length, await count()]).toEqual([7, 7]);
    await quotas({ subjects: 8 });
    expect((await add()).status).toBe(201);
  });

  test('of a name that is taken count once, and say that it is taken also where no more may be', async () => {
    await quotas({ subjects: 1 });
    const answers = await Promise.all([add('mug-1'), add('mug-1'), add('mug-1')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect(await problem(add('mug-1'))).toMatchObject({ status: 409, code: 'NameTaken' });
    expect(await problem(add('mug-2'))).toMatchObject(used);
    expect(await count()).toBe(1);
  });

  test('that leave give their place back once; those that nobody counted do not', async () => {
    const { records } = service.ports;
    const leave = async (subject: string): Promise<boolean> => {
      const key = subjectKey({ tenant: 'acme', subject });
      const item = await records.get(key);
      if (item === undefined) return false;
      const leaving = { update: key, changes: { status: 'deleting' }, expected: { status: 'active' } };
      return records.transact([leaving, ...givenBack('acme', item)]);
    };
    await records.create({ ...subjectKey({ tenant: 'acme', subject: 'old' }), status: 'active' });
    const law = fc.asyncProperty(fc.array(fc.constantFrom('mug-1', 'mug-2', 'old')), async (steps) => {
      await Promise.all(steps.map((subject, at) => (at % 2 === 0 ? add(subject) : leave(subject))));
      const subjects = await records.query('T#acme', 'SUBJECT#');
      const there = subjects.filter(({ status, counted: isCounted }) => status === 'active' && isCounted === true);
      expect((await count()) ?? 0).toBe(there.length);
      for (const { sk } of subjects) if (!sk.endsWith('old')) await leave(sk.replace('SUBJECT#', ''));
      for (const { pk, sk } of subjects) if (!sk.endsWith('old')) await records.delete({ pk, sk });
    });
    await fc.assert(law, { numRuns: 40 });
  });
});

test('webhooks are as many as the quota says', async () => {
  await quotas({ webhooks: 1 });
  const make = () => service.ask(admin, 'POST', '/v1/webhooks', { json: receiver });
  expect((await make()).status).toBe(201);
  expect(await problem(make())).toMatchObject(used);
  await quotas({ webhooks: 2 });
  expect((await make()).status).toBe(201);
});

test('photos of the gallery are as many as the quota says, however many are added at once', async () => {
  const { objects } = service.ports;
  const of = { bucket: service.home.bucket, tenant: 'acme' };
  const pictures = await Promise.all([1, 2, 3, 4, 5].map((seed) => jpeg(scene(seed))));
  const first = await add({ objects }, of, pictures[0] as Buffer, 2);
  const others = await Promise.allSettled(pictures.slice(1).map((picture) => add({ objects }, of, picture, 2)));
  const { ids } = await list({ objects }, of);
  expect(ids.length).toBeLessThanOrEqual(2);
  expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(ids.length - 1);
  expect(await add({ objects }, of, pictures[0] as Buffer, 1)).toEqual(first);
  for (const id of ids) await remove({ objects }, of, id);
  await add({ objects }, of, pictures[1] as Buffer, 1);
  await expect(add({ objects }, of, pictures[2] as Buffer, 1)).rejects.toMatchObject({ code: 'QuotaExceeded' });
});
