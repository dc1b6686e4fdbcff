import type { RemovalPorts } from '../../functions/deletion/ports.ts';
import { readReceipt } from '../../functions/deletion/receipt.ts';
import { create } from '../../functions/retention/handler.ts';
import { setRetention } from '../../functions/retention/settings.ts';
import {
  acceptedUri,
  endpointKey,
  inboxPrefix,
  jobPrefix,
  runKey,
  runPrefix,
  tenantPartition,
} from '../../lib/domain/keys.ts';
import { outdated } from '../../lib/domain/retention.ts';
import type { ObjectStore } from '../../lib/ports/objects.ts';
import { Crash, crashing, type DeletionHome, deletionHome } from '../fixtures/deletion-home.ts';
import { type PlantedSubject, plantSubject } from '../fixtures/planted-subject.ts';

const day = 24 * 3600 * 1000;
const never = { photosDays: null, syntheticDays: null, runsDays: null };

/** What failed in a sweep, tenant by tenant. */
const failuresIn = (error: unknown): unknown[] => ((error as Error).cause as AggregateError).errors;

describe('what is too old', () => {
  const now = '2026-01-31T12:00:00.000Z';
  const daysAgo = (days: number) => new Date(Date.parse(now) - days * day).toISOString();
  const run = (name: string, age: number | null, more: { upload?: string; adapter?: string } = {}) => ({
    ...{ run: name, subject: 'mug', upload: null, adapter: null, ...more },
    finishedAt: age === null ? null : daysAgo(age),
  });
  const job = (of: string, stage: string, digest: string) => ({ run: of, subject: 'mug', stage, digest });
  const all = { jobs: [], serving: new Set<string>() };

  test('is nothing where a tenant keeps everything', () => {
    const kept = { ...all, runs: [run('a', 9999, { upload: 'u' })], jobs: [job('a', 'compose', 'c')] };
    expect(outdated(kept, never, now)).toEqual({ runs: [], uploads: [], jobs: [], adapters: [] });
  });

  test('is photos whose runs are all that old', () => {
    const runs = [run('a', 40, { upload: 'u' }), run('b', 20, { upload: 'u' }), run('c', 40, { upload: 'v' })];
    const underWay = run('d', null, { upload: 'w' });
    const { uploads } = outdated({ ...all, runs: [...runs, underWay] }, { ...never, photosDays: 30 }, now);
    expect(uploads.map(({ upload }) => upload)).toEqual(['v']);
  });

  test('is images that no younger run uses, and no adapter', () => {
    const runs = [run('a', 40), run('b', 20)];
    const jobs = [
      job('a', 'generate', 'g'),
      job('b', 'generate', 'g'),
      job('a', 'compose', 'c'),
      job('a', 'represent', 'r'),
    ];
    const going = outdated({ ...all, runs, jobs }, { ...never, syntheticDays: 30 }, now);
    expect(going).toMatchObject({ runs: [], jobs: [{ digest: 'c' }], adapters: [] });
  });

  test('is whole runs with all that is theirs alone, but for one whose adapter is in use', () => {
    const runs = [
      run('a', 40, { upload: 'u', adapter: 'x' }),
      run('b', 50, { upload: 'v', adapter: 'y' }),
      run('c', 60, { upload: 'w', adapter: 'z' }),
      run('d', 1, { upload: 'q', adapter: 'z' }),
    ];
    const jobs = [
      job('a', 'represent', 'ra'),
      job('b', 'represent', 'rb'),
      job('c', 'represent', 'rc'),
      job('d', 'represent', 'rc'),
      job('b', 'priors', 'p'),
    ];
    const going = outdated({ runs, jobs, serving: new Set(['x']) }, { ...never, runsDays: 30 }, now);
    expect(going.runs.map(({ run: of }) => of)).toEqual(['b', 'c']);
    expect(going.uploads.map(({ upload }) => upload)).toEqual(['v', 'w']);
    expect(going.jobs.map(({ digest }) => digest)).toEqual(['rb']);
    expect(going.adapters).toEqual(['y']);
  });
});

describe('once a day', () => {
  let home: DeletionHome;
  let planted: PlantedSubject;
  beforeEach(async () => {
    home = await deletionHome();
    planted = await plantSubject(home, 'acme', 'abc123abc123');
  });
  afterEach(() => home.close());

  const later = (days: number): void => {
    home.time.now += days * day;
  };
  const sweep = (ports: RemovalPorts = home.ports) => create(ports, home.home)();
  const under = async (prefix: string) => (await home.ports.objects.list(prefix)).length;
  const upload = () => planted.marks[3] ?? '';

  test('nothing goes of a tenant that says nothing, and nothing that is young enough', async () => {
    later(9999);
    expect(await sweep()).toEqual({ receipts: [] });
    home.time.now -= 9998 * day;
    await setRetention(home.ports, 'acme', { photosDays: 30, syntheticDays: 30, runsDays: 30 });
    expect(await sweep()).toEqual({ receipts: [] });
  });

  test('synthetic images go with their job, once, and the receipt says so', async () => {
    await setRetention(home.ports, 'acme', { ...never, syntheticDays: 30 });
    const compose = jobPrefix(planted.of, planted.marks[5] ?? '');
    expect(await under(compose)).toBe(2);
    later(31);
    const {
      receipts: [deletion = ''],
    } = await sweep();
    expect(await readReceipt(home.ports, 'acme', deletion)).toMatchObject({
      ...{ status: 'done', reason: 'retention', subject: null, requestedBy: 'retention' },
      counts: { syntheticImages: 1, documents: 1, photos: 0, records: 0, logs: 1, executions: 0 },
      signature: expect.stringMatching(/^ey/),
    });
    expect([await under(compose), await under(inboxPrefix(planted.of, upload()))]).toEqual([0, 3]);
    expect(await sweep()).toEqual({ receipts: [] });
  });

  test('one tenant whose things cannot be removed keeps nothing of another', async () => {
    await plantSubject(home, 'zebra', 'abc123abc123');
    for (const tenant of ['acme', 'zebra']) await setRetention(home.ports, tenant, { ...never, syntheticDays: 30 });
    later(31);
    const objects: ObjectStore = {
      ...home.ports.objects,
      list: async (prefix) => {
        if (prefix.includes('/tenants/acme/')) throw new Crash('not today');
        return home.ports.objects.list(prefix);
      },
    };
    const error = await sweep({ ...home.ports, objects }).catch((thrown: unknown) => thrown);
    expect([error, failuresIn(error)]).toEqual([
      expect.objectContaining({ code: 'Internal', message: expect.stringContaining('acme: Error: not today') }),
      [expect.any(Crash)],
    ]);
    const done = async (tenant: string) =>
      (await home.ports.records.query(tenantPartition(tenant), 'DELETION#')).map(({ status }) => status);
    expect([await done('acme'), await done('zebra')]).toEqual([[], ['done']]);
    await sweep();
    expect(await done('acme')).toEqual(['done']);
  });

  test('photos stay as long as a run of theirs is under way', async () => {
    await setRetention(home.ports, 'acme', { ...never, photosDays: 30 });
    later(31);
    expect(await sweep()).toEqual({ receipts: [] });
    const [, underWay = ''] = planted.runs;
    const finishedAt = '2026-01-31T12:00:00.000Z';
    await home.ports.records.update(runKey({ tenant: 'acme', run: underWay }), { status: 'failed', finishedAt });
    expect((await sweep()).receipts).toHaveLength(1);
    expect(await home.ports.objects.head(acceptedUri(planted.of, upload()))).toBeUndefined();
    expect(await under(inboxPrefix(planted.of, upload()))).toBe(0);
  });

  test('whatever breaks off, an old run goes whole once it serves no more, and nothing else does', async () => {
    await setRetention(home.ports, 'acme', { ...never, runsDays: 30 });
    later(31);
    expect(await sweep()).toEqual({ receipts: [] });
    await home.ports.records.update(endpointKey(planted.of), { adapter: null });
    const ports = crashing(home.ports, 5, 30);
    const receipts: string[] = [];
    for (let calls = 0; receipts.length === 0 && calls < 100; calls += 1) {
      const swept = await sweep(ports).catch((error: unknown) => {
        expect(failuresIn(error)).toEqual([expect.any(Crash)]);
        return { receipts: [] };
      });
      receipts.push(...swept.receipts);
    }
    const [ended = '', underWay = ''] = planted.runs;
    expect(await under(runPrefix({ ...planted.of, run: ended }))).toBe(0);
    expect(await under(jobPrefix(planted.of, planted.marks[6] ?? ''))).toBe(0);
    expect(await under(`s3://${home.home.bucket}/tenants/acme/gallery/`)).toBe(0);
    expect(home.ports.endpoints.deployed.size).toBe(0);
    expect(home.history.executions().map(({ name }) => name)).toEqual([`${upload()}-${underWay}`]);
    const kinds = (await home.ports.records.query(tenantPartition('acme'), '')).map(({ sk }) => sk.split('#')[0]);
    expect(kinds).toEqual([
      'DELETION',
      'ENDPOINT',
      'IDEM',
      'IDEM',
      'IDEM',
      'JOB',
      'JOB',
      'JOB',
      'OF',
      'RETENTION',
      'RUN',
      'SUBJECT',
      'UPLOAD',
    ]);
    expect((await readReceipt(home.ports, 'acme', receipts[0] ?? ''))?.counts).toMatchObject({
      adapters: 1,
      records: 6,
      executions: 1,
    });
    expect(await home.ports.objects.list(`s3://${home.home.bucket}/receipts/`)).toHaveLength(1);
  });
});
