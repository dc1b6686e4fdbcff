import { readResult } from '../../bin/result.ts';
import { dataPrefix, manifestUri } from '../../lib/domain/keys.ts';
import type { WorkflowEvent } from '../../lib/local/workflow/history.ts';
import { accepted, handlerHome, run } from '../fixtures/handlers.ts';
import { curation, finishRun, jobs, metrics, photos, result } from '../fixtures/results.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 31) + seconds * 1000).toISOString();
const timing = { seconds: 20, peakMemoryBytes: 2 ** 30 };

/** States in the order in which a run passes through them, each for as many seconds. */
const spans = [
  ['Accept', 1.5],
  ['Plan', 0.25],
  ['Synthesize', 2],
  ['Verdict', 0.5],
  ['DeployAdapter', 1],
  ['SmokeTest', 0.125],
  ['Promote', 0.1],
  ['Record', 0.1],
] as const;

function history(left: readonly string[] = []): WorkflowEvent[] {
  let time = 0;
  const event = (type: string, name: string, output: object): WorkflowEvent => ({
    execution: 'x',
    id: 0,
    time: at(time),
    type,
    path: `/${name}#1`,
    detail: JSON.parse(JSON.stringify({ name, type: 'Task', output })),
  });
  return spans
    .filter(([name]) => !left.includes(name))
    .flatMap(([name, seconds]) => {
      const entered = event('StateEntered', name, {});
      time += seconds;
      const synthesis = { generate: { digest: null }, compose: { digest: jobs.compose } };
      return [entered, event('StateExited', name, name === 'Synthesize' ? { synthesis } : {})];
    });
}

const stage = (name: string, seconds: number, rest: object = {}) => ({
  name,
  job: null,
  seconds,
  peakMemoryBytes: expect.any(Number),
  reused: false,
  ...rest,
});

test('the result gathers what the run recorded', async () => {
  await finishRun(home);
  const { stages: _, ...read } = (await readResult(home, run, history(), timing)).result;
  const { stages: __, ...expected } = result({ photos: { ...result().photos, others: 1 }, ...timing });
  expect(read).toEqual(expected);
});

test('the numbers of the jobs are looked through for what is behind them', async () => {
  await finishRun(home);
  const even = { base: 0.5, personalized: 0.5, difference: 0, interval: [-0.1, 0.1], photos: 4 };
  const effects = [{ source: 'cut-and-paste', difference: 0.001, interval: [-0.1, 0.1] }];
  const [found] = Object.values(curation.sources);
  await home.put(`${dataPrefix(run, jobs.represent)}evaluation.json`, { metrics, dense: { detection: even }, effects });
  await home.put(`${dataPrefix(run, jobs.represent)}curation.json`, {
    ...curation,
    summary: { ...curation.summary, vendi: 5 },
    sources: { 'cut-and-paste': { ...found, kept: 96 }, 'augmented-real': { ...found, kind: 'anchor', kept: 48 } },
  });
  const { diagnoses, dense, examined } = (await readResult(home, run, history(), timing)).result;
  expect(dense).toEqual({ detection: even });
  expect(examined).toEqual(['no-localisation', 'plateau']);
  expect(diagnoses.map(({ code, numbers }) => [code, numbers])).toEqual([
    ['no-localisation', { averagePrecisionOneReference: 0.25, detection: 0 }],
    ['plateau', { kept: 96, vendi: 5, 'Cut-and-Paste': 0.001 }],
  ]);
});

test('it names both jobs and has the accepted photos', async () => {
  await finishRun(home);
  const read = await readResult(home, run, history(), timing);
  expect(read.jobs).toEqual(jobs);
  expect(read.accepted).toEqual(accepted(photos));
});

test('stages are in the order of the workflow; what is left of the time are imports and orchestration', async () => {
  await finishRun(home);
  const { stages } = (await readResult(home, run, history(), timing)).result;
  expect(stages).toEqual([
    stage('accept', 1.5),
    stage('plan', 0.25),
    stage('mask', 1, { job: 'compose', peakMemoryBytes: 10, reused: true }),
    stage('train', 4, { job: 'represent', peakMemoryBytes: 20 }),
    stage('verdict', 0.5),
    stage('deploy', 1),
    stage('smoke-test', 0.125),
    stage('promote', 0.1),
    stage('record', 0.1),
    stage('imports', 2.5, { peakMemoryBytes: null }),
    stage('orchestration', 9.925),
  ]);
  const spent = stages.filter(({ reused }) => !reused).reduce((sum, one) => sum + one.seconds, 0);
  expect(spent).toBeCloseTo(timing.seconds, 6);
});

test('a job that this run found finished costs it nothing', async () => {
  await finishRun(home);
  await home.put(manifestUri(run, jobs.represent), { run: 'earlier', seconds: 6.5, peakMemoryBytes: 20 });
  const { stages } = (await readResult(home, run, history(), timing)).result;
  expect(stages.filter(({ reused }) => reused).map(({ name }) => name)).toEqual(['mask', 'train']);
  expect(stages.find(({ name }) => name === 'imports')?.seconds).toBe(0);
});

test('a run that kept the base has no deployment among its stages', async () => {
  await finishRun(home);
  const { stages } = (await readResult(home, run, history(['DeployAdapter']), timing)).result;
  expect(stages.map(({ name }) => name)).not.toContain('deploy');
});

test('more parts than the whole leave no negative rest', async () => {
  await finishRun(home);
  const { stages } = (await readResult(home, run, history(), { ...timing, seconds: 1 })).result;
  expect(stages.at(-1)).toMatchObject({ name: 'orchestration', seconds: 0 });
});

test('a run that nobody recorded has no result', async () => {
  await expect(readResult(home, run, history(), timing)).rejects.toMatchObject({ code: 'ObjectNotFound' });
});

test('a run without its synthesis has no result', async () => {
  await finishRun(home);
  await expect(readResult(home, run, history(['Synthesize']), timing)).rejects.toMatchObject({ code: 'Internal' });
});
