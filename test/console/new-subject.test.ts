import fc from 'fast-check';
import type { RunPlan, Subject } from '../../clients/typescript/src/index.ts';
import { microsOf } from '../../console/src/formats/money.ts';
import { adviceOf } from '../../console/src/new-run/advice.ts';
import { askable } from '../../console/src/new-run/askable.ts';
import { countsOf, photosProblem, remarksOf, sizeRefusal } from '../../console/src/new-run/checks.ts';
import { differenceHash, hashDistance, nearlySameUpTo } from '../../console/src/new-run/difference-hash.ts';
import { estimateOf } from '../../console/src/new-run/estimate.ts';
import { flowAddressOf, queryOf, type Step, stepOf } from '../../console/src/new-run/flow-address.ts';
import { type GreyPicture, greyOf } from '../../console/src/new-run/grey-picture.ts';
import { darkBelow, flatBelow, lightOf } from '../../console/src/new-run/light.ts';
import type { ChosenPhoto } from '../../console/src/new-run/photo.ts';
import { photoLimits } from '../../console/src/new-run/photo-limits.ts';
import { runOf, usual } from '../../console/src/new-run/settings.ts';
import { blurredBelow, sharpnessOf } from '../../console/src/new-run/sharpness.ts';
import { categoryProblem, idFrom, idProblem } from '../../console/src/new-run/subject-words.ts';
import { photoTypeOf } from '../../console/src/photos/photo-type.ts';
import { InputError } from '../../lib/domain/errors.ts';
import { NAME } from '../../lib/domain/keys.ts';
import { categoryOf, photoLimits as taken } from '../../lib/domain/upload.ts';

describe('what a subject is called', () => {
  test("an id that a name suggests is one of the API's that nothing else has", () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.integer({ min: 0, max: 4 }), (name, others) => {
        const ids = new Set<string>();
        for (let count = 0; count < others; count += 1) ids.add(idFrom(name, ids));
        const id = idFrom(name, ids);
        expect(id).toMatch(NAME);
        expect([...ids]).not.toContain(id);
      }),
    );
    expect(idFrom("Grandma's Teapot", new Set())).toBe('grandmas-teapot');
    expect(idFrom('Käthes Krug', new Set(['kathes-krug']))).toBe('kathes-krug-2');
    expect(idFrom('急須', new Set())).toBe('subject');
  });

  test('an id is good where the API takes it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 70 }), fc.stringMatching(/^[a-z0-9-]{0,70}$/)), (id) => {
        expect(idProblem(id) === null).toBe(NAME.test(id));
      }),
    );
  });

  const word = fc.constantFrom(
    'mug',
    'running shoe',
    "rubik's",
    '3D',
    '42',
    't-shirt',
    'a b c d e',
    'mug!',
    ' ',
    'tasse',
  );
  test.each([word, fc.string({ unit: 'grapheme', maxLength: 70 })])(
    'a category is good where the API takes it',
    (some) => {
      fc.assert(
        fc.property(some, (category) => {
          expect(categoryProblem(category) === null).toBe(isCategory(category));
        }),
      );
    },
  );

  function isCategory(text: string): boolean {
    try {
      return categoryOf(text) !== '';
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  }
});

describe('a file', () => {
  const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  test('is taken for what its first bytes say', () => {
    expect(photoTypeOf(bytes('\xff\xd8\xff\xe0'))).toEqual({ type: 'image/jpeg' });
    expect(photoTypeOf(bytes('\x89PNG\r\n\x1a\n____'))).toEqual({ type: 'image/png' });
    expect(photoTypeOf(bytes('RIFF____WEBPVP8 '))).toEqual({ type: 'image/webp' });
  });

  test.each([
    ['', /empty/],
    ['\0\0\0\x18ftypheic', /HEIC.*JPEG/],
    ['\0\0\0\x18ftypisom', /video/],
    ['GIF89a', /GIF/],
    ['Dear diary,', /no picture/],
    ['RIFF____WAVEfmt ', /no picture/],
  ])('that is none of those is refused with what to do: %j', (text, words) => {
    expect(photoTypeOf(bytes(text))).toEqual({ refusal: expect.stringMatching(words) });
  });

  test('is refused by the limits of the service', () => {
    const { bytes: size, pixels, shortestSide, longestSide, most } = taken;
    expect(photoLimits).toEqual({ bytes: size, pixels, shortestSide, longestSide, most });
    expect(sizeRefusal({ width: 64, height: 64 })).toBeNull();
    expect(sizeRefusal({ width: 63, height: 600 })).toContain('too few');
    expect(sizeRefusal({ width: 100, height: 4096 })).toContain('2048');
    expect(sizeRefusal({ width: 10_000, height: 5_001 })).toContain('at most 50 million');
  });
});

const picture = (width: number, height: number, shade: (x: number, y: number) => number): GreyPicture => ({
  ...{ width, height },
  grey: Float32Array.from({ length: width * height }, (_, at) => shade(at % width, Math.floor(at / width))),
});

describe('looking at a picture', () => {
  const checked = picture(128, 96, (x, y) => (((x >> 2) + (y >> 2)) % 2 === 0 ? 220 : 30));
  const wave = (length: number) => picture(128, 96, (x, y) => 128 + 90 * Math.sin(x / length) * Math.cos(y / length));

  test('edges are sharp, slow waves are blurred, and one sharp part is enough', () => {
    expect(sharpnessOf(checked)).toBeGreaterThan(blurredBelow);
    expect(sharpnessOf(wave(20))).toBeLessThan(blurredBelow);
    const partly = picture(128, 96, (x, y) => (x < 32 && y < 24 ? (checked.grey[y * 128 + x] ?? 0) : 128));
    expect(sharpnessOf(partly)).toBeGreaterThan(blurredBelow);
  });

  test('night and fog are told', () => {
    expect(lightOf(picture(64, 64, (x) => (x === 0 ? 255 : 9))).bright).toBeLessThan(darkBelow);
    expect(lightOf(picture(64, 64, (x) => 180 + (x % 3))).contrast).toBeLessThan(flatBelow);
    expect(lightOf(checked).bright).toBeGreaterThan(darkBelow);
    expect(lightOf(checked).contrast).toBeGreaterThan(flatBelow);
  });

  test('a picture is its own twin, brighter or larger, and its mirror image is another', () => {
    const noise = (seed: number) =>
      picture(96, 80, (x, y) =>
        Math.abs(Math.sin((Math.floor(x / 6) * 127.1 + Math.floor(y / 5) * 311.7 + seed) * 43_758) * 200),
      );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const one = noise(seed);
        const hash = differenceHash(one);
        const brighter = { ...one, grey: one.grey.map((shade) => shade * 0.8 + 40) };
        const larger = picture(192, 160, (x, y) => one.grey[(y >> 1) * 96 + (x >> 1)] ?? 0);
        const mirrored = picture(96, 80, (x, y) => one.grey[y * 96 + (95 - x)] ?? 0);
        expect(hashDistance(hash, hash)).toBe(0);
        expect(hashDistance(hash, differenceHash(brighter))).toBeLessThanOrEqual(nearlySameUpTo);
        expect(hashDistance(hash, differenceHash(larger))).toBeLessThanOrEqual(nearlySameUpTo);
        expect(hashDistance(hash, differenceHash(mirrored))).toBeGreaterThan(nearlySameUpTo);
      }),
      { numRuns: 20 },
    );
  });

  test('distances are even both ways, and as many bits as differ', () => {
    const hash = fc.uint32Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(hash, hash, (one, other) => {
        const bits = [...one]
          .map((word, at) => ((word ^ (other[at] ?? 0)) >>> 0).toString(2).replaceAll('0', ''))
          .join('');
        expect(hashDistance(one, other)).toBe(bits.length);
        expect(hashDistance(other, one)).toBe(bits.length);
      }),
    );
  });

  test('white is white, black is black, and green is brighter than blue', () => {
    const data = Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);
    const [white = 0, black, green = 0, blue = 0] = greyOf({ width: 4, height: 1, data }).grey;
    expect(white).toBeCloseTo(255, 3);
    expect(black).toBe(0);
    expect(green).toBeGreaterThan(blue);
  });
});

let ids = 0;
function photo(sha256: string, changes: Partial<ChosenPhoto> = {}, look: object = {}): ChosenPhoto {
  ids += 1;
  // No two of them alike, unless it is said.
  const hash = Uint32Array.from({ length: 8 }, (_, at) => (at === ids % 8 ? 0xffff_ffff : 0));
  const light = { bright: 200, contrast: 50 };
  const seen = { type: 'image/jpeg' as const, width: 800, height: 600, sha256, hash, sharpness: 500, light, ...look };
  return { id: ids, name: `${sha256}.jpg`, role: 'reference', look: seen, refusal: null, ...changes };
}

describe('chosen photos', () => {
  const said = (photos: readonly ChosenPhoto[]) =>
    photos.map(({ id }) => (remarksOf(photos).get(id) ?? []).map(({ kind, text }) => `${kind}: ${text}`).join(' '));

  test('the same picture twice is told of the second, counts once, and is in the way only in two roles', () => {
    const twice = [photo('a'), photo('b'), photo('a', { name: 'copy.jpg' })];
    expect(said(twice)).toEqual(['', '', 'warning: The same picture as a.jpg: it counts once.']);
    expect(countsOf(twice).reference).toBe(2);
    expect(photosProblem(twice, null)).toBeNull();
    const held = [...twice, photo('b', { role: 'held-out', name: 'held.jpg' })];
    expect(said(held)[3]).toMatch(/^clash: .*b\.jpg, whose role is reference/);
    expect(photosProblem(held, null)).toContain('held.jpg');
  });

  test('what is nearly the same, dark, flat or blurred is warned of and no more', () => {
    const hash = new Uint32Array(8);
    const photos = [
      photo('a', {}, { hash }),
      photo('b', {}, { hash: hash.with(0, 0xff) }),
      photo('c', {}, { light: { bright: 20, contrast: 9 } }),
      photo('d', {}, { light: { bright: 200, contrast: 5 } }),
      photo('e', {}, { sharpness: 10 }),
    ];
    expect(said(photos)).toEqual([
      '',
      expect.stringContaining('warning: Nearly the same as a.jpg'),
      expect.stringContaining('warning: Very dark'),
      expect.stringContaining('warning: Hardly anything'),
      expect.stringContaining('warning: Looks blurred'),
    ]);
    expect(photosProblem(photos, null)).toBeNull();
  });

  test('a refused one is left out and holds nobody up', () => {
    const photos = [photo('a'), photo('b'), photo('c', { look: null, refusal: 'It is no picture.' })];
    expect(said(photos)[2]).toBe('refusal: It is no picture.');
    expect(countsOf(photos).reference).toBe(2);
    expect(photosProblem(photos, null)).toBeNull();
  });

  test.each([
    ['none', [], /at least two/],
    ['one', [photo('a')], /too few/],
    ['one that a held-out one judges', [photo('a'), photo('b', { role: 'held-out' })], null],
    ['others alone', [photo('a', { role: 'other' })], /at least two/],
    ['some that nobody looked at yet', [photo('a'), photo('b', { look: null })], /looked at/],
    ['more than a run may have', ['a', 'b', 'c', 'd'].map((name) => photo(name)), /4 photos, and a run may have 3/],
  ])('can be sent or can not: %s', (_, photos, words) => {
    const problem = photosProblem(photos, 3);
    if (words === null) expect(problem).toBeNull();
    else expect(problem).toMatch(words);
  });

  test('advice goes with the counts, and ends where nothing is missing', () => {
    const counts = { reference: 3, 'held-out': 0, 'look-alike': 0, other: 0 };
    expect(adviceOf({ ...counts, reference: 0 })[0]).toContain('different sides');
    expect(adviceOf(counts)[0]).toMatch(/^More photos of the thing may help: in the paper/);
    expect(adviceOf(counts).join()).toContain('With no held-out photo');
    expect(adviceOf({ ...counts, 'held-out': 2 }).join()).toContain('2 held-out photos say');
    expect(adviceOf(counts).join()).toContain('where it has none, nothing is judged');
    expect(adviceOf({ reference: 10, 'held-out': 5, 'look-alike': 1, other: 20 })).toEqual([]);
  });

  test('are asked about of others that answer, those of the category first', () => {
    const other = (id: string, category: string, adapter: string | null) =>
      ({ id, category, status: 'active', endpoint: { adapter } }) as Subject;
    const subjects = [
      other('a', 'teapot', 'x'),
      other('b', 'mug', null),
      other('c', 'Mug', 'y'),
      other('d', 'mug', 'z'),
    ];
    expect(askable(subjects, 'mug ', 'd').map(({ id }) => id)).toEqual(['c', 'a']);
  });
});

describe('the run that is asked for', () => {
  test('has what was chosen, and look-alikes only where there are some', () => {
    const settings = { ...usual, preset: 'laptop', costLimit: '2.50' };
    expect(runOf('u', settings, false)).toEqual({
      ...{ upload: 'u', preset: 'laptop', promote: 'better-or-unjudged', lend: false, seed: 0, costLimit: 2_500_000 },
    });
    expect(runOf('u', settings, true)?.changes).toEqual({ 'represent.hard_negatives': 0.25 });
    expect(runOf('u', { ...settings, trainLookAlikes: false }, true)?.changes).toBeUndefined();
    expect(runOf('u', { ...settings, costLimit: 'much' }, false)).toBeNull();
    expect(runOf('u', usual, false)).toBeNull();
  });

  test('its estimate says as much as is known', () => {
    const of = (seconds: number | null, usdMicros: number | null) =>
      estimateOf({ cost: { seconds, usdMicros, basis: '' } } as RunPlan);
    expect(of(57, 0)).toBe('About 55 s on this machine, at no cost.');
    expect(of(7_321, 1_250_000)).toBe('About 2 h of machines, about $1.25.');
    expect(of(null, null)).toBe('How long it takes is not known. Its price is not known.');
  });

  test('an amount is whole micro-dollars, nothing, or no amount', () => {
    expect([microsOf('$0.1'), microsOf(' '), microsOf('-1'), microsOf('1e3')]).toEqual([
      100_000,
      null,
      undefined,
      undefined,
    ]);
  });
});

describe('the address of the way', () => {
  test('is read as it was written', () => {
    const text = fc.option(fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.record({ step: text, subject: text, upload: text, lookAlikes: fc.boolean() }), (address) => {
        expect(flowAddressOf(queryOf(address))).toEqual(address);
      }),
    );
  });

  const all: readonly Step[] = ['name', 'photos', 'settings'];
  test.each([
    [all, null, { named: true, sent: true }, 'name'],
    [all, 'nowhere', { named: true, sent: true }, 'name'],
    [all, 'photos', { named: false, sent: false }, 'name'],
    [all, 'settings', { named: true, sent: false }, 'photos'],
    [all, 'settings', { named: true, sent: true }, 'settings'],
    [all.slice(1), null, { named: true, sent: true }, 'photos'],
    [all.slice(1), 'settings', { named: true, sent: false }, 'photos'],
  ] as const)('leads as far as there is what a step needs: %j, %s', (steps, asked, known, step) => {
    expect(stepOf(steps, asked, known)).toBe(step);
  });
});
