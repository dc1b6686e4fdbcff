import { join } from 'node:path';
import { create as createDeploy } from '../../functions/deploy/handler.ts';
import { add, list, remove } from '../../functions/gallery/photos.ts';
import { search } from '../../functions/gallery/search.ts';
import { create as createPromote } from '../../functions/promote/handler.ts';
import { create as createRollback } from '../../functions/rollback/handler.ts';
import { galleryPhotoUri } from '../../lib/domain/keys.ts';
import { LocalEndpoints } from '../../lib/local/endpoints.ts';
import { installation } from '../../lib/local/installation.ts';
import { handlerHome, run, testHome } from '../fixtures/handlers.ts';
import { type StoredAdapter, storeAdapter } from '../fixtures/stored-adapter.ts';
import { writeReferences } from '../fixtures/stored-references.ts';
import { jpeg, png, scene, webp } from '../photos/scenes.ts';

const home = handlerHome();
const { objects } = home.ports;
const local = new LocalEndpoints(installation(), objects.pathOf(`s3://${run.bucket}/`), join(home.root, 'endpoint'));
const ports = { ...home.ports, endpoints: local };
afterAll(async () => {
  await local.close();
  home.close();
});

async function promote(adapter: StoredAdapter): Promise<void> {
  await createDeploy(ports, testHome)({ run, verdict: { adapter }, deployment: { calls: 0 } });
  const verdict = { uri: 's3://b/verdict.json', outcome: 'better', promote: true, adapter } as const;
  await createPromote(ports, testHome)({ run, verdict, deployment: { adapter: adapter.name } });
}

/** Photo `at` as one of the three formats. */
const photo = (at: number): Promise<Buffer> => ([jpeg, png, webp][at % 3] ?? jpeg)(scene(at));

test('a gallery is searched by the base and by each adapter, as they come and go', async () => {
  const ids: string[] = [];
  for (let at = 0; at < 6; at += 1) ids.push((await add(ports, run, await photo(at))).id);
  expect(new Set(ids).size).toBe(6);
  const [second, fourth] = [ids[2] ?? '', ids[4] ?? ''];
  const find = async (image?: Buffer) => search(ports, run, image === undefined ? {} : { image }, 10);

  // The base: a photo finds itself first.
  const base = await find(await photo(2));
  expect(base).toMatchObject({ space: { adapter: null, feature: 'cls' }, pending: 0, failure: null });
  expect(base.results[0]).toEqual({ id: second, score: expect.closeTo(1, 4) });
  expect(base.results.map(({ id }) => id).sort()).toEqual(ids.toSorted());
  await expect(find()).rejects.toMatchObject({ code: 'OptionInvalid' });

  // An adapter, by an image and by what it knows its subject by.
  const older = storeAdapter(objects, run, 1);
  await promote(older);
  const { vector } = await local.embed(await objects.get(galleryPhotoUri(run, fourth)), older.name);
  writeReferences(join(objects.pathOf(older.uri), 'references.safetensors'), [vector]);
  const personalized = await find(await photo(2));
  expect(personalized.space).toEqual({ ...base.space, adapter: older.digest });
  expect(personalized.results[0]).toEqual({ id: second, score: expect.closeTo(1, 4) });
  const [scores, others] = [personalized, base].map(({ results }) => results.map(({ score }) => score));
  expect(scores).not.toEqual(others);
  expect((await find()).results[0]).toEqual({ id: fourth, score: expect.closeTo(1, 4) });

  // A photo less.
  await remove(ports, run, second);
  expect(await list(ports, run)).toEqual({ ids: ids.filter((id) => id !== second).sort() });
  const without = await find(await photo(2));
  expect(without.results.map(({ id }) => id)).toEqual(personalized.results.slice(1).map(({ id }) => id));

  // Another adapter is another space, and going back leads to the one before, whose vectors are still there.
  const newer = storeAdapter(objects, run, 2);
  await promote(newer);
  expect(await find(await photo(2))).toMatchObject({ space: { adapter: newer.digest }, results: { length: 5 } });
  await createRollback(ports, testHome)(run);
  expect(await search(ports, run, {}, 10, 0)).toMatchObject({
    space: { adapter: older.digest },
    results: { length: 5, 0: { id: fourth } },
    pending: 0,
  });
});
