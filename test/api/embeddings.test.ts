import { adapterKey, adapterName, modelPrefix } from '../../lib/domain/keys.ts';
import { problem } from './problems.ts';
import { served } from './served.ts';
import { openTestService, type TestService } from './service.ts';
import { member } from './uploaded.ts';

const picture = `data:image/jpeg;base64,${Buffer.from('a picture').toString('base64')}`;
const digest = 'd30c486995a80dc9'.padEnd(64, '0');
const of = { tenant: 'acme', subject: 'mug-1' };
const adapter = adapterName(of, digest);

let service: TestService;
beforeEach(async () => {
  service = await openTestService();
  await service.ask(member, 'POST', '/v1/subjects', { json: { id: 'mug-1', category: 'mug' } });
});
afterEach(() => service.close());

interface Answer {
  readonly model: string;
  readonly adapter: string | null;
  readonly data: readonly { readonly embedding: readonly number[] }[];
}

const embed = (json: object): Promise<Response> => service.ask(member, 'POST', '/v1/embeddings', { json });
const ask = (what: string, json: object, subject = 'mug-1'): Promise<Response> =>
  service.ask(member, 'POST', `/v1/subjects/${subject}/${what}`, { json });
const raw = (type: string, body: string | Uint8Array<ArrayBuffer> = 'a picture') => ({
  headers: { 'Content-Type': type },
  body,
});

/** An adapter that a run of the subject has made. */
async function made(one = digest): Promise<void> {
  const place = { bucket: service.home.bucket, ...of };
  const facts = {
    name: adapterName(of, one),
    uri: modelPrefix(place, 'e'.repeat(32)),
    run: 'r',
    outcome: 'better',
    createdAt: service.clock.now(),
  };
  await service.ports.records.create({ ...adapterKey(of, one), ...facts });
}

const promote = (name: string): Promise<Response> => ask('promote', { adapter: name });

describe('the model of an embedding', () => {
  test('is the base, which names no adapter', async () => {
    const response = await embed({ model: 'base', input: picture });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ object: 'list', model: 'base', adapter: null, usage: { images: 1 } });
  });

  test('is a subject: what serves it now, under a name that asks for the same vectors for ever', async () => {
    const base = (await (await embed({ model: 'base', input: picture })).json()) as Answer;
    const before = (await (await embed({ model: 'mug-1', input: picture })).json()) as Answer;
    expect([before.model, before.data]).toEqual(['base', base.data]);
    await made();
    expect((await promote(digest)).status).toBe(200);
    const now = (await (await embed({ model: 'mug-1', input: picture })).json()) as Answer;
    expect([now.model, now.adapter]).toEqual(['mug-1@d30c486995a80dc9', expect.stringContaining('d30c486995a80dc9')]);
    expect(now.data).not.toEqual(base.data);
    const other = 'e'.repeat(64);
    await made(other);
    await promote(other);
    expect(((await (await embed({ model: 'mug-1', input: picture })).json()) as Answer).model).toBe(
      `mug-1@${'e'.repeat(16)}`,
    );
    expect(((await (await embed({ model: now.model, input: picture })).json()) as Answer).data).toEqual(now.data);
  });

  test.each<[string, string, string]>([
    ['a subject that there is not', 'cup-1', 'SubjectUnknown'],
    ["another tenant's adapter", 'rival.mug-1@d30c486995a80dc9', 'SubjectUnknown'],
    ['an adapter that the subject has not', 'mug-1@0123456789abcdef', 'AdapterUnknown'],
    ['too little of a digest', 'mug-1@d30c', 'AdapterUnknown'],
    ['nothing', '', 'SubjectUnknown'],
  ])('is not %s', async (_, model, code) => {
    await made();
    expect(await problem(embed({ model, input: picture }))).toMatchObject({ status: 404, code });
  });

  test('is no adapter that was never brought to the endpoint, nor one of two that begin alike', async () => {
    await made();
    expect(await problem(embed({ model: 'mug-1@d30c486995a80dc9', input: picture }))).toMatchObject({
      status: 404,
      code: 'AdapterUnknown',
    });
    await made('d30c486995a80dc9'.padEnd(64, '1'));
    expect(await problem(promote('d30c4869'))).toMatchObject({ status: 404, code: 'AdapterUnknown' });
    expect((await promote(digest)).status).toBe(200);
  });
});

describe('images come', () => {
  test('as they are, with the model in the query, and give what they give in JSON', async () => {
    const inJson = (await (await embed({ model: 'base', input: picture })).json()) as Answer;
    for (const type of ['image/jpeg', 'image/png', 'IMAGE/WEBP; charset=x']) {
      const response = await service.ask(member, 'POST', '/v1/embeddings?model=base', raw(type));
      expect([response.status, await response.json()]).toEqual([200, inJson]);
    }
  });

  test('several at once, and are answered in their order', async () => {
    const input = ['one', 'two', 'one'].map((text) => `data:image/png;base64,${Buffer.from(text).toString('base64')}`);
    const { data } = (await (await embed({ model: 'base', input })).json()) as Answer;
    expect(data[0]?.embedding).toEqual(data[2]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
  });

  test.each<[string, string, ReturnType<typeof raw>, number, string]>([
    ['without a model', '', raw('image/jpeg'), 422, 'RequestInvalid'],
    ['empty', '?model=base', raw('image/jpeg', ''), 422, 'PhotoNotAnImage'],
    ['as a type that is not taken', '?model=base', raw('image/gif'), 415, 'MediaTypeUnsupported'],
    ['as no type', '?model=base', raw(''), 415, 'MediaTypeUnsupported'],
    ['with a parameter that there is not', '?model=base&dimension=9', raw('image/jpeg'), 422, 'RequestInvalid'],
    ['as JSON that is none', '', raw('application/json', '{"model":'), 400, 'RequestUnreadable'],
  ])('not %s', async (_, query, request, status, code) => {
    expect(await problem(service.ask(member, 'POST', `/v1/embeddings${query}`, request))).toMatchObject({
      status,
      code,
    });
  });

  test.each<[string, object, string]>([
    ['a field that there is not', { dimension: 9 }, 'body'],
    ['none', { input: [] }, 'body.input'],
    ['too many', { input: Array.from({ length: 33 }, () => picture) }, 'body.input'],
    ['another encoding', { encoding_format: 'hex' }, 'body.encoding_format'],
    ['too few dimensions', { dimensions: 7 }, 'body.dimensions'],
  ])('in JSON not with %s', async (_, change, field) => {
    const response = await embed({ model: 'base', input: picture, ...change });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'RequestInvalid', errors: [{ field }] });
  });

  test("in JSON with another model in the query than the body's", async () => {
    const asked = { json: { model: 'base', input: picture } };
    const response = service.ask(member, 'POST', '/v1/embeddings?model=mug-1', asked);
    expect(await problem(response)).toMatchObject({ status: 422, code: 'RequestInvalid' });
  });
});

describe('a body of more than 6 MiB is refused, and one of that size is not', () => {
  const largest = 6 * 1024 * 1024;

  test('handed over at once', async () => {
    const tooMuch = raw('image/jpeg', new Uint8Array(largest + 1));
    expect(await problem(service.ask(member, 'POST', '/v1/embeddings?model=base', tooMuch))).toMatchObject({
      status: 413,
      code: 'RequestTooLarge',
    });
    const enough = raw('image/jpeg', new Uint8Array(largest));
    expect((await service.ask(member, 'POST', '/v1/embeddings?model=base', enough)).status).toBe(200);
  });

  test.each([true, false])('over the wire, said to be so large: %s', async (said) => {
    const { url, stop } = await served(service);
    const bytes = new Uint8Array(largest + 1);
    const body = said ? bytes : new Blob([bytes]).stream();
    const headers = { Authorization: `Bearer ${await service.tokenOf(member)}`, 'Content-Type': 'image/jpeg' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    expect(await problem(fetch(`${url}/v1/embeddings?model=base`, init))).toMatchObject({ status: 413 });
    await stop();
  });
});

describe('match and locate', () => {
  test.each(['match', 'locate'])('%s of a subject that the base serves is refused, with what to do', async (what) => {
    const { status, code, detail } = await problem(ask(what, { input: picture }));
    expect([status, code]).toEqual([422, 'OptionInvalid']);
    expect(detail).toContain('Run it first, or promote an adapter.');
    const { data } = (await (await service.ask(member, 'GET', '/v1/usage')).json()) as { data: object[] };
    expect(data).toEqual([]);
  });

  test.each(['match', 'locate'])(
    '%s is answered by the adapter that serves, also for an image as it is',
    async (what) => {
      await made();
      await promote(adapter);
      const inJson = await ask(what, { input: [picture] });
      expect(await inJson.json()).toMatchObject({ model: 'mug-1@d30c486995a80dc9', data: [{ index: 0 }] });
      const asItIs = await service.ask(member, 'POST', `/v1/subjects/mug-1/${what}`, raw('image/jpeg'));
      expect(await asItIs.json()).toMatchObject({ model: 'mug-1@d30c486995a80dc9', data: [{ index: 0 }] });
      expect(await problem(ask(what, { input: picture, threshold: 1 }))).toMatchObject({
        status: 422,
        code: 'RequestInvalid',
      });
      expect(await problem(ask(what, { input: picture }, 'cup-1'))).toMatchObject({
        status: 404,
        code: 'SubjectUnknown',
      });
    },
  );
});

describe('promoting', () => {
  test('points the subject at the adapter, and a roll-back back at what served before', async () => {
    await made();
    expect(await (await promote(adapter)).json()).toMatchObject({
      endpoint: { adapter, version: 1, since: service.clock.now() },
    });
    expect(await (await promote(adapter)).json()).toMatchObject({ endpoint: { adapter, version: 1 } });
    const { data } = (await (await service.ask(member, 'GET', '/v1/subjects/mug-1/adapters')).json()) as {
      data: object[];
    };
    expect(data).toMatchObject([{ name: adapter, digest, outcome: 'better', serving: true }]);
    expect(await (await ask('rollback', {})).json()).toMatchObject({
      endpoint: { adapter: null, previous: { adapter }, version: 2 },
    });
    expect(await (await ask('rollback', {})).json()).toMatchObject({ endpoint: { adapter, version: 3 } });
  });

  test('waits for an endpoint that wakes: the answer says when to ask again', async () => {
    await made();
    service.ports.endpoints.slow = 1;
    const refused = await promote(adapter);
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect(await problem(refused)).toMatchObject({ status: 503, code: 'EndpointBusy' });
    expect((await promote(adapter)).status).toBe(200);
  });

  test('needs an answer by the adapter that was asked for', async () => {
    await made();
    service.ports.endpoints.answer = (right) => ({ ...right, adapter: 'f'.repeat(64) });
    expect(await problem(promote(adapter))).toMatchObject({ status: 502, code: 'SmokeTestFailed' });
    expect(await (await service.ask(member, 'GET', '/v1/subjects/mug-1')).json()).toMatchObject({
      endpoint: { version: 0 },
    });
  });
});
