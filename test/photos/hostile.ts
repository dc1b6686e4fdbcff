import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { ErrorCode } from '../../lib/domain/errors.ts';
import { image, jpeg, paint, png, quarters, scene, webp } from './scenes.ts';

/** A file that should not be there, and what becomes of it: a code, a photo, or either (then it must only be no crash). */
export interface Hostile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly outcome: ErrorCode | 'accepted' | 'either';
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A PNG chunk with its checksum. */
export function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([bytesOf(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG of our own making: any header, any data. */
export function rawPng(
  width: number,
  height: number,
  { data = Buffer.alloc(1000), depth = 8, extra = [] as Buffer[] } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width >>> 0, 0);
  header.writeUInt32BE(height >>> 0, 4);
  header.set([depth, 0, 0, 0, 0], 8);
  return Buffer.concat([
    bytesOf('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(data)),
    chunk('IEND'),
  ]);
}

/** Puts a chunk right after a PNG's header. */
export const withChunk = (source: Buffer, added: Buffer): Buffer =>
  Buffer.concat([source.subarray(0, 33), added, source.subarray(33)]);

const big32 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) buffer.writeUInt32BE(value, i * 4);
  return buffer;
};

const flipped = (source: Buffer, at: number): Buffer => {
  const copy = Buffer.from(source);
  copy.writeUInt8((copy[at] ?? 0) ^ 0xff, at);
  return copy;
};

/** Where a JPEG's frame header (SOF0) says how large it is. */
function resizedJpeg(source: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(source);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** A transfer that lost a piece in the midst of the picture. */
const withHole = (source: Buffer): Buffer =>
  Buffer.concat([source.subarray(0, source.length - 1500), source.subarray(source.length - 700)]);

/** Cheap noise: the same every time. */
function noise(length: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    }),
  );
}

function cuts(name: string, source: Buffer): Hostile[] {
  const shares = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99].map((share) => Math.floor(source.length * share));
  const ends = [1, 2, 3, 4, 8, 12, 16].map((missing) => source.length - missing);
  return [...shares, ...ends, 1, 4, 11].map((length) => ({
    name: `cut at ${length} of ${source.length}.${name}`,
    bytes: source.subarray(0, length),
    outcome: 'PhotoTruncated',
  }));
}

function bombs(small: { jpeg: Buffer; png: Buffer; webp: Buffer }): Hostile[] {
  const tooLarge = [
    ['bomb 60000.png', rawPng(60_000, 60_000)],
    ['bomb 30000 grey.png', rawPng(30_000, 30_000, { data: Buffer.alloc(3_000_000) })],
    ['wide.png', rawPng(2_000_000, 64)],
    ['bomb.jpg', resizedJpeg(small.jpeg, 65_000, 65_000)],
    ['just above.png', rawPng(10_000, 5_001)],
  ] as const;
  const broken = [
    ['no width.png', rawPng(0, 100)],
    ['no height.png', rawPng(100, 0)],
    ['nothing.png', rawPng(0, 0)],
    ['negative.png', rawPng(-1, -1)],
    ['odd depth.png', rawPng(100, 100, { depth: 7 })],
    ['no width.jpg', resizedJpeg(small.jpeg, 0, 100)],
    ['no picture.png', Buffer.concat([small.png.subarray(0, 33), chunk('IEND')])],
    ['changed checksum.png', flipped(small.png, 30)],
    ['changed data.png', flipped(small.png, 400)],
    [
      'text bomb.png',
      withChunk(small.png, chunk('zTXt', Buffer.concat([bytesOf('a\0\0'), deflateSync(Buffer.alloc(50_000_000))]))),
    ],
  ] as const;
  return [
    ...tooLarge.map(([name, bytes]) => ({ name, bytes, outcome: 'PhotoTooLarge' }) as const),
    ...broken.map(([name, bytes]) => ({ name, bytes, outcome: 'either' }) as const),
    { name: 'too little data.png', bytes: rawPng(5000, 5000, { data: Buffer.alloc(100) }), outcome: 'either' },
    { name: 'taller than its data.jpg', bytes: resizedJpeg(small.jpeg, 240, 4000), outcome: 'PhotoUnreadable' },
    { name: 'with a hole.jpg', bytes: withHole(small.jpeg), outcome: 'PhotoUnreadable' },
  ];
}

const media = (brand: string): Buffer =>
  Buffer.concat([big32(24), bytesOf(`ftyp${brand}`), big32(0), bytesOf('mif1heic'), noise(500, 3)]);

const foreign: readonly (readonly [string, Uint8Array])[] = [
  ['IMG_0001.HEIC', media('heic')],
  ['IMG_0002.jpg', media('heix')],
  ['IMG_0003.heif', media('mif1')],
  ['shot.avif', media('avif')],
  ['IMG_0001.MOV', media('qt  ')],
  ['clip.mp4', media('isom')],
  ['scan.pdf', bytesOf('%PDF-1.7\n%\xe2\xe3\n')],
  ['old.bmp', Buffer.concat([bytesOf('BM'), big32(1000), big32(0), noise(900, 4)])],
  ['logo.svg', bytesOf('<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"/>')],
  ['logo2.svg', bytesOf('<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="100" height="100"></svg>')],
  ['raw.dng', Buffer.concat([bytesOf('II*\0'), noise(900, 5)])],
  ['layers.psd', Buffer.concat([bytesOf('8BPS\0\x01'), noise(900, 6)])],
  ['new.jxl', Buffer.concat([bytesOf('\xff\x0a'), noise(900, 7)])],
];

const noImages: readonly (readonly [string, Uint8Array])[] = [
  ['notes.txt', bytesOf('Photos of the cup, taken in May.')],
  ['photo.jpg', bytesOf('<!doctype html><title>Sign in</title><p>Please sign in to download.')],
  ['words.jpg', bytesOf('BMW is not a bitmap, whatever its first letters say.')],
  ['zeros.jpg', Buffer.alloc(5000)],
  ['noise.png', noise(5000, 1)],
  ['noise.jpg', noise(50, 2)],
  ['archive.zip', Buffer.concat([bytesOf('PK\x03\x04'), noise(500, 8)])],
  ['sound.webp', Buffer.concat([bytesOf('RIFF\x64\0\0\0WAVEfmt '), noise(500, 9)])],
];

/** Formats of pixels that cameras, scanners and editors write, and that are all fine. */
async function unusual(): Promise<Hostile[]> {
  const picture = (): Sharp => image(quarters());
  const files: readonly (readonly [string, Buffer])[] = [
    ['cmyk.jpg', await picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['16 bit.png', await picture().toColourspace('rgb16').png().toBuffer()],
    ['palette.png', await picture().png({ palette: true }).toBuffer()],
    ['interlaced.png', await picture().png({ progressive: true }).toBuffer()],
    ['progressive.jpg', await picture().jpeg({ progressive: true }).toBuffer()],
    ['lossless.webp', await picture().webp({ lossless: true }).toBuffer()],
    ['display p3.jpg', await picture().withIccProfile('p3').jpeg().toBuffer()],
    ['really a png.jpg', await png(quarters())],
    ['really a jpeg.webp', await jpeg(quarters())],
    ['no ending', await webp(quarters())],
    ['trailing.jpg', Buffer.concat([await jpeg(quarters()), noise(700, 10)])],
    ['one frame.png', withChunk(await png(quarters()), chunk('acTL', big32(1, 0)))],
  ];
  return files.map(([name, bytes]) => ({ name, bytes, outcome: 'accepted' }));
}

async function odd(): Promise<Hostile[]> {
  const frames = await Promise.all([png(scene(1)), png(scene(2))]);
  const grey = (depth: 'b-w' | 'grey16'): Promise<Buffer> =>
    image(quarters()).greyscale().toColourspace(depth).png().toBuffer();
  return [
    {
      name: 'moving.webp',
      bytes: await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
      outcome: 'PhotoAnimated',
    },
    {
      name: 'moving.gif',
      bytes: await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      outcome: 'PhotoFormatUnsupported',
    },
    { name: 'scan.tiff', bytes: await image(quarters()).tiff().toBuffer(), outcome: 'PhotoFormatUnsupported' },
    {
      name: 'moving.png',
      bytes: withChunk(await png(quarters()), chunk('acTL', big32(5, 0))),
      outcome: 'PhotoAnimated',
    },
    { name: 'grey.png', bytes: await grey('b-w'), outcome: 'accepted' },
    { name: 'grey 16 bit.png', bytes: await grey('grey16'), outcome: 'accepted' },
    { name: 'icon.png', bytes: await png(quarters(32, 32)), outcome: 'PhotoTooSmall' },
    { name: 'strip.png', bytes: await png(quarters(300, 63)), outcome: 'PhotoTooSmall' },
    { name: 'smallest.png', bytes: await png(quarters(64, 64)), outcome: 'accepted' },
    { name: 'ribbon.png', bytes: await png(paint(9000, 80, () => [1, 2, 3])), outcome: 'PhotoTooSmall' },
    { name: 'one pixel.png', bytes: await png(quarters(1, 1)), outcome: 'PhotoTooSmall' },
    { name: 'empty.jpg', bytes: new Uint8Array(), outcome: 'PhotoTruncated' },
  ];
}

/** Every hostile file there is: made afresh, the same every time. */
export async function hostileFiles(): Promise<Hostile[]> {
  const small = { jpeg: await jpeg(scene(3)), png: await png(scene(3)), webp: await webp(scene(3)) };
  const damaged = [...Array(12).keys()].flatMap((k) =>
    Object.entries(small).map(([format, source]) => ({
      name: `damaged ${k}.${format}`,
      bytes: flipped(source, Math.floor((source.length * (k + 0.5)) / 12)),
      outcome: 'either' as const,
    })),
  );
  return [
    ...cuts('jpg', small.jpeg),
    ...cuts('progressive.jpg', await image(scene(4)).jpeg({ progressive: true }).toBuffer()),
    ...cuts('png', small.png),
    ...cuts('webp', small.webp),
    ...bombs(small),
    ...damaged,
    ...foreign.map(([name, bytes]) => ({ name, bytes, outcome: 'PhotoFormatUnsupported' }) as const),
    ...noImages.map(([name, bytes]) => ({ name, bytes, outcome: 'PhotoNotAnImage' }) as const),
    ...(await unusual()),
    ...(await odd()),
  ];
}
