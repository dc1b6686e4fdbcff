import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { type Ids, instanceOf, type Schema } from './instances.ts';
import { type RunningService, startSeeded } from './seeded-service.ts';
import type { OpenApiDocument } from './service.ts';

/** What no client library sends, over a socket of its own, and what nobody means in JSON. */

let service: RunningService;
let token: string;
let port: number;

beforeAll(async () => {
  service = await startSeeded(['acme']);
  token = await service.token('acme', 'admin');
  port = Number(new URL(service.url).port);
});

afterAll(async () => {
  const { status, requests, stderr } = await service.stop();
  expect(requests.filter((answered) => answered.status >= 500 || answered.error !== null)).toEqual([]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

/** What is answered to these bytes: the status, and the code where it is a problem of the API's. */
function told(sent: Buffer, { leaves = false } = {}): Promise<{ status: number; code: string | undefined }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(sent, () => leaves && socket.destroy()));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      // The last: 100 Continue comes before the answer.
      const status = Number([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].at(-1)?.[1] ?? 0);
      resolve({ status, code: /"code":"(\w+)"/.exec(text)?.[1] });
    });
  });
}

interface Odd {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

const asked = ({ method = 'GET', path = '/v1/subjects', headers = [], body }: Odd): Buffer => {
  const given = headers.map((header) => header.split(':')[0]?.toLowerCase());
  const usual = [
    ...['Host: localhost', `Authorization: Bearer ${token}`, 'Connection: close'],
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    ...(body === undefined || given.includes('transfer-encoding') ? [] : [`Content-Length: ${body.length}`]),
  ].filter((header) => !given.includes(header.split(':')[0]?.toLowerCase()));
  return bytesOf([`${method} ${path} HTTP/1.1`, ...usual, ...headers, '', body ?? ''].join('\r\n'));
};

const mug = '{"category":"mug"}';
const creating = (headers: readonly string[], body = mug): Odd => ({ method: 'POST', headers, body });

/** 0 is no answer at all; without a code it is Node that answers, who could make no request of it. */
const odd: readonly (readonly [string, Odd, number, string?])[] = [
  ...['TRACE', 'PROPFIND', 'QUERY', 'M-SEARCH'].map(
    (method) => [method, { method }, 405, 'MethodUnsupported'] as const,
  ),
  ...['TRACK', 'get', 'FOO'].map((method) => [method, { method }, 400] as const),
  ['CONNECT', { method: 'CONNECT' }, 0],
  ['HEAD', { method: 'HEAD' }, 200],
  ['an encoded id', { path: '/v1/subjects/my%2dmug' }, 200],
  ['an encoded path', { path: '/v1/%73ubjects' }, 200],
  ['an absolute address', { path: 'http://elsewhere/v1/subjects' }, 200],
  ...['%00', '%ff', '%', '%zz', '__proto__', '..%2f..%2fhealthz', 'my-mug;x=1'].map(
    (id) => [`the id ${id}`, { path: `/v1/subjects/${id}` }, 422, 'RequestInvalid'] as const,
  ),
  ...['//v1/subjects', '///', '/v1/subjects/', '/v1//subjects'].map(
    (path) => [path, { path }, 404, 'RouteUnknown'] as const,
  ),
  ...['*', '/v1/subjects/\\..\\x', '/v1/subjects/\xff', '/v1/subjects/a\x7f', '/v1/a b'].map(
    (path) => [`the path ${JSON.stringify(path)}`, { path }, 400] as const,
  ),
  ...['limit=1&limit=2', 'limit=', 'limit=Infinity', 'limit=%00', 'limit[]=1', '__proto__=1', '%00=1', 'limit=1e9'].map(
    (query) => [`?${query}`, { path: `/v1/subjects?${query}` }, 422, 'RequestInvalid'] as const,
  ),
  ...['cursor=', 'cursor=%00', 'cursor=eyJ9', 'cursor=bnVsbA=='].map(
    (query) => [`?${query}`, { path: `/v1/runs?${query}` }, 400, 'CursorInvalid'] as const,
  ),
  ['an address of 20,000 characters', { path: `/v1/subjects?cursor=${'x'.repeat(20_000)}` }, 431],
  ...['', ';', 'text/plain', 'application/json, text/plain', 'application/json;;;', 'application/vnd.api+json'].map(
    (type) => [`the type '${type}'`, creating([`Content-Type: ${type}`]), 415, 'MediaTypeUnsupported'] as const,
  ),
  ...['APPLICATION/JSON', 'application/json; charset=utf-16', 'application/json;charset="'].map(
    (type) => [`the type '${type}'`, creating([`Content-Type: ${type}`]), 201] as const,
  ),
  ...['', 'nothing', "{'category':'mug'}", '{"category":NaN}', '{"category":"m\0g"}', `${mug} x`].map(
    (body) => [`the body ${JSON.stringify(body)}`, creating([], body), 400, 'RequestUnreadable'] as const,
  ),
  ...['null', '[]', '"x"', '['.repeat(1e5) + ']'.repeat(1e5), '{"category":"mug","__proto__":{"id":"x"}}'].map(
    (body) => [`the body ${body.slice(0, 45)}`, creating([], body), 422, 'RequestInvalid'] as const,
  ),
  ['lengths that disagree', creating(['Content-Length: 2', 'Content-Length: 3']), 400],
  ['a length and chunks', creating(['Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400],
  ['no chunk', creating(['Transfer-Encoding: chunked'], 'zz\r\n\r\n'), 400],
  ['chunks', creating(['Transfer-Encoding: chunked'], `12\r\n${mug}\r\n0\r\n\r\n`), 201],
  ['Expect', creating(['Expect: 100-continue']), 201],
  ...['', 'a b', '\xe9', 'a'.repeat(201)].map(
    (key) => [`the key '${key.slice(0, 9)}'`, creating([`Idempotency-Key: ${key}`]), 422, 'RequestInvalid'] as const,
  ),
  ['two keys', creating(['Idempotency-Key: a', 'Idempotency-Key: b']), 422, 'RequestInvalid'],
  ...['constructor', '__proto__', '#', '%00', 'a'.repeat(200)].map(
    (key) => [`the key '${key.slice(0, 9)}'`, creating([`Idempotency-Key: ${key}`]), 201] as const,
  ),
  ...['Bearer', 'Bearer ..', 'Basic eA==', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'Bearer \xff'].map(
    (value) => [value, { headers: [`Authorization: ${value}`] }, 401] as const,
  ),
  ['no host', { headers: ['Host: a b'] }, 400],
];

test.each(odd.map(([name, ...of]) => ({ name, of })))('$name', async ({ of: [sent, status, code] }) => {
  expect(await told(asked(sent))).toEqual({ status, code: code ?? (status === 401 ? expect.any(String) : undefined) });
});

test.each(['Content-Length: 500', 'Transfer-Encoding: chunked'])(
  'somebody who leaves amid a body: %s',
  async (header) => {
    for (const headers of [[header], [header, 'Idempotency-Key: left']]) {
      // That it is nobody's fault here shows in what the service said, once it has ended.
      expect(await told(asked(creating(headers, '12\r\n{')), { leaves: true })).toMatchObject({ status: 0 });
    }
  },
);

test('a body that is refused unread does not end the next request on its connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  // Node's own word for it is not said of a request that waited for the connection.
  const connections = new Set<unknown>();
  const ask = (path: string, headers: Record<string, string>, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request({ agent, port, path, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
          // A stream goes on: a second has passed when it says that nothing is new.
          if (text.includes(': nothing new')) answer.destroy();
        });
        answer.on('close', () => resolve(`${answer.statusCode} ${isAgain} ${text}`));
      });
      let isAgain = false;
      sent.once('socket', (socket) => {
        isAgain = connections.has(socket);
        connections.add(socket);
      });
      sent.on('error', reject).end(body);
    });
  const refused = await ask('/v1/subjects', { 'Content-Type': 'application/json' }, 'x'.repeat(4_000_000));
  expect(refused).toMatch(/^401 /);
  const run = service.known.acme?.run?.at(-1);
  const events = await ask(`/v1/runs/${run}/events`, { Authorization: `Bearer ${token}` });
  expect(events).toMatch(/^200 true event: run\n.*: nothing new/s);
  agent.destroy();
});

test.each(['identity', 'gzip'])('what did not change is not sent again, as %s', async (encoding) => {
  const [run] = service.known.acme?.run ?? [];
  const get = (tag: Record<string, string>) =>
    fetch(`${service.url}/v1/runs/${run}`, {
      headers: { Authorization: `Bearer ${token}`, 'Accept-Encoding': encoding, ...tag },
    });
  const first = await get({});
  expect(first.status).toBe(200);
  expect((await get({ 'If-None-Match': `"other", ${first.headers.get('ETag')}` })).status).toBe(304);
  expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200);
});

test('the longest answer is repeated, too', async () => {
  const role = (index: number) =>
    (['other', 'look-alike', 'reference', 'held-out'] as const)[Math.floor(Math.max(0, index - 200) / 200)];
  const files = Array.from({ length: 1000 }, (_, index) => ({
    name: `${index}.jpg`,
    role: role(index),
    type: 'image/jpeg',
    bytes: 9,
  }));
  const announce = async () => {
    const response = await fetch(`${service.url}/v1/subjects/my-mug/photos`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'many' },
      body: JSON.stringify({ files }),
    });
    return { status: response.status, answer: await response.json() };
  };
  const first = await announce();
  expect(first.status).toBe(201);
  expect(await announce()).toEqual(first);
});

/** In place of any member, as JSON text. */
const oddValues = [
  '"\\ud800"',
  '"\\u0000"',
  '""',
  '"__proto__"',
  '1e400',
  '-0',
  '9007199254740993',
  'null',
  '[]',
  '{}',
];
const oddKeys = ['\\ud800', '__proto__', 'constructor', 'toString', '', '\\u0000'];

/** The JSON of the value, with each member in turn in each of the odd ways. */
function* variants(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries())
      for (const odd of [...variants(one), ...oddValues])
        yield `[${value.map((other, at) => (at === index ? odd : JSON.stringify(other))).join()}]`;
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    for (const [name, one] of members)
      for (const odd of [...variants(one), ...oddValues])
        yield `{${members.map(([other, its]) => `"${other}":${other === name ? odd : JSON.stringify(its)}`).join()}}`;
    for (const key of oddKeys)
      yield `{${[...members.map(([name, its]) => `"${name}":${JSON.stringify(its)}`), `"${key}":1`].join()}}`;
  }
}

test('whatever stands in for a member of a body is taken, or refused as the document says', async () => {
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiDocument;
  const { schemas } = document.components;
  const known = service.known.acme ?? {};
  const ids: Ids = Object.fromEntries(Object.entries(known).map(([name, [first = '']]) => [name, first]));
  const all = Object.values(schemas).map(
    (schema): Schema => ({ ...schema, required: Object.keys(schema.properties ?? {}) }),
  );
  const whole = Object.fromEntries(Object.keys(schemas).map((name, at) => [name, all[at] as Schema]));
  let cases = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { requestBody, ...operation }] of Object.entries(methods)) {
      const schema = requestBody?.content['application/json']?.schema;
      if (schema === undefined) continue;
      const documented = Object.keys((operation as { readonly responses?: object }).responses ?? {}).map(Number);
      for (const body of variants(instanceOf(schema, ids, whole))) {
        const { status } = await fetch(service.url + path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ''), {
          method: method.toUpperCase(),
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body,
        });
        expect({ body, path, fits: documented.includes(status) && status < 500 }).toEqual({ body, path, fits: true });
        cases += 1;
      }
    }
  }
  expect(cases).toBeGreaterThan(300);
});
