import { type Ids, instanceOf, type Schema } from './instances.ts';
import { type Asker, openTestService, type TestService } from './service.ts';

/**
 * Every operation that the API's own document lists, with every kind of token of one tenant, on the ids of another: the
 * answer must be the one that ids of nothing get, to the letter. New routes are in the document, and so in here.
 */

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly scope: string | null;
  readonly body: Schema | undefined;
  readonly query: readonly { readonly name: string; readonly schema: Schema; readonly required?: boolean }[];
}

let service: TestService;
let operations: Operation[];
let schemas: Readonly<Record<string, Schema>>;
let acme: Ids;

beforeAll(async () => {
  service = await openTestService();
  acme = await service.fill('acme');
  await service.fill('rival');
  const document = await service.document();
  schemas = document.components.schemas;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => ({
      method: method.toUpperCase(),
      path,
      scope: of.security?.[0]?.bearer?.[0] ?? null,
      body: of.requestBody?.content['application/json']?.schema,
      query: (of.parameters ?? []).filter(({ in: place }) => place === 'query'),
    })),
  );
});
afterAll(() => service.close());

/** Of the same form as the real ones, and of nothing. */
const nothing: Ids = {
  subject: 'mug-00000000',
  upload: 'f'.repeat(32),
  run: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  adapter: 'rival.mug-00000000@0123456789abcdef',
  model: 'mug-00000000',
  webhook: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  delivery: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  deletion: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  photo: 'f'.repeat(32),
  kind: 'held-out',
  picture: '00000000',
  runs: '01ARZ3NDEKTSV4RRFFQ69G5FAV,01ARZ3NDEKTSV4RRFFQ69G5FAW',
  member: '00000000-0000-4000-8000-000000000000',
  client: '01arz3ndektsv4rrffq69g5fav',
};

const fill = (path: string, ids: Ids): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no-id-for-${name}`);

/** Answers differ in their request's id, the time, and the ids that were asked for. */
function leveled(text: string, ids: Ids): string {
  let level = text.replace(/"requestId":"[^"]*"/, '');
  for (const id of Object.values(ids).toSorted((a, b) => b.length - a.length)) level = level.replaceAll(id, 'ID');
  return level;
}

async function ask(operation: Operation, asker: Asker, ids: Ids) {
  const { method, path, body, query } = operation;
  const asked = query.filter(({ name, required }) => required || name in ids);
  const search = asked.map(({ name, schema }) => `${name}=${instanceOf(schema, ids, schemas, name)}`).join('&');
  const response = await service.ask(asker, method, `${fill(path, ids)}${search === '' ? '' : `?${search}`}`, {
    ...(body !== undefined && { json: instanceOf(body, ids, schemas) }),
  });
  return { status: response.status, text: await response.text() };
}

const takesId = ({ path, body, query }: Operation): boolean =>
  path.includes('{') ||
  query.some(({ name, required }) => required === true && name in nothing) ||
  Object.keys(nothing).some((name) => JSON.stringify(resolved(body)).includes(`"${name}":`));

const resolved = (body: Schema | undefined): Schema =>
  body?.$ref === undefined ? (body ?? {}) : (schemas[body.$ref.split('/').at(-1) ?? ''] ?? {});

const askers: Asker[] = [
  { tenant: 'rival', role: 'member' },
  { tenant: 'rival', role: 'admin' },
  { tenant: 'rival', scopes: ['likeness/read'] },
  { tenant: 'rival', scopes: ['likeness/write'] },
  { tenant: 'rival', scopes: ['likeness/embed'] },
  { tenant: 'rival', scopes: ['likeness/admin'] },
];

test('every path parameter of the document has an id to try', () => {
  const names = operations.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string));
  expect(names.filter((name) => !(name in nothing) || !(name in acme))).toEqual([]);
});

test("another tenant's ids are answered as ids of nothing, to whoever asks", async () => {
  let cases = 0;
  const hints: string[] = [];
  for (const operation of operations.filter(takesId)) {
    for (const asker of askers) {
      const real = await ask(operation, asker, acme);
      const none = await ask(operation, asker, nothing);
      const name = `${operation.method} ${operation.path} as ${JSON.stringify(asker)}`;
      if (real.status !== none.status || leveled(real.text, acme) !== leveled(none.text, nothing)) {
        hints.push(`${name}: ${real.status} ${real.text.slice(0, 300)} | ${none.status} ${none.text.slice(0, 300)}`);
      }
      if (![401, 403, 404].includes(real.status)) hints.push(`${name}: ${real.status} ${real.text.slice(0, 300)}`);
      cases += 1;
    }
  }
  expect(hints).toEqual([]);
  expect(cases).toBeGreaterThanOrEqual(100);
});

test("what lists show another tenant has nothing of this one's", async () => {
  for (const operation of operations.filter(
    (of) => of.method === 'GET' && !of.path.includes('{') && of.scope !== null,
  )) {
    for (const asker of askers) {
      const { text } = await ask(operation, asker, {});
      for (const id of Object.values(acme)) expect(text).not.toContain(id);
    }
  }
});

test('without a token, and with one that is damaged, nothing is answered but what is open', async () => {
  for (const operation of operations) {
    for (const asker of [{ token: null }, { token: 'not-a-token' }] as const) {
      const { status } = await ask(operation, asker, acme);
      expect([operation.path, status]).toEqual([operation.path, operation.scope === null ? status : 401]);
      if (operation.scope === null) expect(status).toBeLessThan(400);
    }
  }
});

test('a token without the scope is refused before anything is looked at', async () => {
  const all = ['likeness/read', 'likeness/write', 'likeness/embed', 'likeness/admin'] as const;
  for (const operation of operations.filter(({ scope }) => scope !== null)) {
    const scopes = all.filter((scope) => scope !== operation.scope);
    for (const ids of [acme, nothing]) {
      const { status } = await ask(operation, { tenant: 'acme', scopes }, ids);
      expect([operation.method, operation.path, status]).toEqual([operation.method, operation.path, 403]);
    }
  }
});

test('verbs that a path does not take are refused as such, to whoever asks', async () => {
  const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const taken = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    for (const method of verbs.filter((verb) => !taken.includes(verb))) {
      const open = operations.every((operation) => operation.path !== path || operation.scope === null);
      const response = await service.ask({ tenant: 'rival', role: 'admin' }, method, fill(path, acme), {});
      expect([method, path, response.status]).toEqual([method, path, 405]);
      if (!open) expect((await service.ask({ token: null }, method, fill(path, acme), {})).status).toBe(401);
    }
  }
});
