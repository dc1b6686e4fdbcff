import { big16, latin } from './file.ts';

/** JPEG files as parts: segments, which are inserted, taken away and changed. */

export interface Segment {
  /** The second byte of its marker. */
  readonly marker: number;
  /** Where the marker begins. */
  readonly at: number;
  /** Where what follows begins; of a scan that is its compressed data's end. */
  readonly end: number;
}

export const SOF0 = 0xc0;
export const SOF2 = 0xc2;
export const DHT = 0xc4;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const APP13 = 0xed;
export const APP14 = 0xee;
export const COM = 0xfe;

export function segmentsOf(jpeg: Buffer): Segment[] {
  const found: Segment[] = [{ marker: SOI, at: 0, end: 2 }];
  for (let at = 2; at + 2 <= jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === EOI) return [...found, { marker, at, end: at + 2 }];
    let end = at + 2 + jpeg.readUInt16BE(at + 2);
    // Compressed data have no marker but restarts, and 00 after FF.
    while (marker === SOS && !(jpeg[end] === 0xff && ![0, ...restarts].includes(jpeg[end + 1] ?? 0))) end += 1;
    found.push({ marker, at, end });
    at = end;
  }
  return found;
}

const restarts = [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7];

export const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xff, marker), big16(data.length + 2), data]);

/** With segments right after its beginning. */
export const withSegments = (jpeg: Buffer, ...added: readonly Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...added, jpeg.subarray(2)]);

/** The first segment of the marker. */
export function segmentIn(jpeg: Buffer, marker: number): Segment {
  const found = segmentsOf(jpeg).find((one) => one.marker === marker);
  if (found === undefined) throw new Error(`The JPEG has no segment ${marker.toString(16)}.`);
  return found;
}

export const withoutSegments = (jpeg: Buffer, marker: number): Buffer =>
  Buffer.concat(segmentsOf(jpeg).flatMap((one) => (one.marker === marker ? [] : [jpeg.subarray(one.at, one.end)])));

/** With another segment instead of the first of its marker. */
export function replaced(jpeg: Buffer, marker: number, by: Buffer): Buffer {
  const { at, end } = segmentIn(jpeg, marker);
  return Buffer.concat([jpeg.subarray(0, at), by, jpeg.subarray(end)]);
}

/** That says it is of another size. */
export function resized(jpeg: Buffer, width: number, height: number, frame: number = SOF0): Buffer {
  const copy = Buffer.from(jpeg);
  const { at } = segmentIn(jpeg, frame);
  copy.writeUInt16BE(height, at + 5);
  copy.writeUInt16BE(width, at + 7);
  return copy;
}

/** A progressive JPEG whose last scan comes so many times more. */
export function withScans(progressive: Buffer, times: number): Buffer {
  const scan = segmentsOf(progressive).findLast(({ marker }) => marker === SOS);
  if (scan === undefined) throw new Error('The JPEG has no scan.');
  const again = progressive.subarray(scan.at, scan.end);
  return Buffer.concat([
    progressive.subarray(0, scan.end),
    ...Array(times).fill(again),
    progressive.subarray(scan.end),
  ]);
}

export const exifSegment = (tiff: Buffer): Buffer => segment(APP1, Buffer.concat([latin('Exif\0\0'), tiff]));

/** An ICC profile in one segment, which says that it is number `number` of `count`. */
export const iccSegment = (profile: Buffer, number = 1, count = 1): Buffer =>
  segment(APP2, Buffer.concat([latin('ICC_PROFILE\0'), Buffer.of(number, count), profile]));
