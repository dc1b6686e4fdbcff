import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { chunk } from '../hostile.ts';
import { jpeg, png, quarters, webp } from '../scenes.ts';
import { iccProfile } from './exif.ts';
import { big32, type CorpusFile, filesOf, latin } from './file.ts';
import * as jpegs from './jpegs.ts';
import { inflating, madePng, withChunks, withPieces } from './pngs.ts';
import * as webps from './webps.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a08060' } });
const little = deflateSync(Buffer.alloc(1000));

/** Small files that say they are large, or are. */
export async function bombs(): Promise<CorpusFile[]> {
  const small = { jpeg: await jpeg(quarters()), png: await png(quarters()), webp: await webp(quarters()) };
  const progressive = await plain(600, 400).jpeg({ progressive: true }).toBuffer();
  const large = await plain(7_000, 7_000).jpeg({ quality: 50, progressive: true }).toBuffer();
  const cmyk = await plain(600, 400).toColourspace('cmyk').jpeg({ progressive: true }).toBuffer();
  return [
    ...filesOf(
      'too large',
      {
        '50000.png': madePng(50_000, 50_000, { kind: 'grey', depth: 1 }),
        '50000 little.png': madePng(50_000, 50_000, { data: little }),
        '30000 palette.png': madePng(30_000, 30_000, {
          kind: 'palette',
          depth: 1,
          before: [chunk('PLTE', Buffer.alloc(6))],
        }),
        '20000 interlaced.png': madePng(20_000, 20_000, { data: little, interlaced: true }),
        'most.png': madePng(2 ** 31 - 1, 2 ** 31 - 1, { data: little }),
        'just above.png': madePng(10_000, 5_001, { data: little }),
        '65500.jpg': jpegs.resized(small.jpeg, 65_500, 65_500),
        '65535.jpg': jpegs.resized(small.jpeg, 65_535, 65_535),
        '20000 progressive.jpg': jpegs.resized(progressive, 20_000, 20_000, jpegs.SOF2),
        '16383.webp': webps.resized(small.webp, 16_383, 16_383),
        '16384 lossless.webp': webps.riff([webps.riffChunk('VP8L', Buffer.of(0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0))]),
        'canvas.webp': webps.riff([webps.extended(0, 2 ** 24, 255), ...webps.pictureOf(small.webp)]),
        'canvas most.webp': webps.riff([webps.extended(0, 2 ** 24, 2 ** 24), ...webps.pictureOf(small.webp)]),
      },
      { must: 'refused' },
    ),
    // As large as photos may be, and nearly nothing to send.
    ...filesOf('as large as may be', {
      'grey 1 bit.png': madePng(7_000, 7_000, { kind: 'grey', depth: 1 }),
      'rgb.png': madePng(7_000, 7_000),
      'rgba.png': madePng(7_000, 7_000, { kind: 'rgba', fill: 200 }),
      'rgba 16 bit.png': madePng(7_000, 7_000, { kind: 'rgba', depth: 16, fill: 200 }),
      'rgba 16 bit interlaced.png': madePng(3_000, 3_000, { kind: 'rgba', depth: 16, fill: 200, interlaced: true }),
      'grey alpha.png': madePng(7_000, 7_000, { kind: 'grey alpha', fill: 200 }),
      'baseline.jpg': await plain(7_000, 7_000).jpeg({ quality: 50 }).toBuffer(),
      'progressive.jpg': large,
      'progressive full chroma.jpg': await plain(7_000, 7_000)
        .jpeg({ quality: 50, progressive: true, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      'cmyk.jpg': await plain(2_500, 2_500).toColourspace('cmyk').jpeg({ quality: 50, progressive: true }).toBuffer(),
      'lossy.webp': await plain(7_000, 7_000).webp({ quality: 20, effort: 0 }).toBuffer(),
      'lossless.webp': await plain(7_000, 7_000).webp({ lossless: true, effort: 0 }).toBuffer(),
      'alpha.webp': await plain(7_000, 7_000).ensureAlpha(0.9).webp({ quality: 20, effort: 0 }).toBuffer(),
    }),
    ...filesOf('inflating', {
      'text.png': withChunks(small.png, inflating('zTXt', 100)),
      'text many.png': withChunks(small.png, ...Array(200).fill(inflating('zTXt', 2))),
      'profile.png': withChunks(small.png, inflating('iCCP', 100)),
      'more than pixels.png': madePng(200, 200, { data: deflateSync(Buffer.alloc(300e6), { level: 1 }) }),
      'less than pixels.png': madePng(5_000, 5_000, { data: little }),
      'dictionary.png': madePng(200, 200, { data: Buffer.of(0x78, 0xbb, 1, 2, 3, 4, 5, 6) }),
      'window.png': madePng(200, 200, { data: Buffer.of(0xf8, 0x01, 1, 0, 0) }),
      'not compressed.png': madePng(200, 200, { data: latin('nothing that zlib made') }),
    }),
    ...filesOf('many parts', {
      'pieces of a byte.png': withPieces(small.png, 1),
      'empty pieces.png': Buffer.concat([
        ...[small.png.subarray(0, 33), ...Array(20_000).fill(chunk('IDAT')), small.png.subarray(33)],
      ]),
      'unknown chunks.png': withChunks(small.png, ...Array(20_000).fill(chunk('noNe', latin('x')))),
      'comments.jpg': jpegs.withSegments(
        small.jpeg,
        ...Array(60).fill(jpegs.segment(jpegs.COM, Buffer.alloc(65_000, 65))),
      ),
      'tables.jpg': jpegs.withSegments(small.jpeg, ...Array(9_000).fill(tableOf(small.jpeg))),
      'profiles.jpg': jpegs.withSegments(
        small.jpeg,
        ...Array.from({ length: 255 }, (_, n) =>
          jpegs.iccSegment(iccProfile('RGB ', { body: Buffer.alloc(15_000) }), n + 1, 255),
        ),
      ),
      'chunks.webp': webps.riff([
        ...Array(20_000).fill(webps.riffChunk('NONE', latin('xx'))),
        ...webps.pictureOf(small.webp),
      ]),
      'fill bytes.jpg': Buffer.concat([small.jpeg.subarray(0, 2), Buffer.alloc(1e6, 0xff), small.jpeg.subarray(3)]),
    }),
    ...filesOf('many scans', {
      '100 small.jpg': jpegs.withScans(progressive, 100),
      '3000 small.jpg': jpegs.withScans(progressive, 3_000),
      '3000.jpg': jpegs.withScans(await plain(2_000, 2_000).jpeg({ progressive: true }).toBuffer(), 3_000),
      '1000 large.jpg': jpegs.withScans(large, 1_000),
      'said larger.jpg': jpegs.resized(jpegs.withScans(progressive, 3_000), 7_000, 7_000, jpegs.SOF2),
      'cmyk said larger.jpg': jpegs.resized(jpegs.withScans(cmyk, 100), 7_000, 7_000, jpegs.SOF2),
      'restarts.jpg': jpegs.withSegments(small.jpeg, jpegs.segment(0xdd, Buffer.of(0, 1))),
    }),
    ...filesOf(
      'sizes of nothing',
      {
        'no width.png': madePng(0, 100, { data: little }),
        'no height.png': madePng(100, 0, { data: little }),
        'negative.png': Buffer.concat([
          madePng(100, 100).subarray(0, 8),
          chunk('IHDR', Buffer.concat([big32(2 ** 32 - 1, 9), Buffer.of(8, 2, 0, 0, 0)])),
          chunk('IEND'),
        ]),
        'no width.jpg': jpegs.resized(small.jpeg, 0, 100),
        'no height.jpg': jpegs.resized(small.jpeg, 100, 0),
        'nothing.webp': webps.resized(small.webp, 0, 0),
      },
      { must: 'refused' },
    ),
    ...filesOf('strips', {
      '65535.png': madePng(65_535, 1),
      'tall 65535.png': madePng(1, 65_535),
      '65500.jpg': await plain(65_500, 1).jpeg().toBuffer(),
      'tall 65500.jpg': await plain(1, 65_500).jpeg().toBuffer(),
      '16383.webp': await plain(16_383, 1).webp().toBuffer(),
      'tall 16383.webp': await plain(1, 16_383).webp().toBuffer(),
      '40000 by 70.png': madePng(40_000, 70),
      'one pixel.png': madePng(1, 1),
    }),
  ];
}

/** The first table of Huffman codes. */
const tableOf = (of: Buffer): Buffer => {
  const { at, end } = jpegs.segmentIn(of, jpegs.DHT);
  return of.subarray(at, end);
};
