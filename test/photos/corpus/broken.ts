import { chunk } from '../hostile.ts';
import { image, jpeg, png, quarters, scene, webp } from '../scenes.ts';
import { iccProfile, text, tiff } from './exif.ts';
import { big16, big32, type CorpusFile, cutAt, filesOf, latin, noise, patched } from './file.ts';
import * as jpegs from './jpegs.ts';
import * as pngs from './pngs.ts';
import * as webps from './webps.ts';

/** Files that break off, lie about themselves or are out of order. */
export async function broken(): Promise<CorpusFile[]> {
  const whole = { jpeg: await jpeg(quarters()), png: await png(quarters()), webp: await webp(quarters()) };
  const full = jpegs.withSegments(
    whole.jpeg,
    ...[
      jpegs.exifSegment(tiff([text(0x010e, 'a photo')])),
      jpegs.iccSegment(iccProfile('RGB ')),
      jpegs.segment(jpegs.COM, latin('words')),
    ],
  );
  const progressive = await image(scene(2)).jpeg({ progressive: true }).toBuffer();
  const interlaced = pngs.withPieces(
    pngs.withChunks(
      await image(quarters()).png({ progressive: true }).toBuffer(),
      chunk('tEXt', latin('a\0b')),
      chunk('gAMA', big32(45_455)),
    ),
    300,
  );
  const parted = webps.withParts(whole.webp, [240, 160], {
    has: 12,
    before: [webps.riffChunk('NONE', noise(20))],
    after: [webps.riffChunk('EXIF', tiff([])), webps.riffChunk('XMP ', latin('<x/>'))],
  });
  return [
    ...cuts('jpeg', full, jpegs.segmentsOf(full)),
    ...cuts('progressive', progressive, jpegs.segmentsOf(progressive)),
    ...cuts('png', interlaced, pngs.partsOf(interlaced)),
    ...cuts('webp', parted, webps.partsOf(parted)),
    ...filesOf('odd png', oddPngs(whole.png)),
    ...filesOf('odd jpeg', oddJpegs(whole.jpeg)),
    ...filesOf('odd webp', oddWebps(whole.webp)),
    ...filesOf(
      'trailing',
      {
        'noise.jpg': Buffer.concat([whole.jpeg, noise(5_000)]),
        'noise.png': Buffer.concat([whole.png, noise(5_000)]),
        'noise.webp': Buffer.concat([whole.webp, noise(5_000)]),
        'another.jpg': Buffer.concat([whole.jpeg, await jpeg(scene(1))]),
        'another.png': Buffer.concat([whole.png, await png(scene(1))]),
      },
      { showsQuarters: true },
    ),
    ...Object.entries(whole).flatMap(([format, source]) =>
      filesOf(
        `flipped ${format}`,
        Object.fromEntries(
          Array.from({ length: 8 }, (_, n) => {
            const at = Math.floor((source.length * (n + 0.5)) / 8);
            return [`at ${at}`, patched(source, at, (source[at] ?? 0) ^ 0xff)];
          }),
        ),
      ),
    ),
  ];
}

/** Cut in each part. Of a picture that lacks nothing but its file's last part, decoders make what they like. */
function cuts(format: string, source: Buffer, parts: readonly { readonly at: number }[]): CorpusFile[] {
  const starts = parts.map(({ at }) => at);
  const last = starts.at(-1) ?? source.length;
  return [
    ...filesOf(`cut ${format}`, cutAt(source.subarray(0, last), starts.slice(0, -1)), { must: 'refused' }),
    ...filesOf(`cut ${format}`, { 'before its last part': source.subarray(0, last) }),
  ];
}

function oddPngs(of: Buffer): Record<string, Buffer> {
  const parts = pngs.partsOf(of);
  const part = (type: string) => parts.find((one) => one.type === type) ?? { at: 0, end: 0 };
  const [header, data] = [part('IHDR'), part('IDAT')];
  const cut = (from: number, to: number) => of.subarray(from, to);
  return {
    'header checksum': pngs.withWrongChecksum(of, 'IHDR'),
    'data checksum': pngs.withWrongChecksum(of, 'IDAT'),
    'end checksum': pngs.withWrongChecksum(of, 'IEND'),
    'text checksum': pngs.withWrongChecksum(pngs.withChunks(of, chunk('tEXt', latin('a\0b'))), 'tEXt'),
    'two headers': pngs.withChunks(of, cut(header.at, header.end)),
    'no header': Buffer.concat([pngs.signature, cut(data.at, of.length)]),
    'late header': Buffer.concat([pngs.signature, cut(data.at, data.end), cut(header.at, header.end), chunk('IEND')]),
    'no data': pngs.withoutChunks(of, 'IDAT'),
    'no end': pngs.withoutChunks(of, 'IEND'),
    'two ends': Buffer.concat([of, chunk('IEND')]),
    'long chunk': patched(of, data.at, 0xff, 0xff, 0xff, 0xff),
    'longest chunk': patched(of, data.at, 0x7f, 0xff, 0xff, 0xff),
    'unknown critical chunk': pngs.withChunks(of, chunk('NONE', latin('x'))),
    'chunk without a name': pngs.withChunks(of, chunk('\0\0\0\0', latin('x'))),
    'depth 7': pngs.madePng(100, 100, { depth: 7 }),
    'kind 5': patched(pngs.madePng(100, 100), 25, 5),
    'filter 9': pngs.madePng(100, 100, { data: of.subarray(data.at + 8, data.end - 4) }),
    'interlace 7': patched(pngs.madePng(100, 100), 28, 7),
    'no palette': pngs.madePng(100, 100, { kind: 'palette' }),
    'late palette': Buffer.concat([
      pngs.madePng(100, 100, { kind: 'palette' }).subarray(0, -12),
      chunk('PLTE', noise(768)),
      chunk('IEND'),
    ]),
    'long palette': pngs.madePng(100, 100, { kind: 'palette', before: [chunk('PLTE', noise(3_000))] }),
    'two of a palette': pngs.madePng(100, 100, { kind: 'palette', fill: 200, before: [chunk('PLTE', noise(6))] }),
    'long transparency': pngs.madePng(100, 100, {
      kind: 'palette',
      before: [chunk('PLTE', noise(6)), chunk('tRNS', noise(500))],
    }),
    'transparent everywhere': pngs.madePng(100, 100, { kind: 'rgba' }),
    'no gamma': pngs.withChunks(of, chunk('gAMA', big32(0))),
    'no colours': pngs.withChunks(of, chunk('cHRM', Buffer.alloc(32))),
    'short header': Buffer.concat([pngs.signature, chunk('IHDR', noise(5)), cut(data.at, of.length)]),
  };
}

function oddJpegs(of: Buffer): Record<string, Buffer> {
  const { SOF0, DHT, DQT, SOS, EOI } = jpegs;
  const frame = jpegs.segmentIn(of, SOF0).at;
  const scan = jpegs.segmentIn(of, SOS).at;
  const table = jpegs.segmentIn(of, DHT);
  const longCodes = Buffer.concat([Buffer.of(0), Buffer.alloc(16, 255), noise(4_080)]);
  return {
    'no codes': jpegs.withoutSegments(of, DHT),
    'too many codes': jpegs.replaced(of, DHT, jpegs.segment(DHT, longCodes)),
    'codes of one bit': jpegs.replaced(
      of,
      DHT,
      jpegs.segment(DHT, Buffer.concat([Buffer.of(0, 3), Buffer.alloc(15), Buffer.of(1, 2, 3)])),
    ),
    'codes of nothing': jpegs.replaced(of, DHT, jpegs.segment(DHT, Buffer.concat([Buffer.of(0), Buffer.alloc(16)]))),
    'codes of table 9': patched(of, table.at + 4, 9),
    'no quantization': jpegs.withoutSegments(of, DQT),
    'quantization by 0': jpegs.replaced(of, DQT, jpegs.segment(DQT, Buffer.alloc(65))),
    'quantization table 7': patched(of, jpegs.segmentIn(of, DQT).at + 4, 7),
    'two frames': jpegs.withSegments(of, of.subarray(frame, jpegs.segmentIn(of, SOF0).end)),
    'no frame': jpegs.withoutSegments(of, SOF0),
    'no scan': of.subarray(0, scan),
    'no components': patched(of, frame + 9, 0),
    '255 components': patched(of, frame + 9, 255),
    '2 components': patched(of, frame + 9, 2),
    'sampling of 0': patched(of, frame + 11, 0),
    'sampling of 15': patched(of, frame + 11, 0xff),
    '12 bits': patched(of, frame + 4, 12),
    'lossless frame': patched(of, frame + 1, 0xc3),
    'arithmetic frame': patched(of, frame + 1, 0xc9),
    'component of another scan': patched(of, scan + 5, 99),
    'length 0': jpegs.withSegments(of, Buffer.of(0xff, 0xe5, 0, 0)),
    'length 1': jpegs.withSegments(of, Buffer.of(0xff, 0xe5, 0, 1)),
    'two beginnings': Buffer.concat([of.subarray(0, 2), of]),
    'no end': of.subarray(0, jpegs.segmentIn(of, EOI).at),
    'two ends': Buffer.concat([of, Buffer.of(0xff, EOI)]),
    'a line count later': Buffer.concat([
      jpegs.resized(of, 240, 0).subarray(0, -2),
      jpegs.segment(0xdc, big16(160)),
      Buffer.of(0xff, EOI),
    ]),
    'noise in the scan': Buffer.concat([of.subarray(0, scan + 40), noise(2_000), Buffer.of(0xff, EOI)]),
    'marks in the scan': Buffer.concat([
      of.subarray(0, scan + 40),
      Buffer.alloc(2_000, Buffer.of(0xff, 0xd0)),
      Buffer.of(0xff, EOI),
    ]),
  };
}

function oddWebps(of: Buffer): Record<string, Buffer> {
  const size = [240, 160] as const;
  const picture = webps.pictureOf(of);
  const alpha = webps.riffChunk('ALPH', noise(100));
  return {
    'said shorter': patched(of, 4, 20, 0, 0, 0),
    'said longer': patched(of, 4, 0xff, 0xff, 0, 0),
    'said longest': patched(of, 4, 0xff, 0xff, 0xff, 0xff),
    'long chunk': patched(of, 16, 0xff, 0xff, 0xff, 0x7f),
    'not a key frame': patched(of, 20, (of[20] ?? 0) | 1),
    'other start': patched(of, 23, 0, 0, 0),
    'canvas of another size': webps.withParts(of, [100, 100], {}),
    'no picture': webps.riff([webps.extended(0, ...size)]),
    'two pictures': webps.riff([...picture, ...picture]),
    'picture before header': webps.riff([...picture, webps.extended(0, ...size)]),
    'says alpha': webps.withParts(of, size, { has: webps.flags.alpha }),
    'noise for alpha': webps.withParts(of, size, { has: webps.flags.alpha, before: [alpha] }),
    'noise for a profile': webps.withParts(of, size, {
      has: webps.flags.icc,
      before: [webps.riffChunk('ICCP', noise(300))],
    }),
    'noise, lossless': webps.riff([webps.riffChunk('VP8L', Buffer.concat([Buffer.of(0x2f), noise(400)]))]),
    'says moving': webps.withParts(of, size, { has: webps.flags.animated }),
    'moves without frames': webps.withParts(of, size, {
      has: webps.flags.animated,
      before: [webps.riffChunk('ANIM', Buffer.alloc(6))],
    }),
  };
}
