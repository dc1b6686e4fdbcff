import sharp from 'sharp';
import { acceptedUri, dataPrefix, jobThumbnailsPrefix, stageKey } from '../../lib/domain/keys.ts';
import { run, upload } from '../fixtures/handlers.ts';
import { digests, evaluation, photos, putJudgedRun, safetensors } from '../fixtures/judged-run.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

const reader: Asker = { tenant: 'acme', scopes: ['likeness/read'] };
let service: TestService;
beforeEach(async () => {
  service = await openTestService();
  await putJudgedRun(service.ports);
});
afterEach(() => service.close());

async function read<T>(path: string): Promise<T> {
  const response = await service.ask(reader, 'GET', `/v1/runs/${run.run}/${path}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const data = dataPrefix(run, digests.represent);
const put = (uri: string, value: unknown) => service.ports.objects.put(uri, JSON.stringify(value));

interface Neighbour {
  readonly photo: string;
  readonly cosine: number;
  readonly thumbnailUrl: string | null;
}
interface Judgement {
  readonly rank: number;
  readonly reference: Neighbour | null;
  readonly confuser: Neighbour | null;
  readonly beatenBy: Neighbour | null;
}
interface Photo {
  readonly id: string;
  readonly role: string;
  readonly origin: string;
  readonly url: string;
  readonly thumbnailUrl: string | null;
  readonly maskUrl: string | null;
  readonly maskGiven: boolean;
  readonly judged: { readonly base: Judgement; readonly personalized: Judgement } | null;
  readonly maps: { readonly base: string } | null;
}
interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

describe('the photos of a run', () => {
  const listed = async (query = '') => (await read<Page<Photo>>(`photos${query}`)).data;
  const photo = async (id: string): Promise<Photo> => {
    const found = (await listed()).find((one) => one.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };

  test('are those that were accepted, whosever they are', async () => {
    const all = await listed();
    expect(all.map(({ id }) => id)).toEqual(photos.photos.map(({ id }) => id));
    expect(all.map(({ origin }) => origin)).toEqual(['own', 'own', 'own', 'own', 'lent', 'own', 'bank']);
    expect(all[0]).toMatchObject({ name: 'reference 0.jpg', role: 'reference', width: 64, height: 64 });
  });

  test('come in pages, and by role', async () => {
    const first = await read<Page<Photo>>('photos?limit=4');
    expect([first.data.length, first.next]).toEqual([4, '4']);
    const second = await read<Page<Photo>>(`photos?limit=4&cursor=${first.next}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(photos.photos.map(({ id }) => id));
    expect(second.next).toBeNull();
    expect((await listed('?role=other')).map(({ id }) => id)).toEqual(['other/00', 'other/01']);
  });

  test('have the mask that they came with, else the one that was drawn for a reference photo', async () => {
    const all = await listed();
    const masks = Object.fromEntries(all.map(({ id, maskUrl }) => [id, maskUrl]));
    expect(masks['held-out/00']).toContain('a-mask.png');
    expect(masks['reference/00']).toContain(`${digests.compose}/model/masks/00.png`);
    expect([masks['reference/01'], masks['held-out/01'], masks['other/00']]).toEqual([null, null, null]);
    expect(all.filter(({ maskGiven }) => maskGiven).map(({ id }) => id)).toEqual(['held-out/00']);
  });

  test('that judge have ranks, what each space took them for, and what the models saw', async () => {
    const { judged, maps } = await photo('held-out/00');
    expect(judged?.base).toMatchObject({
      rank: 3,
      reference: { photo: 'reference/01', cosine: expect.closeTo(0.8, 5) },
      confuser: { photo: 'other/00', cosine: expect.closeTo(1, 5) },
      beatenBy: { photo: 'other/00', cosine: expect.closeTo(0.8, 5) },
    });
    expect(judged?.personalized).toMatchObject({
      rank: 1,
      reference: { photo: 'reference/00', cosine: expect.closeTo(1, 5) },
      confuser: { photo: 'other/01', cosine: expect.closeTo(0.6, 5) },
      beatenBy: null,
    });
    expect(maps?.base).toContain('similarity/00-base.jpg');
    expect((await photo('held-out/01')).maps).toBeNull();
    expect((await photo('reference/00')).judged).toBeNull();
  });

  test('show what they were taken for also where that is on another page', async () => {
    const [first] = await listed('?role=held-out&limit=1');
    expect(first?.judged?.base.confuser?.thumbnailUrl).toContain('thumbnails/other/00.jpg');
  });

  test('that judged each other have the neighbours of their own fold', async () => {
    await put(`${data}evaluation.json`, {
      ...evaluation,
      protocol: 'cross-validation',
      ranks: ['00', '01'].map((name) => ({ photo: name, base: 1, personalized: 1 })),
    });
    const [one, other, far] = [
      [1, 0],
      [0.6, 0.8],
      [-1, 0],
    ] as const;
    const fold = (name: string, reference: readonly number[], heldOut: readonly number[]) =>
      Object.fromEntries(
        ['base', 'personalized'].flatMap((space) => [
          [`${name}.${space}.references`, [reference]],
          [`${name}.${space}.held_out`, [heldOut]],
          [`${name}.${space}.distractors`, [far, far]],
        ]),
      );
    await service.ports.objects.put(
      `${data}vectors.safetensors`,
      safetensors({ ...fold('fold0', other, one), ...fold('fold1', one, other) }),
    );
    expect((await photo('reference/00')).judged?.base.reference).toMatchObject({ photo: 'reference/01' });
    expect((await photo('reference/01')).judged?.base.reference).toMatchObject({ photo: 'reference/00' });
    expect((await photo('held-out/00')).judged).toBeNull();
  });

  test('are none before they were looked at, and not judged before the adapter was', async () => {
    const { records, objects } = service.ports;
    await records.delete(stageKey(run, 4));
    expect((await photo('held-out/00')).judged).toBeNull();
    await objects.delete(acceptedUri(run, upload().upload));
    expect(await listed()).toEqual([]);
  });
});

describe('thumbnails', () => {
  const folder = jobThumbnailsPrefix(run, digests.compose);
  const images = async () => (await read<Page<{ id: string; thumbnailUrl: string | null }>>('images')).data;
  const get = (path: string) => service.ask(reader, 'GET', `/v1/runs/${run.run}/thumbnails/${path}`);

  test('are made when images are first listed, small, and not again', async () => {
    const { objects } = service.ports;
    expect(await objects.list(folder)).toEqual([]);
    expect((await images()).map(({ thumbnailUrl }) => thumbnailUrl)).toEqual(
      ['cp0000', 'cp0001', 'cp0002'].map((id) => expect.stringContaining(`/thumbnails/${id}.jpg?`)),
    );
    const { width, height, format } = await sharp(await objects.get(`${folder}cp0000.jpg`)).metadata();
    expect([width, height, format]).toEqual([256, 128, 'jpeg']);

    await objects.put(`${folder}cp0000.jpg`, 'as it was');
    await images();
    expect(new TextDecoder().decode(await objects.get(`${folder}cp0000.jpg`))).toBe('as it was');
  });

  test('are null for a picture that is gone or is none, and the others are there', async () => {
    const { objects } = service.ports;
    const at = (id: string) => `${folder.replace('thumbnails', 'model/images')}${id}.jpg`;
    await objects.delete(at('cp0000'));
    await objects.put(at('cp0001'), 'no picture');
    expect((await images()).map(({ thumbnailUrl }) => thumbnailUrl !== null)).toEqual([false, false, true]);
  });

  test.each(['image/cp0001', 'held-out/01'])('are answered by themselves: %s', async (picture) => {
    for (const _ of ['made', 'kept']) {
      const response = await get(picture);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/jpeg']);
      expect(response.headers.get('Cache-Control')).toBe('private, max-age=31536000, immutable');
      expect((await sharp(await response.arrayBuffer()).metadata()).width).toBe(256);
    }
  });

  test.each(['image/cp9999', 'reference/77', 'image/accepted'])('of nothing are not there: %s', async (picture) => {
    const response = await get(picture);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'PhotoUnknown' }]);
  });
});
