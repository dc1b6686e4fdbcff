import { deflateSync } from 'node:zlib';
import { chunk } from '../hostile.ts';
import { big32, latin } from './file.ts';

/** PNG files as parts: chunks, which are made, inserted and taken away. */

export interface PngPart {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

export const signature = latin('\x89PNG\r\n\x1a\n');

export function partsOf(png: Buffer): PngPart[] {
  const found: PngPart[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    found.push({ type: png.toString('latin1', at + 4, at + 8), at, end });
    at = end;
  }
  return found;
}

/** Kinds of pixels: their number in the header, and how many samples one has. */
export const pixels = {
  grey: [0, 1],
  rgb: [2, 3],
  palette: [3, 1],
  'grey alpha': [4, 2],
  rgba: [6, 4],
} as const;

interface Made {
  readonly kind?: keyof typeof pixels;
  readonly depth?: number;
  readonly interlaced?: boolean;
  /** Between header and data. */
  readonly before?: readonly Buffer[];
  /** Every sample's bytes, where they are not all the same. */
  readonly fill?: number;
  /** The compressed data, instead of all that the size takes. */
  readonly data?: Buffer;
}

/** A PNG of any header; its pixels are all of one value, so that it is small however large it says it is. */
export function madePng(width: number, height: number, made: Made = {}): Buffer {
  const { kind = 'rgb', depth = 8, interlaced = false, before = [], fill = 0 } = made;
  const [number, samples] = pixels[kind];
  const header = Buffer.concat([big32(width, height), Buffer.of(depth, number, 0, 0, interlaced ? 1 : 0)]);
  const row = 1 + Math.ceil((width * samples * depth) / 8);
  const rows = (): Buffer => Buffer.alloc(row * height, Buffer.concat([Buffer.of(0), Buffer.alloc(row - 1, fill)]));
  const data = made.data ?? deflateSync(rows(), { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), ...before, chunk('IDAT', data), chunk('IEND')]);
}

/** With chunks right after its header. */
export const withChunks = (png: Buffer, ...added: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...added, png.subarray(33)]);

export const withoutChunks = (png: Buffer, type: string): Buffer =>
  Buffer.concat([
    signature,
    ...partsOf(png).flatMap((one) => (one.type === type ? [] : [png.subarray(one.at, one.end)])),
  ]);

/** With the checksum of its first chunk of the type changed. */
export function withWrongChecksum(png: Buffer, type: string): Buffer {
  const copy = Buffer.from(png);
  const part = partsOf(png).find((one) => one.type === type);
  if (part === undefined) throw new Error(`The PNG has no chunk ${type}.`);
  copy.writeUInt32BE((copy.readUInt32BE(part.end - 4) ^ 0xff) >>> 0, part.end - 4);
  return copy;
}

/** Its data in pieces of at most so many bytes. */
export function withPieces(png: Buffer, bytes: number): Buffer {
  const data = Buffer.concat(
    partsOf(png).flatMap(({ type, at, end }) => (type === 'IDAT' ? [png.subarray(at + 8, end - 4)] : [])),
  );
  const pieces = Array.from({ length: Math.ceil(data.length / bytes) }, (_, n) =>
    chunk('IDAT', data.subarray(n * bytes, (n + 1) * bytes)),
  );
  const first = partsOf(png).find(({ type }) => type === 'IDAT')?.at ?? 33;
  return Buffer.concat([png.subarray(0, first), ...pieces, chunk('IEND')]);
}

/** A chunk of compressed text or profile: a name, the method, and so many megabytes of one letter. */
export const inflating = (type: 'zTXt' | 'iCCP', megabytes: number): Buffer =>
  chunk(type, Buffer.concat([latin('name\0\0'), deflateSync(Buffer.alloc(megabytes * 1e6, 65), { level: 1 })]));
