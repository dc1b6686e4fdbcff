import {
  createLikeness,
  LikenessApiError,
  type Photo,
  type UploadProgress,
} from '../../clients/typescript/src/index.ts';
import { inboxPrefix } from '../../lib/domain/keys.ts';
import { testHome } from '../fixtures/handlers.ts';
import { answer, breakOff, silence, startServer, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
  await (await server.client()).subjects.create({ id: 'mug', category: 'mug' });
});
afterEach(() => server.close());

const photo = (name: string, more: Partial<Photo> = {}): Photo => {
  const body = new Blob([`\xff\xd8\xff ${name}`]);
  return { name, type: 'image/jpeg', bytes: body.size, body, ...more };
};
const mask = (of: string) => new Blob([`the mask of ${of}`]);

/** What lies in the inbox for the upload, by key. */
async function inbox(upload: string): Promise<Record<string, string>> {
  const { objects } = server.service.ports;
  const prefix = inboxPrefix({ bucket: testHome.bucket, tenant: 'acme', subject: 'mug' }, upload);
  const found: Record<string, string> = {};
  for (const { uri } of await objects.list(prefix)) {
    found[uri.slice(prefix.length)] = new TextDecoder().decode(await objects.get(uri));
  }
  return found;
}

const text = (one: Photo) => one.body.text();
const formsPosted = () => server.requests.filter(({ path }) => path === '/objects').length;

test('every photo and mask arrives where its form says, whatever the order of the roles', async () => {
  const other = photo('dog.jpg', { role: 'other' });
  const front = photo('front.jpg', { mask: mask('front') });
  const back = photo('back.png', { type: 'image/png' });
  const judge = photo('judge.jpg', { role: 'held-out', mask: mask('judge') });
  const side = photo('side.jpg');
  const { upload, files } = await (await server.client()).upload('mug', [other, front, judge, back, side]);
  expect(await inbox(upload)).toEqual({
    'reference/00.jpg': await text(front),
    'reference/00.mask.png': 'the mask of front',
    'reference/01.png': await text(back),
    'reference/02.jpg': await text(side),
    'held-out/00.jpg': await text(judge),
    'held-out/00.mask.png': 'the mask of judge',
    'other/00.jpg': await text(other),
  });
  expect(files.map(({ name }) => name)).toEqual(['front.jpg', 'back.png', 'side.jpg', 'judge.jpg', 'dog.jpg']);
});

test('progress tells of each file and ends with all of them', async () => {
  const told: UploadProgress[] = [];
  const photos = [photo('a.jpg'), photo('b.jpg', { mask: mask('b') }), photo('c.jpg')];
  await (await server.client()).upload('mug', photos, { onProgress: (progress) => told.push(progress) });
  const totalBytes = photos.reduce((sum, { bytes, mask: of }) => sum + bytes + (of?.size ?? 0), 0);
  expect(told.map(({ files }) => files)).toEqual([1, 2, 3, 4]);
  expect(told.at(-1)).toEqual({ files: 4, totalFiles: 4, bytes: totalBytes, totalBytes });
});

test('a form that is busy or breaks off is posted to again', async () => {
  server.fail('/objects', answer(503, { 'Retry-After': '0' }), breakOff, answer(500, { 'Retry-After': '0' }));
  const photos = [photo('a.jpg'), photo('b.jpg')];
  const { upload } = await (await server.client()).upload('mug', photos);
  expect(Object.keys(await inbox(upload))).toHaveLength(2);
  expect(formsPosted()).toBe(5);
});

test('a refusal says what the store says, and ends the others', async () => {
  const { fault, left } = silence();
  server.fail('/objects', fault);
  const lying = (name: string) => ({ ...photo(name), bytes: 1_000 });
  const photos = [lying('a.jpg'), lying('b.jpg'), ...many(20)];
  const error = await (await server.client()).upload('mug', photos, { atOnce: 2 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LikenessApiError);
  expect(error).toMatchObject({ code: 'EntityTooSmall', status: 400, fault: 'user' });
  await left;
  expect(formsPosted()).toBe(2);
});

test('nobody but the service gets the token', async () => {
  await (await server.client()).upload('mug', [photo('a.jpg')]);
  const [form] = server.requests.filter(({ path }) => path === '/objects');
  expect(form?.headers.get('Authorization')).toBeNull();
});

const many = (count: number): Photo[] => Array.from({ length: count }, (_, index) => photo(`${index}.jpg`));

test('no more are on their way at once than asked for', async () => {
  let now = 0;
  let most = 0;
  const token = (await server.service.tokenOf({ tenant: 'acme', role: 'admin' })) ?? '';
  const likeness = createLikeness({
    baseUrl: server.url,
    token,
    async fetch(url, init) {
      now += 1;
      most = Math.max(most, now);
      return fetch(url, init).finally(() => {
        now -= 1;
      });
    },
  });
  await likeness.upload('mug', many(12), { atOnce: 3 });
  expect(most).toBe(3);
});

test('abort ends it at once, and nothing more is sent', async () => {
  const { fault, asked, left } = silence();
  server.fail('/objects', fault);
  const controller = new AbortController();
  const upload = (await server.client()).upload('mug', many(20), { signal: controller.signal, atOnce: 1 });
  await asked;
  controller.abort(new Error('enough'));
  await expect(upload).rejects.toThrow('enough');
  await left;
  expect(formsPosted()).toBe(1);
});
