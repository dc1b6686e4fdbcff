import { runKey } from '../../lib/domain/keys.ts';
import { photoHome } from '../photos/home.ts';
import { image, jpeg, png, scene, webp } from '../photos/scenes.ts';

let home: ReturnType<typeof photoHome>;
beforeEach(() => {
  home = photoHome();
});
afterEach(() => home.close());

const photos = async (...seeds: number[]): Promise<Record<string, Buffer>> =>
  Object.fromEntries(
    await Promise.all(seeds.map(async (seed) => [`photo ${seed}.jpg`, await jpeg(scene(seed))] as const)),
  );

test('photos of all roles are accepted, counted and put under the subject', async () => {
  const { run, state, accepted } = await home.take(home.folder('photos', await photos(1, 2, 3)), {
    heldOut: home.folder('held-out', await photos(4)),
    others: home.folder('others', await photos(5, 6)),
  });
  expect(state).toMatchObject({
    references: 3,
    heldOut: 1,
    others: 2,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(accepted.photos.map(({ id, name }) => [id, name])).toEqual([
    ['reference/00', 'photo 1.jpg'],
    ['reference/01', 'photo 2.jpg'],
    ['reference/02', 'photo 3.jpg'],
    ['held-out/00', 'photo 4.jpg'],
    ['other/00', 'photo 5.jpg'],
    ['other/01', 'photo 6.jpg'],
  ]);
  expect(accepted).toMatchObject({ category: 'cup', dropped: [], warnings: [] });
  const prefix = `s3://${run.bucket}/tenants/local/subjects/${run.subject}/photos/`;
  for (const { uri } of accepted.photos) {
    expect(uri.startsWith(prefix)).toBe(true);
    expect(await home.objects.head(uri)).toBeDefined();
  }
});

test('accepting again gives the same objects and digest', async () => {
  const { run, state } = await home.take(home.folder('photos', await photos(1, 2, 3)));
  const before = await home.objects.list(`s3://${run.bucket}/tenants/`);
  const text = await home.objects.get(state.uri);
  expect(await home.accept(run)).toEqual(state);
  expect(await home.objects.list(`s3://${run.bucket}/tenants/`)).toEqual(before);
  expect(await home.objects.get(state.uri)).toEqual(text);
});

test('the digest is of the photos and the category, not of names, subject or run', async () => {
  const [a, b, c] = Object.values(await photos(1, 2, 3));
  if (!a || !b || !c) throw new Error('three photos');
  const first = await home.take(home.folder('one', { 'a.jpg': a, 'b.jpg': b, 'c.jpg': c }));
  const named = home.folder('two', { '1.jpeg': a, '2.JPG': b, '3': c });
  const second = await home.take(named, { tenant: 'another', subject: 'my-cup', seed: 7 });
  const third = await home.take(named, { category: 'mug' });
  const masked = home.folder('four', { '1.jpg': a, '2.jpg': b, '3.jpg': c, '1.mask.png': await png(scene(1)) });
  const fourth = await home.take(masked);
  expect(second.state.digest).toBe(first.state.digest);
  expect(third.state.digest).not.toBe(first.state.digest);
  expect(fourth.state.digest).not.toBe(first.state.digest);
});

test('what another attempt left in the folder of photos is removed', async () => {
  const { run, state, accepted } = await home.take(home.folder('photos', await photos(1, 2, 3)));
  const stray = accepted.photos[0]?.uri.replace('00.jpg', '77.jpg') ?? '';
  await home.objects.put(stray, 'left over');
  await home.accept(run);
  expect(await home.objects.head(stray)).toBeUndefined();
  expect(await home.objects.head(state.uri)).toBeDefined();
});

describe('the same picture twice', () => {
  const copy = (seed: number): Promise<Buffer> => image(scene(seed)).resize(200).webp({ quality: 60 }).toBuffer();

  test('among the references counts once, and that is said', async () => {
    const files = { ...(await photos(1, 2, 3)), 'photo 2 (copy).webp': await copy(2) };
    const { accepted, state } = await home.take(home.folder('photos', files));
    expect(state.references).toBe(3);
    expect(accepted.dropped).toEqual([{ name: 'photo 2.jpg', reason: 'the same picture as "photo 2 (copy).webp"' }]);
    expect(accepted.photos.map(({ id }) => id)).toEqual(['reference/00', 'reference/01', 'reference/02']);
  });

  test('as a reference and held out is refused', async () => {
    const heldOut = home.folder('held-out', { 'again.webp': await copy(2) });
    await expect(home.take(home.folder('photos', await photos(1, 2, 3)), { heldOut })).rejects.toMatchObject({
      code: 'PhotoHeldOutTwice',
      message: expect.stringMatching(/"again\.webp".*"photo 2\.jpg".*Remove it/),
    });
  });

  test('as a reference or held out and as another thing is left out of the others with a warning', async () => {
    const { accepted, state } = await home.take(home.folder('photos', await photos(1, 2, 3)), {
      heldOut: home.folder('held-out', await photos(4)),
      others: home.folder('others', {
        'x.webp': await copy(1),
        'y.webp': await copy(4),
        'z.webp': await webp(scene(9)),
      }),
    });
    expect(state).toMatchObject({ references: 3, heldOut: 1, others: 1 });
    expect(accepted.dropped.map(({ name }) => name)).toEqual(['x.webp', 'y.webp']);
    expect(accepted.warnings).toEqual([
      expect.stringContaining('"x.webp" was left out: the same picture as "photo 1.jpg", a reference photo'),
      expect.stringContaining('"y.webp" was left out: the same picture as "photo 4.jpg", a held-out photo'),
    ]);
  });

  test('leaves too few when all references are one', async () => {
    const files = { 'a.webp': await copy(1), 'b.jpg': await jpeg(scene(1)), 'c.png': await png(scene(1)) };
    await expect(home.take(home.folder('photos', files))).rejects.toMatchObject({
      code: 'TooFewPhotos',
      message: expect.stringMatching(/only 1 reference photo.*"b\.jpg", "c\.png"/),
    });
  });
});

test('two references are accepted with a warning that nothing will be judged', async () => {
  const { accepted } = await home.take(home.folder('photos', await photos(1, 2)));
  expect(accepted.warnings).toEqual([expect.stringContaining('"unjudged"')]);
});

test('one reference is accepted where held-out photos judge, with a warning that it shows one side', async () => {
  const heldOut = home.folder('held-out', await photos(2));
  const { accepted } = await home.take(home.folder('photos', await photos(1)), { heldOut });
  expect(accepted.warnings).toEqual([expect.stringContaining('only 1 reference photo')]);
});

test('two references beside held-out photos need no warning', async () => {
  const heldOut = home.folder('held-out', await photos(3));
  expect((await home.take(home.folder('photos', await photos(1, 2)), { heldOut })).accepted.warnings).toEqual([]);
});

describe('refusals', () => {
  test('the first bad file is reported, and how many more there are', async () => {
    const files = {
      ...(await photos(1, 3, 5)),
      'photo 2.jpg': 'text',
      'photo 4.jpg': new Uint8Array(),
      'photo 6.jpg': 'text',
    };
    await expect(home.take(home.folder('photos', files))).rejects.toMatchObject({
      name: 'PhotoNotAnImage',
      code: 'PhotoNotAnImage',
      message: expect.stringMatching(/^"photo 2\.jpg" is not a picture.*and 2 more: "photo 4\.jpg", "photo 6\.jpg"/),
    });
  });

  test('nothing of a refused upload stays among the accepted photos', async () => {
    const { run } = await home.upload(home.folder('photos', { ...(await photos(1, 2)), 'z.jpg': 'text' }));
    await expect(home.accept(run)).rejects.toMatchObject({ code: 'PhotoNotAnImage' });
    expect(await home.objects.list(`s3://${run.bucket}/tenants/`)).toEqual([]);
  });

  test("the run's record keeps the reason, the inbox loses the photos, and asking again gives the same answer", async () => {
    const photosFolder = home.folder('photos', { ...(await photos(1, 2)), 'z.jpg': 'text' });
    const { run } = await home.upload(photosFolder);
    await home.records.create({ ...runKey(run), status: 'queued' });
    const refused = { code: 'PhotoNotAnImage', message: expect.stringContaining('"z.jpg"') };
    await expect(home.accept(run)).rejects.toMatchObject(refused);
    expect(await home.records.get(runKey(run))).toMatchObject({ status: 'validating', refused });
    expect((await home.objects.list(`s3://${run.bucket}/inbox/`)).map(({ uri }) => uri)).toEqual([run.upload]);
    await expect(home.accept(run)).rejects.toMatchObject(refused);
    await home.upload(photosFolder);
    expect(await home.objects.list(`s3://${run.bucket}/inbox/`)).toHaveLength(4);
  });

  test('a photo that did not arrive is named', async () => {
    const { run, upload } = await home.upload(home.folder('photos', await photos(1, 2, 3)));
    await home.objects.delete(run.upload.replace('upload.json', upload.files[1]?.key ?? ''));
    await expect(home.accept(run)).rejects.toMatchObject({
      code: 'PhotoUnreadable',
      message: expect.stringContaining('"photo 2.jpg"'),
    });
  });

  test.each([
    ['no JSON', () => 'not json'],
    ['of another version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['with a key that leads elsewhere', (text: string) => text.replace('reference/00.jpg', 'reference/../../00.jpg')],
    ['of another tenant', (text: string) => text.replace('"tenant": "local"', '"tenant": "other"')],
    ['with a key twice', (text: string) => text.replace('reference/01.jpg', 'reference/00.jpg')],
    ['with a role that its key denies', (text: string) => text.replace('"role": "reference"', '"role": "other"')],
    ['with a member too many', (text: string) => text.replace('"seed"', '"speed": 1, "seed"')],
  ])('an upload.json %s is refused', async (_, change) => {
    const { run } = await home.upload(home.folder('photos', await photos(1, 2, 3)));
    await home.objects.put(run.upload, change(new TextDecoder().decode(await home.objects.get(run.upload))));
    await expect(home.accept(run)).rejects.toMatchObject({ code: 'UploadInvalid' });
  });

  test('a blank category in an upload.json is refused', async () => {
    const { run } = await home.upload(home.folder('photos', await photos(1, 2, 3)));
    const text = new TextDecoder().decode(await home.objects.get(run.upload));
    await home.objects.put(run.upload, text.replace('"category": "cup"', '"category": " "'));
    await expect(home.accept(run)).rejects.toMatchObject({ code: 'CategoryMissing' });
  });

  test('a photo of too many bytes is refused before it is read', async () => {
    const { run, upload } = await home.upload(home.folder('photos', await photos(1, 2, 3)));
    await home.objects.put(run.upload.replace('upload.json', upload.files[0]?.key ?? ''), Buffer.alloc(100_000_001));
    await expect(home.accept(run)).rejects.toMatchObject({
      code: 'PhotoTooLarge',
      message: expect.stringContaining('101 MB'),
    });
  });
});
