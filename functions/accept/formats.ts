import { InputError } from '../../lib/domain/errors.ts';

export type Format = 'jpeg' | 'png' | 'webp';

/** How a message names a file: quoted, with nothing in it that would upset a terminal or a log. */
export const quoted = (name: string): string => `"${name.replace(/[\p{Control}\p{Surrogate}\u2028\u2029]/gu, '?')}"`;

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');

const signatures: readonly (readonly [Format, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
];

/** Formats that people send and we don't take, by what their files start with. */
const foreign: readonly (readonly [string, ...string[]])[] = [
  ['a GIF', 'GIF87a', 'GIF89a'],
  ['a TIFF or a raw camera file', 'II*\0', 'II+\0', 'MM\0*', 'MM\0+'],
  ['a PDF', '%PDF'],
  ['a Photoshop file', '8BPS'],
  ['an icon', '\0\0\x01\0'],
  ['a JPEG XL', '\xff\x0a', '\0\0\0\x0cJXL '],
  ['a JPEG 2000', '\0\0\0\x0cjP  '],
];

/** A word or two of text may start with BM as well: a bitmap goes on with its size and four zeros. */
const isBitmap = (head: string): boolean => head.startsWith('BM') && head.slice(6, 10) === '\0\0\0\0';
const isSvg = (head: string): boolean => /^(\xef\xbb\xbf)?\s*<(svg[\s>]|[?!].*<svg[\s>])/s.test(head);

function foreignFormat(head: string): string | undefined {
  if (head.slice(4, 8) === 'ftyp') return brands.find(([, brand]) => brand.test(head.slice(8, 12)))?.[0];
  if (isBitmap(head)) return 'a BMP';
  if (isSvg(head)) return 'an SVG';
  return foreign.find(([, ...starts]) => starts.some((start) => head.startsWith(start)))?.[0];
}

/** ISO base media files: the brand says which. */
const brands: readonly (readonly [string, RegExp])[] = [
  ['an AVIF', /^avi[fs]/],
  ['a HEIC', /^(he[iv][cxms]|mif1|msf1|heif)/],
  ['a video', /./],
];

/**
 * What the bytes are; the file's name has no say.
 * @throws InputError `PhotoNotAnImage`, `PhotoTruncated` (too short to tell) or `PhotoFormatUnsupported`
 */
export function formatOf(name: string, bytes: Uint8Array): Format {
  if (bytes.length === 0) {
    throw new InputError(
      'PhotoTruncated',
      `${quoted(name)} is empty (0 bytes). Copy it from the camera or phone again.`,
    );
  }
  const head = latin(bytes, 0, 1024);
  if (/^RIFF.{4}WEBP/s.test(head)) return 'webp';
  for (const [format, signature] of signatures) {
    if (head.startsWith(signature)) return format;
  }
  if (isStart(head)) {
    throw new InputError(
      'PhotoTruncated',
      `${quoted(name)} ends after ${bytes.length} bytes. Copy it from the camera or phone again.`,
    );
  }
  refuseForeign(name, head);
  throw new InputError(
    'PhotoNotAnImage',
    `${quoted(name)} is not a picture (a JPEG, PNG or WebP file). Take it out of the folder, or put the photo in its place.`,
  );
}

/** Whether a file this short could have become one of ours. */
const isStart = (head: string): boolean =>
  head.length < 12 &&
  (head.startsWith('RIFF') ||
    ['RIFF', ...signatures.map(([, start]) => start)].some((start) => start.startsWith(head)));

function refuseForeign(name: string, head: string): void {
  const what = foreignFormat(head);
  if (what !== undefined)
    throw new InputError('PhotoFormatUnsupported', `${quoted(name)} is ${what}. ${adviceFor(what)}`);
}

function adviceFor(what: string): string {
  if (what === 'a HEIC') {
    return (
      'Export it as JPEG; on an iPhone choose Settings > Camera > Formats > Most Compatible before taking photos, ' +
      'or share the photo and choose Options > Most Compatible.'
    );
  }
  if (what === 'a video') return 'Take single photos, or save frames of it as JPEG.';
  return 'Export it as JPEG, PNG or WebP.';
}

interface PngChunk {
  readonly type: string;
  /** Where the chunk's data starts, and where the next chunk does. */
  readonly at: number;
  readonly end: number;
}

/** The chunks of a PNG up to where it breaks off. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return;
    yield { type: latin(bytes, at + 4, at + 8), at: at + 8, end };
    at = end;
  }
}

const texts = ['tEXt', 'zTXt', 'iTXt'];

/** A PNG without the texts beside its picture. Nobody reads them here, and a small file can have gigabytes of them, compressed. */
export function withoutTexts(bytes: Uint8Array): Uint8Array {
  if (!latin(bytes, 0, 8).startsWith('\x89PNG')) return bytes;
  const found = [...pngChunks(bytes)].filter(({ type }) => texts.includes(type));
  if (found.length === 0) return bytes;
  const starts = [0, ...found.map(({ end }) => end)];
  const ends = [...found.map(({ at }) => at - 8), bytes.length];
  return Buffer.concat(starts.map((start, part) => bytes.subarray(start, ends[part])));
}

/** Whether the file breaks off before its format's end. A JPEG tells only when it is decoded. */
export function breaksOff(format: Format, bytes: Uint8Array): boolean {
  if (format === 'png') return ![...pngChunks(bytes)].some(({ type }) => type === 'IEND');
  if (format === 'webp') return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 > bytes.length;
  return false;
}

/** Whether a PNG has more frames than one (an APNG). */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const control = [...pngChunks(bytes)].find(({ type }) => type === 'acTL');
  return control !== undefined && new DataView(bytes.buffer, bytes.byteOffset).getUint32(control.at) > 1;
}
