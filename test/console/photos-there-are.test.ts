import { jest } from '@jest/globals';
import type { components, Likeness } from '../../clients/typescript/src/index.ts';
import { announce } from '../../console/src/new-run/announce.ts';
import { fetchPhotos } from '../../console/src/new-run/fetch-photos.ts';
import type { AddedPhoto, ChosenPhoto, Look } from '../../console/src/new-run/photo.ts';

type RunPhoto = components['schemas']['RunPhoto'];

const { signal } = new AbortController();

describe('photos of a run before', () => {
  const there = (id: string, masked: Partial<RunPhoto>) =>
    ({ id, name: `${id}.jpg`, role: 'held-out', url: `data:image/jpeg,${id}`, maskUrl: null, ...masked }) as RunPhoto;
  const mask = 'data:image/png,mask';

  test('are files with their roles, and have masks where they came with them', async () => {
    const counts: number[] = [];
    const given = await fetchPhotos(
      [
        there('a', { maskGiven: true, maskUrl: mask }),
        there('b', { maskGiven: false, maskUrl: mask, role: 'reference' }),
        ...['c', 'd', 'e'].map((id) => there(id, { maskGiven: false })),
      ],
      signal,
      (count) => counts.push(count),
    );
    expect(given.map(({ file, role }) => [file.name, file.type, role])).toEqual([
      ['a.jpg', 'image/jpeg', 'held-out'],
      ['b.jpg', 'image/jpeg', 'reference'],
      ...['c', 'd', 'e'].map((id) => [`${id}.jpg`, 'image/jpeg', 'held-out']),
    ]);
    expect(await Promise.all(given.map((one) => one.mask?.text()))).toEqual(['mask', ...Array(4).fill(undefined)]);
    expect(counts).toEqual([4, 5]);
  });
});

describe('photos that are sent', () => {
  const look = { type: 'image/jpeg' } as Look;
  const photo = (id: number, role: AddedPhoto['role'], mask: Blob | null): ChosenPhoto & AddedPhoto => ({
    ...{ id, role, mask, look, name: `${id}.jpg`, refusal: null },
    file: new File(['photo'], `${id}.jpg`),
  });

  test('are announced with their masks, each of which has a form of its own', async () => {
    const form = (url: string) => ({ url, fields: {} });
    const POST = jest.fn(async (_path: string, _asked: { body: { files: { name: string; mask: boolean }[] } }) => ({
      data: {
        upload: 'upload',
        expiresAt: '2026-01-01T00:00:00Z',
        files: [
          { role: 'reference', form: form('second'), maskForm: null },
          { role: 'held-out', form: form('first'), maskForm: form('mask') },
        ],
      },
      response: { status: 201 },
    }));
    const likeness = { http: { POST } } as unknown as Likeness;
    const photos = [photo(1, 'held-out', new Blob(['mask'])), photo(2, 'reference', null)];
    const { forms } = await announce(likeness, 'mug', photos, signal);
    expect(POST.mock.calls[0]?.[1].body.files.map(({ name, mask }) => [name, mask])).toEqual([
      ['1.jpg', true],
      ['2.jpg', false],
    ]);
    expect([...forms].map(([id, { photo, mask }]) => [id, photo.url, mask?.url])).toEqual([
      [2, 'second', undefined],
      [1, 'first', 'mask'],
    ]);
  });
});
