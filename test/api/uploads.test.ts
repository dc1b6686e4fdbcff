import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../lib/domain/digest.ts';
import { inboxPrefix, uploadKey } from '../../lib/domain/keys.ts';
import { problem } from './problems.ts';
import { openTestService, type TestService } from './service.ts';
import { admin, announced, begun, member, startRun, type Uploaded, uploaded } from './uploaded.ts';

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
});
afterEach(() => service.close());

const announce = (files: object[]) => service.ask(member, 'POST', '/v1/subjects/mug-1/photos', { json: { files } });

const removed = async ({ subject, upload, files }: Uploaded, ...which: number[]): Promise<void> => {
  const prefix = inboxPrefix({ bucket: service.home.bucket, tenant: 'acme', subject }, upload);
  for (const at of which) await service.ports.objects.delete(prefix + files[at]?.key);
};

describe('an announcement', () => {
  test('gives each photo a form for its own size and type, with a mask where one comes', async () => {
    await uploaded(service);
    const response = await announce([
      { name: 'a.png', type: 'image/png', bytes: 1234, mask: true },
      { name: 'b.jpg', type: 'image/jpeg', bytes: 4321, role: 'held-out' },
    ]);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      subject: 'mug-1',
      expiresAt: '2026-01-31T12:55:00.000Z',
      files: [
        { key: 'reference/00.png', name: 'a.png', form: { fields: { 'Content-Type': 'image/png' } }, maskForm: {} },
        { key: 'held-out/00.jpg', name: 'b.jpg', role: 'held-out', maskForm: null },
      ],
      document: { fields: { 'Content-Type': 'application/json' } },
    });
  });

  test.each<[string, object, string]>([
    ['a type that is none', { type: 'image/gif' }, 'body.files.0.type'],
    ['no bytes', { bytes: 0 }, 'body.files.0.bytes'],
    ['a role that is none', { role: 'judge' }, 'body.files.0.role'],
    ['a member that there is not', { size: 1 }, 'body.files.0'],
  ])('with %s is refused, naming where', async (_, change, field) => {
    await uploaded(service);
    const response = await announce(announced(1, change));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'RequestInvalid', errors: [{ field }] });
  });

  test('with more photos in a role than there may be is refused', async () => {
    await uploaded(service);
    expect(await problem(announce(announced(201)))).toMatchObject({ status: 422, code: 'TooManyPhotos' });
    expect((await announce(announced(200))).status).toBe(201);
  });

  test('with more photos than the quota is refused, until an admin raises it', async () => {
    await uploaded(service);
    await service.ask(admin, 'PATCH', '/v1/quotas', { json: { imagesPerRun: 3 } });
    const files = [...announced(2), ...announced(2, { role: 'other' })];
    const refused = await announce(files);
    expect(refused.headers.get('Retry-After')).toBeNull();
    expect(await problem(refused)).toMatchObject({ status: 429, code: 'QuotaExceeded' });
    await service.ask(admin, 'PATCH', '/v1/quotas', { json: { imagesPerRun: 4 } });
    expect((await announce(files)).status).toBe(201);
  });
});

describe('a run can not be started of an upload', () => {
  test('of which some photos did not arrive: they are named', async () => {
    const photos = await uploaded(service);
    await removed(photos, 1);
    expect(await problem(startRun(service, photos))).toEqual({
      status: 409,
      code: 'UploadIncomplete',
      detail: '1 of the announced files did not arrive: photo-1.jpg. Post them to their forms first.',
    });
  });

  test('of which a mask did not arrive', async () => {
    const photos = await uploaded(service, { files: announced(1, { mask: true }) });
    const prefix = photos.uri.replace('upload.json', '');
    await service.ports.objects.delete(`${prefix}reference/00.mask.png`);
    const { code, detail } = await problem(startRun(service, photos));
    expect([code, detail]).toEqual(['UploadIncomplete', expect.stringContaining('the mask of photo-0.jpg')]);
  });

  test('of which very much did not arrive: the first are named, and how many more', async () => {
    const photos = await uploaded(service, { files: announced(9) });
    await removed(photos, 0, 1, 2, 3, 4, 5, 6);
    const { detail } = await problem(startRun(service, photos));
    expect(detail).toContain('7 of the announced files did not arrive: photo-0.jpg,');
    expect(detail).toContain('photo-4.jpg and 2 more.');
  });

  test("that is another subject's, or another tenant's, or nobody's", async () => {
    const photos = await uploaded(service);
    const other = await uploaded(service, { subject: 'cup-1' });
    const theirs = await uploaded(service, { tenant: 'rival' });
    for (const { upload } of [other, theirs, { upload: 'f'.repeat(32) }]) {
      expect(await problem(startRun(service, { ...photos, upload }))).toMatchObject({
        status: 404,
        code: 'UploadUnknown',
      });
    }
  });

  test('that expired', async () => {
    const photos = await uploaded(service);
    service.clock.at += 7 * 24 * 3600 * 1000 + 1000;
    expect(await problem(startRun(service, photos))).toMatchObject({ status: 404, code: 'UploadUnknown' });
  });

  test('whose preset has no models here', async () => {
    const photos = await uploaded(service);
    const asked = startRun(service, photos, { preset: 'paper' });
    expect(await problem(asked)).toMatchObject({ status: 409, code: 'SetupIncomplete' });
    expect(await problem(startRun(service, photos, { preset: 'none' }))).toMatchObject({ code: 'PresetUnknown' });
    expect(await problem(startRun(service, photos, { changes: { 'represent.colour': 1 } }))).toMatchObject({
      status: 422,
      code: 'OptionUnknown',
    });
  });

  test('with a document that is none', async () => {
    const photos = await uploaded(service);
    await service.ports.objects.put(photos.uri, '{"version":1}');
    expect(await problem(startRun(service, photos))).toMatchObject({ status: 422, code: 'UploadInvalid' });
  });
});

test('an upload is one run: the same request answers it again, and one with other settings is refused', async () => {
  const photos = await uploaded(service);
  const first = await startRun(service, photos, { seed: 3 });
  const run = (await first.json()) as { id: string; status: string };
  expect([first.status, first.headers.get('Location'), run.status]).toEqual([202, `/v1/runs/${run.id}`, 'queued']);
  expect(await (await startRun(service, photos, { seed: 3 })).json()).toEqual(run);
  expect(await problem(startRun(service, photos, { seed: 4 }))).toEqual({
    status: 409,
    code: 'UploadUsed',
    detail: expect.stringContaining(run.id),
  });
});

/** A digest of each file that the service keeps; SQLite notes in -shm who reads. */
function everything(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.endsWith('-shm') && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}

test('a dry run tells plan, cost and quota, and changes nothing at all', async () => {
  const photos = await uploaded(service);
  const before = everything(service.root);
  const response = await startRun(service, photos, { dryRun: true });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    dryRun: true,
    category: 'mug',
    preset: { name: 'laptop' },
    quota: { runsAtOnce: { used: 0, most: 2 }, usdMicrosThisMonth: { used: 0, most: 50_000_000 }, fits: true },
  });
  expect(everything(service.root)).toEqual(before);
  await service.ask(admin, 'PATCH', '/v1/quotas', { json: { usdMicrosPerMonth: 1 } });
  expect(await (await startRun(service, photos, { dryRun: true })).json()).toMatchObject({ quota: { fits: false } });
});

test('a dry run refuses what the run would be refused for', async () => {
  const photos = await uploaded(service);
  await removed(photos, 0);
  expect(await problem(startRun(service, photos, { dryRun: true }))).toMatchObject({ code: 'UploadIncomplete' });
  const run = await begun(service, await uploaded(service));
  expect(run).toHaveLength(26);
  expect(
    await service.ports.records.get(uploadKey({ tenant: 'acme', subject: 'mug-1' }, photos.upload)),
  ).not.toHaveProperty('run');
});
