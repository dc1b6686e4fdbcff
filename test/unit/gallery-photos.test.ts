import sharp from 'sharp';
import { add, list, remove } from '../../functions/gallery/photos.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { galleryPhotosPrefix, galleryPhotoUri } from '../../lib/domain/keys.ts';
import { handlerHome, run } from '../fixtures/handlers.ts';
import { image, jpeg, png, scene } from '../photos/scenes.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const stored = (id: string) => home.ports.objects.get(galleryPhotoUri(run, id));

describe('a photo that is added', () => {
  test('is kept upright as JPEG without metadata, under the digest of what is kept', async () => {
    const taken = await image(scene(1)).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { id } = await add(home.ports, run, taken);
    const bytes = await stored(id);
    expect(sha256(bytes).slice(0, 32)).toBe(id);
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 240, height: 320 });
    expect([metadata.exif, metadata.icc, metadata.orientation]).toEqual([undefined, undefined, undefined]);
  });

  test('is one photo, however often it is added', async () => {
    const taken = await jpeg(scene(1));
    const first = await add(home.ports, run, taken);
    expect(await add(home.ports, run, taken)).toEqual(first);
    expect(await list(home.ports, run)).toEqual({ ids: [first.id] });
  });

  test("is in its tenant's gallery alone", async () => {
    const { id } = await add(home.ports, run, await png(scene(1)));
    const other = { ...run, tenant: 'acme-2' };
    expect(await list(home.ports, other)).toEqual({ ids: [] });
    await remove(home.ports, other, id);
    expect(await list(home.ports, run)).toEqual({ ids: [id] });
  });

  test.each<[string, string, () => Promise<Buffer>]>([
    ['is no picture', 'PhotoNotAnImage', async () => Buffer.from('any text that is long enough')],
    ['breaks off', 'PhotoTruncated', async () => (await jpeg(scene(1))).subarray(0, 2000)],
    ['has too few pixels', 'PhotoTooSmall', () => jpeg(scene(1, { width: 63, height: 63 }))],
    ['is larger than the embedding server takes', 'PhotoTooLarge', () => noise(2048)],
  ])('is refused when it %s', async (_, code, bytes) => {
    await expect(add(home.ports, run, await bytes())).rejects.toMatchObject({ code, fault: 'user' });
    expect(await list(home.ports, run)).toEqual({ ids: [] });
  });
});

const noise = (side: number): Promise<Buffer> => {
  const gaussian = { type: 'gaussian', mean: 128, sigma: 100 } as const;
  const create = { width: side, height: side, channels: 3, background: 'grey', noise: gaussian } as const;
  return sharp({ create }).png({ compressionLevel: 0 }).toBuffer();
};

test('the list is in the order of the ids, and of photos alone', async () => {
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) ids.push((await add(home.ports, run, await jpeg(scene(seed)))).id);
  await home.ports.objects.put(`${galleryPhotosPrefix(run)}stray.jpg`, 'any');
  expect(await list(home.ports, run)).toEqual({ ids: ids.sort() });
});

test('a photo that is removed is gone, and removing it again is no error', async () => {
  const { id } = await add(home.ports, run, await jpeg(scene(1)));
  await remove(home.ports, run, id);
  await remove(home.ports, run, id);
  expect(await list(home.ports, run)).toEqual({ ids: [] });
  await expect(stored(id)).rejects.toMatchObject({ code: 'ObjectNotFound' });
});

test.each(['', 'a', `../${'a'.repeat(29)}`, 'A'.repeat(32), 'a'.repeat(64)])('%j is no id', async (id) => {
  await expect(remove(home.ports, run, id)).rejects.toMatchObject({ code: 'OptionInvalid', fault: 'user' });
});
