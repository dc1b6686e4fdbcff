import fc from 'fast-check';
import type { Json } from '../../lib/domain/digest.ts';

let partitions = 0;
/** A partition that no other case has used. */
export function freshPartition(): string {
  partitions += 1;
  return `T#tenant-${partitions}`;
}

/** Numbers that DynamoDB's decimals and ours both hold exactly. */
const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: -1e9, max: 1e9 }).map((count) => count / 1000),
  fc.constantFrom(0, -0),
);
export const name = fc.constantFrom(
  'status',
  'size',
  'name',
  'a.b',
  'with space',
  'é',
  '#x',
  ':y',
  'constructor',
  'toString',
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'é', 'toString'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
export const members = fc.dictionary(name, json, { maxKeys: 4, noNullPrototype: true });
export const changes = members.filter((some) => Object.keys(some).length > 0);
export const sortKey = fc.constantFrom(
  'RUN#1',
  'RUN#10',
  'RUN#2',
  'RUN#1#STAGE#1',
  'SUBJECT#é',
  'SUBJECT#\u{1F600}',
  'SUBJECT#\uFF5E',
);

/** What is left of a value once it was written and read. */
export const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
