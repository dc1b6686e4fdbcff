import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunReference, runKey, verdictUri } from '../../lib/domain/keys.ts';
import type { PromotionPolicy } from '../../lib/domain/promotion.ts';
import { installDistractors } from '../../lib/local/distractors.ts';
import { uploadFolder } from '../../lib/local/upload-folder.ts';
import { testHome } from '../fixtures/handlers.ts';
import { attemptsIn } from '../fixtures/jobs.ts';
import { photosOf, workflowHome } from '../fixtures/workflow-home.ts';

let home: Awaited<ReturnType<typeof workflowHome>>;
beforeEach(async () => {
  home = await workflowHome();
});
afterEach(() => home.closeAll());

/** Has the adapter judged a tie. */
function judgeTie(): void {
  const file = join(home.root, 'programs', 'likeness_ml', 'represent', '__main__.py');
  const even = { base: 0.5, personalized: 0.5, difference: 0, interval: [-0.1, 0.1] };
  const metrics = { averagePrecision: even, averagePrecisionOneReference: even, ndcg: even, margin: even };
  const program = readFileSync(file, 'utf8').replace('"metrics": None', `"metrics": ${JSON.stringify(metrics)}`);
  writeFileSync(file, program);
}

interface Asked {
  readonly promote?: PromotionPolicy | 'perhaps';
  readonly distractors?: string;
}

async function personalize(asked: Asked) {
  const { objects, records } = home.ports;
  const place = { tenant: 'acme', objects, bucket: testHome.bucket };
  const photos = await photosOf(home.root, 1);
  const { run } = await uploadFolder({ photos, category: 'mug', preset: 'laptop', seed: 0, ...place, ...asked });
  await records.create({ ...runKey(run), status: 'queued', run: run.run });
  home.engine.start(run.run, { run: { ...run } });
  const execution = await home.engine.run(run.run);
  return { run, execution, record: await records.get(runKey(run)) };
}

const verdictOf = (run: RunReference) => home.read<object>(verdictUri(run));

test('a tie keeps the base, and always promotes the adapter, for good and in so many words', async () => {
  judgeTie();
  const kept = await personalize({});
  expect(kept.record).toMatchObject({ status: 'kept-base', outcome: 'tie', endpoint: { adapter: null } });
  expect(await verdictOf(kept.run)).toMatchObject({ policy: 'better-or-unjudged', promote: false });

  const promoted = await personalize({ promote: 'always' });
  expect(promoted.record).toMatchObject({
    status: 'succeeded',
    outcome: 'tie',
    endpoint: { adapter: expect.stringContaining('@'), provisional: false, status: 'promoted' },
  });
  expect(await verdictOf(promoted.run)).toMatchObject({
    policy: 'always',
    promote: true,
    provisional: false,
    reason: expect.stringContaining('promoted all the same'),
  });
  // The policy is no job's business: both runs have the same adapter.
  expect(attemptsIn(home.root)).toHaveLength(2);
});

test('an adapter that could not be judged serves provisionally, and not where only a better one is to', async () => {
  const strict = await personalize({ promote: 'better' });
  expect(strict.record).toMatchObject({ status: 'kept-base', outcome: 'unjudged', endpoint: { adapter: null } });
  const usual = await personalize({ promote: 'better-or-unjudged' });
  expect(usual.record).toMatchObject({ status: 'succeeded', endpoint: { provisional: true } });
});

test('a policy that is none ends the run before any job', async () => {
  const { execution, record } = await personalize({ promote: 'perhaps' });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'OptionInvalid' });
  expect(record).toMatchObject({ status: 'failed', error: { code: 'OptionInvalid', fault: 'user' } });
  expect(attemptsIn(home.root)).toEqual([]);
});

test("the operator's distractors reach the job as others, and the verdict names them", async () => {
  const folder = join(home.root, 'bank');
  await photosOf(folder, 2);
  const distractors = await installDistractors('--distractors', folder, home.ports.objects, testHome.bucket);
  const { run, execution } = await personalize({ distractors });
  const { job } = execution.output as unknown as { job: { digest: string; place: RunReference } };
  expect(
    await home.read(`s3://${testHome.bucket}/tenants/acme/subjects/${run.subject}/jobs/${job.digest}/data/seen.json`),
  ).toMatchObject({ channels: { others: ['00.jpg', '01.jpg', '02.jpg'] } });
  expect(await verdictOf(run)).toMatchObject({
    distractorsFrom: { user: 0, bank: 3, bankDigest: expect.stringMatching(`^${distractors}`) },
  });
});
