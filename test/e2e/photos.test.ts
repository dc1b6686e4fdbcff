import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { type Likeness, likenessOf, samePicture } from '../../functions/accept/duplicates.ts';
import { photoHome } from '../photos/home.ts';

const samples = resolve(import.meta.dirname, '../../assets/samples');
/** A folder of folders of real photos, one a subject. */
const real = process.env.LIKENESS_PHOTOS;

const foldersOf = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

let home: ReturnType<typeof photoHome>;
beforeEach(() => {
  home = photoHome();
});
afterEach(() => home.close());

describe('the samples that ship', () => {
  const subjects = foldersOf(samples).filter((name) => name !== 'others');

  test.each(subjects)('%s is accepted whole, masks included', async (subject) => {
    const { state, accepted } = await home.take(join(samples, subject, 'reference'), {
      heldOut: join(samples, subject, 'held-out'),
      others: join(samples, 'others'),
      category: subject.replace('-', ' '),
    });
    const jpegs = (folder: string): number =>
      readdirSync(join(samples, folder)).filter((name) => name.endsWith('.jpg')).length;
    expect(accepted.dropped).toEqual([]);
    expect(state).toMatchObject({
      references: jpegs(`${subject}/reference`),
      heldOut: jpegs(`${subject}/held-out`),
      others: jpegs('others'),
    });
    for (const { role, maskUri } of accepted.photos) expect(maskUri !== null).toBe(role !== 'other');
  });
});

const withPhotos = real === undefined ? describe.skip : describe;
withPhotos('real photos', () => {
  const folder = real ?? '';

  async function likeness(image: Uint8Array): Promise<Likeness> {
    const { data, info } = await sharp(image)
      .autoOrient()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return likenessOf(data, info.width, info.height);
  }

  const paths = (real === undefined ? [] : foldersOf(folder)).flatMap((subject) =>
    readdirSync(join(folder, subject))
      .filter((name) => name.endsWith('.jpg'))
      .map((name) => join(folder, subject, name)),
  );

  test('each is accepted, and none is taken for another', async () => {
    const others = home.folder(
      'others',
      Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)])),
    );
    const { state, accepted } = await home.take(join(folder, foldersOf(folder)[0] ?? ''), { others });
    expect(accepted.dropped).toHaveLength(state.references); // The references lie among the others as well.
    expect(state.references + state.others).toBe(paths.length);
  });

  test('each is known again when saved anew or made smaller', async () => {
    for (const path of paths) {
      const photo = readFileSync(path);
      const original = await likeness(photo);
      const copies = [
        sharp(photo).jpeg({ quality: 35 }),
        sharp(photo).webp({ quality: 40 }),
        sharp(photo).resize(512).jpeg(),
        sharp(photo).resize(300).webp({ quality: 80 }),
      ];
      for (const copy of copies) {
        const known = samePicture(original, await likeness(await copy.toBuffer()));
        expect({ path, known }).toEqual({ path, known: true });
      }
    }
  });

  test('a burst is kept: frames whose camera moved by a hundredth of the frame', async () => {
    for (const path of paths) {
      const { width, height } = await sharp(path).metadata();
      const [across, down] = [Math.round(width / 100), Math.round(height / 100)];
      const size = { width: width - across, height: height - down };
      const frame = (left: number, top: number): Promise<Buffer> =>
        sharp(path)
          .extract({ left, top, ...size })
          .png()
          .toBuffer();
      const same = samePicture(await likeness(await frame(0, 0)), await likeness(await frame(across, down)));
      expect({ path, same }).toEqual({ path, same: false });
    }
  });
});
