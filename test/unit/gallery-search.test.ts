import fc from 'fast-check';
import { cleanImage, remove } from '../../functions/gallery/photos.ts';
import { create as createRollback } from '../../functions/rollback/handler.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { decodeIndex, encodeIndex, type Space, spaceDigest } from '../../lib/domain/gallery.ts';
import { galleryIndexUri, galleryPhotoUri } from '../../lib/domain/keys.ts';
import type { Endpoints } from '../../lib/ports/endpoints.ts';
import { cosine, galleryHome, queryImage } from '../fixtures/gallery.ts';
import { run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof galleryHome>;
beforeEach(() => {
  home = galleryHome();
});
afterEach(() => home.close());

const [older, newer] = ['a'.repeat(16).padEnd(64, 'f'), 'c'.repeat(16).padEnd(64, 'f')] as const;
const query = await cleanImage(queryImage);

/** What an exact search finds, by one embedding after the other. */
async function ranked(ids: readonly string[], adapter: string | null = null) {
  const { objects, endpoints } = home.ports;
  const asked = await endpoints.embed(query.bytes, adapter);
  const scored = ids.map(async (id) => {
    const photo = await endpoints.embed(await objects.get(galleryPhotoUri(run, id)), adapter);
    return { id, score: cosine(photo, asked) };
  });
  return (await Promise.all(scored)).sort((a, b) => b.score - a.score);
}
const near = (results: readonly { id: string; score: number }[]) =>
  results.map(({ id, score }) => ({ id, score: expect.closeTo(score, 6) as number }));

const placeAll = (count: number) => Promise.all(Array.from({ length: count }, (_, at) => home.place(`photo ${at}`)));
const indexUri = (space: Space) => galleryIndexUri(run, spaceDigest(space));
const indexed = async (space: Space) => decodeIndex('', await home.ports.objects.get(indexUri(space))).ids;

/** The endpoints of the home, and how often they were asked. */
function counted(embed: Endpoints['embed'] = (image, adapter) => home.ports.endpoints.embed(image, adapter)) {
  const counts = { calls: 0 };
  const counting: Endpoints['embed'] = (image, adapter) => {
    counts.calls += 1;
    return embed(image, adapter);
  };
  return { counts, embed: counting };
}

/** The store and the endpoints of the home, and how many photos were read and not yet embedded at once. */
function overlapping() {
  const counts = { now: 0, most: 0 };
  const objects = { ...home.ports.objects };
  objects.get = (uri) => {
    if (uri.endsWith('.jpg')) counts.now += 1;
    counts.most = Math.max(counts.most, counts.now);
    return home.ports.objects.get(uri);
  };
  const embed: Endpoints['embed'] = async (image, adapter) => {
    const embedding = await home.ports.endpoints.embed(image, adapter);
    if (counts.now > 0) counts.now -= 1; // The query comes before all photos.
    return embedding;
  };
  return { counts, objects, embed };
}

describe('a search with an image', () => {
  test('ranks the gallery by the base, and says so, where nothing was promoted', async () => {
    const ids = await placeAll(5);
    const found = await home.find();
    expect(found).toEqual({
      results: near(await ranked(ids)),
      space: { backbone: 'b'.repeat(64), adapter: null, feature: 'cls' },
      pending: 0,
      failure: null,
    });
    expect((await home.find({ count: 2 })).results).toEqual(found.results.slice(0, 2));
  });

  test('finds the very photo first, however it was encoded', async () => {
    await placeAll(5);
    const id = await home.place('the query itself');
    await home.ports.objects.put(galleryPhotoUri(run, id), query.bytes);
    expect((await home.find({ count: 1 })).results).toEqual([{ id, score: expect.closeTo(1, 6) }]);
  });

  test('of an empty gallery finds nothing', async () => {
    expect(await home.find()).toMatchObject({ results: [], pending: 0 });
  });

  test('is in the space of what serves now, and going back needs no photo embedded again', async () => {
    const ids = await placeAll(4);
    const adapter = await home.promote(older);
    const first = await home.find();
    expect(first).toMatchObject({ space: { adapter: older }, results: near(await ranked(ids, adapter)) });
    const next = await home.promote(newer);
    expect(await home.find()).toMatchObject({ space: { adapter: newer }, results: near(await ranked(ids, next)) });
    await createRollback(home.ports, testHome)(run);
    const { counts, embed } = counted();
    expect(await home.find({ embed })).toEqual(first);
    expect(counts.calls).toBe(1);
  });

  test('embeds a limited number of photos, eight at once, and says how many are left', async () => {
    const ids = await placeAll(25);
    const { counts, ...replaced } = overlapping();
    expect(await home.find({ limit: 16, ...replaced })).toMatchObject({ pending: 9, results: { length: 16 } });
    expect(counts).toEqual({ now: 0, most: 8 });
    expect(await home.find({ limit: 9 })).toMatchObject({ pending: 0, results: near(await ranked(ids)) });
  });

  test('drops what was removed from results and index', async () => {
    const [gone = '', ...ids] = await placeAll(3);
    await home.find();
    await remove(home.ports, run, gone);
    const { results, space } = await home.find();
    expect(results).toEqual(near(await ranked(ids)));
    expect(await indexed(space)).toEqual(ids.sort());
  });

  test('passes over a photo that is removed while it searches', async () => {
    const [gone = '', ...ids] = await placeAll(3);
    const objects = { ...home.ports.objects };
    objects.list = async (prefix) => {
      const entries = await home.ports.objects.list(prefix);
      await remove(home.ports, run, gone);
      return entries;
    };
    expect(await home.find({ objects })).toMatchObject({ results: near(await ranked(ids)), pending: 0, failure: null });
  });

  test.each([0, -1, 1.5, 1001, Number.NaN])('for %d results is refused', async (count) => {
    await expect(home.find({ count })).rejects.toMatchObject({ code: 'OptionInvalid', fault: 'user' });
  });

  test('by what is no picture is refused in the words of the user', async () => {
    const asked = home.find({ image: Buffer.from('any text that is long enough') });
    await expect(asked).rejects.toMatchObject({ code: 'PhotoNotAnImage', fault: 'user' });
  });
});

describe('an index that can not be trusted is made anew', () => {
  test.each<[string, (right: Uint8Array, space: Space) => Uint8Array]>([
    ['broken off', (right) => right.subarray(0, right.length - 1)],
    ['of another program', () => Buffer.from('any')],
    [
      'of another space',
      (right, space) => encodeIndex({ ...decodeIndex('', right), space: { ...space, feature: 'x' } }),
    ],
    [
      'of other dimensions',
      (right) => {
        const { ids, vectors, ...rest } = decodeIndex('', right);
        return encodeIndex({ ...rest, ids, dimensions: 1, vectors: vectors.slice(0, ids.length) });
      },
    ],
  ])('%s', async (_, damage) => {
    await placeAll(3);
    const first = await home.find();
    const uri = indexUri(first.space);
    const right = await home.ports.objects.get(uri);
    await home.ports.objects.put(uri, damage(right, first.space));
    expect(await home.find()).toEqual(first);
    expect(await home.ports.objects.get(uri)).toEqual(right);
  });
});

describe('photos that can not be embedded', () => {
  const failing = (when: (call: number) => boolean, code: 'EndpointBusy' | 'EndpointFailed') => {
    let call = -1;
    return counted(async (image, adapter) => {
      call += 1;
      if (call > 0 && when(call)) throw new ServiceError(code, 'not now');
      return home.ports.endpoints.embed(image, adapter);
    });
  };

  test('are pending, and keep no other from being found', async () => {
    const ids = await placeAll(12);
    const { embed } = failing((call) => call === 3, 'EndpointFailed');
    const found = await home.find({ embed });
    expect(found).toMatchObject({ pending: 1, failure: { code: 'EndpointFailed', message: 'not now' } });
    const there = await ranked(ids.filter((id) => found.results.some((result) => result.id === id)));
    expect(there).toHaveLength(11);
    expect(found.results).toEqual(near(there));
    expect(await home.find()).toMatchObject({ pending: 0, failure: null, results: near(await ranked(ids)) });
  });

  test('are not asked for on and on while the endpoint is busy, and what was embedded is kept', async () => {
    await placeAll(50);
    const { counts, embed } = failing((call) => call > 10, 'EndpointBusy');
    expect(await home.find({ embed })).toMatchObject({ pending: 40, failure: { code: 'EndpointBusy' } });
    expect(counts.calls).toBeLessThan(30);
    expect(await home.find({ limit: 1 })).toMatchObject({ pending: 39, results: { length: 11 } });
  });

  test('in the space of the query are compared with nothing', async () => {
    await placeAll(3);
    let calls = 0;
    const embed: Endpoints['embed'] = async (image, adapter) => {
      const right = await home.ports.endpoints.embed(image, adapter);
      calls += 1;
      return calls === 3 ? { ...right, backbone: 'd'.repeat(64) } : right;
    };
    const found = await home.find({ embed });
    expect(found).toMatchObject({ pending: 1, failure: { code: 'EndpointFailed' }, results: { length: 2 } });
    expect(await indexed(found.space)).toHaveLength(2);
  });

  test('nor can the query: that is an error', async () => {
    await placeAll(1);
    home.ports.endpoints.busy = 1;
    await expect(home.find()).rejects.toMatchObject({ code: 'EndpointBusy' });
    home.ports.endpoints.answer = (right) => ({ ...right, adapter: older });
    await expect(home.find()).rejects.toMatchObject({ code: 'EndpointFailed' });
  });
});

test('searches at once each give right results, and nothing is lost for good', async () => {
  const ids = await placeAll(20);
  const right = new Map((await ranked(ids)).map(({ id, score }) => [id, score]));
  const found = await Promise.all([5, 9, 20, 1].map((limit) => home.find({ limit })));
  for (const { results, pending } of found) {
    expect(results.length + pending).toBe(20);
    for (const { id, score } of results) expect(score).toBeCloseTo(right.get(id) ?? Number.NaN, 6);
  }
  expect(await home.find()).toMatchObject({ pending: 0, results: near(await ranked(ids)) });
});

test('whatever came, went and was damaged before, a search is that of the photos that are there', async () => {
  const step = fc.oneof(
    fc.record({ add: fc.nat({ max: 9 }) }),
    fc.record({ remove: fc.nat({ max: 9 }) }),
    fc.record({ limit: fc.nat({ max: 3 }) }),
    fc.record({ damage: fc.nat({ max: 2000 }) }),
  );
  const { space } = await home.find();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const { objects } = home.ports;
      const there = new Set<string>();
      for (const one of steps) {
        if ('add' in one) there.add(await home.place(`photo ${one.add}`));
        if ('limit' in one) await home.find({ limit: one.limit });
        if ('damage' in one)
          await objects.put(indexUri(space), (await objects.get(indexUri(space))).subarray(one.damage));
        if ('remove' in one) {
          const id = await home.place(`photo ${one.remove}`);
          there.delete(id);
          await remove(home.ports, run, id);
        }
      }
      const expected = near(await ranked([...there]));
      expect(await home.find()).toMatchObject({ results: expected, pending: 0 });
      for (const id of there) await remove(home.ports, run, id);
    }),
    { numRuns: 40 },
  );
});
