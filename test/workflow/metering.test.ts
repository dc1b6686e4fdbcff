import { stagesOf } from '../../functions/stage-record.ts';
import { type RunReference, runKey } from '../../lib/domain/keys.ts';
import { type StageRecord, stageSummary } from '../../lib/domain/stages.ts';
import { uploadFolder } from '../../lib/local/upload-folder.ts';
import { testHome } from '../fixtures/handlers.ts';
import { attemptsIn } from '../fixtures/jobs.ts';
import { photosOf, workflowHome } from '../fixtures/workflow-home.ts';

let home: Awaited<ReturnType<typeof workflowHome>>;
beforeEach(async () => {
  home = await workflowHome();
});
afterEach(() => home.closeAll());

async function finished(seed: number, record: { readonly costLimit?: number } = {}) {
  const { objects, records } = home.ports;
  const asked = { category: 'mug', preset: 'laptop-dreambooth', seed: 0, tenant: 'acme', objects };
  const { run } = await uploadFolder({ ...asked, bucket: testHome.bucket, photos: await photosOf(home.root, seed) });
  await records.create({ ...runKey(run), status: 'queued', run: run.run, ...record });
  home.engine.start(run.run, { run: { ...run } });
  return { run, execution: await home.engine.run(run.run) };
}

const stages = (run: RunReference): Promise<StageRecord[]> => stagesOf(home.ports.records, run);

test('a run leaves a record of each of its stages, and a second one pays nothing for what it shares', async () => {
  const first = await finished(1);
  expect(first.execution.status).toBe('SUCCEEDED');
  const summaries = (await stages(first.run)).map(stageSummary);
  expect(summaries.map(({ stage, status, attempts }) => [stage, status, attempts])).toEqual([
    ['priors', 'succeeded', 1],
    ['generate', 'succeeded', 1],
    ['compose', 'succeeded', 1],
    ['represent', 'succeeded', 1],
  ]);
  expect(summaries.map(({ job }) => job).sort()).toEqual(
    attemptsIn(home.root)
      .map(({ name }) => name)
      .sort(),
  );
  for (const { usdMicros, startedAt, finishedAt } of summaries) {
    expect(usdMicros).not.toBeNull();
    expect(Date.parse(String(finishedAt))).toBeGreaterThanOrEqual(Date.parse(String(startedAt)));
  }
  const second = await finished(2);
  expect((await stages(second.run)).map(({ status }) => status)).toEqual([
    'reused',
    'succeeded',
    'succeeded',
    'succeeded',
  ]);
});

test('a run whose limit is spent fails with it, and starts no job', async () => {
  const { run, execution } = await finished(1, { costLimit: 0 });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'CostLimitReached' });
  expect(attemptsIn(home.root)).toEqual([]);
  expect(await home.ports.records.get(runKey(run))).toMatchObject({
    status: 'failed',
    error: { code: 'CostLimitReached', fault: 'user' },
  });
});
