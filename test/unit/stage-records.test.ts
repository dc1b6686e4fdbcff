import fc from 'fast-check';
import { create as createClose } from '../../functions/close/handler.ts';
import { create as createFail } from '../../functions/fail/handler.ts';
import type { JobState } from '../../functions/prepare/handler.ts';
import { advance } from '../../functions/run-record.ts';
import { changeStage } from '../../functions/stage-record.ts';
import { dataPrefix, runKey, stageKey } from '../../lib/domain/keys.ts';
import { runningCost, spentOf, stageSummary, succeeded } from '../../lib/domain/stages.ts';
import { meteredRun, nameOf } from '../fixtures/metered-run.ts';

/** Micro-dollars of so many seconds on ml.g5.xlarge in us-east-1. */
const onGpu = (seconds: number): number => Math.ceil((1_408_000 * seconds) / 3600);

let run: Awaited<ReturnType<typeof meteredRun>>;
beforeEach(async () => {
  run = await meteredRun();
});
afterEach(() => run.close());

const fail = () =>
  createFail(
    { ...run.ports },
    run.home,
  )({
    run: run.run,
    error: { Error: 'JobFailed', Cause: JSON.stringify({ errorMessage: 'why' }) },
  });
const close = (status: string) =>
  createClose(run.ports, run.home)({ detail: { status, input: JSON.stringify({ run: run.run }) } });

describe('a stage whose result is not there', () => {
  test('runs from the reservation of its first attempt on', async () => {
    const job = await run.prepare('generate');
    expect(await run.stage('generate')).toEqual({
      run: run.run.run,
      stage: 'generate',
      status: 'running',
      digest: job.digest,
      job: nameOf(job),
      startedAt: run.now(),
      finishedAt: null,
      instance: 'ml.g5.xlarge',
      spot: false,
      meter: {
        since: run.now(),
        usdMicrosPerHour: 1_408_000,
        maximumSeconds: 14_400,
        maximumUsdMicros: 4 * 1_408_000,
      },
      spent: {},
      error: null,
    });
    run.pass(90);
    expect(runningCost(await run.stages(), run.now())).toEqual({ seconds: 90, usdMicros: onGpu(90) });
  });

  test('has its record by its place in the workflow', async () => {
    for (const stage of ['represent', 'compose', 'generate', 'priors'] as const) await run.prepare(stage);
    expect((await run.stages()).map(({ stage }) => stage)).toEqual(['priors', 'generate', 'compose', 'represent']);
    expect(await run.ports.records.get(stageKey(run.run, 3))).toMatchObject({
      stage: 'compose',
      instance: 'ml.c7i.xlarge',
    });
  });

  test('succeeds with what SageMaker billed, however often it is settled', async () => {
    const job = await run.prepare('generate');
    run.pass(300);
    const outcome = await run.completed(job, { BillableTimeInSeconds: 200, TrainingTimeInSeconds: 210 });
    for (let times = 0; times < 3; times += 1) await run.settle(job, outcome);
    const record = await run.stage('generate');
    expect(stageSummary(record)).toMatchObject({
      status: 'succeeded',
      attempts: 1,
      finishedAt: run.now(),
      seconds: 200,
      usdMicros: onGpu(200),
    });
    await run.prepare('generate');
    expect(await run.stage('generate')).toEqual(record);
  });

  test.each<[string, object, number]>([
    ['billable seconds at the price on demand', { BillableTimeInSeconds: 100, TrainingTimeInSeconds: 250 }, onGpu(100)],
    ['all seconds at spot’s price where nobody said which are billable', { TrainingTimeInSeconds: 250 }, onGpu(100)],
  ])('on spot capacity costs %s', async (_, times, usdMicros) => {
    run.close();
    run = await meteredRun({}, { spot: true });
    const job = await run.prepare('priors');
    await run.settle(job, await run.completed(job, times));
    expect(spentOf(await run.stages()).usdMicros).toBe(usdMicros);
  });

  test('sums its attempts, and waits between them', async () => {
    const first = await run.prepare('generate');
    await run.settle(first, run.failed({ BillableTimeInSeconds: 40 }));
    expect(await run.stage('generate')).toMatchObject({ status: 'waiting', meter: null });
    const second = await run.prepare('generate');
    await run.settle(first, run.failed({ BillableTimeInSeconds: 40 }));
    expect(await run.stage('generate')).toMatchObject({ status: 'running', job: nameOf(second) });
    await run.settle(second, await run.completed(second, { BillableTimeInSeconds: 60 }));
    const summary = stageSummary(await run.stage('generate'));
    expect(summary).toMatchObject({ status: 'succeeded', attempts: 2, seconds: 100, error: null });
    expect(summary.usdMicros).toBe(onGpu(40) + onGpu(60));
  });

  test('that failed for good says why', async () => {
    const job = await run.prepare('represent');
    const outcome = run.failed(
      { BillableTimeInSeconds: 5 },
      'AlgorithmError: PhotoTruncated: "a.jpg" ends early., exit code: 1',
    );
    await expect(run.settle(job, outcome)).rejects.toMatchObject({ code: 'PhotoTruncated' });
    expect(stageSummary(await run.stage('represent'))).toMatchObject({
      status: 'failed',
      seconds: 5,
      error: { code: 'PhotoTruncated', message: '"a.jpg" ends early.' },
    });
  });

  test.each([
    ['was refused by SageMaker costs nothing', 'SageMaker.ResourceLimitExceededException', 0],
    ['could not run for the machine costs nothing', 'DiskFull', 0],
    ['was given up after a time costs what its meter showed', 'States.Timeout', 70],
  ])('a job that %s', async (_, error, seconds) => {
    const job = await run.prepare('generate');
    run.pass(70);
    await run.settle(job, { Error: error, Cause: '' }).catch(() => undefined);
    expect(spentOf(await run.stages())).toEqual({ seconds, usdMicros: onGpu(seconds) });
  });

  test('keeps what it cost where its result could not be stored', async () => {
    const job = await run.prepare('generate');
    const outcome = await run.completed(job, { BillableTimeInSeconds: 9 });
    await run.ports.objects.delete(`${dataPrefix(job.place, job.digest)}model.tar.gz`);
    await expect(run.settle(job, outcome)).rejects.toMatchObject({ code: 'ObjectNotFound' });
    await fail();
    expect(stageSummary(await run.stage('generate'))).toMatchObject({ status: 'failed', seconds: 9 });
  });
});

test('a stage whose result is there is reused, and costs nothing', async () => {
  const job = await run.prepare('priors');
  await run.settle(job, await run.completed(job, { BillableTimeInSeconds: 60 }));
  const other = { ...run.run, run: '01J00000000000000000000009' };
  await run.ports.records.create({ ...runKey(other), status: 'generating' });
  await run.ports.records.delete(stageKey(run.run, 1));
  expect(await run.prepare('priors')).toMatchObject({ finished: true });
  expect(stageSummary(await run.stage('priors'))).toMatchObject({
    status: 'reused',
    digest: job.digest,
    job: null,
    attempts: 0,
    seconds: 0,
    usdMicros: 0,
    startedAt: run.now(),
    finishedAt: run.now(),
  });
});

describe('a run that ends', () => {
  test('by a failure closes what runs beside it, with the reason and what its meter showed', async () => {
    const done = await run.prepare('priors');
    await run.settle(done, await run.completed(done, { BillableTimeInSeconds: 60 }));
    await run.prepare('compose');
    run.pass(36);
    for (let times = 0; times < 2; times += 1) await fail();
    expect(await run.stage('priors')).toMatchObject({ status: 'succeeded', error: null });
    const compose = stageSummary(await run.stage('compose'));
    expect(compose).toMatchObject({ status: 'failed', seconds: 36, error: { code: 'JobFailed', message: 'why' } });
    expect(compose.usdMicros).toBe(Math.ceil((214_200 * 36) / 3600));
  });

  test.each([
    ['ABORTED', null],
    ['TIMED_OUT', { code: 'WorkflowFailed', message: 'The run took longer than a run may.' }],
  ])('as %s closes its stages', async (status, error) => {
    await run.prepare('generate');
    run.pass(10);
    await close(status);
    run.pass(1000);
    await close(status);
    expect(await run.stage('generate')).toMatchObject({ status: 'failed', meter: null, error });
    expect(spentOf(await run.stages()).seconds).toBe(10);
  });

  test('while an attempt is reserved leaves no meter running', async () => {
    await advance(run.ports, run.run, 'cancelled');
    await run.prepare('generate');
    run.pass(1000);
    expect(await run.stage('generate')).toMatchObject({ status: 'failed', meter: null });
    expect(runningCost(await run.stages(), run.now()).seconds).toBe(0);
  });
});

test('changes by many at once are all made', async () => {
  const seen = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      changeStage(run.ports.records, run.run, 'compose', (before) => ({
        ...before,
        spent: { ...before.spent, [`job-${index}`]: { seconds: 1, usdMicros: 1, estimated: false } },
      })),
    ),
  );
  expect(seen).toHaveLength(8);
  expect(spentOf(await run.stages())).toEqual({ seconds: 8, usdMicros: 8 });
  const done = await changeStage(run.ports.records, run.run, 'compose', (before) => succeeded(before, run.now()));
  expect(await run.stage('compose')).toEqual(done);
});

test('however prepare and settle are called, and called again, each job that was billed counts once', async () => {
  const call = fc.record({ settles: fc.boolean(), job: fc.nat({ max: 5 }), again: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
      const metered = await meteredRun();
      const jobs: JobState[] = [];
      const billed = new Map<string, number>();
      for (const { settles, job: index, again } of calls) {
        const job = jobs[index % Math.max(1, jobs.length)];
        for (let times = 0; times < again; times += 1) {
          if (!settles || job === undefined) jobs.push(await metered.prepare('generate'));
          else {
            const seconds = 10 * (1 + jobs.indexOf(job));
            billed.set(nameOf(job), seconds);
            await metered.settle(job, metered.failed({ BillableTimeInSeconds: seconds })).catch(() => undefined);
          }
        }
      }
      const seconds = [...billed.values()].reduce((sum, one) => sum + one, 0);
      const usdMicros = [...billed.values()].reduce((sum, one) => sum + onGpu(one), 0);
      expect(spentOf(await metered.stages())).toEqual({ seconds, usdMicros });
      metered.close();
    }),
    { numRuns: 20 },
  );
});
