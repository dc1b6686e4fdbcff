import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { cleanPhoto, type Photo } from '../../functions/accept/photo.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { chunk, hostileFiles } from '../photos/hostile.ts';
import {
  colourAt,
  image,
  jpeg,
  orientations,
  paint,
  png,
  quarterColours,
  quarters,
  scaled,
  scene,
  stored,
} from '../photos/scenes.ts';

const files = await hostileFiles();

async function outcomeOf(file: { name: string; bytes: Uint8Array }): Promise<Photo | InputError> {
  try {
    return await cleanPhoto(file);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

async function expectUpright(encoded: Uint8Array, tolerance: number): Promise<void> {
  for (const [quarter, colour] of quarterColours.entries()) {
    const found = await colourAt(encoded, quarter % 2 === 0 ? 0.25 : 0.75, quarter < 2 ? 0.25 : 0.75);
    for (const [channel, value] of colour.entries())
      expect(Math.abs((found[channel] ?? 0) - value)).toBeLessThanOrEqual(tolerance);
  }
}

async function expectClean({ picture, width, height }: Photo): Promise<void> {
  const metadata = await sharp(picture.bytes).metadata();
  expect(metadata).toMatchObject({
    format: 'jpeg',
    width,
    height,
    channels: 3,
    depth: 'uchar',
    space: 'srgb',
    chromaSubsampling: '4:4:4',
  });
  for (const trace of ['exif', 'icc', 'iptc', 'xmp', 'orientation'] as const) expect(metadata[trace]).toBeUndefined();
}

describe('hostile files', () => {
  test('are many', () => expect(files.length).toBeGreaterThanOrEqual(60));

  test.each(files)('$name: $outcome', async (file) => {
    const outcome = await outcomeOf(file);
    if (outcome instanceof InputError) {
      expect(outcome.message).toContain(`"${file.name}"`);
      expect(outcome.message).toMatch(/\. [A-Z]|, or /); // It says what to do.
      if (file.outcome !== 'either') expect(outcome.code).toBe(file.outcome);
    } else {
      if (file.outcome !== 'either') expect(file.outcome).toBe('accepted');
      await expectClean(outcome);
    }
  });

  test('many at once come to what each comes to alone', async () => {
    const told = (outcome: Photo | InputError) =>
      outcome instanceof InputError ? outcome.message : outcome.picture.sha256;
    const small = files.filter(({ bytes }) => bytes.length < 50_000);
    const alone: string[] = [];
    for (const file of small) alone.push(told(await outcomeOf(file)));
    expect((await Promise.all(small.map(outcomeOf))).map(told)).toEqual(alone);
  });

  test('texts beside a picture are not even unpacked', async () => {
    const plain = await png(scene(1));
    const text = Buffer.concat([Buffer.from('Title\0\0', 'latin1'), deflateSync(Buffer.alloc(2_000_000))]);
    const bomb = Buffer.concat([plain.subarray(0, 33), ...Array(300).fill(chunk('zTXt', text)), plain.subarray(33)]);
    const before = process.resourceUsage().maxRSS;
    const taken = await cleanPhoto({ name: 'bomb.png', bytes: bomb });
    expect(taken.picture.sha256).toBe((await cleanPhoto({ name: 'plain.png', bytes: plain })).picture.sha256);
    // In kilobytes: unpacked, they are 600 MB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
  });

  test('any bytes after a good start give a photo or a refusal', async () => {
    const starts = [await jpeg(scene(1)), await png(scene(1))].map((bytes) => bytes.subarray(0, 700));
    const arbitrary = fc.tuple(fc.constantFrom(...starts), fc.nat(700), fc.uint8Array({ maxLength: 2000 }));
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([start, length, rest]) => {
        await outcomeOf({ name: 'any.jpg', bytes: Buffer.concat([start.subarray(0, length), rest]) });
      }),
      { numRuns: 150 },
    );
  });

  test('a HEIC is refused with the way to a JPEG on an iPhone', async () => {
    const heic = files.find(({ name }) => name === 'IMG_0001.HEIC');
    expect(String(heic && (await outcomeOf(heic)))).toContain('Settings > Camera > Formats > Most Compatible');
  });

  test('a name with control characters is told without them', async () => {
    const refusal = await outcomeOf({ name: 'a\u001b[31m\n.jpg', bytes: new Uint8Array() });
    expect(String(refusal)).toContain('"a?[31m?.jpg"');
  });
});

describe('a large JPEG, which is decoded at a fraction of its size', () => {
  const large = scaled(scene(5), 5000, 3000).jpeg().toBuffer();

  test('comes out with 2048 pixels on its longer side', async () => {
    expect(await cleanPhoto({ name: 'large.jpg', bytes: await large })).toMatchObject({ width: 2048, height: 1229 });
  });

  test.each([1, 2, 5, 100, 5000])('is refused when its last %d bytes are missing', async (missing) => {
    const bytes = (await large).subarray(0, -missing);
    await expect(cleanPhoto({ name: 'large.jpg', bytes })).rejects.toMatchObject({ code: 'PhotoTruncated' });
  });
});

describe('orientation', () => {
  test.each(orientations)('%d comes out upright', async (orientation) => {
    const bytes = await image(stored(quarters(), orientation))
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    const photo = await cleanPhoto({ name: 'turned.jpg', bytes });
    expect([photo.width, photo.height]).toEqual([240, 160]);
    await expectUpright(photo.picture.bytes, 6);
  });

  test.each(orientations)('%d: a mask drawn over the stored pixels turns with its photo', async (orientation) => {
    const mark = paint(240, 160, (x, y) => (x < 120 && y < 80 ? [255, 255, 255] : [0, 0, 0]));
    const bytes = await image(stored(quarters(), orientation)).withMetadata({ orientation }).jpeg().toBuffer();
    const sameSides = orientation <= 4;
    // With equal sides nothing tells the two ways apart: the mask then counts as drawn over the upright photo.
    const mask = await png(sameSides ? mark : stored(mark, orientation));
    const photo = await cleanPhoto({ name: 'turned.jpg', bytes }, { name: 'turned.mask.png', bytes: mask });
    expect(await markedQuarters(photo)).toEqual([true, false, false, false]);
  });

  test.each(orientations)('%d: a mask drawn over the upright photo stays as it is', async (orientation) => {
    const mark = paint(240, 160, (x, y) => (x >= 120 && y < 80 ? [255, 255, 255] : [0, 0, 0]));
    const bytes = await image(stored(quarters(), orientation)).withMetadata({ orientation }).jpeg().toBuffer();
    const photo = await cleanPhoto({ name: 'turned.jpg', bytes }, { name: 'turned.mask.png', bytes: await png(mark) });
    expect(await markedQuarters(photo)).toEqual([false, true, false, false]);
  });
});

async function markedQuarters({ mask, width, height }: Photo): Promise<boolean[]> {
  if (mask === null) return [];
  expect(await sharp(mask.bytes).metadata()).toMatchObject({
    format: 'png',
    width,
    height,
    channels: 1,
    depth: 'uchar',
  });
  const at = (x: number, y: number): Promise<boolean> => colourAt(mask.bytes, x, y).then(([grey]) => grey >= 128);
  return Promise.all([at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]);
}

describe('colours', () => {
  const named = (name: string) => files.filter((file) => file.name === name);
  const exact = [
    '16 bit.png',
    'lossless.webp',
    'interlaced.png',
    'really a png.jpg',
    'display p3.jpg',
    'progressive.jpg',
  ].flatMap(named);

  test.each(exact)('$name keeps them', async (file) => {
    await expectUpright((await cleanPhoto(file)).picture.bytes, 6);
  });

  test.each(named('cmyk.jpg'))('$name keeps them roughly, as print does', async (file) => {
    await expectUpright((await cleanPhoto(file)).picture.bytes, 80);
  });
});

describe('masks', () => {
  const photo = async () => ({ name: 'cup.png', bytes: await png(quarters()) });
  const cutOut = (alpha: (x: number) => number): Promise<Buffer> => {
    const { width, height, rgb } = quarters();
    const rgba = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i += 1) {
      rgba.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
      rgba[i * 4 + 3] = alpha(i % width);
    }
    return sharp(rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
  };

  test('a transparent background becomes white, and the mask', async () => {
    const cleaned = await cleanPhoto({ name: 'cut.png', bytes: await cutOut((x) => (x < 120 ? 255 : 0)) });
    expect(await markedQuarters(cleaned)).toEqual([true, false, true, false]);
    expect(await colourAt(cleaned.picture.bytes, 0.9, 0.5)).toEqual([255, 255, 255]);
    await expectClean(cleaned);
  });

  test('an alpha channel that hides nothing is no mask', async () => {
    expect((await cleanPhoto({ name: 'opaque.png', bytes: await cutOut(() => 255) })).mask).toBeNull();
  });

  test('a photo that is transparent throughout is refused', async () => {
    const bytes = await cutOut(() => 0);
    await expect(cleanPhoto({ name: 'clear.png', bytes })).rejects.toMatchObject({ code: 'MaskMismatch' });
  });

  test('a cut-out serves as a mask by its transparency', async () => {
    const mask = { name: 'cup.mask.png', bytes: await cutOut((x) => (x >= 120 ? 255 : 0)) };
    expect(await markedQuarters(await cleanPhoto(await photo(), mask))).toEqual([false, true, false, true]);
  });

  test.each([
    ['of another size', paint(120, 80, () => [255, 255, 255])],
    ['that is black throughout', paint(240, 160, () => [0, 0, 0])],
    ['of labels instead of white', paint(240, 160, () => [1, 1, 1])],
  ])('one %s is refused by name', async (_, raster) => {
    const mask = { name: 'cup.mask.png', bytes: await png(raster) };
    const refusal = cleanPhoto(await photo(), mask);
    await expect(refusal).rejects.toMatchObject({
      code: 'MaskMismatch',
      message: expect.stringContaining('"cup.mask.png"'),
    });
  });

  test('one that is no image is refused by its own name', async () => {
    const mask = { name: 'cup.mask.png', bytes: Buffer.from('a mask, perhaps') };
    const refusal = cleanPhoto(await photo(), mask);
    await expect(refusal).rejects.toMatchObject({
      code: 'PhotoNotAnImage',
      message: expect.stringContaining('"cup.mask.png"'),
    });
  });

  test('one that breaks off is refused as such', async () => {
    const bytes = (await png(scene(2, { width: 240, height: 160 }))).subarray(0, -3000);
    await expect(cleanPhoto(await photo(), { name: 'cup.mask.png', bytes })).rejects.toMatchObject({
      code: 'PhotoTruncated',
    });
  });

  test('it shrinks with its photo', async () => {
    const mark = paint(300, 150, (x) => (x < 150 ? [255, 255, 255] : [0, 0, 0]));
    const cleaned = await cleanPhoto(
      { name: 'large.jpg', bytes: await scaled(scene(1), 3000, 1500).jpeg().toBuffer() },
      { name: 'large.mask.png', bytes: await scaled(mark, 3000, 1500).png().toBuffer() },
    );
    expect(cleaned).toMatchObject({ width: 2048, height: 1024 });
    expect(await markedQuarters(cleaned)).toEqual([true, false, true, false]);
  });
});

test('where it was taken is not kept, and the same file gives the same bytes', async () => {
  const exif = { IFD0: { Make: 'Camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
  const bytes = await image(scene(7)).withExif(exif).withIccProfile('p3').jpeg().toBuffer();
  expect((await sharp(bytes).metadata()).exif).toBeDefined();
  const [first, second] = [await cleanPhoto({ name: 'a.jpg', bytes }), await cleanPhoto({ name: 'b.jpg', bytes })];
  await expectClean(first);
  expect(first.picture.sha256).toBe(second.picture.sha256);
});
