import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distractorCounts } from '../../lib/domain/distractors.ts';
import { distractorsIndexUri, distractorsPrefix, runKey } from '../../lib/domain/keys.ts';
import { indexOfDistractors, installDistractors } from '../../lib/local/distractors.ts';
import { photoHome } from '../photos/home.ts';
import { image, jpeg, scene } from '../photos/scenes.ts';

const bucket = 'likeness-test';
let home: ReturnType<typeof photoHome>;
beforeEach(() => {
  home = photoHome();
});
afterEach(() => home.close());

const pictures = async (folder: string, ...seeds: number[]): Promise<Record<string, Buffer>> =>
  Object.fromEntries(
    await Promise.all(seeds.map(async (seed) => [`${folder}${seed}.jpg`, await jpeg(scene(seed))] as const)),
  );
const many = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const install = (files: Readonly<Record<string, Uint8Array | string>>, name = 'bank') =>
  installDistractors('--distractors', home.folder(name, files), home.objects, bucket);
const photos = async () => home.folder('photos', await pictures('', 1, 2, 3));

describe('where the user gives no photos of other things', () => {
  test("the operator's judge, those of the category first, and the digest of the bank is told", async () => {
    const distractors = await install({ ...(await pictures('any/', 10, 11)), ...(await pictures('Cup/', 12, 13)) });
    const { state, accepted } = await home.take(await photos(), { distractors });
    expect(state).toMatchObject({ references: 3, heldOut: 0, others: 4 });
    expect(accepted.bank?.startsWith(distractors)).toBe(true);
    const others = accepted.photos.filter(({ role }) => role === 'other');
    expect(others.map(({ id, origin }) => [id, origin])).toEqual(
      ['00', '01', '02', '03'].map((number) => [`other/${number}`, 'bank']),
    );
    expect(others.slice(0, 2).map(({ name }) => name.split('/').slice(0, 2))).toEqual([
      ['distractors', 'Cup'],
      ['distractors', 'Cup'],
    ]);
    for (const { uri } of others) expect(await home.objects.head(uri)).toBeDefined();
  });

  test('the same bank is the same photos, whatever its files are called; another is another upload', async () => {
    const files = await pictures('any/', 10, 11, 12);
    const first = await home.take(await photos(), { distractors: await install(files) });
    const renamed = Object.fromEntries(Object.values(files).map((bytes, i) => [`any/${9 - i}.jpg`, bytes]));
    const second = await home.take(await photos(), { distractors: await install(renamed, 'renamed') });
    const third = await home.take(await photos(), {
      distractors: await install(await pictures('any/', 10, 11), 'less'),
    });
    expect(second.state.digest).toBe(first.state.digest);
    expect(third.state.digest).not.toBe(first.state.digest);
    expect(third.run.upload).not.toBe(first.run.upload);
  });

  test('a photo that the user gave as well is left out without a warning, and the next one is taken', async () => {
    const copy = await image(scene(2)).resize(200).webp({ quality: 60 }).toBuffer();
    const distractors = await install({ 'cup/mine.webp': copy, ...(await pictures('any/', 10)) });
    const { accepted } = await home.take(await photos(), { distractors });
    expect(accepted.dropped).toEqual([
      { name: 'distractors/cup/mine.webp', reason: expect.stringContaining('the same picture as "2.jpg"') },
    ]);
    expect(accepted.warnings).toEqual([]);
    expect(accepted.photos.filter(({ origin }) => origin === 'bank')).toHaveLength(1);
  });
});

test('the operator’s fill up what the user gives, to a bounded number', async () => {
  const others = home.folder('others', await pictures('', ...many(100, distractorCounts.enough - 1)));
  const spare = await pictures('any/', ...many(200, distractorCounts.filled));
  const distractors = await install({ ...spare, ...(await pictures('cup/', 300)) });
  const { state, accepted } = await home.take(await photos(), { others, distractors });
  expect(state.others).toBe(distractorCounts.filled);
  const origins = accepted.photos.filter(({ role }) => role === 'other').map(({ origin }) => origin);
  expect(accepted.photos.find(({ origin }) => origin === 'bank')?.name).toBe('distractors/cup/300.jpg');
  expect(origins.slice(0, distractorCounts.enough - 1).every((origin) => origin === undefined)).toBe(true);
  expect(origins.slice(distractorCounts.enough - 1).every((origin) => origin === 'bank')).toBe(true);
});

test('the operator’s do not judge where the user gives enough', async () => {
  const others = home.folder('others', await pictures('', ...many(100, distractorCounts.enough)));
  const distractors = await install(await pictures('any/', 200, 201));
  const { state, accepted } = await home.take(await photos(), { others, distractors });
  expect(state.others).toBe(distractorCounts.enough);
  expect(accepted).not.toHaveProperty('bank');
});

describe("a home's own distractors, which no upload names", () => {
  /** As an operator puts them into the bucket. */
  async function provide(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
    const index = await indexOfDistractors('DIR', home.folder('own', files));
    for (const [path, bytes] of Object.entries(files)) {
      await home.objects.put(`${distractorsPrefix(bucket, 'default')}${path}`, bytes);
    }
    await home.objects.put(distractorsIndexUri(bucket, 'default'), JSON.stringify(index));
  }

  test('judge by the same path', async () => {
    await provide(await pictures('cup/', 30));
    const { state, accepted } = await home.take(await photos());
    expect(state.others).toBe(1);
    expect(accepted.bank).toMatch(/^[0-9a-f]{64}$/);
  });

  test('are ours to mend: a bad one is no fault of the user, whose photos stay in the inbox', async () => {
    await provide({ 'cup/a.jpg': 'no picture' });
    const { run } = await home.upload(await photos());
    await home.records.create({ ...runKey(run), status: 'queued' });
    await expect(home.accept(run)).rejects.toMatchObject({
      code: 'Internal',
      fault: 'service',
      message: expect.stringContaining('"distractors/cup/a.jpg" is not a picture'),
    });
    expect(await home.objects.list(`s3://${bucket}/inbox/`)).toHaveLength(4);
  });
});

describe('a bad bank is refused', () => {
  const refused = async (promise: Promise<unknown>, code: string, words: string): Promise<void> => {
    await expect(promise).rejects.toMatchObject({ code, fault: 'user', message: expect.stringContaining(words) });
  };

  test('that is no folder, is empty, or has photos in no category', async () => {
    const missing = installDistractors('--distractors', '/no/such', home.objects, bucket);
    await refused(missing, 'PhotosFolderMissing', '--distractors "/no/such" does not exist');
    const file = join(home.folder('file', { 'a.jpg': 'x' }), 'a.jpg');
    const noFolder = installDistractors('LIKENESS_DISTRACTORS', file, home.objects, bucket);
    await refused(noFolder, 'PhotosFolderMissing', 'LIKENESS_DISTRACTORS');
    await refused(install({ 'cup/.hidden': '' }, 'empty'), 'PhotosFolderEmpty', 'holds no photos');
    await refused(install({ 'cup/a.jpg': 'x', 'b.jpg': 'y' }, 'flat'), 'DatasetInvalid', '"b.jpg"');
    await refused(install({ 'cup/a\nb.jpg': 'x' }, 'named'), 'DatasetInvalid', '"cup/a?b.jpg"');
  });

  test('that has a photo which is none, by its name, before any job', async () => {
    const distractors = await install({ 'any/notes.jpg': 'text' });
    await refused(home.take(await photos(), { distractors }), 'PhotoNotAnImage', '"distractors/any/notes.jpg"');
  });

  test('whose photo is another file by now', async () => {
    const files = await pictures('any/', 10);
    const distractors = await install(files);
    const { run } = await home.upload(await photos(), { distractors });
    writeFileSync(join(home.folder('bank', {}), 'any', '10.jpg'), await jpeg(scene(11)));
    await refused(home.accept(run), 'PhotoUnreadable', '"distractors/any/10.jpg"');
  });
});
