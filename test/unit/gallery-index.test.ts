import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import {
  decodeIndex,
  encodeIndex,
  type GalleryIndex,
  nearest,
  spaceDigest,
  updatedIndex,
} from '../../lib/domain/gallery.ts';
import { headedFloats } from '../../lib/domain/headed-floats.ts';

const space = { backbone: 'b'.repeat(64), adapter: 'a'.repeat(64), feature: 'cls' };
const uri = 's3://bucket/tenants/acme/gallery/indexes/any.bin';
const idOf = (number: number): string => sha256(String(number)).slice(0, 32);

/** Few different numbers, so that vectors are often equal, parallel or of length 0. */
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 2),
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -9, max: 9 }),
);
const vectorsOf = (dimensions: number, most: number) =>
  fc.array(fc.array(number, { minLength: dimensions, maxLength: dimensions }), { maxLength: most });

const indices = fc.integer({ min: 1, max: 5 }).chain((dimensions) =>
  vectorsOf(dimensions, 30).map((vectors): GalleryIndex => {
    const ids = vectors.map((_, at) => idOf(at)).sort();
    return { space, dimensions, ids, vectors: Float32Array.from(vectors.flat()) };
  }),
);
const searches = indices.chain((index) =>
  fc.record({
    index: fc.constant(index),
    query: vectorsOf(index.dimensions, 3).filter(({ length }) => length > 0),
    count: fc.integer({ min: 1, max: 40 }),
  }),
);

const cosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  return lengths === 0 ? 0 : Math.max(-1, Math.min(1, dot(a, b) / lengths));
};

const vectorOf = ({ dimensions, vectors }: GalleryIndex, row: number): number[] => [
  ...vectors.subarray(row * dimensions, (row + 1) * dimensions),
];

/** Every photo compared with every query, and all of them sorted. */
const naive = (index: GalleryIndex, query: readonly (readonly number[])[], count: number) =>
  index.ids
    .map((id, row) => ({ id, score: Math.max(...query.map((one) => cosine(vectorOf(index, row), one))) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, count);

describe('the nearest photos', () => {
  test('are those of a full sort, equally near ones by id', () => {
    fc.assert(
      fc.property(searches, ({ index, query, count }) => {
        const rounded = query.map((one) => [...Float32Array.from(one)]);
        expect(nearest(index, Float32Array.from(query.flat()), count)).toEqual(naive(index, rounded, count));
      }),
      { numRuns: 500 },
    );
  });

  test('are taken by id where all are the same photo', () => {
    const ids = Array.from({ length: 50 }, (_, at) => idOf(at)).sort();
    const index = { space, dimensions: 2, ids, vectors: Float32Array.from(ids.flatMap(() => [0.6, 0.8])) };
    expect(nearest(index, Float32Array.of(1, 0), 7).map(({ id }) => id)).toEqual(ids.slice(0, 7));
  });

  test('have a cosine of 1 to themselves, not more, whatever their length', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }), (vector) => {
        const index = { space, dimensions: 3, ids: [idOf(0)], vectors: Float32Array.from(vector) };
        const [match] = nearest(
          index,
          Float32Array.from(vector, (value) => value * 7),
          1,
        );
        expect(match?.score).toBeCloseTo(1, 12);
        expect(match?.score).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are found for vectors of the index alone', () => {
    const index = { space, dimensions: 2, ids: [idOf(0)], vectors: Float32Array.of(1, 0) };
    for (const query of [[], [1], [1, 2, 3]]) {
      expect(() => nearest(index, Float32Array.from(query), 1)).toThrow(ServiceError);
    }
  });
});

test('spaces have one digest only where all that made the vectors is the same', () => {
  const others = [
    { backbone: 'c'.repeat(64) },
    { adapter: null },
    { adapter: 'c'.repeat(64) },
    { feature: 'cls+patch' },
  ];
  const digests = [space, ...others.map((change) => ({ ...space, ...change }))].map(spaceDigest);
  expect(new Set(digests).size).toBe(5);
});

describe('an encoded index', () => {
  test('is decoded to the same, wherever in memory it lies', () => {
    fc.assert(
      fc.property(indices, fc.nat({ max: 7 }), (index, shift) => {
        const moved = Buffer.concat([Buffer.alloc(shift), encodeIndex(index)]).subarray(shift);
        expect(decodeIndex(uri, moved)).toEqual(index);
      }),
    );
  });

  test('is refused when any of it is missing, or anything follows', () => {
    const index = { space, dimensions: 2, ids: [idOf(0)], vectors: Float32Array.of(1, 0) };
    const bytes = encodeIndex(index);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeIndex(uri, bytes.subarray(0, length))).toThrow(ServiceError);
    }
    expect(() => decodeIndex(uri, Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow(uri);
  });

  const ids = [idOf(0), idOf(1)].sort();
  const header = (change: object = {}) => ({ version: 1, space, dimensions: 1, ids, ...change });
  test.each<[string, object, number[]?]>([
    ['of another version', header({ version: 2 })],
    ['without a space', header({ space: undefined })],
    ['of a space with more to it', header({ space: { ...space, scale: 2 } })],
    ['of a backbone without a digest', header({ space: { ...space, backbone: 'small' } })],
    ['of no dimensions', header({ dimensions: 0 }), []],
    ['with a photo twice', header({ ids: [ids[0], ids[0]] })],
    ['out of order', header({ ids: ids.toReversed() })],
    ['with an id that leads elsewhere', header({ ids: ['../../other', ids[0]] })],
    ['of more photos than vectors', header(), [1]],
    ['with a number that is not finite', header(), [1, Number.NaN]],
    ['with members of its own', header({ note: '' })],
  ])('%s is refused', (_, described, numbers = [1, 2]) => {
    expect(() => decodeIndex(uri, headedFloats(described, Float32Array.from(numbers)))).toThrow(ServiceError);
  });
});

test('an updated index has the photos that are there, each with its own vector', () => {
  const some = fc.uniqueArray(fc.nat({ max: 20 }));
  fc.assert(
    fc.property(some, some, some, (indexed, present, made) => {
      const sorted = (numbers: readonly number[]) => numbers.map((one) => ({ one, id: idOf(one) })).sort(byId);
      const before = sorted(indexed);
      const vectors = Float32Array.from(before.flatMap(({ one }) => [one, 0 - one]));
      const index = { space, dimensions: 2, ids: before.map(({ id }) => id), vectors };
      const there = sorted(present).map(({ id }) => id);
      const updated = updatedIndex(index, there, new Map(made.map((one) => [idOf(one), [one, 0 - one]])));
      const expected = sorted(present.filter((one) => indexed.includes(one) || made.includes(one)));
      expect(updated.ids).toEqual(expected.map(({ id }) => id));
      expect([...updated.vectors]).toEqual(expected.flatMap(({ one }) => [one, 0 - one]));
      expect(decodeIndex(uri, encodeIndex(updated))).toEqual(updated);
    }),
  );
});

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
