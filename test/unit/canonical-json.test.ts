import fc from 'fast-check';
import { canonicalJson, digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';

const value = fc.jsonValue({ maxDepth: 3 }).map((any) => any as Json);

/** The same value with the members of every object in the opposite order. */
function turned(any: Json): Json {
  if (Array.isArray(any)) return any.map(turned);
  if (any === null || typeof any !== 'object') return any;
  return Object.fromEntries(
    Object.entries(any)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
}

test('members are sorted at every depth and lists keep their order, without spaces', () => {
  expect(canonicalJson({ b: [2, 1, { z: null, a: 'é "' }], a: true, 10: 1, 9: 0 })).toBe(
    '{"10":1,"9":0,"a":true,"b":[2,1,{"a":"é \\"","z":null}]}',
  );
});

test.each<[Json, string]>([
  [null, 'null'],
  [-0, '0'],
  [1e21, '1e+21'],
  ['\n\u2028', '"\\n\u2028"'],
  [[], '[]'],
  [{}, '{}'],
])('%j is %s', (any, text) => {
  expect(canonicalJson(any)).toBe(text);
});

test('it is JSON that reads back as the value, so different values have different text', () => {
  fc.assert(
    fc.property(value, (any) => {
      expect(JSON.parse(canonicalJson(any))).toEqual(JSON.parse(JSON.stringify(any)));
    }),
  );
});

test('equal values have equal text whatever the order of their members', () => {
  fc.assert(fc.property(value, (any) => canonicalJson(turned(any)) === canonicalJson(any)));
});

test('canonical text is a fixed point', () => {
  fc.assert(
    fc.property(value, (any) => {
      const text = canonicalJson(any);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});

test('a digest is SHA-256 of the canonical text in 64 hexadecimal digits', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(new TextEncoder().encode('é'))).toBe(sha256('é'));
  expect(digestOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'));
});
