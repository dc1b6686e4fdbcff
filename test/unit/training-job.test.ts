import fc from 'fast-check';
import type { Json } from '../../lib/domain/digest.ts';
import type { Home } from '../../lib/domain/home.ts';
import {
  isJobName,
  type JobSpecification,
  jobDigest,
  jobName,
  stages,
  type TrainingRequest,
  trainingRequest,
} from '../../lib/domain/training-job.ts';
import { parseTrainingJobRequest } from '../../lib/local/training/request.ts';
import { testHome } from '../fixtures/handlers.ts';

const of = { bucket: 'bucket', tenant: 'acme', subject: 'mug-1' };

const specification: JobSpecification = {
  stage: 'represent',
  hyperparameters: { steps: 30, feature: 'cls', targets: ['q_proj', 'v_proj'], seed: 0 },
  channels: [
    { name: 'references', uri: 's3://bucket/photos/reference/', digest: '1' },
    { name: 'backbone', uri: 's3://bucket/assets/backbones/tiny-vit/', digest: '2' },
  ],
};
const [references, backbone] = specification.channels;
if (references === undefined || backbone === undefined) throw new Error('two channels');

const digest = (change: Partial<JobSpecification> = {}, home: Home = testHome): string =>
  jobDigest({ ...specification, ...change }, home);
const request = (change: Partial<JobSpecification> = {}, home: Home = testHome, attempt = 1): TrainingRequest =>
  trainingRequest({ ...specification, ...change }, { home, of, place: of, attempt });
const plain = (value: TrainingRequest): Json => JSON.parse(JSON.stringify(value)) as Json;

describe("a job's digest", () => {
  test('is 32 hexadecimal digits', () => {
    expect(digest()).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each<[string, Partial<JobSpecification>]>([
    ['the stage', { stage: 'compose' }],
    ['the value of a setting', { hyperparameters: { ...specification.hyperparameters, steps: 31 } }],
    ['the kind of a setting', { hyperparameters: { ...specification.hyperparameters, steps: '30' } }],
    ['another setting', { hyperparameters: { ...specification.hyperparameters, rank: 4 } }],
    ['the order in a list', { hyperparameters: { ...specification.hyperparameters, targets: ['v_proj', 'q_proj'] } }],
    ['the content of a channel', { channels: [{ ...references, digest: '3' }, backbone] }],
    ['the name of a channel', { channels: [{ ...references, name: 'held-out' }, backbone] }],
    ['a channel less', { channels: [backbone] }],
  ])('depends on %s', (_, change) => {
    expect(digest(change)).not.toBe(digest());
  });

  test('depends on the programs', () => {
    expect(digest({}, { ...testHome, programDigest: '1'.repeat(64) })).not.toBe(digest());
  });

  test.each<[string, Home]>([
    ['the images', { ...testHome, images: { ...testHome.images, contrastive: 'other' } }],
    ['the machines', { ...testHome, instances: { gpu: 'ml.p5.48xlarge', cpu: 'ml.m5.large' } }],
    ['spot capacity', { ...testHome, spot: true }],
    ['the role', { ...testHome, trainingRoleArn: 'arn:aws:iam::000000000000:role/other' }],
  ])('does not depend on %s, which change nothing of the result', (_, home) => {
    expect(digest({}, home)).toBe(digest());
  });

  test('depends on where photos lie and whose they are as little as on the order of anything', () => {
    const elsewhere = specification.channels.map((one) => ({ ...one, uri: one.uri.replace('bucket', 'other') }));
    const turned = Object.fromEntries(Object.entries(specification.hyperparameters).reverse());
    expect(digest({ channels: elsewhere.reverse(), hyperparameters: turned })).toBe(digest());
    const other = { ...of, tenant: 'other', subject: 'cup' };
    const named = trainingRequest(specification, { home: testHome, of: other, place: other, attempt: 1 });
    expect(named.TrainingJobName.split('-')[0]).toBe(digest());
  });

  test('of different settings is different', () => {
    const settings = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.array(fc.integer({ max: 3, min: 0 }), { maxLength: 3 })),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(settings, settings, (a, b) => {
        const sorted = (of: typeof a): string => JSON.stringify(Object.entries(of).sort());
        expect(digest({ hyperparameters: a }) === digest({ hyperparameters: b })).toBe(sorted(a) === sorted(b));
      }),
    );
  });
});

test('a job name is one of SageMaker at every attempt', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
      const name = jobName(of, digest(), attempt);
      expect(name).toMatch(new RegExp(`^${digest()}-[0-9a-f]{12}-${attempt}$`));
      expect(isJobName(name)).toBe(true);
    }),
  );
});

test('jobs of one digest have the same name only where they make one result', () => {
  const priors = { bucket: 'bucket', tenant: null, generator: 'tiny-sd', category: 'mug' };
  const places = [of, { ...of, subject: 'mug-2' }, { ...of, tenant: 'other' }, priors, { ...priors, tenant: 'acme' }];
  const names = places.map((place) => jobName(place, digest(), 1));
  expect(new Set(names).size).toBe(places.length);
  expect(jobName({ ...priors }, digest(), 1)).toBe(names[3]);
});

describe.each(stages)('the request of %s', (stage) => {
  test.each([true, false])('passes the check of one machine, spot %s', (spot) => {
    const asked = request({ stage }, { ...testHome, spot });
    expect(() => parseTrainingJobRequest(plain(asked))).not.toThrow();
  });

  test('names program, image and machine of its stage', () => {
    const { AlgorithmSpecification: algorithm, ResourceConfig: resources, Tags: tags } = request({ stage });
    const image = stage === 'generate' || stage === 'priors' ? 'dreambooth' : 'contrastive';
    expect(algorithm.TrainingImage).toBe(testHome.images[image]);
    expect(algorithm.ContainerEntrypoint.slice(0, 2)).toEqual(['python', '-m']);
    expect(resources.InstanceType).toBe(testHome.instances[stage === 'compose' ? 'cpu' : 'gpu']);
    expect(tags).toContainEqual({ Key: 'likeness:stage', Value: stage });
  });

  test('with spot capacity waits at least as long as it may run, and without says nothing of waiting', () => {
    const spot = request({ stage }, { ...testHome, spot: true });
    const { MaxRuntimeInSeconds: most, ...rest } = spot.StoppingCondition;
    expect(spot.EnableManagedSpotTraining).toBe(true);
    expect(rest).toEqual({ MaxWaitTimeInSeconds: expect.any(Number) });
    expect(Object.values(rest)[0]).toBeGreaterThanOrEqual(most);
    expect(request({ stage }).StoppingCondition).toEqual({ MaxRuntimeInSeconds: most });
    expect(request({ stage }).EnableManagedSpotTraining).toBe(false);
  });
});

describe('a request', () => {
  test('is isolated, tagged with its owner and carries its channels', () => {
    expect(request()).toMatchObject({
      EnableNetworkIsolation: true,
      RoleArn: testHome.trainingRoleArn,
      Tags: expect.arrayContaining([
        { Key: 'likeness:tenant', Value: 'acme' },
        { Key: 'likeness:subject', Value: 'mug-1' },
      ]),
    });
    const inputs = request().InputDataConfig.map((channel) => [
      channel.ChannelName,
      channel.DataSource.S3DataSource.S3Uri,
    ]);
    expect(inputs).toEqual(specification.channels.map(({ name, uri }) => [name, uri]));
  });

  test('has settings as JSON in strings, which read back as they were', () => {
    const { HyperParameters: strings } = request();
    expect(strings).toEqual({ steps: '30', feature: '"cls"', targets: '["q_proj","v_proj"]', seed: '0' });
    const back = Object.fromEntries(Object.entries(strings).map(([name, text]) => [name, JSON.parse(text)]));
    expect(back).toEqual(specification.hyperparameters);
  });

  test('shares checkpoints among attempts, and nothing else', () => {
    const [first, second] = [request({}, testHome, 1), request({}, testHome, 2)];
    expect(second.CheckpointConfig).toEqual(first.CheckpointConfig);
    expect(second).toEqual({ ...first, TrainingJobName: jobName(of, digest(), 2) });
  });

  test('puts everything under its subject', () => {
    const own = `s3://bucket/tenants/acme/subjects/mug-1/jobs/${digest()}/`;
    expect(request().OutputDataConfig.S3OutputPath).toBe(`${own}attempts/`);
    expect(request().CheckpointConfig.S3Uri).toBe(`${own}checkpoints/`);
  });

  test('puts what a category shares where the category is, and still says whose run pays', () => {
    const place = { bucket: 'bucket', tenant: null, generator: 'tiny-sd', category: 'mug' };
    const shared = trainingRequest({ ...specification, stage: 'priors' }, { home: testHome, of, place, attempt: 1 });
    expect(shared.OutputDataConfig.S3OutputPath).toMatch(
      /^s3:\/\/bucket\/priors\/tiny-sd\/mug\/[0-9a-f]{32}\/attempts\/$/,
    );
    expect(shared.CheckpointConfig.S3Uri).toMatch(/^s3:\/\/bucket\/priors\/tiny-sd\/mug\/[0-9a-f]{32}\/checkpoints\/$/);
    expect(shared.Tags).toContainEqual({ Key: 'likeness:tenant', Value: 'acme' });
  });
});
