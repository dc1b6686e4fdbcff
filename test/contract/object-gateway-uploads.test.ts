import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { mostUploads } from '../../lib/local/object-gateway.ts';
import type { UploadAsked, UploadForm } from '../../lib/ports/transfers.ts';
import { codeOf, formData, type Gateway, origin, post, startGateway } from '../fixtures/gateway.ts';
import { end, fieldParts, filePart, formBody, multipartType, openPost, part, postRaw } from '../fixtures/multipart.ts';

const uri = 's3://bucket/inbox/acme/mug/upload/reference/00.jpg';
const asked: UploadAsked = { uri, contentType: 'image/jpeg', bytes: { min: 2, max: 8 }, seconds: 60 };

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

const form = (change: Partial<UploadAsked> = {}) => gateway.transfers.uploadForm({ ...asked, ...change });
const withFields = (of: UploadForm, change: Record<string, string>): UploadForm => ({
  ...of,
  fields: { ...of.fields, ...change },
});

/** Nothing was put, nobody told, nothing left. */
async function expectNothing(): Promise<void> {
  expect(await gateway.objects.list('s3://bucket/')).toEqual([]);
  expect(gateway.puts).toEqual([]);
  expect(await gateway.leftovers()).toEqual([]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}

describe('a form that is posted as it was given', () => {
  test.each([2, 8])('puts a file of %i bytes, at the bound, and tells once', async (size) => {
    const response = await post(await form(), Buffer.alloc(size, 'x'));
    expect(response.status).toBe(204);
    expect(await gateway.objects.list('s3://bucket/')).toEqual([{ uri, size }]);
    expect(gateway.puts).toEqual([uri]);
    expect(await gateway.leftovers()).toEqual([]);
  });

  test('puts an empty file where that is within the bounds', async () => {
    expect((await post(await form({ bytes: { min: 0, max: 8 } }), '')).status).toBe(204);
    expect(await gateway.objects.list('s3://bucket/')).toEqual([{ uri, size: 0 }]);
  });

  test('tells of the object when it can be read', async () => {
    const seen: Promise<Uint8Array>[] = [];
    await gateway.stop();
    gateway = await startGateway({ told: (put) => seen.push(gateway.objects.get(put)) });
    await post(await form(), 'photo');
    expect(Buffer.concat(await Promise.all(seen)).toString()).toBe('photo');
  });

  test('is taken in any case of its names and with any boundary, as S3 takes it', async () => {
    const { url, fields } = await form();
    const upper = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toUpperCase(), value]));
    const long = 'b'.repeat(70);
    const body = formBody({ fields: upper }, 'photo').replaceAll('a-boundary', long);
    expect((await postRaw({ url }, body, `multipart/form-data; boundary="${long}"`)).status).toBe(204);
  });

  test('holds bytes of all kinds, also such as look like the end of a part', async () => {
    const content = Buffer.concat([
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      Buffer.from('\r\n--a\r\n'),
    ]);
    await post(await form({ bytes: { min: 0, max: 1000 } }), content);
    expect(Buffer.compare(await gateway.objects.get(uri), content)).toBe(0);
  });
});

describe('a form that is not as it was given', () => {
  test.each<[string, number, string, (given: UploadForm) => UploadForm, string?]>([
    ['a file that is too large by a byte', 400, 'EntityTooLarge', (of) => of, '123456789'],
    ['a file that is far too large', 400, 'EntityTooLarge', (of) => of, 'x'.repeat(5_000_000)],
    ['a file that is too small by a byte', 400, 'EntityTooSmall', (of) => of, '1'],
    ['no bytes', 400, 'EntityTooSmall', (of) => of, ''],
    ['another content type', 403, 'AccessDenied', (of) => withFields(of, { 'Content-Type': 'text/html' })],
    ['another key', 403, 'AccessDenied', (of) => withFields(of, { key: 'inbox/other' })],
    ['a key that leads out', 403, 'AccessDenied', (of) => withFields(of, { key: `${of.fields.key}/../../../x` })],
    ['a key with a variable', 403, 'AccessDenied', (of) => withFields(of, { key: 'inbox/$' + '{filename}' })],
    ['another signature', 403, 'AccessDenied', (of) => withFields(of, { 'x-likeness-signature': '0'.repeat(64) })],
    ['a signature of another length', 403, 'AccessDenied', (of) => withFields(of, { 'x-likeness-signature': 'é' })],
    ['no policy', 403, 'AccessDenied', (of) => withFields(of, { policy: '' })],
    ['a field that was not given', 403, 'AccessDenied', (of) => withFields(of, { acl: 'public-read' })],
    ['a field with an inherited name', 403, 'AccessDenied', (of) => withFields(of, { constructor: 'x' })],
    ['too long a field', 400, 'MalformedPOSTRequest', (of) => withFields(of, { long: 'x'.repeat(20_000) })],
  ])('is refused with %s', async (_, status, code, change, file = 'photo') => {
    const response = await post(change(await form()), file);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(await codeOf(response)).toBe(code);
    await expectNothing();
  });

  test('is refused from the moment at which it expires', async () => {
    const given = await form();
    gateway.clock.at += 60_000 - 1;
    expect((await post(given, 'photo')).status).toBe(204);
    gateway.clock.at += 1;
    const response = await post(given, 'photo');
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Policy expired');
  });

  test('is refused with the policy of another form, the signature of another or of a download', async () => {
    const [given, other] = [await form(), await form({ uri: `${uri}x` })];
    const download = new URL(await gateway.transfers.downloadUrl({ uri, seconds: 60 })).searchParams.get('signature');
    const changes: Record<string, string>[] = [
      { policy: other.fields.policy ?? '' },
      { 'x-likeness-signature': other.fields['x-likeness-signature'] ?? '' },
      { 'x-likeness-signature': download ?? '' },
      { key: other.fields.key ?? '' },
    ];
    for (const change of changes) {
      expect((await post(withFields(given, change), 'photo')).status).toBe(403);
    }
    await expectNothing();
  });

  test('is refused with any one character of its policy or its signature changed, left out or put in', async () => {
    const given = await form();
    const law = fc.asyncProperty(
      fc.constantFrom('policy', 'x-likeness-signature'),
      fc.nat(),
      fc.integer({ min: 0, max: 1 }),
      fc.oneof(
        fc.constant(''),
        fc.string({ minLength: 1, maxLength: 1 }),
        fc.constantFrom('=', '+', ' ', 'A', 'a', '0'),
      ),
      async (name, position, taken, put) => {
        const text = given.fields[name] ?? '';
        const at = position % text.length;
        const changed = text.slice(0, at) + put + text.slice(at + taken);
        fc.pre(changed !== text);
        expect((await post(withFields(given, { [name]: changed }), 'photo')).status).toBe(403);
      },
    );
    await fc.assert(law, { numRuns: 150 });
    await expectNothing();
  });
});

describe('a body that is no form of ours', () => {
  test.each<[string, string, (fields: UploadForm['fields']) => string]>([
    ['a field twice', 'InvalidArgument', (of) => fieldParts(of) + part('KEY', of.key ?? '') + filePart('photo') + end],
    ['a field after the file', 'InvalidArgument', (of) => fieldParts(of) + filePart('photo') + part('x', 'y') + end],
    ['two files', 'InvalidArgument', (of) => fieldParts(of) + filePart('photo') + filePart('photo') + end],
    ['its fields after the file', 'AccessDenied', (of) => filePart('photo') + fieldParts(of) + end],
    ['no file', 'InvalidArgument', (of) => fieldParts(of) + end],
    ['a file of another name', 'InvalidArgument', (of) => fieldParts(of) + part('image', 'photo') + end],
    [
      'another file before',
      'AccessDenied',
      (of) => `${part('x', 'y', 'form-data; name="x"; filename="y"')}${formBody({ fields: of }, 'photo')}`,
    ],
    [
      'a field without a name',
      'MalformedPOSTRequest',
      (of) => part('', 'x', 'form-data') + formBody({ fields: of }, 'photo'),
    ],
    [
      'too many fields',
      'MalformedPOSTRequest',
      (of) => Array.from({ length: 20 }, (_, n) => part(`x${n}`, '')).join('') + formBody({ fields: of }, 'photo'),
    ],
    ['no end', 'MalformedPOSTRequest', (of) => fieldParts(of) + filePart('photo')],
    ['an end of another boundary', 'MalformedPOSTRequest', (of) => `${fieldParts(of)}${filePart('')}--b-bo--\r\n`],
    ['nothing in it', 'MalformedPOSTRequest', () => ''],
    ['no parts', 'InvalidArgument', () => end],
    [
      'much before its first part',
      'MaxPostPreDataLengthExceeded',
      (of) => `${'x'.repeat(500_000)}\r\n${formBody({ fields: of }, 'photo')}`,
    ],
    [
      'far more after its end than a form has',
      'EntityTooLarge',
      (of) => formBody({ fields: of }, 'photo') + 'x'.repeat(500_000),
    ],
  ])('is refused with %s', async (_, code, body) => {
    const given = await form({ bytes: { min: 0, max: 1000 } });
    const response = await postRaw(given, body(given.fields));
    expect(response.body).toContain(`<Code>${code}</Code>`);
    await expectNothing();
  });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/mixed; boundary=a-boundary', ''])(
    "is refused with the content type '%s'",
    async (contentType) => {
      const given = await form();
      const response = await postRaw(given, formBody(given, 'photo'), contentType);
      expect(response.body).toContain('<Code>MalformedPOSTRequest</Code>');
      await expectNothing();
    },
  );

  test('is refused where it does not say how long it is, as S3 does', async () => {
    const given = await form();
    const body = new Blob([formBody(given, 'photo')]).stream();
    const headers = { 'content-type': multipartType };
    const response = await fetch(given.url, { method: 'POST', body, headers, duplex: 'half' });
    expect([response.status, await codeOf(response)]).toEqual([411, 'MissingContentLength']);
    await expectNothing();
  });
});

describe('an upload under way', () => {
  const large = { bytes: { min: 0, max: 1_000_000 } };

  /** Sends the fields and the beginning of a file, and returns once the file is being written. */
  async function begin(given: UploadForm) {
    const body = formBody(given, 'x'.repeat(500_000));
    const before = (await gateway.leftovers()).length;
    const open = openPost(given, body.length);
    open.request.write(body.slice(0, 250_000));
    await until(async () => (await gateway.leftovers()).length > before);
    return { ...open, rest: body.slice(250_000) };
  }

  test('leaves nothing when the client goes away', async () => {
    const { request, response } = await begin(await form(large));
    request.destroy();
    await expect(response).rejects.toThrow();
    await until(async () => (await gateway.leftovers()).length === 0);
    await expectNothing();
  });

  test('leaves the object as it was when the client goes away', async () => {
    const given = await form(large);
    await post(given, 'the first');
    const { request, response } = await begin(given);
    request.destroy();
    await expect(response).rejects.toThrow();
    await until(async () => (await gateway.leftovers()).length === 0);
    expect(Buffer.from(await gateway.objects.get(uri)).toString()).toBe('the first');
  });

  test('is ended when the client sends nothing for too long', async () => {
    await gateway.stop();
    gateway = await startGateway({ stallSeconds: 0.2 });
    const { request, response } = await begin(await form(large));
    const closed = new Promise((resolve) => request.once('close', resolve));
    expect(await response).toMatchObject({ status: 400, body: expect.stringContaining('<Code>RequestTimeout</Code>') });
    await closed;
    await expectNothing();
  });

  test(`is one of at most ${mostUploads}; another is told to come back, and can when one has ended`, async () => {
    const forms = await Promise.all(
      Array.from({ length: mostUploads }, (_, n) => form({ ...large, uri: `${uri}${n}` })),
    );
    const open = [];
    for (const given of forms) open.push(await begin(given));
    const refused = await post(await form(), 'photo');
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'SlowDown']);
    const forged = await post(withFields(await form(), { policy: '' }), 'photo');
    expect(forged.status).toBe(403);
    open[0]?.request.destroy();
    await open[0]?.response.catch(() => undefined);
    await until(async () => (await gateway.leftovers()).length < mostUploads);
    expect((await post(await form(), 'photo')).status).toBe(204);
    for (const { request, rest } of open.slice(1)) request.end(rest);
    for (const { response } of open.slice(1)) expect((await response).status).toBe(204);
    expect(gateway.puts).toHaveLength(mostUploads);
  });
});

describe('pages of other origins', () => {
  test('may post and read where their origin is configured, also to be refused', async () => {
    const body = formData(await form(), 'photo');
    for (const expected of [204, 403]) {
      const response = await fetch(`${gateway.url}/objects`, { method: 'POST', body, headers: { origin } });
      expect(response.status).toBe(expected);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      gateway.clock.at += 60_000;
    }
  });

  test.each([
    [origin, origin],
    ['http://elsewhere.example', null],
    ['null', null],
  ])('from %s are told before they post that %s may', async (from, allowed) => {
    const headers = { origin: from, 'access-control-request-method': 'POST' };
    const response = await fetch(`${gateway.url}/objects`, { method: 'OPTIONS', headers });
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
