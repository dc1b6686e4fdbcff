import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { LikenessApiError, type Photo } from '../../clients/typescript/src/index.ts';
import { photoFromFile } from '../../clients/typescript/src/node.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}
const picture = sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } });
const bytesOf = async ({ body }: Photo) => new Uint8Array(await body.arrayBuffer());

test.each([
  ['JPEG', 'image/jpeg', () => picture.clone().jpeg().toBuffer()],
  ['PNG', 'image/png', () => picture.clone().png().toBuffer()],
  ['WebP', 'image/webp', () => picture.clone().webp().toBuffer()],
])('a %s is known by its first bytes, whatever it is called', async (_, type, made) => {
  const content = await made();
  const photo = await photoFromFile(await file('front.txt', content), { role: 'held-out' });
  expect(photo).toMatchObject({ name: 'front.txt', type, bytes: content.length, role: 'held-out' });
  expect(await bytesOf(photo)).toEqual(new Uint8Array(content));
});

test('its mask comes with it', async () => {
  const mask = await file('front.mask.png', await picture.clone().png().toBuffer());
  const photo = await photoFromFile(await file('front.jpg', await picture.clone().jpeg().toBuffer()), { mask });
  expect(photo.mask?.size).toBeGreaterThan(0);
});

test.each<[string, Uint8Array | string]>([
  ['a text', 'this is no picture, and says so'],
  ['nothing', ''],
  ['a GIF', 'GIF89a______________'],
  ['a HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')],
  ['a sound', 'RIFF____WAVEfmt '],
])('%s that is called .jpg is refused, by name', async (_, content) => {
  const path = await file('front.jpg', content);
  const refused = photoFromFile(path);
  await expect(refused).rejects.toBeInstanceOf(LikenessApiError);
  await expect(refused).rejects.toMatchObject({ code: 'PhotoNotAnImage', fault: 'user', status: null });
  await expect(refused).rejects.toThrow(path);
});

test('what is not there is refused, by name', async () => {
  const path = join(folder, 'nowhere.jpg');
  await expect(photoFromFile(path)).rejects.toMatchObject({ code: 'PhotoUnreadable', fault: 'user' });
  await expect(photoFromFile(path)).rejects.toThrow(path);
});

// Its types are a browser's, which nothing else here has.
const browser = '../../clients/typescript/src/browser.ts';

test("a browser's file is known the same way", async () => {
  const { fromFile } = (await import(browser)) as { fromFile(file: File, options?: object): Promise<Photo> };
  const content = new Uint8Array(await picture.clone().png().toBuffer());
  const photo = await fromFile(new File([content], 'front.jpg'), { role: 'other' });
  expect(photo).toMatchObject({ name: 'front.jpg', type: 'image/png', bytes: content.length, role: 'other' });
  const text = fromFile(new File(['this is no picture'], 'back.jpg'));
  await expect(text).rejects.toMatchObject({ code: 'PhotoNotAnImage' });
});
