import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ServiceError } from '../../lib/domain/errors.ts';
import { headedFloats } from '../../lib/domain/headed-floats.ts';
import { readTensors } from '../../lib/domain/safetensors.ts';
import { writeReferences } from '../fixtures/stored-references.ts';

const folder = mkdtempSync(join(tmpdir(), 'likeness-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const uri = 's3://bucket/references.safetensors';
const read = (bytes: Uint8Array) => readTensors(uri, bytes);

describe('a file that Python wrote', () => {
  const vectors = [
    [0.25, -0.5, 1e-40],
    [3e38, 0, -1.5],
  ];
  const file = join(folder, 'written.safetensors');
  let bytes: Buffer;
  beforeAll(() => {
    writeReferences(file, vectors);
    bytes = readFileSync(file);
  });

  test('is read number by number', () => {
    const tensors = read(bytes);
    expect([...tensors.keys()].sort()).toEqual(['boxes', 'feature', 'vectors']);
    expect(tensors.get('vectors')).toEqual({ shape: [2, 3], values: Float32Array.from(vectors.flat()) });
    expect(tensors.get('feature')?.shape).toEqual([3]);
  });

  test('is read wherever in memory it lies', () => {
    const moved = Buffer.concat([Buffer.from('any'), bytes]).subarray(3);
    expect(read(moved)).toEqual(read(bytes));
  });

  test('is refused when any of it is missing, or anything follows', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => read(bytes.subarray(0, length))).toThrow(ServiceError);
    }
    expect(() => read(Buffer.concat([bytes, Buffer.alloc(4)]))).toThrow(ServiceError);
  });

  test('gives finite numbers or is refused, whichever byte is damaged', () => {
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        try {
          for (const { shape, values } of read(damaged).values()) {
            expect(values.length).toBe(shape.reduce((product, side) => product * side, 1));
            expect(values.every(Number.isFinite)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError);
        }
      }),
    );
  });
});

const tensor = (change: object = {}) => ({ dtype: 'F32', shape: [2, 1], data_offsets: [0, 8], ...change });
const two = Float32Array.of(1, 2);

test('tensors may be described in any order, and be empty', () => {
  const header = {
    second: tensor({ shape: [1], data_offsets: [4, 8] }),
    none: tensor({ shape: [0, 7], data_offsets: [4, 4] }),
    first: tensor({ shape: [], data_offsets: [0, 4] }),
  };
  const tensors = read(headedFloats(header, two));
  expect([...tensors.values()].map(({ values }) => [...values])).toEqual([[2], [], [1]]);
});

test.each<[string, object]>([
  ['another type', { a: tensor({ dtype: 'F16' }) }],
  ['a shape that its bytes do not fill', { a: tensor({ shape: [3] }) }],
  ['a negative side', { a: tensor({ shape: [-2, -1] }) }],
  ['sides whose product is no number', { a: tensor({ shape: [...Array(30).fill(1e15), 0] }) }],
  ['a fractional side', { a: tensor({ shape: [0.5, 4] }) }],
  ['bytes behind the end', { a: tensor({ shape: [3], data_offsets: [0, 12] }) }],
  ['bytes before the beginning', { a: tensor({ data_offsets: [-4, 4] }) }],
  ['an end before its beginning', { a: tensor({ data_offsets: [8, 0] }) }],
  ['a hole in front', { a: tensor({ shape: [1], data_offsets: [4, 8] }) }],
  ['bytes of no tensor', { a: tensor({ shape: [1], data_offsets: [0, 4] }) }],
  ['tensors that overlap', { a: tensor(), b: tensor({ shape: [1], data_offsets: [4, 8] }) }],
  ['members of its own', { a: tensor({ strides: [1, 1] }) }],
  ['no description', { a: null }],
  ['metadata that are not texts', { a: tensor(), __metadata__: { side: 224 } }],
])('a header with %s is refused', (_, header) => {
  expect(() => read(headedFloats(header, two))).toThrow(ServiceError);
  expect(() => read(headedFloats(header, two))).toThrow(uri);
});

const framed = (header: string | Uint8Array, length = BigInt(Buffer.from(header).length)): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(length);
  return Buffer.concat([bytes, Buffer.from(header)]);
};

test.each<[string, Uint8Array]>([
  ['is empty', framed('')],
  ['is a list', framed('[]')],
  ['begins with a space', framed(' {}')],
  ['is not JSON', framed('{a: 1}')],
  ['is not UTF-8', framed(Buffer.from('{"\xff": 1}', 'latin1'))],
  ['is longer than the file', framed('{}', 3n)],
  ['is longer than any file', framed('{}', 2n ** 64n - 1n)],
])('a header that %s is refused', (_, bytes) => {
  expect(() => read(bytes)).toThrow(ServiceError);
});

test('a file without tensors has none, and a number that is not finite is refused', () => {
  expect(read(framed('{}')).size).toBe(0);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const bytes = headedFloats({ a: tensor() }, Float32Array.of(1, value));
    expect(() => read(bytes)).toThrow('not finite');
  }
});
