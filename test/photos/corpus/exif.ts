import { big16, big32, latin, little16, little32 } from './file.ts';

/** What is in the first directory: tag, type, count and the value, four bytes of it or what it takes. */
export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count?: number;
  readonly value: Buffer | number;
}

const [ASCII, SHORT] = [2, 3];

/** A TIFF of one directory, as EXIF has it. `next` is where the directory after it is said to be. */
export function tiff(entries: readonly Entry[], { little = false, next = 0 } = {}): Buffer {
  const [two, four] = little ? [little16, little32] : [big16, big32];
  let free = 8 + 2 + entries.length * 12 + 4;
  const placed: Buffer[] = [];
  const directory = entries.map(({ tag, type, count, value }) => {
    const bytes = typeof value === 'number' ? Buffer.concat([two(value), Buffer.alloc(2)]) : value;
    const length = count ?? (type === ASCII ? bytes.length : 1);
    if (bytes.length === 4) return Buffer.concat([two(tag, type), four(length), bytes]);
    const entry = Buffer.concat([two(tag, type), four(length), four(free)]);
    placed.push(bytes);
    free += bytes.length;
    return entry;
  });
  const start = Buffer.concat([latin(little ? 'II' : 'MM'), two(42), four(8), two(entries.length)]);
  return Buffer.concat([start, ...directory, four(next), ...placed]);
}

export const text = (tag: number, value: string): Entry => ({ tag, type: ASCII, value: latin(`${value}\0\0\0\0`) });

const orientationTag = 0x0112;
export const orientation = (value: number, change: Partial<Entry> = {}): Entry => ({
  ...{ tag: orientationTag, type: SHORT, value },
  ...change,
});

interface Profile {
  readonly tags?: readonly Buffer[];
  /** How long and of how many tags it says it is. */
  readonly size?: number;
  readonly count?: number;
  readonly body?: Buffer;
}

/** An ICC profile's header of a colour space, with tags that may lie about where they are. */
export function iccProfile(space: string, { tags = [], size = 0, count = tags.length, body }: Profile = {}): Buffer {
  const header = Buffer.alloc(128);
  const all = Buffer.concat([header, big32(count), ...tags, body ?? Buffer.of()]);
  all.writeUInt32BE(size === 0 ? all.length : size, 0);
  all.set(latin('lcms'), 4);
  all.set(big32(0x04300000), 8);
  all.set(latin(`mntr${space}XYZ `), 12);
  all.set(latin('acsp'), 36);
  return all;
}
