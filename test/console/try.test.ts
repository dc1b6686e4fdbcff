import fc from 'fast-check';
import type { MatchAnswer } from '../../clients/typescript/src/index.ts';
import { asJpeg, unreadable } from '../../console/src/photos/photo-type.ts';
import { colourAt, coverOf, pixelsOf, type Similarity } from '../../console/src/subject/try/heat.ts';
import { type Asking, calls, curlOf, scriptOf } from '../../console/src/subject/try/snippets.ts';
import { decisionOf, expectedOf, placeOf } from '../../console/src/subject/try/words.ts';

describe('the decision', () => {
  const answer = (score: number, threshold: number | null): MatchAnswer =>
    ({
      ...{ threshold, precision: threshold && 0.95, recall: threshold && 0.9 },
      data: [{ score, reference: 0, match: threshold === null ? null : score >= threshold }],
    }) as MatchAnswer;

  test.each([
    [0.712, 0.628, 'This is sunrise-mug', '0.084 above'],
    [0.5, 0.628, 'This is not sunrise-mug', '0.128 below'],
    [-0.1, 0.628, 'This is not sunrise-mug', 'score of −0.100'],
    [0.712, null, 'The endpoint is not judged yet, so there is no threshold', 'held-out photos'],
  ])('on a score of %p with a threshold of %p', (score, threshold, text, why) => {
    const decision = decisionOf('sunrise-mug', answer(score, threshold));
    expect(decision?.text).toBe(text);
    expect(decision?.why).toContain(why);
  });

  test('says how well it is expected to tell, where that is known', () => {
    expect(expectedOf('mug', answer(0.7, 0.6))).toContain('about 95\u00a0% are');
    expect(expectedOf('mug', answer(0.7, null))).toBeNull();
  });
});

describe('the map', () => {
  const similarity = (rows: number, columns: number): Similarity => ({
    ...{ rows, columns },
    cosines: Array.from({ length: rows * columns }, (_, at) => at / 10),
  });

  test('covers all of the photo with square cells, and sticks out by less than a cell', () => {
    const side = fc.integer({ min: 64, max: 4000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(16, 37), (width, height, most) => {
        const cells = (length: number) => Math.ceil((length * most) / Math.max(width, height));
        const [rows, columns] = [cells(height), cells(width)];
        const cover = coverOf({ rows, columns, cosines: [] }, width, height);
        expect((cover.width * width) / columns).toBeCloseTo((cover.height * height) / rows, 6);
        for (const [share, count] of [
          [cover.width, columns],
          [cover.height, rows],
        ] as const) {
          expect(share).toBeGreaterThanOrEqual(100 - 1e-9);
          expect(share * (1 - 1 / count)).toBeLessThan(100);
        }
      }),
    );
  });

  test('has its least and most in the ends of the colours, and one colour where it is flat', () => {
    const pixels = [...pixelsOf(similarity(2, 3))];
    expect([pixels.length, pixels.slice(0, 4), pixels.slice(-4)]).toEqual([
      24,
      [...colourAt(0), 255],
      [...colourAt(1), 255],
    ]);
    const flat = [...pixelsOf({ rows: 1, columns: 2, cosines: [0.3, 0.3] })];
    expect(flat.slice(0, 4)).toEqual(flat.slice(4));
  });

  test('grows lighter with the cosine', () => {
    const light = (share: number) => {
      const [red, green, blue] = colourAt(share);
      return 0.3 * red + 0.6 * green + 0.1 * blue;
    };
    for (let at = 0; at < 20; at += 1) expect(light((at + 1) / 20)).toBeGreaterThan(light(at / 20));
  });

  test('says where its box is', () => {
    expect(placeOf([0, 0, 100, 50], 400, 300)).toBe('on the left, at the top, over 4\u00a0% of the photo');
    expect(placeOf([300, 200, 100, 100], 400, 300)).toBe('on the right, at the bottom, over 8\u00a0% of the photo');
  });
});

describe('the snippets', () => {
  const asking = (of: Partial<Asking>): Asking => ({
    ...{ api: 'http://127.0.0.1:8080', subject: 'mug', call: 'match', file: 'a.jpg', type: 'image/jpeg' },
    ...of,
  });

  test.each(calls)('ask for %s at the service, and have no token', (call) => {
    expect(curlOf(asking({ call }))).toContain(`http://127.0.0.1:8080/v1/subjects/mug/${call}`);
    expect(curlOf(asking({ call }))).toContain('"Authorization: Bearer $LIKENESS_TOKEN"');
    expect(scriptOf(asking({ call }))).toContain(`likeness.${call}('mug'`);
    expect(scriptOf(asking({ call }))).toContain('process.env.LIKENESS_TOKEN');
  });

  test('quote whatever a file is called', () => {
    const file = `Ann's "mug" $(date).jpg`;
    expect(curlOf(asking({ file }))).toContain(`--data-binary '@Ann'\\''s "mug" $(date).jpg'`);
    expect(curlOf(asking({ file, call: 'search' }))).toContain(`base64 < 'Ann'\\''s "mug" $(date).jpg'`);
    expect(scriptOf(asking({ file }))).toContain(`photoFromFile('Ann\\'s "mug" $(date).jpg')`);
  });
});

describe('a file that the browser can not read', () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  test.each([
    ['\0\0\0\x18ftypheic', 'a HEIC'],
    ['\0\0\0\x20ftypmif1', 'a HEIC'],
    ['\0\0\0\x20ftypisom', 'a video'],
    ['%PDF-1.7\n...', 'a PDF'],
    ['', 'empty'],
    ['text', 'no picture'],
    ['\xff\xd8\xff\xe0', 'damaged'],
  ])('is named for what it is: %j', (head, said) => {
    expect(unreadable(bytes(head))).toContain(said);
  });

  test('is called a JPEG once it is one', () => {
    expect(['IMG_1.HEIC', 'a.b.png', 'scan', '.webp'].map(asJpeg)).toEqual([
      ...['IMG_1.jpg', 'a.b.jpg', 'scan.jpg', 'photo.jpg'],
    ]);
  });
});
