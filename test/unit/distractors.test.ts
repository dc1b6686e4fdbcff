import fc from 'fast-check';
import { sha256 } from '../../lib/domain/digest.ts';
import { type BankPhoto, inOrderOfUse } from '../../lib/domain/distractors.ts';

const bankPhoto = (path: string): BankPhoto => ({ path, size: 1, sha256: sha256(path) });
const paths = (photos: readonly BankPhoto[]): string[] => photos.map(({ path }) => path);

describe("the operator's photos of other things", () => {
  const photos = ['any/a.jpg', 'mug/b.jpg', 'teapot/c.jpg', 'mug/d.jpg', 'any/e.jpg', 'Coffee_Mug/f.jpg'].map(
    bankPhoto,
  );

  test('are taken from the category first, and then from all others', () => {
    expect(paths(inOrderOfUse(photos, 'mug')).slice(0, 2).sort()).toEqual(['mug/b.jpg', 'mug/d.jpg']);
    expect(paths(inOrderOfUse(photos, 'teapot'))[0]).toBe('teapot/c.jpg');
  });

  test.each(['coffee mug', 'Coffee-Mug', ' COFFEE  MUG '])('know the category %j by another spelling', (category) => {
    expect(paths(inOrderOfUse(photos, category))[0]).toBe('Coffee_Mug/f.jpg');
  });

  test('are all taken, in an order that depends on their content alone', () => {
    const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
    const place = fc.constantFrom('mug', 'any', 'teapot');
    const some = fc.uniqueArray(fc.tuple(place, digest), { selector: ([, content]) => content, maxLength: 8 });
    fc.assert(
      fc.property(some, (found) => {
        const named = (name: string) =>
          found.map(([folder, content], i) => ({ path: `${folder}/${name}${i}`, size: 1, sha256: content }));
        const order = (files: readonly BankPhoto[]) => inOrderOfUse(files, 'mug').map((file) => file.sha256);
        expect(order(named('x').reverse())).toEqual(order(named('y')));
        expect(order(named('x')).sort()).toEqual(found.map(([, content]) => content).sort());
      }),
    );
  });
});
