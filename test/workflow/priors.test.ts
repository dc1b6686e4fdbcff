import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPrefix, type JobPlace, type RunReference, runKey } from '../../lib/domain/keys.ts';
import { uploadFolder } from '../../lib/local/upload-folder.ts';
import { testHome } from '../fixtures/handlers.ts';
import { attemptsIn } from '../fixtures/jobs.ts';
import { photosOf, workflowHome } from '../fixtures/workflow-home.ts';

let home: Awaited<ReturnType<typeof workflowHome>>;
beforeEach(async () => {
  home = await workflowHome();
});
afterEach(() => home.closeAll());

interface Asked {
  readonly tenant: string;
  readonly category: string;
  readonly photos?: number;
  readonly preset?: string;
  readonly seed?: number;
}

interface Job {
  readonly digest: string;
  readonly place: JobPlace;
}

interface Output {
  readonly synthesis: { readonly priors: Job; readonly generate: Job; readonly compose: Job };
  readonly job: Job;
}

async function begin({ tenant, category, photos = 1, preset = 'laptop-dreambooth', seed = 0 }: Asked) {
  const { objects, records } = home.ports;
  const asked = { category, preset, seed, tenant, objects, bucket: testHome.bucket };
  const { run } = await uploadFolder({ ...asked, photos: await photosOf(home.root, photos) });
  await records.create({ ...runKey(run), status: 'queued', run: run.run });
  home.engine.start(run.run, { run: { ...run } });
  return run;
}

async function personalized(asked: Asked): Promise<{ run: RunReference; output: Output }> {
  const run = await begin(asked);
  const execution = await home.engine.run(run.run);
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  return { run, output: execution.output as unknown as Output };
}

/** What a job saw when it ran. */
const seen = ({ digest, place }: Job) =>
  home.read<{ channels: Record<string, string[]>; settings: Record<string, string> }>(
    `${dataPrefix(place, digest)}seen.json`,
  );

const jobsRun = (digest: string) => attemptsIn(home.root).filter(({ name }) => name.startsWith(digest));
const stateOf = async ({ tenant, run }: RunReference) =>
  (await home.ports.records.get(runKey({ tenant, run })))?.status;

test('a run with a generator makes priors, then both kinds of image, then the adapter', async () => {
  const { run, output } = await personalized({ tenant: 'acme', category: 'mug' });
  const { priors, generate, compose } = output.synthesis;
  expect((await seen(priors)).channels).toEqual({ captions: ['captions.json'], generator: ['file'] });
  const synthetic = ['images.jsonl', 'images/pr0000.jpg'];
  const references = ['00.jpg', '01.jpg', '02.jpg'];
  expect((await seen(generate)).channels).toEqual({
    captions: ['captions.json'],
    generator: ['file'],
    priors: synthetic,
    references,
  });
  expect((await seen(compose)).channels).toEqual({ bank: ['negatives/file'], priors: synthetic, references });
  expect((await seen(output.job)).channels).toEqual({
    backbone: ['file'],
    generated: ['images.jsonl', 'images/dr0000.jpg'],
    priors: synthetic,
    references,
    synthetic: ['images.jsonl', 'images/co0000.jpg'],
  });
  expect(await stateOf(run)).toBe('succeeded');
});

test('a run without a generator has neither priors nor generated images', async () => {
  const { output } = await personalized({ tenant: 'acme', category: 'mug', preset: 'laptop' });
  expect(output.synthesis).toMatchObject({ priors: { digest: null }, generate: { digest: null } });
  expect(Object.keys((await seen(output.synthesis.compose)).channels)).toEqual(['bank', 'references']);
  expect(Object.keys((await seen(output.job)).channels)).toEqual(['backbone', 'references', 'synthetic']);
  expect(await home.ports.objects.list(`s3://${testHome.bucket}/priors/`)).toEqual([]);
});

test('another subject of another tenant finds the priors of a listed category, whatever its seed', async () => {
  const first = await personalized({ tenant: 'acme', category: 'mug' });
  const second = await personalized({ tenant: 'other', category: 'mug', photos: 2, seed: 99 });
  const { priors } = second.output.synthesis;
  expect(priors).toMatchObject({ digest: first.output.synthesis.priors.digest, place: { tenant: null } });
  expect(jobsRun(priors.digest)).toHaveLength(1);
  expect(second.output.synthesis.generate.digest).not.toBe(first.output.synthesis.generate.digest);
});

test("priors of a category of the tenant's own are made again for each tenant, and found again by the tenant", async () => {
  const category = 'gnome of mine';
  const mine = await personalized({ tenant: 'acme', category });
  const again = await personalized({ tenant: 'acme', category, photos: 2 });
  const theirs = await personalized({ tenant: 'other', category });
  const placeOf = ({ output }: { output: Output }) => output.synthesis.priors.place;
  expect(placeOf(mine)).toMatchObject({ tenant: 'acme' });
  expect(placeOf(again)).toEqual(placeOf(mine));
  expect(placeOf(theirs)).toMatchObject({ tenant: 'other' });
  expect(jobsRun(mine.output.synthesis.priors.digest)).toHaveLength(2);
  expect(await home.ports.objects.list(`s3://${testHome.bucket}/priors/`)).toEqual([]);
});

test('two tenants that want the same priors at one moment both get them, and they are one result', async () => {
  const asked = [
    { tenant: 'acme', category: 'mug' },
    { tenant: 'other', category: 'mug', photos: 2 },
  ];
  const runs = await Promise.all(asked.map(personalized));
  const [one, two] = runs.map(({ output }) => output.synthesis.priors);
  expect(two).toMatchObject({ digest: one?.digest, place: one?.place });
  const manifests = (await home.ports.objects.list(`s3://${testHome.bucket}/priors/`)).filter(({ uri }) =>
    uri.endsWith('/manifest.json'),
  );
  expect(manifests).toHaveLength(1);
});

test('subjects of several tenants with the very same photos do not get into each other’s way', async () => {
  const [one, two] = await Promise.all(
    ['acme', 'other'].map((tenant) => personalized({ tenant, category: 'mug', preset: 'laptop' })),
  );
  expect(one?.output.job.digest).toBe(two?.output.job.digest);
  expect(one?.output.job.place).not.toEqual(two?.output.job.place);
  const attempts = attemptsIn(home.root);
  expect(attempts.every(({ completed }) => completed)).toBe(true);
  expect(attempts).toHaveLength(4);
});

test('a preset whose models are not here fails before any job, in the words of the user', async () => {
  const run = await begin({ tenant: 'acme', category: 'mug', preset: 'combined' });
  expect(await home.engine.run(run.run)).toMatchObject({ status: 'FAILED', error: 'SetupIncomplete' });
  expect(await stateOf(run)).toBe('failed');
  expect(attemptsIn(home.root)).toEqual([]);
});

describe('priors that fail', () => {
  const file = () => join(home.root, 'programs', 'likeness_ml', 'priors', '__main__.py');
  /** Has the job fail in these words as often as said, however many runs ask for it. */
  const failing = (words: string, times: number): void => {
    const count = join(home.root, 'failures');
    const before = `
import os, sys
from pathlib import Path
count, base = Path(${JSON.stringify(count)}), Path(os.environ["SAGEMAKER_BASE_DIR"])
failed = len(count.read_text()) if count.exists() else 0
if failed < ${times}:
    count.write_text("x" * (failed + 1))
    (base / "output" / "failure").write_text(${JSON.stringify(words)})
    sys.exit(1)
`;
    writeFileSync(file(), before + readFileSync(file(), 'utf8'));
  };
  const errorOf = async ({ tenant, run }: RunReference) =>
    (await home.ports.records.get(runKey({ tenant, run })))?.error;
  const mug = { tenant: 'acme', category: 'mug' };

  test('for a reason of ours are tried again', async () => {
    failing('JobFailed: the card fell out', 2);
    const { run, output } = await personalized(mug);
    expect(jobsRun(output.synthesis.priors.digest)).toHaveLength(3);
    expect(await stateOf(run)).toBe('succeeded');
  });

  test('three times end the run in its words, and leave nothing that keeps others from theirs', async () => {
    failing('JobFailed: the card fell out', 3);
    const run = await begin(mug);
    expect(await home.engine.run(run.run)).toMatchObject({ status: 'FAILED', error: 'JobFailed' });
    expect(await errorOf(run)).toMatchObject({
      code: 'JobFailed',
      message: 'The priors job failed 3 times; the last time: the card fell out',
    });
    expect(attemptsIn(home.root)).toHaveLength(3);
    const { output } = await personalized({ ...mug, tenant: 'other', photos: 2 });
    expect(output.synthesis.priors.place).toMatchObject({ tenant: null });
  });

  test('for a reason that the user can mend end the run at once', async () => {
    failing('OptionInvalid: precision is fp16: choose fp32 here.', 1);
    const run = await begin(mug);
    expect(await home.engine.run(run.run)).toMatchObject({ status: 'FAILED', error: 'OptionInvalid' });
    expect(await errorOf(run)).toMatchObject({ code: 'OptionInvalid', fault: 'user' });
    expect(attemptsIn(home.root)).toHaveLength(1);
  });
});
