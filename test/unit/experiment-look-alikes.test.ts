import { type LaidSubject, ofSameCategory } from '../../lib/local/experiment-subjects.ts';

const subject = (name: string, category: string, photos: readonly string[]): LaidSubject => ({
  name,
  category,
  photos: photos.map((file) => ({
    name: file,
    sha256: `${name} ${file}`,
    maskSha256: null,
    path: `/${name}/${file}`,
    mask: null,
  })),
  heldOut: [],
});

test('look-alikes are the first half of the photos, by name, of each other subject of the category', () => {
  const dog = subject('dog', 'dog', ['1.jpg', '2.jpg']);
  const all = [
    dog,
    subject('dog2', 'dog', ['3.jpg', '1.jpg', '5.jpg', '2.jpg', '4.jpg']),
    subject('cat', 'cat', ['1.jpg', '2.jpg']),
    subject('dog3', 'Dog', ['b.jpg', 'a.jpg']),
    subject('dog4', 'dog', ['only.jpg']),
  ];
  expect(ofSameCategory(all, dog).map(({ name, path }) => [name, path])).toEqual([
    ['dog2/1.jpg', '/dog2/1.jpg'],
    ['dog2/2.jpg', '/dog2/2.jpg'],
    ['dog3/a.jpg', '/dog3/a.jpg'],
  ]);
});
