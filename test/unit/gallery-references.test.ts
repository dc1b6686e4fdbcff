import { adapterPointerUri, adapterUri, galleryPhotoUri } from '../../lib/domain/keys.ts';
import { cosine, galleryHome, safetensors } from '../fixtures/gallery.ts';
import { run } from '../fixtures/handlers.ts';

let home: ReturnType<typeof galleryHome>;
beforeEach(() => {
  home = galleryHome();
});
afterEach(() => home.close());

const digest = 'a'.repeat(16).padEnd(64, 'f');
const file = `${adapterUri(run, digest)}references.safetensors`;
const unit = (at: number): number[] => Array.from({ length: 32 }, (_, i) => (i === at ? 1 : 0));
const refused = (code: string, fault: string, message = '') =>
  expect.objectContaining({ code, fault, message: expect.stringContaining(message) });

describe('a search without an image', () => {
  test("ranks by the largest cosine to the subject's reference vectors, in its adapter's space", async () => {
    const ids = await Promise.all(['one', 'two', 'three', 'four'].map((text) => home.place(text)));
    const adapter = await home.promote(digest, [unit(3), unit(8)]);
    const scored = ids.map(async (id) => {
      const photo = await home.ports.endpoints.embed(await home.ports.objects.get(galleryPhotoUri(run, id)), adapter);
      const scores = [3, 8].map((at) => cosine(photo, { ...photo, vector: unit(at) }));
      return { id, score: expect.closeTo(Math.max(...scores), 6), exact: Math.max(...scores) };
    });
    const expected = (await Promise.all(scored)).sort((a, b) => b.exact - a.exact);
    expect(await home.find({ image: null })).toEqual({
      results: expected.map(({ id, score }) => ({ id, score })),
      space: { backbone: 'b'.repeat(64), adapter: digest, feature: 'cls' },
      pending: 0,
      failure: null,
    });
  });

  test('needs one where the base serves, and asks no endpoint before it says so', async () => {
    home.ports.endpoints.busy = 1;
    const asked = home.find({ image: null });
    await expect(asked).rejects.toEqual(refused('OptionInvalid', 'user', 'no adapter serves it yet'));
    expect(home.ports.endpoints.busy).toBe(1);
  });

  test('needs one where the adapter has no reference vectors', async () => {
    await home.promote(digest);
    const asked = home.find({ image: null });
    await expect(asked).rejects.toEqual(refused('OptionInvalid', 'user', 'no reference vectors'));
  });

  test.each<[string, () => Uint8Array]>([
    ['damaged', () => safetensors([unit(3)]).subarray(0, 99)],
    ['of another space', () => safetensors([[1, 0]])],
    ['none at all', () => safetensors([])],
  ])('names the file where the reference vectors are %s', async (_, bytes) => {
    await home.promote(digest);
    await home.ports.objects.put(file, bytes());
    await expect(home.find({ image: null })).rejects.toEqual(refused('Internal', 'service', file));
  });

  test('trusts no reference vectors of an adapter with other weights than those that serve', async () => {
    await home.promote(digest, [unit(3)]);
    const other = { version: 1, digest: `${digest.slice(0, 16)}${'0'.repeat(48)}`, uri: adapterUri(run, digest) };
    await home.put(adapterPointerUri(run, digest), other);
    await expect(home.find({ image: null })).rejects.toEqual(refused('Internal', 'service'));
  });
});
