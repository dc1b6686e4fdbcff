import { peakJobMemory, synthesisJobs } from '../../bin/run-history.ts';
import type { WorkflowEvent } from '../../lib/local/workflow/history.ts';
import { StateFailure, type TaskRunner } from '../../lib/local/workflow/task.ts';
import { engineOf, type JsonObject, machine } from '../workflow/machines.ts';

const task = (resource: string, extra: JsonObject): JsonObject => ({ Type: 'Task', Resource: resource, ...extra });
const job = (digest: string): JsonObject => ({ finished: true, digest, manifest: `s3://bucket/${digest}` });

/** A machine that leaves what the workflow leaves: both kinds of synthetic image at once, then what follows. */
const workflow = (compose: JsonObject): JsonObject =>
  machine({
    NoPriors: { Type: 'Pass', Result: { priors: { digest: null, place: null } }, ResultPath: '$.synthesis' },
    Synthesize: {
      Type: 'Parallel',
      Branches: [
        machine({ NoGeneration: { Type: 'Pass', Result: { digest: null }, ResultPath: '$.job' } }),
        machine({
          PrepareCompose: { Type: 'Pass', Result: job('c1'), ResultPath: '$.job' },
          TrainCompose: compose,
        }),
      ],
      ResultSelector: {
        'priors.$': '$[0].synthesis.priors',
        'generate.$': '$[0].job',
        'compose.$': '$[1].job',
      },
      ResultPath: '$.synthesis',
    },
    PrepareRepresent: { Type: 'Pass', Result: job('d2'), ResultPath: '$.job' },
    TrainRepresent: task('train', { Parameters: { peak: 200 }, ResultPath: '$.job.outcome' }),
  });

const measured = (peakMemoryBytes: number) => ({
  TrainingJobName: 'x',
  LikenessUsage: { peakMemoryBytes, seconds: 1 },
});

/** A job takes as much memory as its parameters say, and fails where they say so. */
const train: TaskRunner = async ({ parameters }) => {
  const { peak, fails } = parameters as { peak: number; fails?: boolean };
  if (fails) throw new StateFailure('States.TaskFailed', JSON.stringify(measured(peak)));
  return measured(peak);
};

async function eventsOf(compose: JsonObject, run: TaskRunner = train) {
  const engine = engineOf(workflow(compose), { run });
  engine.start('test', { run: { note: '"digest":"0123456789abcdef0123456789abcdef"', peakMemoryBytes: 10 ** 15 } });
  await engine.run('test');
  return engine.events('test');
}

const quick = { Type: 'Pass' };

describe('the jobs that made the images', () => {
  test('are named by their states, not by text that looks like one', async () => {
    expect(synthesisJobs(await eventsOf(quick))).toEqual({ compose: 'c1' });
  });

  test('are three where there is a generator, and the priors lie where they may be shared', () => {
    const place = { bucket: 'bucket', tenant: null, generator: 'tiny-sd', category: 'mug' };
    const synthesis = { priors: { digest: 'p0', place }, generate: job('g1'), compose: job('c1') };
    const event: WorkflowEvent = {
      execution: 'test',
      id: 1,
      time: '2026-01-01T00:00:00.000Z',
      type: 'StateExited',
      path: '/Synthesize#1',
      detail: { name: 'Synthesize', output: { synthesis } },
    };
    expect(synthesisJobs([event])).toEqual({ priors: { digest: 'p0', place }, generate: 'g1', compose: 'c1' });
  });

  test('are missing in a run that did not get so far', async () => {
    const events = await eventsOf(task('train', { Parameters: { peak: 1, fails: true } }));
    expect(() => synthesisJobs(events)).toThrow(
      expect.objectContaining({ code: 'Internal', message: expect.stringContaining('no compose job') }),
    );
    expect(() => synthesisJobs([])).toThrow(expect.objectContaining({ code: 'Internal' }));
  });
});

describe('the memory of the jobs', () => {
  test('is that of the largest', async () => {
    const compose = task('train', { Parameters: { peak: 100 }, ResultPath: '$.job.outcome' });
    expect(peakJobMemory(await eventsOf(compose))).toBe(200);
  });

  test('is also that of one that failed', async () => {
    const compose = task('train', {
      Parameters: { peak: 300, fails: true },
      ResultPath: '$.job.outcome',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.job.outcome', Next: 'Goes on' }],
      Next: 'Goes on',
    });
    const branch = machine({ PrepareCompose: { Type: 'Pass' }, TrainCompose: compose, 'Goes on': { Type: 'Pass' } });
    const engine = engineOf(branch, { run: train });
    engine.start('test', { job: {} });
    await engine.run('test');
    expect(peakJobMemory(engine.events('test'))).toBe(300);
  });

  test('is nought where no job ran, or nobody measured', async () => {
    expect(peakJobMemory([])).toBe(0);
    const unmeasured: TaskRunner = async () => ({ Payload: { peakMemoryBytes: 5 }, TrainingJobName: 'x' });
    expect(peakJobMemory(await eventsOf(quick, unmeasured))).toBe(0);
    const failing: TaskRunner = async () => {
      throw new StateFailure('States.Timeout', 'no JSON');
    };
    expect(peakJobMemory(await eventsOf(quick, failing))).toBe(0);
  });
});
