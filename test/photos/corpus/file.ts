/** A file that strangers may send, made afresh and the same every time. */
export interface CorpusFile {
  /** What it tries, in a word or two: files are counted by it. */
  readonly kind: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** What has to become of it, where only one thing is right; both doors must agree. */
  readonly must?: 'taken' | 'refused';
  /** It shows `quarters()`, and so must what is made of it: upright, whatever it says of itself. */
  readonly showsQuarters?: boolean;
}

type Facts = Pick<CorpusFile, 'must' | 'showsQuarters'>;

/** Files of one kind, which the names tell apart. */
export const filesOf = (kind: string, files: Readonly<Record<string, Buffer>>, facts: Facts = {}): CorpusFile[] =>
  Object.entries(files).map(([name, bytes]) => ({ kind, name: `${kind} ${name}`, bytes, ...facts }));

/** Text that must not come out again, wherever it was put in. */
export const script = '<script>alert("hostile")</script>';

export const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

const numbers =
  (bytes: 2 | 4, little: boolean) =>
  (...values: number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * bytes);
    for (const [at, value] of values.entries()) {
      if (little) buffer.writeUIntLE(value, at * bytes, bytes);
      else buffer.writeUIntBE(value, at * bytes, bytes);
    }
    return buffer;
  };
export const big16 = numbers(2, false);
export const big32 = numbers(4, false);
export const little16 = numbers(2, true);
export const little32 = numbers(4, true);

/** Cheap noise. */
export function noise(length: number, seed = 1): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** With the bytes from `at` on replaced. */
export function patched(source: Buffer, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(source);
  copy.set(bytes, at);
  return copy;
}

/** Cut where each part begins, and in its midst. */
export function cutAt(source: Buffer, starts: readonly number[]): Record<string, Buffer> {
  const ends = [...starts.slice(1), source.length];
  const places = starts.flatMap((start, part) => [start, Math.floor((start + (ends[part] ?? start)) / 2)]);
  const lengths = [...new Set(places)].filter((length) => length > 0 && length < source.length);
  return Object.fromEntries(lengths.map((length) => [`at ${length}`, source.subarray(0, length)]));
}
