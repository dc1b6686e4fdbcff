import { createLikeness, LikenessApiError } from '../../clients/typescript/src/index.ts';
import { subjectKey } from '../../lib/domain/keys.ts';
import { all } from './promises.ts';
import { answer, type Fault, loseAnswer, silence, startServer, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const soon = { 'Retry-After': '0' };
const busy = answer(503, soon);

async function failure(promise: Promise<unknown>): Promise<LikenessApiError> {
  const error = await promise.then(
    () => new Error('nothing failed'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof LikenessApiError) return error;
  throw error;
}

const keys = () => server.requests.map(({ headers }) => headers.get('Idempotency-Key'));
const subjects = async () => all((await server.client()).subjects.list());

describe('a request that is made again', () => {
  test.each<[string, Fault]>([
    ['is busy', busy],
    ['has too much at once', answer(429, soon)],
    ['broke off before its answer', loseAnswer],
    ['timed out on the way', answer(504, soon)],
    ['is still at work on it', answer(409, soon, JSON.stringify({ code: 'RequestInProgress' }))],
  ])('keeps its Idempotency-Key and is done once, where the service %s', async (_, fault) => {
    server.fail('/v1/subjects', fault, fault);
    const made = await (await server.client()).subjects.create({ category: 'mug' });
    const [first, ...others] = keys();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(others).toEqual([first, first]);
    expect((await subjects()).map(({ id }) => id)).toEqual([made.id]);
  });

  test('is another one than the next', async () => {
    const likeness = await server.client();
    await likeness.subjects.create({ category: 'mug' });
    await likeness.subjects.create({ category: 'mug' });
    expect(new Set(keys()).size).toBe(2);
    expect(await subjects()).toHaveLength(2);
  });

  test('may come from another process, with a key of its own', async () => {
    const create = async () =>
      (await server.client()).subjects.create({ category: 'mug' }, { idempotencyKey: 'order-17' });
    expect(await create()).toEqual(await create());
    expect(await subjects()).toHaveLength(1);
  });

  test('has a token of its own each time', async () => {
    const token = await server.service.tokenOf({ tenant: 'acme', role: 'admin' });
    server.fail('/v1/subjects', busy);
    let given = 0;
    const likeness = createLikeness({
      baseUrl: server.url,
      async token() {
        given += 1;
        return token ?? '';
      },
    });
    await likeness.subjects.create({ category: 'mug' });
    expect(given).toBe(2);
  });

  test('is given up after so many tries, with the last answer', async () => {
    server.fail('/v1/subjects', busy, busy, busy);
    const error = await failure((await server.client({ retries: 2 })).subjects.create({ category: 'mug' }));
    expect(error).toMatchObject({ status: 503, fault: 'service', retryAfter: 0 });
    expect(server.requests).toHaveLength(3);
  });

  test('is not made where the service would have it wait for long', async () => {
    server.fail('/v1/subjects', answer(429, { 'Retry-After': '3600' }));
    const error = await failure((await server.client()).subjects.create({ category: 'mug' }));
    expect(error).toMatchObject({ status: 429, retryAfter: 3600 });
    expect(server.requests).toHaveLength(1);
  });

  test('is not made where nothing would change', async () => {
    const likeness = await server.client();
    expect(await failure(likeness.subjects.get('nobody'))).toMatchObject({ status: 404 });
    await likeness.subjects.create({ id: 'mug', category: 'mug' });
    expect(await failure(likeness.subjects.create({ id: 'mug', category: 'mug' }))).toMatchObject({ status: 409 });
    expect(server.requests).toHaveLength(3);
  });
});

describe('an error', () => {
  test('says what the service says, and what to ask it about', async () => {
    const error = await failure((await server.client()).subjects.get('nobody'));
    expect(error).toMatchObject({ code: 'SubjectUnknown', status: 404, fault: 'user', retryAfter: null, errors: [] });
    expect(error.detail).toContain('nobody');
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.message).toContain(error.requestId);
  });

  test('names each part of the request that was not taken', async () => {
    const error = await failure((await server.client()).usage({ from: 'yesterday', to: 'today' }));
    expect(error).toMatchObject({ code: 'RequestInvalid', status: 422 });
    expect(error.errors.map(({ field }) => field)).toEqual(['query.from', 'query.to']);
  });

  test('says why there is no answer', async () => {
    const likeness = createLikeness({ baseUrl: 'http://127.0.0.1:1', token: 'x', retries: 1 });
    const error = await failure(likeness.subjects.get('mug'));
    expect(error).toMatchObject({ code: 'ConnectionFailed', status: null, fault: 'service', requestId: null });
    expect(error.detail).toContain('http://127.0.0.1:1');
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  });

  test.each<[string, Fault]>([
    ['a page instead of JSON', answer(200, { 'Content-Type': 'text/html' }, '<html>')],
    ['a page of a proxy', answer(502, { 'Content-Type': 'text/html' }, '<html>')],
    ['a refusal in other words', answer(403, { 'Content-Type': 'application/json' }, '{"message":"Forbidden"}')],
  ])('says where the answer is %s', async (_, fault) => {
    server.fail('/v1/subjects', fault);
    expect(await failure((await server.client()).subjects.get('mug'))).toMatchObject({ code: 'UnexpectedAnswer' });
  });

  test('of the token is thrown as it is', async () => {
    const gone = new Error('signed out');
    const likeness = createLikeness({ baseUrl: server.url, token: () => Promise.reject(gone) });
    await expect(likeness.subjects.get('mug')).rejects.toBe(gone);
  });
});

describe('a signal that aborts', () => {
  const reason = new Error('enough');

  test.each(['of the call', 'of the client'])('%s ends it while it waits for an answer', async (whose) => {
    const { fault, asked, left } = silence();
    server.fail('/v1/subjects', fault);
    const { signal, abort } = aborted();
    const likeness = await server.client(whose === 'of the client' ? { signal } : {});
    const got = likeness.subjects.get('mug', whose === 'of the call' ? { signal } : {});
    await asked;
    abort();
    await expect(got).rejects.toBe(reason);
    await left;
    expect(server.requests).toHaveLength(1);
  });

  test('ends it while it waits for another try', async () => {
    const { signal, abort } = aborted();
    server.fail('/v1/subjects', async () => {
      setImmediate(abort);
      return new Response('', { status: 503, headers: { 'Retry-After': '60' } });
    });
    await expect((await server.client()).subjects.get('mug', { signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('lets nothing begin once it has aborted', async () => {
    const signal = AbortSignal.abort(reason);
    await expect((await server.client()).subjects.create({ category: 'mug' }, { signal })).rejects.toBe(reason);
    await expect((await server.client({ signal })).usage()).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  function aborted() {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort(reason) };
  }
});

describe('a list', () => {
  const createdAt = '2026-01-31T12:00:00.000Z';
  const ids = Array.from({ length: 230 }, (_, index) => `mug-${String(index).padStart(3, '0')}`);
  beforeEach(async () => {
    for (const subject of ids) {
      const key = subjectKey({ tenant: 'acme', subject });
      await server.service.ports.records.create({ ...key, status: 'active', category: 'mug', name: null, createdAt });
    }
  });

  test('has everything, a page after the other', async () => {
    expect((await subjects()).map(({ id }) => id)).toEqual(ids);
    expect(server.requests).toHaveLength(3);
  });

  test('is asked for as far as it is read', async () => {
    for await (const { id } of (await server.client()).subjects.list()) if (id === ids[99]) break;
    expect(server.requests).toHaveLength(1);
  });
});

test('what has no verb is asked for with the same token, retries and keys', async () => {
  server.fail('/v1/quotas', busy);
  const { http } = await server.client();
  const { data } = await http.PATCH('/v1/quotas', { body: { embeddingsPerMinute: 7 } });
  expect(data?.embeddingsPerMinute).toBe(7);
  const { error } = await http.GET('/v1/subjects/{subject}/adapters', { params: { path: { subject: 'nobody' } } });
  expect(error?.code).toBe('SubjectUnknown');
});
