import type { Synthesis } from '../../functions/prepare/channels.ts';
import { create, type JobState } from '../../functions/prepare/handler.ts';
import type { Home } from '../../lib/domain/home.ts';
import {
  acceptedUri,
  attemptKey,
  manifestUri,
  modelPrefix,
  planUri,
  type RunReference,
  sharedPartition,
} from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import { jobName, type Stage } from '../../lib/domain/training-job.ts';
import type { AcceptedPhoto } from '../../lib/domain/upload.ts';
import { accepted, handlerHome, now, photo, run, testHome, upload } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(async () => {
  home = handlerHome();
  await home.begin('generating');
});
afterEach(() => home.close());

const photos: readonly AcceptedPhoto[] = [photo('reference', 0), photo('reference', 1), photo('reference', 2)];
const { compose, represent, promotion } = presetNamed('laptop');
const place = { bucket: run.bucket, tenant: run.tenant, subject: run.subject };
const plan: Plan = {
  version: 1,
  category: 'mug',
  seed: 7,
  preset: { name: 'laptop', version: 1 },
  backbone: { name: 'tiny-vit', uri: 's3://likeness-test/assets/backbones/tiny-vit/', digest: 'b' },
  generator: null,
  stages: { priors: null, generate: null, compose, represent },
  promotion,
  promote: 'better-or-unjudged',
};
const none = { digest: null, place: null };
const synthesis: Synthesis = { priors: none, generate: none, compose: { digest: 'c'.repeat(32), place } };

const priorsOf = (tenant: string | null) => ({ bucket: run.bucket, tenant, generator: 'tiny-sd', category: 'mug' });
/** A plan with a generator; the priors' place is the category's where it is shared. */
const generating = (shared = true): Partial<Plan> => ({
  generator: {
    name: 'tiny-sd',
    uri: 's3://likeness-test/assets/generators/tiny-sd/',
    digest: 'g',
    captions: { uri: 's3://likeness-test/captions/1/', digest: '1', source: 'grammar', fallback: null },
    shared,
  },
  stages: { ...plan.stages, priors: { seed: 0, class_images: 2 }, generate: { steps: 1 } },
});
const afterPriors: Synthesis = { priors: { digest: 'a'.repeat(32), place: priorsOf(null) } };

interface Change {
  readonly stage?: Stage;
  readonly photos?: readonly AcceptedPhoto[];
  readonly plan?: Partial<Plan>;
  readonly home?: Partial<Home>;
  readonly synthesis?: Synthesis;
  readonly run?: RunReference;
}

async function prepare(change: Change = {}): Promise<JobState> {
  const stage = change.stage ?? 'compose';
  const event = {
    stage,
    run: change.run ?? run,
    accepted: { uri: await home.put(acceptedUri(run, upload().upload), accepted(change.photos ?? photos)) },
    plan: { uri: await home.put(planUri(run), { ...plan, ...change.plan }) },
    synthesis: change.synthesis ?? (stage === 'represent' ? synthesis : {}),
  };
  return create(home.ports, { ...testHome, ...change.home })(event);
}

const requestOf = ({ request }: JobState) => {
  if (!('InputDataConfig' in request)) throw new Error('a finished job has no request');
  return request;
};
const channelsOf = (state: JobState) =>
  Object.fromEntries(
    requestOf(state).InputDataConfig.map((one) => [one.ChannelName, one.DataSource.S3DataSource.S3Uri]),
  );

const folder = (role: string): string => acceptedUri(run, upload().upload).replace('accepted.json', `${role}/`);

describe('a job without a result', () => {
  test('gets a request and an attempt that nobody else has', async () => {
    const state = await prepare();
    expect(state).toMatchObject({ finished: false, stage: 'compose', attempt: 1 });
    expect(state.manifest).toBe(manifestUri(run, state.digest));
    expect(requestOf(state).TrainingJobName).toBe(jobName(place, state.digest, 1));
    expect(requestOf(state).HyperParameters).toMatchObject({ seed: '7', side: JSON.stringify(compose.side) });
    expect(await home.ports.records.get(attemptKey(run, state.digest, 1))).toMatchObject({
      run: run.run,
      reservedAt: now,
    });
  });

  test('is attempted under 1, 2, 3 and so on', async () => {
    const states = [];
    for (let count = 0; count < 12; count += 1) states.push(await prepare());
    expect(states.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(new Set(states.map(({ digest }) => digest)).size).toBe(1);
  });

  test('asked for by many at once gets as many numbers', async () => {
    const states = await Promise.all(Array.from({ length: 8 }, () => prepare()));
    expect(states.map(({ attempt }) => attempt).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

test('a job whose manifest is there is finished and reserves nothing', async () => {
  const { digest, manifest } = await prepare();
  await home.put(manifest, {});
  const state = { finished: true, stage: 'compose', digest, place, manifest, attempt: 0, request: {} };
  expect(await prepare()).toEqual(state);
  expect(await home.ports.records.query('T#acme', 'JOB#')).toHaveLength(1);
});

test('a stage that the plan does not have is an error, and reserves nothing', async () => {
  await expect(prepare({ stage: 'generate' })).rejects.toMatchObject({
    code: 'Internal',
    message: 'The plan has no stage generate.',
  });
  expect(await home.ports.records.query('T#acme', 'JOB#')).toEqual([]);
});

test('only the last job moves the run on to training', async () => {
  await prepare();
  expect(await home.record()).toMatchObject({ status: 'generating' });
  await prepare({ stage: 'represent' });
  expect(await home.record()).toMatchObject({ status: 'training' });
});

describe('channels', () => {
  test('of compose are the reference photos and what ships', async () => {
    const others = [...photos, photo('held-out', 0), photo('other', 0)];
    expect(channelsOf(await prepare({ photos: others }))).toEqual({
      references: folder('reference'),
      bank: 's3://likeness-test/assets/bank/',
    });
  });

  test('of priors are the generator and the captions, and no photo of anybody', async () => {
    expect(channelsOf(await prepare({ stage: 'priors', plan: generating() }))).toEqual({
      generator: 's3://likeness-test/assets/generators/tiny-sd/',
      captions: 's3://likeness-test/captions/1/',
    });
  });

  test('of generate are the reference photos, the generator, the captions and the priors', async () => {
    const state = await prepare({ stage: 'generate', plan: generating(), synthesis: afterPriors });
    expect(channelsOf(state)).toEqual({
      references: folder('reference'),
      generator: 's3://likeness-test/assets/generators/tiny-sd/',
      captions: 's3://likeness-test/captions/1/',
      priors: modelPrefix(priorsOf(null), 'a'.repeat(32)),
    });
  });

  test('of compose have the priors where there are any', async () => {
    const state = await prepare({ plan: generating(), synthesis: afterPriors });
    expect(channelsOf(state).priors).toBe(modelPrefix(priorsOf(null), 'a'.repeat(32)));
    expect(channelsOf(await prepare({ synthesis: { priors: none } }))).not.toHaveProperty('priors');
  });

  test('of represent are photos of every role there is, the backbone, and what earlier jobs made', async () => {
    const others = [...photos, photo('held-out', 0), photo('other', 0)];
    expect(channelsOf(await prepare({ stage: 'represent', photos: others }))).toEqual({
      references: folder('reference'),
      synthetic: modelPrefix(run, 'c'.repeat(32)),
      backbone: 's3://likeness-test/assets/backbones/tiny-vit/',
      'held-out': folder('held-out'),
      others: folder('other'),
    });
    const alike = [...others, photo('look-alike', 0)];
    expect(channelsOf(await prepare({ stage: 'represent', photos: alike }))).not.toHaveProperty('look-alikes');
    const hard = { stages: { ...plan.stages, represent: { ...represent, hard_negatives: 0.25 } } };
    expect(channelsOf(await prepare({ stage: 'represent', photos: alike, plan: hard }))).toMatchObject({
      'look-alikes': folder('look-alike'),
      others: folder('other'),
    });
    const without = await prepare({ stage: 'represent', photos: others, plan: hard });
    expect(channelsOf(without)).not.toHaveProperty('look-alikes');
    expect(channelsOf(await prepare({ photos: alike, plan: hard }))).not.toHaveProperty('look-alikes');
    const generated = { ...synthesis, ...afterPriors, generate: { digest: 'e'.repeat(32), place } };
    const both = await prepare({ stage: 'represent', synthesis: generated });
    expect(Object.keys(channelsOf(both))).toEqual(['references', 'synthetic', 'generated', 'priors', 'backbone']);
    expect(channelsOf(both).generated).toBe(modelPrefix(run, 'e'.repeat(32)));
  });
});

describe('the digest of a job', () => {
  const [first, ...rest] = photos;
  if (first === undefined) throw new Error('a photo');

  test.each<[string, Change]>([
    ['a photo', { photos: [{ ...first, sha256: 'f'.repeat(64) }, ...rest] }],
    ['a photo more', { photos: [...photos, photo('reference', 3)] }],
    ['a mask', { photos: [{ ...first, maskUri: 's3://b/m.png', maskSha256: 'f'.repeat(64) }, ...rest] }],
    ['the seed', { plan: { seed: 8 } }],
    ['a setting', { plan: { stages: { ...plan.stages, compose: { ...compose, side: 8 } } } }],
    ['the programs', { home: { programDigest: '1'.repeat(64) } }],
    ['the stage', { stage: 'represent' }],
  ])('depends on %s', async (_, change) => {
    expect((await prepare(change)).digest).not.toBe((await prepare()).digest);
  });

  test('tells one mask of a photo from another', async () => {
    const masked = (content: string): Change => ({
      photos: [{ ...first, maskUri: 's3://b/m.png', maskSha256: content.repeat(64) }, ...rest],
    });
    expect((await prepare(masked('1'))).digest).not.toBe((await prepare(masked('2'))).digest);
  });

  test.each<[string, Change]>([
    ['the backbone', { plan: { backbone: { ...plan.backbone, digest: 'another' } } }],
    ['the earlier job', { synthesis: { compose: { digest: 'd'.repeat(32), place } } }],
    ['held-out photos', { photos: [...photos, photo('held-out', 0)] }],
    ['photos of other things', { photos: [...photos, photo('other', 0)] }],
  ])('of represent depends on %s', async (_, change) => {
    const represented = { ...change, stage: 'represent' } as const;
    expect((await prepare(represented)).digest).not.toBe((await prepare({ stage: 'represent' })).digest);
  });

  test('does not depend on names of files, nor for compose on photos that judge', async () => {
    const renamed = photos.map((one) => ({ ...one, name: 'again.jpg' }));
    const change = { photos: [...renamed, photo('held-out', 0), photo('other', 0)] };
    expect((await prepare(change)).digest).toBe((await prepare()).digest);
  });
});

describe('priors', () => {
  const other: RunReference = { ...run, tenant: 'other', subject: 'cup', run: '01J00000000000000000000009' };
  const prepared = (change: Change = {}, shared = true) =>
    prepare({ stage: 'priors', ...change, plan: { ...generating(shared), ...change.plan } });

  test('of a listed category are one job for every run, subject, tenant and seed', async () => {
    const mine = await prepared();
    const theirs = await prepared({ run: other, plan: { seed: 99 }, photos: photos.slice(1) });
    expect(theirs).toMatchObject({ digest: mine.digest, place: priorsOf(null), manifest: mine.manifest });
    await home.put(mine.manifest, {});
    expect(await prepared({ run: other, plan: { seed: 99 } })).toMatchObject({ finished: true, digest: mine.digest });
  });

  test('wanted by two tenants at one moment are two attempts, whose names differ', async () => {
    const both = await Promise.all([prepared(), prepared({ run: other })]);
    expect(both.map(({ attempt }) => attempt).sort()).toEqual([1, 2]);
    expect(new Set(both.map((one) => requestOf(one).TrainingJobName)).size).toBe(2);
    expect(await home.ports.records.query(sharedPartition, 'PRIORS#')).toHaveLength(2);
  });

  test("of a category of the tenant's own are the tenant's", async () => {
    const [mine, theirs] = [await prepared({}, false), await prepared({ run: other }, false)];
    expect([mine.place, theirs.place]).toEqual([priorsOf('acme'), priorsOf('other')]);
    expect([mine.attempt, theirs.attempt]).toEqual([1, 1]);
    expect(requestOf(mine).TrainingJobName).not.toBe(requestOf(theirs).TrainingJobName);
    await home.put(mine.manifest, {});
    expect((await prepared({ run: other }, false)).finished).toBe(false);
    expect(await home.ports.records.query(sharedPartition, 'PRIORS#')).toEqual([]);
  });

  test.each<[string, Partial<Plan>]>([
    ['the generator', { generator: { ...plannedGenerator(), digest: 'another' } }],
    [
      'the captions',
      { generator: { ...plannedGenerator(), captions: { ...plannedGenerator().captions, digest: '2' } } },
    ],
    ['a setting', { stages: { ...plan.stages, priors: { seed: 0, class_images: 3 } } }],
    ['their own seed', { stages: { ...plan.stages, priors: { seed: 1, class_images: 2 } } }],
  ])('depend on %s', async (_, change) => {
    expect((await prepared({ plan: change })).digest).not.toBe((await prepared()).digest);
  });

  test('have their own seed, and the jobs of the subject the run’s', async () => {
    expect(requestOf(await prepared()).HyperParameters).toEqual({ seed: '0', class_images: '2' });
    const generate = await prepare({ stage: 'generate', plan: generating(), synthesis: afterPriors });
    expect(requestOf(generate).HyperParameters).toMatchObject({ seed: '7' });
  });

  function plannedGenerator() {
    const { generator } = generating();
    if (!generator) throw new Error('a generator');
    return generator;
  }
});
