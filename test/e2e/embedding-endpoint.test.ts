import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { embed } from '../../bin/commands/embed.ts';
import { adapterName, adapterPointerUri, adapterUri } from '../../lib/domain/keys.ts';
import { LocalEndpoints } from '../../lib/local/endpoints.ts';
import { installation } from '../../lib/local/installation.ts';
import { type FolderObjects, folderObjects } from '../../lib/local/objects.ts';
import { pointAt, type StoredAdapter, storeAdapter } from '../fixtures/stored-adapter.ts';

const home = installation();
const mug = { bucket: 'bucket', tenant: 'acme', subject: 'mug' };
let folder: string;
let objects: FolderObjects;
let photo: Buffer;
/** Deployed or not. */
let adapter: StoredAdapter;

const open = (): LocalEndpoints => new LocalEndpoints(home, objects.pathOf('s3://bucket/'), join(folder, 'server'));

async function run(...args: string[]): Promise<string> {
  let text = '';
  await embed(args, { stdout: { write: (part) => (text += part) } }, home);
  return text;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-'));
  const noise = { type: 'gaussian', mean: 120, sigma: 50 } as const;
  photo = await sharp({ create: { width: 300, height: 240, channels: 3, background: 'teal', noise } })
    .jpeg()
    .toBuffer();
  await writeFile(join(folder, 'photo.jpg'), photo);
  objects = folderObjects(join(folder, 'objects'));
  adapter = storeAdapter(objects, mug);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the embedding endpoint of one machine', () => {
  let endpoints: LocalEndpoints;
  beforeAll(() => {
    endpoints = open();
  });
  afterAll(async () => {
    await endpoints.close();
  });

  test('is one server for requests that come at once, and gives the same vector each time', async () => {
    const [first, second, url, again] = await Promise.all([
      endpoints.embed(photo, null),
      endpoints.embed(photo, null),
      endpoints.url(),
      endpoints.url(),
    ]);
    expect(second).toEqual(first);
    expect(again).toBe(url);
    expect(first.vector).toHaveLength(192);
    expect(Math.hypot(...first.vector)).toBeCloseTo(1, 5);
    expect(first).toMatchObject({ adapter: null, feature: 'cls', backbone: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('answers with an adapter once deployed, twice deployed too, and not after removal', async () => {
    const base = await endpoints.embed(photo, null);
    await expect(endpoints.embed(photo, adapter.name)).rejects.toMatchObject({ code: 'EndpointFailed' });
    await expect(endpoints.deploy(adapter)).rejects.toMatchObject({ code: 'EndpointFailed' });
    await pointAt(objects, mug, adapter);
    expect(await endpoints.deploy(adapter)).toBe(true);
    expect(await endpoints.deploy(adapter)).toBe(true);
    const personalized = await endpoints.embed(photo, adapter.name);
    expect(personalized.vector).not.toEqual(base.vector);
    expect(personalized.adapter).toBe(adapter.digest);
    expect(await endpoints.embed(photo, null)).toEqual(base);
    await objects.delete(adapterPointerUri(mug, adapter.digest));
    await endpoints.remove(adapter.name);
    await endpoints.remove(adapter.name);
    await expect(endpoints.embed(photo, adapter.name)).rejects.toMatchObject({ code: 'EndpointFailed' });
  });

  test('says why an adapter is refused', async () => {
    const bad = { ...mug, subject: 'bad' };
    const pickled = { name: adapterName(bad, adapter.digest), uri: adapterUri(bad, 'made'), digest: adapter.digest };
    await cp(objects.pathOf(adapter.uri), objects.pathOf(pickled.uri), { recursive: true });
    await objects.put(`${pickled.uri}adapter_model.bin`, '');
    await pointAt(objects, bad, pickled);
    await expect(endpoints.deploy(pickled)).rejects.toMatchObject({
      code: 'EndpointFailed',
      message: expect.stringContaining('AdapterInvalid: the adapter holds adapter_model.bin'),
    });
  });

  test('says that bytes are no image', async () => {
    await expect(endpoints.embed(Buffer.from('no image'), null)).rejects.toMatchObject({
      code: 'EndpointFailed',
      message: expect.stringContaining('JPEG, PNG and WebP'),
    });
  });

  test('serves what the command prints, bit for bit, with and without the adapter', async () => {
    await pointAt(objects, mug, adapter);
    const file = join(folder, 'photo.jpg');
    for (const [name, args] of [
      [null, []],
      [adapter.name, ['--adapter', objects.pathOf(adapter.uri)]],
    ] as const) {
      const served = await endpoints.embed(photo, name);
      const printed = JSON.parse(await run('--json', ...args, file));
      expect(printed).toEqual({
        backbone: served.backbone,
        adapter: served.adapter,
        feature: served.feature,
        vectors: [{ file, vector: served.vector }],
      });
    }
  });

  test('measures its memory where the system tells', () => {
    const bytes = endpoints.peakMemoryBytes();
    if (process.platform === 'linux') expect(bytes).toBeGreaterThan(100e6);
    else expect(bytes).toBeUndefined();
  });
});

test('an adapter still answers after the server died, and after this process was started again', async () => {
  const first = open();
  try {
    await pointAt(objects, mug, adapter);
    await first.deploy(adapter);
    const expected = await first.embed(photo, adapter.name);
    const dead = await first.url();
    const log = await readFile(join(folder, 'server', 'server.log'), 'utf8');
    process.kill(Number([...log.matchAll(/Started server process \[(\d+)\]/g)].at(-1)?.[1]), 'SIGKILL');
    expect(await first.embed(photo, adapter.name)).toEqual(expected);
    expect(await first.url()).not.toBe(dead);
    await first.close();
    const second = open();
    expect(await second.embed(photo, adapter.name).finally(() => second.close())).toEqual(expected);
    await expect(second.embed(photo, null)).rejects.toMatchObject({ code: 'EndpointFailed' });
  } finally {
    await first.close();
  }
});

test('no server is left after closing', async () => {
  const endpoints = open();
  const url = await endpoints.url();
  await endpoints.close();
  await expect(fetch(`${url}/ping`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('closing while the server starts leaves no server', async () => {
  const endpoints = open();
  const starting = endpoints.url();
  starting.catch(() => {});
  await endpoints.close();
  await expect(starting).rejects.toMatchObject({ code: 'EndpointFailed' });
});

test('an interpreter that is not there is a matter of set-up', async () => {
  const endpoints = new LocalEndpoints(
    { ...home, python: '/nowhere/python' },
    objects.pathOf('s3://bucket/'),
    join(folder, 'none'),
  );
  await expect(endpoints.embed(photo, null)).rejects.toMatchObject({ code: 'SetupIncomplete' });
  await endpoints.close();
});

describe('likeness embed', () => {
  test('prints a table that names what made the vectors', async () => {
    const text = await run(join(folder, 'photo.jpg'));
    expect(text).toMatch(/photo\.jpg {2}192 /);
    expect(text).toMatch(/backbone {2}[0-9a-f]{64}\nadapter {3}none\n/);
  });

  test.each([
    ['a missing file', ['nowhere.jpg'], 'PhotoUnreadable'],
    ['no file', [], 'OptionInvalid'],
    ['an unknown option', ['--colour', 'x.jpg'], 'OptionUnknown'],
  ])('refuses %s', async (_, args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code, fault: 'user' });
  });

  test('hands on what is wrong with a file', async () => {
    await writeFile(join(folder, 'text.jpg'), 'not a picture');
    await expect(run(join(folder, 'text.jpg'))).rejects.toMatchObject({ code: 'PhotoNotAnImage' });
  });
});
