import sharp from 'sharp';
import { galleryPhotoUri, galleryThumbnailUri } from '../../lib/domain/keys.ts';
import { jpeg, scene } from '../photos/scenes.ts';
import { problem } from './problems.ts';
import { openTestService, type TestService } from './service.ts';
import { member } from './uploaded.ts';

interface Photo {
  readonly id: string;
  readonly url: string;
  readonly thumbnailUrl: string | null;
}

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

const of = () => ({ bucket: service.home.bucket, tenant: 'acme' });
const get = (path = ''): Promise<Response> => service.ask(member, 'GET', `/v1/gallery${path}`);
const list = async (): Promise<Photo[]> => ((await (await get()).json()) as { data: Photo[] }).data;
const small = (id: string): string => galleryThumbnailUri(of(), id);

async function add(seed: number): Promise<Photo> {
  const body = new Uint8Array(await jpeg(scene(seed, { width: 640, height: 320 })));
  const response = await service.ask(member, 'POST', '/v1/gallery', {
    headers: { 'Content-Type': 'image/jpeg' },
    body,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Photo;
}

describe('a photo of the gallery', () => {
  test('has a small copy, which is made once', async () => {
    const { objects } = service.ports;
    const { id, thumbnailUrl } = await add(1);
    expect(thumbnailUrl).toContain(`${id}.jpg?`);
    const { width, height, format } = await sharp(await objects.get(small(id))).metadata();
    expect([width, height, format]).toEqual([256, 128, 'jpeg']);

    await objects.put(small(id), 'as it was');
    expect(await list()).toEqual([expect.objectContaining({ id, thumbnailUrl })]);
    expect(new TextDecoder().decode(await objects.get(small(id)))).toBe('as it was');
  });

  test('that was added before there were small copies gets one when it is listed', async () => {
    const { id } = await add(1);
    await service.ports.objects.delete(small(id));
    expect((await list())[0]?.thumbnailUrl).toContain('/thumbnails/');
    expect(await service.ports.objects.head(small(id))).toBeDefined();
  });

  test('that can not be read has none, and the others do', async () => {
    const broken = '0'.repeat(32);
    await service.ports.objects.put(galleryPhotoUri(of(), broken), 'no picture');
    await add(1);
    expect((await list()).map(({ thumbnailUrl }) => thumbnailUrl !== null)).toEqual([false, true]);
  });

  test('is answered by itself, as a search names it', async () => {
    const [first, second] = [await add(1), await add(2)];
    expect(await (await get(`/${second.id}`)).json()).toEqual(second);
    expect(await (await get(`/${first.id}`)).json()).toEqual(first);
  });

  test('goes with its small copy', async () => {
    const { id } = await add(1);
    expect((await service.ask(member, 'DELETE', `/v1/gallery/${id}`)).status).toBe(204);
    expect(await service.ports.objects.head(small(id))).toBeUndefined();
    expect(await problem(get(`/${id}`))).toMatchObject({ status: 404, code: 'PhotoUnknown' });
  });

  test("is not there for another tenant, nor in another tenant's list", async () => {
    const { id } = await add(1);
    const other = { tenant: 'rival', role: 'admin' } as const;
    const response = service.ask(other, 'GET', `/v1/gallery/${id}`);
    expect(await problem(response)).toMatchObject({ status: 404, code: 'PhotoUnknown' });
  });
});
