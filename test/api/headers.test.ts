import { problem } from './problems.ts';
import { served } from './served.ts';
import { openTestService, type TestService } from './service.ts';
import { member } from './uploaded.ts';

let service: TestService;
let url: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  service = await openTestService();
  ({ url, stop } = await served(service));
  for (let at = 0; at < 30; at += 1) await service.ask(member, 'POST', '/v1/subjects', { json: { category: 'mug' } });
});
afterAll(async () => {
  await stop();
  service.close();
});

/** Over the wire, as acme's member unless told otherwise. */
async function ask(path: string, { headers = {}, ...init }: RequestInit & { headers?: Record<string, string> } = {}) {
  const Authorization = `Bearer ${await service.tokenOf(member)}`;
  return fetch(url + path, { ...init, headers: { Authorization, ...headers } });
}

const own = { Origin: 'https://app.example' };
const foreign = { Origin: 'https://evil.example' };

describe('every answer', () => {
  test.each<[string, string, RequestInit & { headers?: Record<string, string> }, number]>([
    ['that is one', '/v1/subjects', {}, 200],
    ['of the open', '/healthz', {}, 200],
    ['to nobody', '/v1/subjects', { headers: { Authorization: '' } }, 401],
    ['about nothing', '/v1/nothing', {}, 404],
    ['to a verb that is not taken', '/v1/subjects', { method: 'PUT' }, 405],
    ['to a request that is not valid', '/v1/subjects?limit=0', {}, 422],
  ])('%s has an id of its own and says how safe it is', async (_, path, init, status) => {
    const [one, another] = await Promise.all([ask(path, init), ask(path, init)]);
    expect(one.status).toBe(status);
    const id = one.headers.get('X-Request-Id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(another.headers.get('X-Request-Id')).not.toBe(id);
    if (status >= 400) expect(await one.json()).toMatchObject({ requestId: id, status });
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': expect.stringContaining('max-age='),
      'referrer-policy': 'no-referrer',
    });
    expect(one.headers.get('X-Powered-By')).toBeNull();
  });

  test.each([
    ['/v1/subjects', {}],
    ['/v1/subjects', { headers: { Authorization: '' } }],
    ['/v1/subjects/nothing', {}],
    ['/v1/usage?format=csv', {}],
  ])('about a tenant, as %s with %j, is kept by nobody', async (path, init) => {
    expect((await ask(path, init)).headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('a page of an origin that may ask', () => {
  test('is let through by the preflight, with the headers that the API takes', async () => {
    const response = await fetch(`${url}/v1/subjects`, {
      method: 'OPTIONS',
      headers: { ...own, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' },
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(own.Origin);
    expect(response.headers.get('Access-Control-Allow-Methods')?.split(',')).toEqual([
      'GET',
      'POST',
      'PATCH',
      'PUT',
      'DELETE',
    ]);
    for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID']) {
      expect(response.headers.get('Access-Control-Allow-Headers')?.split(',')).toContain(name);
    }
  });

  test.each(['/v1/subjects', '/v1/subjects/nothing', '/v1/nothing'])(
    'reads the answer of %s, errors too',
    async (path) => {
      const { headers } = await ask(path, { headers: own });
      expect(headers.get('Access-Control-Allow-Origin')).toBe(own.Origin);
      expect(headers.get('Access-Control-Expose-Headers')?.split(',')).toContain('X-Request-Id');
      expect(headers.get('Vary')).toContain('Origin');
    },
  );

  test('may be any where the home says so', async () => {
    const open = await openTestService({ origins: ['*'] });
    const response = await open.ask(member, 'GET', '/v1/subjects', { headers: foreign });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(foreign.Origin);
    open.close();
  });
});

test('a page of another origin is told nothing that would let it read', async () => {
  const preflight = await fetch(`${url}/v1/subjects`, {
    method: 'OPTIONS',
    headers: { ...foreign, 'Access-Control-Request-Method': 'POST' },
  });
  for (const { headers } of [preflight, await ask('/v1/subjects', { headers: foreign })]) {
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
  }
});

describe('a long answer', () => {
  test('is compressed for who takes that, and says what it depends on', async () => {
    const plain = await ask('/v1/subjects', { headers: { 'Accept-Encoding': 'identity' } });
    const compressed = await ask('/v1/subjects', { headers: { 'Accept-Encoding': 'gzip' } });
    expect([plain.headers.get('Content-Encoding'), compressed.headers.get('Content-Encoding')]).toEqual([null, 'gzip']);
    expect(await compressed.json()).toEqual(await plain.json());
    for (const { headers } of [plain, compressed])
      expect(headers.get('Vary')?.split(', ').toSorted()).toEqual(['Accept-Encoding', 'Origin']);
  });

  test('of hundreds of kilobytes comes through as it is', async () => {
    service.ports.endpoints.answer = (right) => ({
      ...right,
      vector: Array.from({ length: 1000 }, (_, at) => Math.sin(at)),
    });
    const input = Array.from({ length: 32 }, () => 'data:image/jpeg;base64,YSBwaWN0dXJl');
    const init = { method: 'POST', body: JSON.stringify({ model: 'base', input }) };
    const embed = (encoding: string) =>
      ask('/v1/embeddings', { ...init, headers: { 'Content-Type': 'application/json', 'Accept-Encoding': encoding } });
    const [plain, compressed] = [await embed('identity'), await embed('gzip')];
    expect(compressed.headers.get('Content-Encoding')).toBe('gzip');
    const text = await plain.text();
    expect(text.length).toBeGreaterThan(400_000);
    expect((await compressed.text()) === text).toBe(true);
  });
});

test.each<[string, string, Record<string, string>]>([
  ['a short one', '/v1/quotas', { 'Accept-Encoding': 'gzip' }],
  ['one for who takes none', '/v1/subjects', { 'Accept-Encoding': 'br, gzip;q=0' }],
  ['one for who does not say', '/v1/subjects', { 'Accept-Encoding': '' }],
  ['a refusal', '/v1/subjects/nothing', { 'Accept-Encoding': 'gzip' }],
])('%s is not compressed', async (_, path, headers) => {
  const response = await ask(path, { headers });
  expect(response.headers.get('Content-Encoding')).toBeNull();
  expect(await response.json()).toEqual(expect.any(Object));
});

describe('HEAD', () => {
  test.each(['/healthz', '/v1/subjects', '/openapi.json'])('%s answers as GET does, without a body', async (path) => {
    const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })];
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('Content-Type')).toBe(get.headers.get('Content-Type'));
  });

  test('of nothing is 404, and of what takes no GET is 405', async () => {
    expect((await ask('/v1/subjects/nothing', { method: 'HEAD' })).status).toBe(404);
    expect((await ask('/v1/embeddings', { method: 'HEAD' })).status).toBe(405);
  });
});

test('a verb that a path does not take is answered with those that it takes', async () => {
  const refused = await ask('/v1/subjects', { method: 'DELETE' });
  expect(refused.headers.get('Allow')).toBe('POST, GET');
  expect(await problem(refused)).toMatchObject({ status: 405, code: 'MethodUnsupported' });
});

test('whoever has no token is told how to ask', async () => {
  const refused = await ask('/v1/subjects', { headers: { Authorization: '' } });
  expect(refused.headers.get('WWW-Authenticate')).toBe('Bearer realm="likeness"');
  expect(await problem(refused)).toMatchObject({ status: 401, code: 'TokenMissing' });
  expect(await problem(ask('/v1/subjects', { headers: { Authorization: 'Bearer x' } }))).toMatchObject({
    status: 401,
    code: 'TokenInvalid',
  });
});
