import { planUri, type RunReference } from '../../lib/domain/keys.ts';
import { run } from '../fixtures/handlers.ts';
import { metrics, plan, putJudgedRun, runItem } from '../fixtures/judged-run.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

const reader: Asker = { tenant: 'acme', scopes: ['likeness/read'] };
let service: TestService;
beforeEach(async () => {
  service = await openTestService();
  await putJudgedRun(service.ports);
});
afterEach(() => service.close());

const other: RunReference = { ...run, run: run.run.replace(/0$/, '1') };
const third: RunReference = { ...run, run: run.run.replace(/0$/, '2') };
const compare = (...runs: readonly string[]) => service.ask(reader, 'GET', `/v1/compare?runs=${runs.join(',')}`);

interface Comparison {
  readonly runs: readonly object[];
  readonly differences: readonly { readonly field: string; readonly values: readonly unknown[] }[];
}
async function compared(...runs: readonly string[]): Promise<Comparison> {
  const response = await compare(...runs);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Comparison;
}

test('runs stand side by side with what came of them, in the order that is asked for', async () => {
  await service.ports.records.create({ ...runItem(other), status: 'failed', outcome: null, spent: 5 });
  const { runs } = await compared(other.run, run.run);
  expect(runs).toEqual([
    expect.objectContaining({ id: other.run, status: 'failed', metrics: null, curation: null, stages: [] }),
    expect.objectContaining({
      id: run.run,
      outcome: 'better',
      protocol: 'held-out',
      photos: { references: 2, heldOut: 2, distractors: 2 },
      metrics,
      cost: { spent: 20, estimate: 30, limit: null },
      stages: ['compose', 'represent'].map((stage) => ({ stage, status: 'succeeded', seconds: 12, usdMicros: 10 })),
      curation: {
        ...{ kept: 2, dropped: 1, fidelity: 0.6, diversity: 0.3, vendi: 1.4 },
        sources: { 'cut-and-paste': { kind: 'positive', candidates: 3, kept: 2 } },
      },
    }),
  ]);
});

test('only what differs is told of what was asked for: presets, changes, seeds, photos', async () => {
  const { records, objects } = service.ports;
  await records.create(runItem(other));
  const changed = {
    ...plan,
    seed: 8,
    stages: { ...plan.stages, represent: { steps: 30, curation: 'coverage', rank: 4 } },
  };
  await objects.put(planUri(other), JSON.stringify(changed));
  await records.create(runItem({ ...third, upload: run.upload.replace(/a{32}/, 'b'.repeat(32)) }));
  await objects.put(planUri(third), JSON.stringify(plan));
  const { differences } = await compared(run.run, other.run, third.run);
  expect(differences.toSorted((one, two) => (one.field < two.field ? -1 : 1))).toEqual([
    { field: 'represent.rank', values: [null, 4, null] },
    { field: 'represent.steps', values: [60, 30, 60] },
    { field: 'seed', values: [7, 8, 7] },
    { field: 'upload', values: ['a'.repeat(32), 'a'.repeat(32), 'b'.repeat(32)] },
  ]);
});

test('runs that came to no plan differ by what was asked for', async () => {
  const { records } = service.ports;
  await records.create({ ...runItem(other), preset: 'fast', changes: { 'represent.steps': 9 } });
  await records.create({ ...runItem(third), preset: 'fast' });
  expect((await compared(other.run, third.run)).differences).toEqual([{ field: 'represent.steps', values: [9, null] }]);
  expect((await compared(run.run, third.run)).differences).toEqual([{ field: 'preset', values: ['laptop', 'fast'] }]);
});

test.each<[string, readonly string[], number]>([
  ['a run that there is not', [run.run, other.run], 404],
  ['one run alone', [run.run], 422],
  ['one run twice', [run.run, run.run], 422],
  ['more than four', Array.from({ length: 5 }, () => run.run), 422],
  ['what is no id', [run.run, 'x'], 422],
])('%s is refused', async (_, runs, status) => {
  const response = await compare(...runs);
  expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'application/problem+json']);
});
