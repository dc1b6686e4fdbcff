import type { ObjectStore } from '../../lib/ports/objects.ts';
import type { Transfers, UploadAsked, UploadForm } from '../../lib/ports/transfers.ts';
import { post } from '../fixtures/gateway.ts';

/** Transfers under test. */
export interface TransfersSubject {
  readonly transfers: Transfers;
  readonly objects: ObjectStore;
  /** A bucket that is there. */
  readonly bucket: string;
  /** The time by which it signs, in milliseconds. */
  now(): number;
}

/** A form's policy, which S3 and the gateway compare a post with. */
export function policyOf({ fields }: UploadForm): { expiration: string; conditions: unknown[] } {
  const encoded = fields.policy ?? fields.Policy ?? '';
  return JSON.parse(Buffer.from(encoded, 'base64').toString());
}

/** What both homes must do alike. */
export function transfersContract(subject: () => TransfersSubject): void {
  const uriOf = (key: string) => `s3://${subject().bucket}/${key}`;
  const asked = (change: Partial<UploadAsked> = {}): UploadAsked => ({
    uri: uriOf('inbox/acme/mug/upload/reference/00.jpg'),
    contentType: 'image/jpeg',
    bytes: { min: 1, max: 1000 },
    seconds: 600,
    ...change,
  });

  test('a form posts one object to its address', async () => {
    const { transfers, objects } = subject();
    const response = await post(await transfers.uploadForm(asked()), 'a photo');
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(Buffer.from(await objects.get(asked().uri)).toString()).toBe('a photo');
  });

  test('a form posted again replaces the object', async () => {
    const { transfers, objects } = subject();
    const form = await transfers.uploadForm(asked({ uri: uriOf('inbox/again') }));
    await post(form, 'the first');
    expect((await post(form, 'the second')).status).toBe(204);
    expect(Buffer.from(await objects.get(uriOf('inbox/again'))).toString()).toBe('the second');
  });

  test("a form's policy names exactly the bucket, the key, the content type and the bounds", async () => {
    const { transfers, bucket } = subject();
    const form = await transfers.uploadForm(asked());
    const { conditions } = policyOf(form);
    expect(conditions).toEqual(
      expect.arrayContaining([
        { bucket },
        { key: 'inbox/acme/mug/upload/reference/00.jpg' },
        { 'Content-Type': 'image/jpeg' },
        ['content-length-range', 1, 1000],
      ]),
    );
    expect(form.fields).toMatchObject({ key: 'inbox/acme/mug/upload/reference/00.jpg', 'Content-Type': 'image/jpeg' });
    // Whatever else it has is equally exact: nothing starts with something.
    expect(conditions.filter(Array.isArray)).toHaveLength(1);
  });

  test.each([1, 3600])("a form's policy ends after the %i seconds that were asked for", async (seconds) => {
    const before = subject().now();
    const { expiration } = policyOf(await subject().transfers.uploadForm(asked({ seconds })));
    const after = subject().now();
    expect(Date.parse(expiration)).toBeGreaterThanOrEqual(before + seconds * 1000 - 1000); // S3's are in whole seconds.
    expect(Date.parse(expiration)).toBeLessThanOrEqual(after + seconds * 1000);
  });

  test.each<[string, (change: typeof asked) => UploadAsked]>([
    ['an address outside the inbox', (of) => of({ uri: uriOf('tenants/acme/subjects/mug/photos/00.jpg') })],
    ['an address that looks like the inbox', (of) => of({ uri: uriOf('inbox-of/acme') })],
    ['the inbox itself', (of) => of({ uri: uriOf('inbox/') })],
    ['an address that leads out', (of) => of({ uri: uriOf('inbox/../tenants/acme') })],
    ["S3's variable for the file's name", (of) => of({ uri: uriOf('inbox/$' + '{filename}') })],
    ['no time', (of) => of({ seconds: 0 })],
    ['a part of a second', (of) => of({ seconds: 1.5 })],
    ['more than an hour', (of) => of({ seconds: 3601 })],
    ['negative bytes', (of) => of({ bytes: { min: -1, max: 5 } })],
    ['bounds that are the wrong way round', (of) => of({ bytes: { min: 6, max: 5 } })],
    ['more bytes than S3 takes', (of) => of({ bytes: { min: 0, max: 5 * 1024 ** 3 + 1 } })],
    ['bytes that are no number', (of) => of({ bytes: { min: 0, max: Number.NaN } })],
    ['no content type', (of) => of({ contentType: '' })],
    ['a content type with a line break', (of) => of({ contentType: 'image/jpeg\r\nx: y' })],
  ])('signs no form for %s', async (_, change) => {
    await expect(subject().transfers.uploadForm(change(asked))).rejects.toMatchObject({ code: 'Internal' });
  });

  const artifact = 'tenants/acme/subjects/mug/jobs/a b+%é/model.bin';

  test('an address reads one object, as bytes and nothing to show unless asked', async () => {
    const { transfers, objects } = subject();
    await objects.put(uriOf(artifact), 'weights', 'text/html');
    const response = await fetch(await transfers.downloadUrl({ uri: uriOf(artifact), seconds: 43_200 }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-length')).toBe('7');
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(await response.text()).toBe('weights');
  });

  test.each([
    ['adapter.safetensors', 'attachment; filename="adapter.safetensors"'],
    ['my "cup" é.zip', `attachment; filename="my _cup_ _.zip"; filename*=UTF-8''my%20%22cup%22%20%C3%A9.zip`],
    ["it's (1)*.jpg", `attachment; filename="it's (1)*.jpg"`],
    ["日本's.jpg", `attachment; filename="__'s.jpg"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%27s.jpg`],
  ])('an address has the content type and the file name %s', async (fileName, disposition) => {
    const { transfers, objects } = subject();
    await objects.put(uriOf(artifact), 'weights');
    const url = await transfers.downloadUrl({ uri: uriOf(artifact), seconds: 1, contentType: 'image/png', fileName });
    const { headers } = await fetch(url);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-disposition')).toBe(disposition);
  });

  test('an address of nothing reads nothing, until an object is there', async () => {
    const { transfers, objects } = subject();
    const url = await transfers.downloadUrl({ uri: uriOf('later'), seconds: 600 });
    const response = await fetch(url);
    // S3 says 403 to who may not list the bucket.
    expect([403, 404]).toContain(response.status);
    await response.text();
    await objects.put(uriOf('later'), 'now');
    expect(await (await fetch(url)).text()).toBe('now');
  });

  test.each([
    ['no time', { seconds: 0 }],
    ['more than twelve hours', { seconds: 43_201 }],
    ['a folder', { uri: 's3://bucket/a/' }],
    ['a name with a line break', { fileName: 'a\r\nSet-Cookie: b' }],
    ['a name with a slash', { fileName: '../a' }],
    ['an empty name', { fileName: '' }],
    ['a name that is not well-formed', { fileName: 'a\ud800' }],
    ['no content type', { contentType: 'html' }],
  ])('signs no address for %s', async (_, change) => {
    const request = { uri: 's3://bucket/a', seconds: 60, ...change };
    await expect(subject().transfers.downloadUrl(request)).rejects.toMatchObject({ code: 'Internal' });
  });
}
