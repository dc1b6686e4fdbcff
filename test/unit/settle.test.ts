import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JobState } from '../../functions/prepare/handler.ts';
import { create } from '../../functions/settle/handler.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import {
  attemptKey,
  attemptsPrefix,
  checkpointsPrefix,
  dataPrefix,
  manifestUri,
  modelPrefix,
  type RunReference,
} from '../../lib/domain/keys.ts';
import { type JobSpecification, jobDigest, trainingRequest } from '../../lib/domain/training-job.ts';
import { pack } from '../../lib/local/training/archive.ts';
import { handlerHome, now, run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const specification: JobSpecification = {
  stage: 'represent',
  hyperparameters: { steps: 30 },
  channels: [{ name: 'references', uri: 's3://likeness-test/photos/', digest: '1' }],
};
const digest = jobDigest(specification, testHome);

const own = { bucket: run.bucket, tenant: run.tenant, subject: run.subject };

const job = (attempt: number): JobState => ({
  finished: false,
  stage: 'represent',
  digest,
  place: own,
  manifest: manifestUri(run, digest),
  attempt,
  request: trainingRequest(specification, { home: testHome, of: run, place: own, attempt }),
});

type Outcome = Parameters<ReturnType<typeof create>>[0]['job']['outcome'];
const settle = (outcome: Outcome, attempt = 1) =>
  create(home.ports, testHome)({ run, job: { ...job(attempt), outcome } });

const reserve = (attempt: number, by = run.run) =>
  home.ports.records.create({ ...attemptKey(run, digest, attempt), run: by });

/** Puts an archive of these files where SageMaker puts it. */
async function archived(file: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(home.root, 'pack-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const archive = `${folder}.tar.gz`;
  await pack(folder, archive);
  const uri = `${attemptsPrefix(run, digest)}${digest}-1/output/${file}`;
  await home.ports.objects.put(uri, readFileSync(archive));
  return uri;
}

const completed = (S3ModelArtifacts: string, change: object = {}) => ({
  TrainingJobName: `${digest}-1`,
  ModelArtifacts: { S3ModelArtifacts },
  ...change,
});

const failed = (reason: string): Outcome => ({
  Error: 'States.TaskFailed',
  Cause: JSON.stringify({ TrainingJobName: 'x', FailureReason: reason }),
});
const ours = failed('AlgorithmError: JobFailed: CUDA out of memory, exit code: 1');

describe('a job that succeeded', () => {
  const model = { 'adapter_model.safetensors': 'weights', 'tokens/a b é.txt': 'deep' };
  const data = { 'evaluation.json': '{}' };

  test('is unpacked, and its manifest says what went in, what came out and what it took', async () => {
    const uri = await archived('model.tar.gz', model);
    await archived('output.tar.gz', data);
    const usage = { LikenessUsage: { peakMemoryBytes: 1024, seconds: 2.5 }, TrainingTimeInSeconds: 3 };
    const state = await settle(completed(uri, usage));
    expect(state).toEqual({ ...job(1), finished: true, request: {} });
    const listed = (path: string, content: string) => ({ path, sha256: sha256(content), size: content.length });
    expect(await home.read(state.manifest)).toEqual({
      version: 1,
      stage: 'represent',
      digest,
      job: `${digest}-1`,
      attempt: 1,
      run: run.run,
      hyperparameters: { steps: '30' },
      inputs: ['s3://likeness-test/photos/'],
      seconds: 2.5,
      peakMemoryBytes: 1024,
      finishedAt: now,
      files: [
        listed('model/adapter_model.safetensors', 'weights'),
        listed('model/tokens/a b é.txt', 'deep'),
        listed('data/evaluation.json', '{}'),
      ],
    });
    const text = async (address: string) => new TextDecoder().decode(await home.ports.objects.get(address));
    expect(await text(`${modelPrefix(run, digest)}tokens/a b é.txt`)).toBe('deep');
    expect(await text(`${dataPrefix(run, digest)}evaluation.json`)).toBe('{}');
  });

  test('is billed by the time of SageMaker where nobody measured memory', async () => {
    const uri = await archived('model.tar.gz', model);
    await archived('output.tar.gz', {});
    await settle(completed(uri, { TrainingTimeInSeconds: 3 }));
    expect(await home.read(manifestUri(run, digest))).toMatchObject({ seconds: 3, peakMemoryBytes: null });
  });

  test.each([
    ['generate', 0],
    ['represent', 1],
  ] as const)('of the stage %s leaves %i checkpoints: a personal generator is not kept', async (stage, kept) => {
    const uri = await archived('model.tar.gz', model);
    await archived('output.tar.gz', data);
    const checkpoints = checkpointsPrefix(run, digest);
    await home.ports.objects.put(`${checkpoints}step.safetensors`, 'weights of a customer');
    const settled = create(home.ports, testHome);
    await settled({ run, job: { ...job(1), stage, outcome: ours } });
    expect(await home.ports.objects.list(checkpoints)).toHaveLength(1);
    await settled({ run, job: { ...job(2), stage, outcome: completed(uri) } });
    expect(await home.ports.objects.list(checkpoints)).toHaveLength(kept);
    expect(await home.ports.objects.head(manifestUri(run, digest))).toBeDefined();
  });

  test('settled twice is settled the same', async () => {
    const uri = await archived('model.tar.gz', model);
    await archived('output.tar.gz', data);
    const first = await settle(completed(uri));
    const objects = await home.ports.objects.list(`s3://${run.bucket}/`);
    expect(await settle(completed(uri))).toEqual(first);
    expect(await home.ports.objects.list(`s3://${run.bucket}/`)).toEqual(objects);
  });

  test('has no manifest while something of it is missing', async () => {
    const uri = await archived('model.tar.gz', model);
    await expect(settle(completed(uri))).rejects.toMatchObject({ code: 'ObjectNotFound' });
    expect(await home.ports.objects.head(manifestUri(run, digest))).toBeUndefined();
    await archived('output.tar.gz', data);
    await settle(completed(uri));
    expect(await home.ports.objects.head(manifestUri(run, digest))).toBeDefined();
  });

  test.each([
    ['broken off', (archive: Buffer) => archive.subarray(0, archive.length / 2)],
    ['no archive', () => Buffer.from('<html>not found</html>')],
    ['compressed, and no archive', () => gzipSync('text '.repeat(500))],
  ])('has no manifest where its archive is %s', async (_, broken) => {
    const uri = await archived('model.tar.gz', { 'weights.bin': sha256('1').repeat(2000) });
    await archived('output.tar.gz', data);
    await home.ports.objects.put(uri, broken(Buffer.from(await home.ports.objects.get(uri))));
    await expect(settle(completed(uri))).rejects.toThrow();
    expect(await home.ports.objects.head(manifestUri(run, digest))).toBeUndefined();
  });
});

describe('a result that every run of a category shares', () => {
  const place = { bucket: run.bucket, tenant: null, generator: 'tiny-sd', category: 'mug' };
  const other: RunReference = { ...run, tenant: 'other', subject: 'cup', run: '01J00000000000000000000009' };
  const state = (attempt: number): JobState => ({
    ...job(attempt),
    stage: 'priors',
    place,
    manifest: manifestUri(place, digest),
    request: trainingRequest({ ...specification, stage: 'priors' }, { home: testHome, of: run, place, attempt }),
  });
  const settleAs = (by: RunReference, attempt: number, outcome: Outcome) =>
    create(home.ports, testHome)({ run: by, job: { ...state(attempt), outcome } });
  const archive = async (attempt: number, content: string): Promise<string> => {
    const at = attempt === 1 ? 'first' : 'second';
    const uri = await archived('model.tar.gz', { 'images/cl0000.jpg': content, [`${at}.txt`]: at });
    const moved = uri.replace(`${digest}-1`, `${digest}-${attempt}`);
    if (moved !== uri) await home.ports.objects.copy(uri, moved);
    await home.ports.objects.put(moved.replace('model', 'output'), await emptyArchive());
    return moved;
  };
  const emptyArchive = async () => home.ports.objects.get(await archived('output.tar.gz', {}));

  test('is that of the first to finish; a second attempt at the same time leaves it as it is', async () => {
    const first = await archive(1, 'as one machine rounds');
    expect(await settleAs(run, 1, completed(first))).toMatchObject({ finished: true, place });
    const objects = await contentsOf(`s3://${run.bucket}/priors/`);
    const second = await archive(2, 'as another machine rounds');
    expect(await settleAs(other, 2, completed(second))).toMatchObject({ finished: true, digest, place });
    expect(await contentsOf(`s3://${run.bucket}/priors/`)).toEqual(objects);
  });

  test('has a manifest that is true also where two attempts were unpacked into it', async () => {
    const first = await archive(1, 'as one machine rounds');
    await settleAs(run, 1, completed(first));
    await home.ports.objects.delete(manifestUri(place, digest)); // As if the first had been killed before it.
    await settleAs(other, 2, completed(await archive(2, 'as another machine rounds')));
    const { files } = await home.read<{ files: { path: string; sha256: string }[] }>(manifestUri(place, digest));
    const image = await home.ports.objects.get(`${modelPrefix(place, digest)}images/cl0000.jpg`);
    expect(new TextDecoder().decode(image)).toBe('as one machine rounds');
    expect(files).toContainEqual({ path: 'model/images/cl0000.jpg', sha256: sha256(image), size: image.length });
  });

  test('counts the failures of each run for itself', async () => {
    for (const attempt of [1, 2, 3]) {
      await home.ports.records.create({
        ...attemptKey(place, digest, attempt),
        run: attempt === 3 ? other.run : run.run,
      });
      expect((await settleAs(attempt === 3 ? other : run, attempt, ours)).finished).toBe(false);
    }
    await home.ports.records.create({ ...attemptKey(place, digest, 4), run: run.run });
    await expect(settleAs(run, 4, ours)).rejects.toMatchObject({ code: 'JobFailed' });
  });

  async function contentsOf(prefix: string): Promise<string[]> {
    const entries = await home.ports.objects.list(prefix);
    return Promise.all(entries.map(async ({ uri }) => `${uri} ${sha256(await home.ports.objects.get(uri))}`));
  }
});

describe('a failure that is ours', () => {
  test('goes back to prepare twice and ends the run at the third', async () => {
    for (const attempt of [1, 2]) {
      await reserve(attempt);
      expect(await settle(ours, attempt)).toEqual({ ...job(attempt), finished: false });
    }
    await reserve(3);
    await expect(settle(ours, 3)).rejects.toMatchObject({
      code: 'JobFailed',
      message: 'The represent job failed 3 times; the last time: CUDA out of memory',
    });
    const attempts = await home.ports.records.query('T#acme', 'JOB#');
    expect(attempts).toMatchObject(
      [1, 2, 3].map(() => ({ run: run.run, code: 'JobFailed', failure: 'CUDA out of memory' })),
    );
  });

  test('counts once however often it is settled', async () => {
    await reserve(1);
    for (let times = 0; times < 4; times += 1) expect((await settle(ours)).finished).toBe(false);
  });

  test('of another run does not count, nor does an attempt that never began', async () => {
    for (const attempt of [1, 2, 3]) {
      await reserve(attempt, '01J00000000000000000000009');
      await home.ports.records.update(attemptKey(run, digest, attempt), { failure: 'x', code: 'JobFailed' });
    }
    for (const attempt of [4, 5, 6]) await reserve(attempt);
    expect((await settle(ours, 6)).finished).toBe(false);
  });

  test('of another job of the run does not count', async () => {
    const other = digest.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    for (const attempt of [1, 2, 3]) {
      await home.ports.records.create({ ...attemptKey(run, other, attempt), run: run.run, failure: 'x' });
    }
    await reserve(1);
    expect((await settle(ours)).finished).toBe(false);
  });

  test.each<[string, Outcome, string]>([
    ['running out of time', { Error: 'States.Timeout', Cause: '' }, 'The job ran out of time.'],
    [
      'a refusal of the service',
      { Error: 'SageMaker.AmazonSageMakerException', Cause: 'Rate exceeded' },
      'Rate exceeded',
    ],
    [
      'an exception',
      { Error: 'TypeError', Cause: '{"errorType":"TypeError","errorMessage":"x is null"}' },
      'x is null',
    ],
  ])('may be %s', async (_, outcome, failure) => {
    await reserve(1);
    expect((await settle(outcome)).finished).toBe(false);
    expect(await home.ports.records.get(attemptKey(run, digest, 1))).toMatchObject({ code: 'JobFailed', failure });
  });
});

describe('a failure that the user can mend ends the run at once', () => {
  test.each<[string, Outcome]>([
    ['of the program', failed('AlgorithmError: PhotoTruncated: "a.jpg" ends early., exit code: 1')],
    ['of the machine', { Error: 'PhotoTruncated', Cause: '"a.jpg" ends early.' }],
    [
      'as an exception',
      { Error: 'PhotoTruncated', Cause: '{"errorType":"PhotoTruncated","errorMessage":"\\"a.jpg\\" ends early."}' },
    ],
  ])('%s, in its words', async (_, outcome) => {
    await reserve(1);
    const expected = { code: 'PhotoTruncated', fault: 'user', message: '"a.jpg" ends early.' };
    await expect(settle(outcome)).rejects.toMatchObject(expected);
    expect(await home.ports.records.get(attemptKey(run, digest, 1))).toMatchObject({ code: 'PhotoTruncated' });
  });
});
