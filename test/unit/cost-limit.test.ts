import fc from 'fast-check';
import { costAt } from '../../lib/domain/cost.ts';
import { affordableSeconds } from '../../lib/domain/cost-limit.ts';
import { newStage, type StageRecord, spentOf } from '../../lib/domain/stages.ts';
import { maximumSecondsOf, type Stage, stages } from '../../lib/domain/training-job.ts';
import { testHome } from '../fixtures/handlers.ts';
import { meteredRun, secondsOf } from '../fixtures/metered-run.ts';

/** Micro-dollars an hour in us-east-1. */
const gpu = 1_408_000;
const cpu = 214_200;

const opened: { close(): void }[] = [];
async function open(...of: Parameters<typeof meteredRun>) {
  const run = await meteredRun(...of);
  opened.push(run);
  return run;
}
afterEach(() => {
  for (const run of opened.splice(0)) run.close();
});

/** A stage that has cost so much. */
const paid = (stage: Stage, usdMicros: number): StageRecord => ({
  ...newStage('run', stage),
  status: 'succeeded',
  spent: { job: { seconds: 1, usdMicros, estimated: false } },
});

describe('how long a job may run', () => {
  const money = fc.nat({ max: 20_000_000 });

  test('with a minute to stop in costs no more than is left, unless it is the minute that none is denied', () => {
    fc.assert(
      fc.property(money, money, fc.constantFrom(...stages), (limit, spent, stage) => {
        const purse = { home: testHome, limit, stages: [paid('priors', spent)] };
        const seconds = affordableSeconds(stage, purse);
        expect(seconds).toBeGreaterThanOrEqual(60);
        expect(seconds).toBeLessThanOrEqual(maximumSecondsOf(stage));
        const cost = costAt(stage === 'compose' ? cpu : gpu, seconds + 60);
        expect(seconds === 60 || cost <= limit - spent).toBe(true);
      }),
    );
  });

  test('grows with the limit, and is the stage’s own where there is none', () => {
    fc.assert(
      fc.property(money, money, fc.constantFrom(...stages), (limit, more, stage) => {
        const of = (one: number | undefined) => affordableSeconds(stage, { home: testHome, limit: one, stages: [] });
        expect(of(limit)).toBeLessThanOrEqual(of(limit + more));
        expect(of(undefined)).toBe(maximumSecondsOf(stage));
      }),
    );
  });
});

describe('a run with a cost limit', () => {
  test('bounds its job by what is left of it, which the job’s digest does not know', async () => {
    const [free, limited] = [await open(), await open({ costLimit: 1_000_000 })];
    const [first, second] = [await free.prepare('represent'), await limited.prepare('represent')];
    expect([first, second].map(secondsOf)).toEqual([14_400, 2_496]);
    expect(second.digest).toBe(first.digest);
    await limited.settle(second, await limited.completed(second, { BillableTimeInSeconds: 1_278 }));
    expect(spentOf(await limited.stages()).usdMicros).toBe(499_840);
    expect(secondsOf(await limited.prepare('priors'))).toBe(1_218);
  });

  test('on spot capacity is bounded at the price on demand, and still waits for capacity as long', async () => {
    const run = await open({ costLimit: 1_000_000 }, { spot: true });
    const { request } = await run.prepare('represent');
    expect(request).toMatchObject({
      StoppingCondition: { MaxRuntimeInSeconds: 2_496, MaxWaitTimeInSeconds: 28_800 },
    });
  });

  test('leaves its compose job what that may take, whichever of the two is prepared first', async () => {
    for (const order of [
      ['generate', 'compose'],
      ['compose', 'generate'],
    ] as const) {
      const run = await open({ costLimit: 1_000_000 });
      const jobs: Partial<Record<Stage, number>> = {};
      for (const stage of order) jobs[stage] = secondsOf(await run.prepare(stage));
      expect(jobs.compose).toBeGreaterThanOrEqual(1_680);
      expect(costAt(gpu, (jobs.generate ?? 0) + 60) + costAt(cpu, jobs.compose ?? 0)).toBeLessThanOrEqual(1_000_000);
    }
  });

  test('that has cost as much starts no other job, and says what to do', async () => {
    const run = await open({ costLimit: 100_000 });
    const job = await run.prepare('priors');
    await run.settle(job, await run.completed(job, { BillableTimeInSeconds: 260 }));
    const before = await run.ports.records.query('T#acme', 'JOB#');
    await expect(run.prepare('generate')).rejects.toMatchObject({
      code: 'CostLimitReached',
      fault: 'user',
      message:
        'The run may cost 0.10 USD and has cost 0.10 USD, so its generate job was not started. ' +
        'Start it again with a higher cost limit: what is finished is found again and costs nothing.',
    });
    expect(await run.ports.records.query('T#acme', 'JOB#')).toEqual(before);
  });

  test('still takes what is there already', async () => {
    const run = await open({ costLimit: 1 });
    const job = await run.prepare('priors');
    await run.settle(job, await run.completed(job, { BillableTimeInSeconds: 60 }));
    expect(await run.prepare('priors')).toMatchObject({ finished: true });
  });

  test('counts what runs beside the job that is asked for', async () => {
    const run = await open({ costLimit: 20_000 });
    await run.prepare('generate');
    run.pass(60);
    await expect(run.prepare('compose')).rejects.toMatchObject({ code: 'CostLimitReached' });
  });

  test('on one’s own machine is never reached', async () => {
    const run = await open({ costLimit: 0 }, { region: 'local', instances: { gpu: 'local', cpu: 'local' } });
    expect(secondsOf(await run.prepare('generate'))).toBe(14_400);
  });

  test('where there is no price is refused, because nobody could hold it', async () => {
    const elsewhere = { region: 'eu-north-1' };
    await expect((await open({ costLimit: 1_000_000 }, elsewhere)).prepare('compose')).rejects.toMatchObject({
      code: 'OptionInvalid',
      message: expect.stringContaining('ml.c7i.xlarge in eu-north-1 has no price'),
    });
    expect(secondsOf(await (await open({}, elsewhere)).prepare('compose'))).toBe(1_800);
  });
});

describe('a job that ran as long as it was allowed', () => {
  const stopped = (times: object) => ({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'MaxRuntimeExceeded',
    ...times,
  });
  const told = { code: 'JobFailed', failure: 'The training job ended as Stopped.' };

  async function stop(limit: number | undefined, billed: number, spot = false) {
    const run = await open(limit === undefined ? {} : { costLimit: limit }, { spot });
    const job = await run.prepare('represent');
    const cause = { Error: 'States.TaskFailed', Cause: JSON.stringify(stopped({ BillableTimeInSeconds: billed })) };
    const settled = run.settle(job, cause);
    return { run, job, settled };
  }
  const attempts = (run: Awaited<ReturnType<typeof open>>) => run.ports.records.query('T#acme', 'JOB#');

  test('ends a run whose money is gone, in words of money', async () => {
    const { run, settled } = await stop(1_000_000, 2_500);
    await expect(settled).rejects.toMatchObject({
      code: 'CostLimitReached',
      message: expect.stringMatching(
        /^The run may cost 1\.00 USD and has cost 0\.98 USD, so its represent job was stopped\. /,
      ),
    });
    expect(await run.stage('represent')).toMatchObject({ status: 'failed', error: { code: 'CostLimitReached' } });
    expect(await attempts(run)).toMatchObject([{ code: 'CostLimitReached' }]);
  });

  test('goes on at its checkpoint where spot capacity left money, and that is no failure', async () => {
    const { run, settled } = await stop(1_000_000, 900, true);
    expect(await settled).toMatchObject({ finished: false });
    expect(await run.stage('represent')).toMatchObject({ status: 'waiting' });
    expect((await attempts(run)).map(({ failure }) => failure)).toEqual([undefined]);
    expect(secondsOf(await run.prepare('represent'))).toBe(1_596);
  });

  test.each([
    ['the limit is far', 100_000_000, 14_400],
    ['there is none', undefined, 14_400],
    ['it was billed for nothing', 1_000_000, 0],
  ])('is tried again as any that failed where %s', async (_, limit, billed) => {
    const { run, settled } = await stop(limit, billed);
    expect(await settled).toMatchObject({ finished: false });
    expect(await attempts(run)).toMatchObject([told]);
  });
});
