import fc from 'fast-check';
import { ulid } from 'ulid';
import { advance } from '../../functions/run-record.ts';
import { runKey, subjectRunKey } from '../../lib/domain/keys.ts';
import { type RunStatus, runStatuses } from '../../lib/domain/run.ts';
import { problem } from './problems.ts';
import { openTestService, type TestService } from './service.ts';
import { begun, member, uploaded } from './uploaded.ts';

let service: TestService;
beforeAll(async () => {
  service = await openTestService();
});
afterAll(() => service.close());

interface Listed {
  readonly id: string;
  readonly subject: string;
  readonly status: RunStatus;
}

let tenants = 0;
const newTenant = (): string => `lists-${tenants++}`;

/** A run's record, as its admission makes it. */
async function addRun(
  tenant: string,
  at: number,
  { subject = 'mug-1', status = 'queued' as RunStatus } = {},
): Promise<string> {
  const run = ulid(at);
  const key = runKey({ tenant, run });
  const createdAt = new Date(at).toISOString();
  const facts = {
    run,
    subject,
    status,
    category: 'mug',
    preset: 'laptop',
    upload: 's3://b/inbox/t/s/u/upload.json',
    createdAt,
  };
  await service.ports.records.transact([
    { create: { ...key, gsi1pk: `${key.pk}#${status}`, gsi1sk: key.sk, ...facts } },
    { create: { ...subjectRunKey({ tenant, subject, run }), run } },
  ]);
  return run;
}

const list = (tenant: string, query: string): Promise<Response> =>
  service.ask({ tenant, role: 'member' }, 'GET', `/v1/runs${query}`);

/** All pages of a list, one after another; `between` happens before each but the first. */
async function pages(tenant: string, filter: string, limit: number, between: () => Promise<void> = async () => {}) {
  const found: Listed[][] = [];
  let cursor: string | null = null;
  do {
    if (found.length > 0) await between();
    const response = await list(tenant, `?limit=${limit}${filter}${cursor === null ? '' : `&cursor=${cursor}`}`);
    if (response.status !== 200) throw new Error(await response.text());
    const page = (await response.json()) as { data: Listed[]; next: string | null };
    found.push(page.data);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

const shape = fc.record({
  subject: fc.constantFrom('mug-1', 'mug-10', 'cup'),
  status: fc.constantFrom<RunStatus>('queued', 'training', 'succeeded', 'failed'),
});
const filters = fc.record({
  subject: fc.option(fc.constantFrom('mug-1', 'mug-10', 'cup', 'nothing'), { nil: undefined }),
  status: fc.option(fc.constantFrom<RunStatus>('queued', 'training', 'succeeded', 'cancelled'), { nil: undefined }),
});

test('all pages together are all runs that were there, the newest first and none twice, while new ones come', async () => {
  const law = fc.asyncProperty(
    fc.array(shape, { maxLength: 25 }),
    fc.array(shape, { maxLength: 25 }),
    filters,
    fc.integer({ min: 1, max: 7 }),
    async (before, meanwhile, { subject, status }, limit) => {
      const tenant = newTenant();
      const wanted: string[] = [];
      for (const [at, one] of before.entries()) {
        const id = await addRun(tenant, 1_000 * (at + 1), one);
        const fits = (subject ?? one.subject) === one.subject && (status ?? one.status) === one.status;
        if (fits) wanted.unshift(id);
      }
      const coming = [...meanwhile.entries()];
      const filter = `${subject === undefined ? '' : `&subject=${subject}`}${status === undefined ? '' : `&status=${status}`}`;
      const found = await pages(tenant, filter, limit, async () => {
        const [at, one] = coming.pop() ?? [];
        if (at !== undefined) await addRun(tenant, 1_000_000 + at, one);
      });
      expect(found.flat().map(({ id }) => id)).toEqual(wanted);
      const both = subject !== undefined && status !== undefined;
      for (const page of found.slice(0, -1)) {
        if (both) expect(page.length).toBeLessThanOrEqual(limit);
        else expect(page).toHaveLength(limit);
      }
    },
  );
  await fc.assert(law, { numRuns: 60 });
});

test('a run is in the list of its status, and of no other, in every state that it comes to', async () => {
  const photos = await uploaded(service);
  const run = await begun(service, photos);
  const reference = { ...photos, bucket: service.home.bucket, run, upload: photos.uri };
  for (const status of ['queued', 'training', 'succeeded'] as const) {
    await advance(service.ports, reference, status);
    for (const other of runStatuses) {
      const { data } = (await (await list('acme', `?status=${other}`)).json()) as { data: Listed[] };
      expect(data.map(({ id }) => id)).toEqual(other === status ? [run] : []);
    }
  }
});

test('a list without runs has one empty page', async () => {
  const empty = { data: [], next: null };
  expect(await (await list(newTenant(), '')).json()).toEqual(empty);
  expect(await (await list(newTenant(), '?status=failed&subject=mug-1')).json()).toEqual(empty);
});

describe('a cursor is refused', () => {
  let tenant: string;
  let cursor: string;
  beforeAll(async () => {
    tenant = newTenant();
    for (let at = 1; at <= 3; at += 1) await addRun(tenant, at);
    cursor = ((await (await list(tenant, '?limit=1')).json()) as { next: string }).next;
  });

  test.each<[string, (cursor: string) => string]>([
    ['that is damaged', (of) => `?cursor=${of.slice(0, -2)}`],
    ['of the list without the filter', (of) => `?status=queued&cursor=${of}`],
    ["of another subject's list", (of) => `?subject=mug-1&cursor=${of}`],
    ['that is none', () => '?cursor=1'],
  ])('%s', async (_, query) => {
    expect(await problem(list(tenant, query(cursor)))).toMatchObject({ status: 400, code: 'CursorInvalid' });
  });

  test("of another tenant's list", async () => {
    expect(await problem(list(newTenant(), `?cursor=${cursor}`))).toMatchObject({ status: 400, code: 'CursorInvalid' });
  });

  test('of its own list with another limit it is taken', async () => {
    expect((await list(tenant, `?limit=2&cursor=${cursor}`)).status).toBe(200);
  });
});

test.each(['limit=0', 'limit=101', 'limit=many', 'status=running', 'subject=No', 'colour=red'])(
  '?%s is refused',
  async (query) => {
    expect(await problem(list('acme', `?${query}`))).toMatchObject({ status: 422, code: 'RequestInvalid' });
  },
);

test('subjects are listed by their ids, page by page, with what answers for them', async () => {
  const names = ['axe', 'bee', 'cup', 'dog', 'egg'];
  const asker = { tenant: newTenant(), role: 'member' } as const;
  for (const id of names.toReversed())
    await service.ask(asker, 'POST', '/v1/subjects', { json: { id, category: 'thing' } });
  const found: { id: string; endpoint: object }[] = [];
  let query = '?limit=2';
  while (query !== '') {
    const page = (await (await service.ask(asker, 'GET', `/v1/subjects${query}`)).json()) as {
      data: { id: string; endpoint: object }[];
      next: string | null;
    };
    found.push(...page.data);
    query = page.next === null ? '' : `?limit=2&cursor=${page.next}`;
  }
  expect(found.map(({ id }) => id)).toEqual(names);
  const base = { adapter: null, provisional: false };
  expect(found[0]?.endpoint).toEqual({ ...base, previous: base, version: 0, since: null });
  expect((await service.ask(member, 'GET', '/v1/subjects/axe')).status).toBe(404);
});
