import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { chunk } from '../hostile.ts';
import { image, jpeg, orientations, png, quarters, stored, webp } from '../scenes.ts';
import { iccProfile, orientation, text, tiff } from './exif.ts';
import { big16, big32, type CorpusFile, filesOf, latin, noise, patched, script } from './file.ts';
import * as jpegs from './jpegs.ts';
import { madePng, withChunks } from './pngs.ts';
import * as webps from './webps.ts';

const size = [240, 160] as const;
const words = latin(script);
const xmp = latin(
  `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="3">${script}</rdf:Description></rdf:RDF></x:xmpmeta>`,
);
const xmpSegment = jpegs.segment(jpegs.APP1, Buffer.concat([latin('http://ns.adobe.com/xap/1.0/\0'), xmp]));
const iptcRecord = Buffer.concat([Buffer.of(0x1c, 2, 120), big16(words.length), words]);
const iptc = jpegs.segment(
  jpegs.APP13,
  Buffer.concat([latin('Photoshop 3.0\x008BIM'), big16(0x0404, 0), big32(iptcRecord.length), iptcRecord]),
);
const telling = tiff([
  text(0x010e, script),
  text(0x013b, script),
  text(0x8298, script),
  { tag: 0x9c9b, type: 1, count: 64, value: Buffer.from(script, 'utf16le') },
]);

/** What files say of themselves: scripts where people read words, which way is up, which colours are meant. */
export async function told(): Promise<CorpusFile[]> {
  const photo = { jpeg: await jpeg(quarters()), png: await png(quarters()), webp: await webp(quarters()) };
  const saying = (...segments: readonly Buffer[]) => jpegs.withSegments(photo.jpeg, ...segments);
  const extra = (has: number, type: string, data: Buffer) =>
    webps.withParts(photo.webp, size, { has, after: [webps.riffChunk(type, data)] });
  return [
    ...filesOf(
      'script',
      {
        'exif.jpg': saying(jpegs.exifSegment(telling)),
        'xmp.jpg': saying(xmpSegment),
        'long xmp.jpg': saying(
          jpegs.segment(jpegs.APP1, Buffer.concat([latin('http://ns.adobe.com/xmp/extension/\0'), noise(40), words])),
        ),
        'iptc.jpg': saying(iptc),
        'comment.jpg': saying(jpegs.segment(jpegs.COM, words)),
        ...Object.fromEntries(
          [0xe0, 0xe3, 0xec, 0xee, 0xef].map((marker) => [
            `${marker.toString(16)}.jpg`,
            saying(jpegs.segment(marker, words)),
          ]),
        ),
        'profile.jpg': saying(jpegs.iccSegment(iccProfile('RGB ', { body: words }))),
        'everywhere.jpg': saying(jpegs.exifSegment(telling), xmpSegment, iptc, jpegs.segment(jpegs.COM, words)),
        'text.png': withChunks(photo.png, chunk('tEXt', Buffer.concat([latin('Title\0'), words]))),
        'keyword.png': withChunks(photo.png, chunk('tEXt', Buffer.concat([words, latin('\0x')]))),
        'compressed text.png': withChunks(
          photo.png,
          chunk('zTXt', Buffer.concat([latin('Title\0\0'), deflateSync(words)])),
        ),
        'text of the world.png': withChunks(
          photo.png,
          chunk('iTXt', Buffer.concat([latin('XML:com.adobe.xmp\0\0\0\0\0'), xmp])),
        ),
        'exif.png': withChunks(photo.png, chunk('eXIf', telling)),
        'profile.png': withChunks(
          photo.png,
          chunk('iCCP', Buffer.concat([words, latin('\0\0'), deflateSync(iccProfile('RGB ', { body: words }))])),
        ),
        'unknown.png': withChunks(photo.png, chunk('scRp', words)),
        'exif.webp': extra(webps.flags.exif, 'EXIF', telling),
        'xmp.webp': extra(webps.flags.xmp, 'XMP ', xmp),
        'unknown.webp': extra(0, 'SCRP', words),
      },
      { must: 'taken', showsQuarters: true },
    ),
    ...(await turned(photo)),
    ...(await coloured(photo.jpeg, photo.png)),
  ];
}

async function turned(photo: {
  readonly jpeg: Buffer;
  readonly png: Buffer;
  readonly webp: Buffer;
}): Promise<CorpusFile[]> {
  const said: Record<string, Buffer> = {};
  for (const way of orientations) {
    const pixels = stored(quarters(), way);
    const exif = tiff([orientation(way)], { little: way % 2 === 0 });
    said[`${way}.jpg`] = jpegs.withSegments(await jpeg(pixels), jpegs.exifSegment(exif));
    said[`${way}.png`] = withChunks(await png(pixels), chunk('eXIf', exif));
    said[`${way}.webp`] = webps.withParts(await webp(pixels), way > 4 ? [160, 240] : size, {
      has: webps.flags.exif,
      after: [webps.riffChunk('EXIF', exif)],
    });
  }
  const contradicting = (...exifs: readonly Buffer[]) =>
    jpegs.withSegments(photo.jpeg, ...exifs.map(jpegs.exifSegment));
  const one = tiff([orientation(1)]);
  return [
    ...filesOf('turned', said, { must: 'taken', showsQuarters: true }),
    // Which of two is right nobody knows: all that counts is that they do no harm.
    ...filesOf('contradicting', {
      'two exifs.jpg': contradicting(one, tiff([orientation(6)])),
      'twice in one.jpg': contradicting(tiff([orientation(1), orientation(8)])),
      'xmp.jpg': jpegs.withSegments(photo.jpeg, jpegs.exifSegment(one), xmpSegment),
      '0.jpg': contradicting(tiff([orientation(0)])),
      '9.jpg': contradicting(tiff([orientation(9)])),
      '65535.jpg': contradicting(tiff([orientation(65_535)])),
      'as text.jpg': contradicting(tiff([{ ...orientation(6), type: 2, value: latin('6\0\0\0') }])),
      'as a fraction.jpg': contradicting(tiff([{ ...orientation(6), type: 5, value: big32(6, 1) }])),
      'of 4 billion.jpg': contradicting(tiff([orientation(6, { count: 2 ** 32 - 1 })])),
      'in a circle.jpg': contradicting(tiff([orientation(1)], { next: 8 })),
      'beyond the end.jpg': contradicting(patched(tiff([orientation(6)]), 4, 0x7f, 0xff, 0xff, 0xff)),
      'of neither order.jpg': contradicting(patched(tiff([orientation(6)]), 0, 0x58, 0x58)),
      'cut.jpg': contradicting(tiff([orientation(6)]).subarray(0, 15)),
      'twice.png': withChunks(photo.png, chunk('eXIf', one), chunk('eXIf', tiff([orientation(6)]))),
      'twice.webp': webps.withParts(photo.webp, size, {
        has: webps.flags.exif,
        after: [webps.riffChunk('EXIF', one), webps.riffChunk('EXIF', tiff([orientation(6)]))],
      }),
    }),
  ];
}

async function coloured(photo: Buffer, photoPng: Buffer): Promise<CorpusFile[]> {
  const picture = () => image(quarters());
  const cmyk = await picture().toColourspace('cmyk').jpeg().toBuffer();
  const adobe = (transform: number, of = photo) =>
    jpegs.withSegments(
      jpegs.withoutSegments(of, jpegs.APP14),
      jpegs.segment(jpegs.APP14, Buffer.concat([latin('Adobe\0'), Buffer.of(100, 0, 0, 0, 0, transform)])),
    );
  const profiled = (profile: Buffer, number = 1, count = 1) =>
    jpegs.withSegments(photo, jpegs.iccSegment(profile, number, count));
  const tag = latin('desc').subarray(0, 4);
  return [
    ...filesOf(
      'colours',
      {
        'cmyk.jpg': cmyk,
        'grey.jpg': await picture().greyscale().jpeg().toBuffer(),
        '16 bit.png': await picture().toColourspace('rgb16').png().toBuffer(),
        '16 bit alpha.png': await picture().ensureAlpha(0.9).toColourspace('rgb16').png().toBuffer(),
        'grey.png': await picture().greyscale().toColourspace('b-w').png().toBuffer(),
        '16 bit grey.png': await picture().greyscale().toColourspace('grey16').png().toBuffer(),
        ...Object.fromEntries(
          [1, 2, 4, 8, 16].map((depth) => [
            `grey of ${depth} bit.png`,
            madePng(100, 100, { kind: 'grey', depth, fill: 0x5a }),
          ]),
        ),
        'grey alpha.png': madePng(100, 100, { kind: 'grey alpha', fill: 200 }),
        '16 bit grey alpha.png': madePng(100, 100, { kind: 'grey alpha', depth: 16, fill: 200 }),
        ...Object.fromEntries(
          [1, 2, 4, 8].map((depth) => [
            `palette of ${depth} bit.png`,
            madePng(100, 100, { kind: 'palette', depth, fill: 0x55, before: [chunk('PLTE', noise(3 * 2 ** depth))] }),
          ]),
        ),
        'see-through palette.png': madePng(100, 100, {
          kind: 'palette',
          fill: 1,
          before: [chunk('PLTE', noise(768)), chunk('tRNS', Buffer.of(0, 255))],
        }),
        'see-through grey.png': madePng(100, 100, { kind: 'grey', fill: 7, before: [chunk('tRNS', big16(3))] }),
        'lossless.webp': await picture().webp({ lossless: true }).toBuffer(),
        'alpha.webp': await picture().ensureAlpha(0.8).webp().toBuffer(),
        'p3.jpg': await picture().withIccProfile('p3').jpeg().toBuffer(),
        'cmyk profile.jpg': await picture().withIccProfile('cmyk').jpeg().toBuffer(),
      },
      { must: 'taken' },
    ),
    ...filesOf('odd colours', {
      'rgb said.jpg': adobe(0),
      'transform 3.jpg': adobe(3),
      'ycck.jpg': adobe(2, cmyk),
      'ycck of rgb.jpg': adobe(2),
      'lab profile.jpg': profiled(iccProfile('Lab ')),
      'lab profile.png': withChunks(
        photoPng,
        chunk('iCCP', Buffer.concat([latin('lab\0\0'), deflateSync(iccProfile('Lab '))])),
      ),
      'profile of cmyk.jpg': profiled(iccProfile('CMYK')),
      'profile of noise.jpg': profiled(noise(500)),
      'profile of 4 billion tags.jpg': profiled(iccProfile('RGB ', { count: 2 ** 32 - 1 })),
      'profile said longer.jpg': profiled(iccProfile('RGB ', { size: 2 ** 31 })),
      'profile said shorter.jpg': profiled(iccProfile('RGB ', { size: 10 })),
      'profile in itself.jpg': profiled(
        iccProfile('RGB ', { tags: [Buffer.concat([tag, big32(0, 132)]), Buffer.concat([tag, big32(132, 2 ** 31)])] }),
      ),
      'part 2 of 1.jpg': profiled(iccProfile('RGB '), 2, 1),
      'part 0.jpg': profiled(iccProfile('RGB '), 0, 0),
      'part 1 of 255.jpg': profiled(iccProfile('RGB '), 1, 255),
      'grey profile.png': await sharp(await picture().png().toBuffer())
        .withMetadata({ density: 1 })
        .png()
        .toBuffer(),
    }),
  ];
}
