import { create as createAccept } from '../../functions/accept/handler.ts';
import { randomNumbers } from '../fixtures/random.ts';
import { openTestService, type TestService } from './service.ts';
import { begun, counted, due, landed, ownDocument, starterOf, startRun, type Uploaded, uploaded } from './uploaded.ts';

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

/** Does all of the work, in an order drawn at random and so many at a time. */
async function atRandom(work: readonly (() => Promise<unknown>)[], atOnce: number, seed: number): Promise<void> {
  const random = randomNumbers(seed);
  const waiting = work.map((task) => ({ task, at: random() })).sort((a, b) => a.at - b.at);
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next.task();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function expectOneRun({ upload }: Uploaded, run?: string): Promise<void> {
  const { runs, active, spending } = await counted(service);
  expect(runs).toHaveLength(1);
  const [only] = runs;
  expect(service.history.executions()).toMatchObject([
    { name: `${upload}-${only?.run}`, input: { run: { run: only?.run } } },
  ]);
  if (run !== undefined) expect(only?.run).toBe(run);
  expect({ active, spending }).toEqual({ active: 1, spending: due(runs).spending });
  expect(spending).toBeGreaterThan(0);
}

describe('a thousand copies of the event, in any order and 32 at a time, are one run', () => {
  test('where the API was asked to start it, also while they come', async () => {
    const photos = await uploaded(service);
    const run = await begun(service, photos);
    const start = starterOf(service);
    const copies = Array.from({ length: 1000 }, () => () => start(landed(photos.uri)));
    const posts = Array.from({ length: 40 }, () => async () => {
      const response = await startRun(service, photos);
      expect([response.status, await response.json()]).toMatchObject([202, { id: run }]);
    });
    await atRandom([...copies, ...posts], 32, 1);
    await expectOneRun(photos, run);
  });

  test('where whoever uploaded wrote the document, and the API is asked for the same besides', async () => {
    const photos = await uploaded(service);
    const document = ownDocument(photos);
    await service.ports.objects.put(photos.uri, JSON.stringify(document));
    const start = starterOf(service);
    const copies = Array.from({ length: 1000 }, () => () => start(landed(photos.uri)));
    const posts = Array.from({ length: 40 }, () => async () => {
      const response = await startRun(service, photos);
      expect([response.status, await response.json()]).toMatchObject([202, { id: document.run }]);
    });
    await atRandom([...posts, ...copies], 32, 2);
    await expectOneRun(photos, document.run);
  });

  test('where the API is asked for other settings than the document has', async () => {
    const photos = await uploaded(service);
    const document = ownDocument(photos, { seed: 7 });
    await service.ports.objects.put(photos.uri, JSON.stringify(document));
    const start = starterOf(service);
    const copies = Array.from({ length: 200 }, () => () => start(landed(photos.uri)));
    const posts = Array.from({ length: 40 }, () => async () => {
      const response = await startRun(service, photos);
      expect([response.status, await response.json()]).toMatchObject([409, { code: 'UploadUsed' }]);
    });
    await atRandom([...posts, ...copies], 32, 3);
    await expectOneRun(photos, document.run);
  });
});

test('the document that lands while the API starts another run starts that one', async () => {
  const photos = await uploaded(service);
  const { objects } = service.ports;
  const head = objects.head;
  const document = ownDocument(photos);
  // Between looking for a document and writing one.
  objects.head = async (uri) => {
    const found = await head(uri);
    if (uri === photos.uri) await objects.put(uri, JSON.stringify(document));
    return found;
  };
  const run = await begun(service, photos);
  expect(run).not.toBe(document.run);
  await starterOf(service)(landed(photos.uri));
  await expectOneRun(photos, run);
});

test('two callers at once get the same run', async () => {
  const photos = await uploaded(service);
  const runs = await Promise.all(Array.from({ length: 20 }, () => begun(service, photos)));
  expect(new Set(runs).size).toBe(1);
  await starterOf(service)(landed(photos.uri));
  await expectOneRun(photos, runs[0]);
});

test("a document that names another upload's run starts nothing", async () => {
  const first = await uploaded(service);
  const run = await begun(service, first);
  const second = await uploaded(service);
  await service.ports.objects.put(second.uri, JSON.stringify(ownDocument(second, { run })));
  const start = starterOf(service);
  expect(await start(landed(second.uri))).toEqual({ started: [] });
  await start(landed(first.uri));
  await expectOneRun(first, run);
});

describe('a run that is over never starts, however often its event comes', () => {
  test('where it was cancelled before the event came', async () => {
    const photos = await uploaded(service);
    const run = await begun(service, photos);
    await service.ask({ tenant: 'acme', role: 'member' }, 'POST', `/v1/runs/${run}/cancel`);
    expect(await starterOf(service)(landed(photos.uri))).toEqual({ started: [] });
    expect(service.history.executions()).toEqual([]);
    expect(await counted(service)).toMatchObject({ active: 0, spending: 0 });
  });

  test('where it is cancelled in the moment of its start', async () => {
    const photos = await uploaded(service);
    const run = await begun(service, photos);
    const { executions } = service.ports;
    const start: typeof executions.start = async (name, input) => {
      const response = await service.ask({ tenant: 'acme', role: 'member' }, 'POST', `/v1/runs/${run}/cancel`);
      expect(response.status).toBe(200);
      return executions.start(name, input);
    };
    const starter = starterOf(service, { ...service.ports, executions: { ...executions, start } });
    await starter(landed(photos.uri));
    const [begins] = service.history.executions();
    // Its first task.
    const accept = createAccept(service.ports, service.home);
    await expect(accept(begins?.input as never)).rejects.toMatchObject({ code: 'RunOver' });
    expect(await service.ports.objects.list(`s3://${service.home.bucket}/tenants/`)).toEqual([]);
    expect(await counted(service)).toMatchObject({ active: 0, runs: [{ status: 'cancelled' }] });
  });

  test('where a quota refused it', async () => {
    const photos = await uploaded(service);
    const quota = { json: { runsAtOnce: 0 } };
    await service.ask({ tenant: 'acme', role: 'admin' }, 'PATCH', '/v1/quotas', quota);
    await service.ports.objects.put(photos.uri, JSON.stringify(ownDocument(photos)));
    const start = starterOf(service);
    expect([await start(landed(photos.uri)), await start(landed(photos.uri))]).toEqual([
      { started: [] },
      { started: [] },
    ]);
    const { runs, active } = await counted(service);
    const asked = { promote: 'better-or-unjudged', lend: false };
    expect(runs).toMatchObject([{ status: 'failed', error: { code: 'RateExceeded' }, ...asked }]);
    expect([service.history.executions(), active]).toEqual([[], 0]);
  });
});
