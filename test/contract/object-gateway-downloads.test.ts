import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { codeOf, type Gateway, origin, startGateway } from '../fixtures/gateway.ts';

const uri = 's3://bucket/tenants/acme/adapter.bin';
const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

let gateway: Gateway;
let url: string;
beforeEach(async () => {
  gateway = await startGateway();
  await gateway.objects.put(uri, content);
  url = await gateway.transfers.downloadUrl({ uri, seconds: 60 });
});
afterEach(() => gateway.stop());

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

/** The files of the store that this process has open. */
async function openFiles(): Promise<string[]> {
  const handles = await readdir('/proc/self/fd');
  const files = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
  return files.filter((file) => file.startsWith(gateway.root));
}

async function untilClosed(): Promise<void> {
  while ((await openFiles()).length > 0) await pause(5);
}

describe('an address that was given out', () => {
  test('reads the whole object, as a file that nothing runs of or keeps for others', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private',
      'content-length': '1000',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect(await bytesOf(response)).toEqual(content);
    await untilClosed();
  });

  test('says all of that and no bytes when it is asked with HEAD', async () => {
    const head = await fetch(url, { method: 'HEAD' });
    expect(await openFiles()).toEqual([]);
    const get = await fetch(url);
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe('1000');
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    expect(await bytesOf(head)).toHaveLength(0);
    await get.arrayBuffer();
    await untilClosed();
  });

  test('reads an empty object', async () => {
    await gateway.objects.put(uri, '');
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '0']);
    expect(await bytesOf(response)).toHaveLength(0);
    expect(await openFiles()).toEqual([]);
  });

  test('reads objects of any key', async () => {
    const segment = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((text) => !/[/\p{Control}\p{Surrogate}]/u.test(text) && !/^\.\.?$/.test(text));
    const law = fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 3 }), async (segments) => {
      const odd = `s3://odd/${segments.join('/')}`;
      await gateway.objects.put(odd, odd);
      const response = await fetch(await gateway.transfers.downloadUrl({ uri: odd, seconds: 60 }));
      expect(await response.text()).toBe(odd);
      await gateway.objects.delete(odd);
    });
    await fc.assert(law, { numRuns: 100 });
  });

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=-1', 999, 999],
    ['bytes=-5000', 0, 999],
  ])('reads the range %s', async (range, start, last) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${last}/1000`);
    expect(response.headers.get('content-length')).toBe(String(last - start + 1));
    expect(await bytesOf(response)).toEqual(content.subarray(start, last + 1));
    await untilClosed();
  });

  test.each(['bytes=5-4', 'bytes=0-1,4-5', 'bytes=-', 'lines=0-1', 'bytes=a-b'])(
    'takes %s for no range',
    async (range) => {
      const response = await fetch(url, { headers: { range } });
      expect(response.status).toBe(200);
      expect(await bytesOf(response)).toEqual(content);
    },
  );

  test.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('has no range %s', async (range) => {
    const response = await fetch(url, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    expect(await codeOf(response)).toBe('InvalidRange');
    expect(await openFiles()).toEqual([]);
  });

  test('reads no range of an object that was replaced, and nothing twice that was not', async () => {
    const first = await fetch(url);
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { range: 'bytes=0-1', 'if-range': etag } })).status).toBe(206);
    await gateway.objects.put(uri, content);
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect((await fetch(url, { headers: { range: 'bytes=0-1', 'if-range': etag } })).status).toBe(200);
  });

  test('reads to its end what it began to read, while the object is replaced', async () => {
    const large = Buffer.alloc(4_000_000, 'a');
    await gateway.objects.put(uri, large);
    const response = await fetch(url);
    await gateway.objects.put(uri, 'another');
    expect(Buffer.compare(await bytesOf(response), large)).toBe(0);
  });

  test('keeps no file open for a client that goes away', async () => {
    await gateway.objects.put(uri, Buffer.alloc(20_000_000));
    const response = await fetch(url);
    const reader = response.body?.getReader();
    await reader?.read();
    expect(await openFiles()).toHaveLength(1);
    await reader?.cancel();
    await untilClosed();
  });

  test('may be read by pages of configured origins alone', async () => {
    for (const [from, allowed] of [
      [origin, origin],
      ['http://elsewhere.example', null],
    ] as const) {
      const { headers } = await fetch(url, { headers: { origin: from } });
      expect(headers.get('access-control-allow-origin')).toBe(allowed);
      expect(headers.get('access-control-expose-headers')).toContain('ETag');
    }
  });
});

describe('an address that was not', () => {
  const refused = async (address: string | URL) => {
    const response = await fetch(address);
    expect([response.status, await codeOf(response)]).toEqual([403, 'AccessDenied']);
  };

  test('is refused from the moment at which it expires', async () => {
    gateway.clock.at += 60_000 - 1;
    expect((await fetch(url)).status).toBe(200);
    gateway.clock.at += 1;
    await refused(url);
  });

  test.each([
    ['expires', '9999999999'],
    ['expires', ''],
    ['signature', ''],
    ['signature', '0'.repeat(64)],
    ['response-content-type', 'text/html'],
    ['response-content-disposition', 'inline'],
  ])('is refused with the %s %s', async (name, value) => {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    await refused(changed);
  });

  test.each([
    '/objects/bucket/tenants/acme/other.bin',
    '/objects/bucket/%',
    '/objects/',
    '/objects/bucket/..%2f..%2fsecret',
  ])('is refused at the path %s', async (path) => refused(`${gateway.url}${path}${new URL(url).search}`));

  test('is refused with an upload’s signature', async () => {
    const form = await gateway.transfers.uploadForm({
      uri: 's3://bucket/inbox/a',
      contentType: 'image/jpeg',
      bytes: { min: 0, max: 1 },
      seconds: 60,
    });
    const changed = new URL(url);
    changed.searchParams.set('signature', form.fields['x-likeness-signature'] ?? '');
    await refused(changed);
  });

  test('is refused with any one character of its signature or its time changed', async () => {
    const law = fc.asyncProperty(
      fc.constantFrom('signature', 'expires'),
      fc.nat(),
      fc.string({ maxLength: 1 }),
      async (name, position, put) => {
        const changed = new URL(url);
        const text = changed.searchParams.get(name) ?? '';
        const at = position % text.length;
        fc.pre(put !== text[at]);
        changed.searchParams.set(name, text.slice(0, at) + put + text.slice(at + 1));
        await refused(changed);
      },
    );
    await fc.assert(law, { numRuns: 100 });
  });

  test('is of no folder and of no object that is not there', async () => {
    for (const absent of [
      's3://bucket/tenants/acme',
      `${uri}/under`,
      's3://bucket/none',
      `s3://bucket/${'é'.repeat(120)}`,
    ]) {
      const response = await fetch(await gateway.transfers.downloadUrl({ uri: absent, seconds: 60 }));
      expect([response.status, await codeOf(response)]).toEqual([404, 'NoSuchKey']);
      expect(await openFiles()).toEqual([]);
    }
  });

  test.each(['PUT', 'DELETE', 'POST'])('takes no %s', async (method) => {
    expect((await fetch(url, { method, body: method === 'DELETE' ? null : 'x' })).status).toBe(404);
    expect(await gateway.objects.head(uri)).toEqual({ uri, size: 1000 });
  });
});
