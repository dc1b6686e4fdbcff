import { latin, little16, little32 } from './file.ts';

/** WebP files as parts: RIFF chunks, which are made, inserted and changed. */

export interface RiffPart {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

export function partsOf(webp: Buffer): RiffPart[] {
  const found: RiffPart[] = [];
  for (let at = 12; at + 8 <= webp.length; ) {
    const size = webp.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    found.push({ type: webp.toString('latin1', at, at + 4), at, end });
    at = end;
  }
  return found;
}

export const riffChunk = (type: string, data: Buffer, size = data.length): Buffer =>
  Buffer.concat([latin(type), little32(size), data, Buffer.alloc(data.length % 2)]);

export function riff(parts: readonly Buffer[], size?: number): Buffer {
  const body = Buffer.concat([latin('WEBP'), ...parts]);
  return Buffer.concat([latin('RIFF'), little32(size ?? body.length), body]);
}

export const flags = { animated: 2, xmp: 4, exif: 8, alpha: 16, icc: 32 } as const;

const little24 = (value: number): Buffer => little32(value).subarray(0, 3);

/** The header of the extended form: what is in the file, and the size of the canvas. */
export const extended = (has: number, width: number, height: number): Buffer =>
  riffChunk('VP8X', Buffer.concat([Buffer.of(has, 0, 0, 0), little24(width - 1), little24(height - 1)]));

/** The chunks that hold the picture of a plain WebP. */
export const pictureOf = (webp: Buffer): Buffer[] =>
  partsOf(webp).flatMap(({ type, at, end }) =>
    ['VP8 ', 'VP8L', 'ALPH'].includes(type) ? [webp.subarray(at, end)] : [],
  );

/** A plain WebP in the extended form, with chunks before and after its picture. */
export function withParts(
  webp: Buffer,
  [width, height]: readonly [number, number],
  { has = 0, before = [], after = [] }: { has?: number; before?: readonly Buffer[]; after?: readonly Buffer[] },
): Buffer {
  return riff([extended(has, width, height), ...before, ...pictureOf(webp), ...after]);
}

/** That says it is of another size: of a lossy picture. */
export function resized(webp: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(webp);
  const picture = partsOf(webp).find(({ type }) => type === 'VP8 ');
  if (picture === undefined) throw new Error('The WebP is not a lossy one.');
  copy.set(little16(width, height), picture.at + 14);
  return copy;
}
