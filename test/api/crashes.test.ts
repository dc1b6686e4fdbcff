import fc from 'fast-check';
import type { ApiPorts } from '../../functions/api/context.ts';
import { advance } from '../../functions/run-record.ts';
import { changeStage } from '../../functions/stage-record.ts';
import { type RunReference, runKey } from '../../lib/domain/keys.ts';
import { dyingBefore } from './dying.ts';
import { openTestService, type TestService } from './service.ts';
import { begun, counted, due, landed, ownDocument, starterOf, startRun, type Uploaded, uploaded } from './uploaded.ts';

/** More writes than any of the operations makes. */
const never = 99;

let service: TestService;
let through: (ports: ApiPorts) => ApiPorts = (ports) => ports;
beforeAll(async () => {
  service = await openTestService({ through: (ports) => through(ports) });
});
afterAll(() => service.close());

let tenants = 0;
const newTenant = (): string => `tenant-${tenants++}`;

/** Whether the request was answered as it should be by a process that dies before its write number `last`. */
async function asked(last: number, ask: () => Promise<Response>): Promise<boolean> {
  through = (ports) => dyingBefore(ports, last);
  const { status } = await ask();
  through = (ports) => ports;
  return status < 300;
}

const post = (photos: Uploaded, last: number): Promise<boolean> => asked(last, () => startRun(service, photos));

const askRun = (tenant: string, run: string, what: string, last: number): Promise<boolean> =>
  asked(last, () => service.ask({ tenant, role: 'member' }, 'POST', `/v1/runs/${run}/${what}`));

/** The same of an event, which the queue delivers again until it was handled. */
const deliver = (photos: Uploaded, last: number): Promise<boolean> =>
  starterOf(
    service,
    dyingBefore(service.ports, last),
  )(landed(photos.uri)).then(
    () => true,
    () => false,
  );

const executionsOf = (tenant: string) =>
  service.history.executions().filter(({ input }) => (input as unknown as { run: RunReference }).run.tenant === tenant);

async function expectExact(tenant: string): Promise<Awaited<ReturnType<typeof counted>>['runs']> {
  const { runs, ...counters } = await counted(service, tenant);
  expect(counters).toEqual(due(runs));
  return runs;
}

const deaths = fc.array(fc.record({ who: fc.constantFrom('post', 'event'), last: fc.nat({ max: 4 }) }), {
  maxLength: 6,
});

test.each([
  ['the API writes', false],
  ['whoever uploaded wrote', true],
])('a run whose document %s is one, with its counters, wherever processes die', async (_, own) => {
  const law = fc.asyncProperty(deaths, async (steps) => {
    const photos = await uploaded(service, { tenant: newTenant() });
    if (own) await service.ports.objects.put(photos.uri, JSON.stringify(ownDocument(photos)));
    for (const { who, last } of steps) {
      if (who === 'post') await post(photos, last);
      else await deliver(photos, last);
      const runs = await expectExact(photos.tenant);
      expect(runs.length).toBeLessThanOrEqual(1);
    }
    expect(await post(photos, never)).toBe(true);
    expect(await deliver(photos, never)).toBe(true);
    const [run, ...more] = await expectExact(photos.tenant);
    expect(more).toEqual([]);
    expect(executionsOf(photos.tenant)).toMatchObject([{ name: `${photos.upload}-${run?.run}`, status: 'RUNNING' }]);
  });
  await fc.assert(law, { numRuns: 60 });
});

/** A run that is under way and has paid for a stage. */
async function underWay(): Promise<RunReference> {
  const photos = await uploaded(service, { tenant: newTenant() });
  const run = await begun(service, photos);
  await deliver(photos, never);
  const reference = { ...photos, bucket: service.home.bucket, run, upload: photos.uri };
  const spent = { 'job-1': { seconds: 100, usdMicros: 4321, estimated: false } };
  await changeStage(service.ports.records, reference, 'represent', (before) => ({ ...before, spent }));
  return reference;
}

const final = ['succeeded', 'kept-base', 'failed', 'cancelled'] as const;
const states = ['validating', 'generating', 'training', 'evaluating', 'deploying', ...final] as const;

test('a run that ended has given back its place and cost what it cost, however often each of its ends is told', async () => {
  const told = fc.array(fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  const law = fc.asyncProperty(told, fc.constantFrom(...final), async (rounds, end) => {
    const run = await underWay();
    for (const together of rounds) {
      await Promise.all(together.map((status) => advance(service.ports, run, status)));
      await expectExact(run.tenant);
    }
    for (let again = 0; again < 3; again += 1) await advance(service.ports, run, end);
    await expectExact(run.tenant);
    expect(await counted(service, run.tenant)).toMatchObject({ active: 0, spending: 4321 });
  });
  await fc.assert(law, { numRuns: 60 });
});

test('a cancelled run is stopped and counted once, wherever processes die on the way', async () => {
  for (let last = 0; last <= 3; last += 1) {
    const run = await underWay();
    await askRun(run.tenant, run.run, 'cancel', last);
    await expectExact(run.tenant);
    expect(await askRun(run.tenant, run.run, 'cancel', never)).toBe(true);
    expect(await counted(service, run.tenant)).toMatchObject({ active: 0, spending: 4321 });
    expect(executionsOf(run.tenant)).toMatchObject([{ status: 'ABORTED' }]);
  }
});

test('a run that is tried again is one more, wherever processes die on the way', async () => {
  const law = fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 5 }), async (lasts) => {
    const run = await underWay();
    await advance(service.ports, run, 'failed');
    for (const last of lasts) {
      await askRun(run.tenant, run.run, 'retry', last);
      await expectExact(run.tenant);
    }
    expect(await askRun(run.tenant, run.run, 'retry', never)).toBe(true);
    const runs = await expectExact(run.tenant);
    expect(runs.map(({ retryOf }) => retryOf)).toEqual([null, run.run]);
    expect(executionsOf(run.tenant).map(({ name }) => name.split('-')[1])).toEqual(runs.map((one) => one.run));
    const again = runs.at(-1)?.run;
    expect(await service.ports.records.get(runKey(run))).toMatchObject({ status: 'failed', retriedBy: again });
  });
  await fc.assert(law, { numRuns: 40 });
});
