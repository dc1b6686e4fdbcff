import fc from 'fast-check';
import {
  type AcceptedPhoto,
  acceptedDigest,
  acceptedSchema,
  categoryOf,
  checkCount,
  maskKey,
  photoLimits,
  photoRoles,
  type UploadedFile,
  uploadSchema,
} from '../../lib/domain/upload.ts';
import { accepted, photo, upload } from '../fixtures/handlers.ts';

const file = (change: Partial<UploadedFile> = {}): UploadedFile => ({
  key: 'reference/00.jpg',
  name: 'mug.jpg',
  role: 'reference',
  ...change,
});
const takes = (change: object): boolean => uploadSchema.safeParse({ ...upload(), ...change }).success;

describe('an upload.json', () => {
  test('as our own commands write it is taken as it is', () => {
    const document = upload({
      lend: true,
      files: [
        file({ mask: 'reference/00.mask.png' }),
        file({ key: 'other/0123.webp', role: 'other', name: 'x/☕️.webp' }),
        file({ key: 'look-alike/00.jpg', role: 'look-alike' }),
      ],
    });
    expect(uploadSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  test('that says nothing of promotion asks for what there was before, and names no distractors', () => {
    const { promote: _, ...before } = upload();
    expect(uploadSchema.parse(before)).toEqual(upload({ promote: 'better-or-unjudged' }));
  });

  test.each<[string, object]>([
    ['of another version', { version: 2 }],
    ['with a member too many', { speed: 1 }],
    ['without files', { files: undefined }],
    ['of a tenant with a separator', { tenant: 'a#b' }],
    ['of a subject that leads elsewhere', { subject: '..' }],
    ['of a short digest', { upload: 'abc' }],
    ['of a run that is no ULID', { run: '01j00000000000000000000000' }],
    ['with a seed below nought', { seed: -1 }],
    ['with distractors that lead elsewhere', { distractors: '../x' }],
    ['with a broken seed', { seed: 0.5 }],
    ['that lends more or less', { lend: 'perhaps' }],
    ['with a seed that a job would refuse', { seed: 2 ** 31 }],
  ])('%s is refused', (_, change) => {
    expect(takes(change)).toBe(false);
  });

  test.each<[string, object]>([
    ['whose key leads elsewhere', { key: 'reference/../00.jpg' }],
    ['whose key has no role', { key: '00.jpg' }],
    ['whose role is none', { role: 'judge' }],
    ['whose key is of another role', { key: 'other/00.jpg' }],
    ['whose name is empty', { name: '' }],
    ["with another photo's mask", { mask: 'reference/01.mask.png' }],
    ['with a member too many', { size: 3 }],
  ])('with a file %s is refused', (_, change) => {
    expect(takes({ files: [{ ...file(), ...change }] })).toBe(false);
  });

  test('with two files that would have one mask is refused', () => {
    expect(takes({ files: [file(), file({ key: 'reference/00.png' })] })).toBe(false);
    expect(takes({ files: [file(), file({ key: 'reference/01.jpg' })] })).toBe(true);
  });
});

test('the key of a mask is beside its photo', () => {
  expect(maskKey('reference/00.jpg')).toBe('reference/00.mask.png');
});

describe('the digest of what was accepted', () => {
  const photos = [photo('reference', 0), photo('reference', 1), photo('other', 0)];
  const [first, ...rest] = photos;
  if (first === undefined) throw new Error('a photo');
  const digest = (change: Partial<AcceptedPhoto> = {}): string =>
    acceptedDigest(accepted([{ ...first, ...change }, ...rest]));

  test('is of documents that are valid', () => {
    expect(acceptedSchema.parse(accepted(photos))).toEqual(accepted(photos));
  });

  test('does not depend on names, places, warnings and what was dropped', () => {
    expect(digest({ name: 'other.jpg', uri: 's3://elsewhere/x.jpg' })).toBe(digest());
    const told = accepted(photos, { warnings: ['dark'], dropped: [{ name: 'x', reason: 'the same' }] });
    expect(acceptedDigest(told)).toBe(digest());
  });

  test.each<[string, Partial<AcceptedPhoto>]>([
    ['a photo', { sha256: 'f'.repeat(64) }],
    ['a mask', { maskSha256: 'f'.repeat(64) }],
    ['a role', { role: 'held-out' }],
    ['a place in the order', { id: 'reference/07' }],
    ['whose it is', { origin: 'bank' }],
    ['a size', { width: 65 }],
  ])('depends on %s', (_, change) => {
    expect(digest(change)).not.toBe(digest());
  });

  test('depends on the category', () => {
    expect(acceptedDigest(accepted(photos, { category: 'cup' }))).not.toBe(digest());
  });
});

describe('a category', () => {
  test('is trimmed, with one space between words, in one form of Unicode', () => {
    expect(categoryOf('  running \t\n shoe ')).toBe('running shoe');
    expect(categoryOf('cafe\u0301')).toBe('caf\u00e9');
  });

  test('is itself once it was cleaned', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aÉßчカ한\u0301'), minLength: 1, maxLength: 12 });
    const word = letters.filter((text) => !text.startsWith('\u0301'));
    const blank = fc.constantFrom(' ', '\t', '\n  ', '\u00a0');
    fc.assert(
      fc.property(fc.array(fc.tuple(blank, word), { minLength: 1, maxLength: 4 }), (words) => {
        const category = categoryOf(words.flat().join(''));
        expect(categoryOf(category)).toBe(category);
        expect(category.split(' ')).toHaveLength(words.length);
      }),
    );
  });

  test('is refused or has nothing in it but letters, digits, hyphens and apostrophes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
        try {
          expect(categoryOf(text)).toMatch(/^[\p{L}\p{M}\p{N}'’ -]*\p{L}[\p{L}\p{M}\p{N}'’ -]*$/u);
        } catch (error) {
          expect(['CategoryMissing', 'OptionInvalid']).toContain((error as { code?: string }).code);
        }
      }),
    );
  });

  test.each([
    'stuffed animal',
    't-shirt',
    "rubik's cube",
    'long-sleeved shirt',
    'tasse à café',
    'чашка',
    '3D printer',
    'dog2',
  ])('may be %j', (text) => {
    expect(categoryOf(text)).toBe(text);
  });

  test.each(['', ' \n '])('%j is missing', (text) => {
    expect(() => categoryOf(text)).toThrow(expect.objectContaining({ code: 'CategoryMissing' }));
  });

  test.each([
    'a'.repeat(61),
    'mug\u0000',
    '\ud800',
    '☕',
    '—',
    '12345',
    '<new1> mug',
    'mug, red',
    'mug; and all others',
    'https://example.com/mug',
    '-mug',
    "mugs'",
    'a mug that my sister made',
  ])('%j is refused', (text) => {
    expect(() => categoryOf(text)).toThrow(expect.objectContaining({ code: 'OptionInvalid' }));
  });

  test('is measured in characters, not in code units', () => {
    expect(() => categoryOf('𐐨'.repeat(60))).not.toThrow();
    expect(() => categoryOf('𐐨'.repeat(61))).toThrow(expect.objectContaining({ code: 'OptionInvalid' }));
  });
});

test.each(photoRoles)('as many %s photos as the limit says are taken, and one more is not', (role) => {
  const most = photoLimits.most[role];
  expect(() => checkCount(role, most)).not.toThrow();
  expect(() => checkCount(role, most + 1)).toThrow(
    expect.objectContaining({ code: 'TooManyPhotos', message: expect.stringContaining(`${most + 1} ${role} photos`) }),
  );
});
