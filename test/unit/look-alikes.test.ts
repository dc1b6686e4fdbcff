import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import { type Lender, lentPhotos, trainsLookAlikes } from '../../lib/domain/look-alikes.ts';
import { photo } from '../fixtures/handlers.ts';

const lender = (subject: string, category: string, count: number): Lender => ({
  subject,
  accepted: {
    category,
    photos: [
      ...Array.from({ length: count }, (_, n) => photo('reference', n, { sha256: sha256(`${subject} ${n}`) })),
      photo('held-out', 0, { sha256: sha256(`${subject} held out`) }),
    ],
  },
});

test('what is lent depends on no order in which subjects are asked, and has each reference photo once', () => {
  const counts = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat({ max: 4 }), fc.boolean()), {
    selector: ([name]) => name,
    maxLength: 5,
  });
  fc.assert(
    fc.property(counts, (shapes) => {
      const lenders = shapes.map(([name, count, near]) => lender(name, near ? 'Cup' : 'bowl', count));
      const { photos } = lentPhotos(lenders, 'cup', []);
      expect(lentPhotos(lenders.toReversed(), 'cup', []).photos).toEqual(photos);
      expect(new Set(photos.map(({ sha256: digest }) => digest)).size).toBe(
        shapes.reduce((sum, [, count]) => sum + count, 0),
      );
      const near = new Set(shapes.filter(([, , isNear]) => isNear).map(([name]) => name));
      const firstFar = photos.findIndex(({ name }) => !near.has(name.split('/')[0] ?? ''));
      if (firstFar >= 0)
        expect(photos.slice(firstFar).every(({ name }) => !near.has(name.split('/')[0] ?? ''))).toBe(true);
    }),
  );
});

test.each([
  [{}, false],
  [{ hard_negatives: 0 }, false],
  [{ hard_negatives: 0.25 }, true],
  [null, false],
])('%j: look-alikes train: %s', (settings, expected) => {
  expect(trainsLookAlikes(settings)).toBe(expected);
});
