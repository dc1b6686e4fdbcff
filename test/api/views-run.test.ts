import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPrefix, runKey, stageKey } from '../../lib/domain/keys.ts';
import { localExecutions } from '../../lib/local/executions.ts';
import { run, upload } from '../fixtures/handlers.ts';
import { curation, digests, doneStage, evaluation, jobOf, metrics, putJudgedRun } from '../fixtures/judged-run.ts';
import { engineOf, machine } from '../workflow/machines.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

const reader: Asker = { tenant: 'acme', scopes: ['likeness/read'] };
let service: TestService;
beforeEach(async () => {
  service = await openTestService();
  await putJudgedRun(service.ports);
});
afterEach(() => service.close());

async function read<T>(path: string): Promise<T> {
  const response = await service.ask(reader, 'GET', `/v1/runs/${run.run}/${path}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const data = dataPrefix(run, digests.represent);
const put = (uri: string, value: unknown) => service.ports.objects.put(uri, JSON.stringify(value));

describe('the evaluation of a run', () => {
  test('has what was measured and what that says', async () => {
    expect(await read('evaluation')).toEqual({
      evaluatedAt: expect.any(String),
      protocol: 'held-out',
      feature: 'cls',
      photos: { references: 2, heldOut: 2, distractors: { own: 1, bank: 1 } },
      metrics,
      curves: evaluation.curves,
      ranks: [
        { photo: 'held-out/00', base: 3, personalized: 1 },
        { photo: 'held-out/01', base: 1, personalized: 1 },
      ],
      effects: [{ ...evaluation.effects[0], interval: null }],
      dense: {
        tasks: evaluation.dense,
        photos: [{ photo: 'held-out/00', iou: { segmentation: { base: 0.4, personalized: 0.5 } } }],
      },
      calibration: evaluation.match,
      separation: null,
      diagnoses: [],
      examined: ['plateau'],
      curation: {
        ...curation.summary,
        sources: [
          {
            ...{ source: 'cut-and-paste', kind: 'positive', candidates: 3, kept: 2, dropped: {} },
            ...{ fidelity: null, keptFidelity: null, vendi: null, keptVendi: null },
          },
        ],
        prompts: [],
      },
      adapterDigest: evaluation.adapterDigest,
    });
  });

  test('says of each source and prompt what its images are like', async () => {
    const prompt = {
      prompt: 'a mug on a pier',
      source: 'dreambooth',
      candidates: 2,
      kept: 1,
      fidelity: 0.4,
      vendi: 1.2,
    };
    const source = {
      ...{ kind: 'positive', candidates: 2, kept: 1, dropped: { 'low fidelity': 1 }, faithful: 1, coverage: null },
      ...{ fidelity: { mean: 0.4 }, keptFidelity: null, vendi: 1.2, keptVendi: 0 },
    };
    await put(`${data}curation.json`, { ...curation, sources: { dreambooth: source }, prompts: [prompt] });
    expect(await read('evaluation')).toMatchObject({
      curation: {
        sources: [
          { source: 'dreambooth', dropped: { 'low fidelity': 1 }, fidelity: 0.4, keptFidelity: null, vendi: 1.2 },
        ],
        prompts: [{ prompt: 'a mug on a pier', source: 'dreambooth', candidates: 2, kept: 1, fidelity: 0.4 }],
      },
    });
  });

  test('names the diagnoses that the numbers make, in a sentence', async () => {
    await put(`${data}curation.json`, {
      summary: { kept: 40, dropped: 0, fidelity: 0.6, diversity: 0.3, vendi: 3.5 },
      sources: { 'cut-and-paste': { kind: 'positive', candidates: 40, kept: 40 } },
    });
    const { diagnoses } = await read<{ diagnoses: { code: string; message: string }[] }>('evaluation');
    expect(diagnoses).toMatchObject([{ code: 'plateau', message: expect.stringContaining('Cut-and-Paste +0.010') }]);
  });

  test('of nothing that judged, and of an early version, says null of what there is not', async () => {
    const { match: _match, effects: _effects, dense: _dense, generator: _generator, ...early } = evaluation;
    await put(`${data}evaluation.json`, { ...early, protocol: null, metrics: null, curves: [], ranks: [] });
    expect(await read('evaluation')).toMatchObject({
      ...{ protocol: null, metrics: null, curves: [], ranks: [], effects: null, dense: null, calibration: null },
      examined: [],
    });
  });

  test('is null in all its parts before there was one', async () => {
    await service.ports.records.delete(stageKey(run, 4));
    const document = await read<object>('evaluation');
    expect(new Set(Object.values(document))).toEqual(new Set([null]));
  });
});

describe('the training curve of a stage', () => {
  function log(job: string, lines: readonly string[]): void {
    mkdirSync(join(service.root, 'jobs', job), { recursive: true });
    const texts = lines.map((line) => `2026-01-31T12:00:00.000Z ${line}\n`);
    writeFileSync(join(service.root, 'jobs', job, 'log.txt'), texts.join(''));
  }
  const step = (number: number, loss: number, total = 3) => `train step ${number}/${total} loss ${loss} images/s 80.5`;
  interface Curve {
    readonly measured: number;
    readonly points: readonly { readonly step: number; readonly values: Readonly<Record<string, number>> }[];
  }

  test('is what its log tells of training', async () => {
    log(jobOf('represent'), [
      'curate step 1/1 kept 5',
      step(1, 1.5),
      step(2, 1.25),
      'a warning',
      step(3, 1),
      'evaluate step 1/2',
    ]);
    expect(await read('curves?stage=represent')).toEqual({
      stage: 'represent',
      measured: 3,
      points: [1.5, 1.25, 1].map((loss, at) => ({ step: at + 1, total: 3, values: { loss, 'images/s': 80.5 } })),
    });
    expect(await read('curves?stage=compose')).toEqual({ stage: 'compose', measured: 0, points: [] });
  });

  test('is read to its end, and has at most 500 points, the first and the last among them', async () => {
    const lines = Array.from({ length: 2600 }, (_, at) => step(at + 1, at, 2600));
    log(jobOf('represent'), lines);
    const { measured, points } = await read<Curve>('curves?stage=represent');
    expect([measured, points.length]).toEqual([2600, 500]);
    expect([points[0]?.step, points.at(-1)?.step]).toEqual([1, 2600]);
  });

  test('goes on over attempts, where a step that was done again is what it was last', async () => {
    const second = jobOf('represent').replace(/1$/, '2');
    log(jobOf('represent'), [step(1, 9), step(2, 8)]);
    log(second, [step(2, 7), step(3, 6)]);
    await service.ports.records.update(stageKey(run, 4), {
      job: second,
      spent: {
        [second]: { seconds: 1, usdMicros: 1, estimated: false },
        [jobOf('represent')]: { seconds: 1, usdMicros: 1, estimated: true },
      },
    });
    const { points } = await read<Curve>('curves?stage=represent');
    expect(points.map(({ step: at, values }) => [at, values.loss])).toEqual([
      [1, 9],
      [2, 7],
      [3, 6],
    ]);
  });

  test('of a stage that found its result finished is that of the run that made it', async () => {
    log(jobOf('represent'), [step(1, 2)]);
    const { records } = service.ports;
    await records.delete(stageKey(run, 4));
    await records.create(doneStage('represent', digests.represent, null));
    expect(await read('curves?stage=represent')).toMatchObject({ measured: 1 });
  });

  test('of a stage that the run has not come to has no points', async () => {
    expect(await read('curves?stage=generate')).toEqual({ stage: 'generate', measured: 0, points: [] });
  });
});

test('the workflow of a run is its graph, with what became of each state', async () => {
  const engine = engineOf(
    machine({
      Accept: { Type: 'Pass' },
      Which: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Plan' }], Default: 'Record' },
      Plan: { Type: 'Pass' },
      Record: { Type: 'Succeed' },
    }),
  );
  Object.assign(service.ports, { executions: localExecutions(() => engine) });
  type State = { name: string; label: string | null; status: string; visits: number };
  const states = async () => {
    const { states: all } = await read<{ states: State[] }>('workflow');
    return all.map(({ name, label, status, visits }) => [name, label, status, visits]);
  };
  await service.ports.records.update(runKey(run), { status: 'queued' });
  const labels = ['Check and clean the photos', null, 'Plan the run', 'Close the run'];
  const names = ['Accept', 'Which', 'Plan', 'Record'];
  expect(await states()).toEqual(names.map((name, at) => [name, labels[at], 'waiting', 0]));

  const execution = `${upload().upload}-${run.run}`;
  engine.start(execution, {});
  await engine.run(execution);
  const done = ['succeeded', 'succeeded', 'skipped', 'succeeded'];
  expect(await states()).toEqual(names.map((name, at) => [name, labels[at], done[at], done[at] === 'skipped' ? 0 : 1]));
  expect(await read('workflow')).toMatchObject({
    start: 'Accept',
    edges: [
      { from: 'Accept', to: 'Which', on: 'next' },
      { from: 'Which', to: 'Plan', on: 'next' },
      { from: 'Which', to: 'Record', on: 'next' },
      { from: 'Plan', to: 'Record', on: 'next' },
    ],
  });
});
