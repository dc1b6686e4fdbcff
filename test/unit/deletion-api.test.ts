import { create } from '../../functions/api/handler.ts';
import type { Scope } from '../../lib/domain/identity.ts';
import { localClients } from '../../lib/local/clients.ts';
import { localDirectory } from '../../lib/local/directory.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';
import { type DeletionHome, deletionHome } from '../fixtures/deletion-home.ts';
import { type PlantedSubject, plantSubject } from '../fixtures/planted-subject.ts';

let home: DeletionHome;
let going: PlantedSubject;
let app: ReturnType<typeof create>;
beforeEach(async () => {
  home = await deletionHome();
  going = await plantSubject(home, 'acme', 'abc123abc123');
  const transfers = {
    uploadForm: async () => ({ url: '', fields: {} }),
    downloadUrl: async ({ uri }: { uri: string }) => `https://download.invalid/${uri.slice('s3://'.length)}`,
  };
  const { records, clock } = home.ports;
  const clients = localClients(records, { issueForClient: async () => '' }, clock);
  app = create({
    home: home.home,
    directory: localDirectory({ records, clients, clock, url: () => '' }),
    signer: home.ports.signer,
    portsFor: async () => ({ ...home.ports, transfers, delays: home.ports.deletions, posts: guardedPosts() }),
    identify: async (context) => {
      const [tenant = '', ...scopes] = (context.req.header('Authorization') ?? '').split(' ');
      const name = 'ana';
      return { tenant, principal: `user:${name}`, role: 'member', scopes: scopes as Scope[], kind: 'person', name };
    },
    ready: async () => true,
    origins: [],
  });
});
afterEach(() => home.close());

async function ask(method: string, path: string, as = 'acme likeness/read likeness/write') {
  const answer = await app.request(path, { method, headers: { Authorization: as } });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

test('a member deletes a subject, which is gone for everybody at once, and watches the receipt', async () => {
  const { subject } = going.of;
  const [run = ''] = going.runs;
  expect((await ask('GET', `/v1/runs?subject=${subject}`)).body).toMatchObject({ data: [{}, {}] });

  const asked = await ask('DELETE', `/v1/subjects/${subject}`);
  expect(asked).toMatchObject({
    status: 202,
    body: { status: 'running', subject, requestedBy: 'user:ana', list: null },
  });
  const location = asked.headers.get('Location') ?? '';
  expect(location).toBe(`/v1/deletions/${asked.body.id}`);

  for (const path of [`/v1/subjects/${subject}`, `/v1/subjects/${subject}/adapters`, `/v1/runs/${run}`]) {
    expect((await ask('GET', path)).status).toBe(404);
  }
  expect((await ask('GET', `/v1/runs?subject=${subject}`)).body).toMatchObject({ data: [] });
  expect((await ask('GET', '/v1/runs')).body).toMatchObject({ data: [] });
  expect(await ask('DELETE', `/v1/subjects/${subject}`)).toMatchObject({ status: 202, body: { id: asked.body.id } });
  expect((await ask('GET', location)).body).toEqual(asked.body);

  await home.work();
  const { body } = await ask('GET', location);
  expect(body).toMatchObject({
    status: 'done',
    counts: { photos: 4, executions: 2 },
    signature: expect.stringMatching(/^ey/),
  });
  const { key } = body.list as { key: string };
  expect(body.listUrl).toBe(`https://download.invalid/${home.home.bucket}/${key}`);
  expect((await ask('GET', '/v1/deletions')).body).toMatchObject({
    data: [{ id: body.id, status: 'done' }],
    next: null,
  });
  expect((await ask('DELETE', `/v1/subjects/${subject}`)).status).toBe(404);
});

test('another tenant sees nothing of it, and nobody deletes without the scope', async () => {
  const { subject } = going.of;
  expect((await ask('DELETE', `/v1/subjects/${subject}`, 'other likeness/write')).status).toBe(404);
  expect((await ask('DELETE', `/v1/subjects/${subject}`, 'acme likeness/read')).status).toBe(403);
  const { body } = await ask('DELETE', `/v1/subjects/${subject}`);
  expect(await ask('GET', `/v1/deletions/${body.id}`, 'other likeness/read')).toMatchObject({
    status: 404,
    body: { code: 'DeletionUnknown' },
  });
  expect((await ask('GET', '/v1/deletions', 'other likeness/read')).body).toEqual({ data: [], next: null });
  expect((await ask('GET', '/v1/deletions/x')).status).toBe(422);
});

test('anybody may have the keys that receipts are signed with', async () => {
  const { status, body } = await ask('GET', '/.well-known/likeness-receipts.json', '');
  expect(status).toBe(200);
  expect(body).toEqual({ keys: [expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })] });
  expect(JSON.stringify(body)).not.toContain('"d"');
});

test('they are in the document of the service', async () => {
  const { body } = await ask('GET', '/openapi.json');
  const paths = body.paths as Record<string, object>;
  expect(paths['/v1/subjects/{subject}']).toHaveProperty('delete');
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/v1/deletions', '/v1/deletions/{deletion}', '/.well-known/likeness-receipts.json']),
  );
});
