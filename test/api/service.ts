import type { ApiPorts } from '../../functions/api/context.ts';
import { create } from '../../functions/api/handler.ts';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { beginDeletion } from '../../functions/deletion/begin.ts';
import { test as testWebhook } from '../../functions/webhooks/redelivery.ts';
import { create as createWebhook } from '../../functions/webhooks/subscriptions.ts';
import type { Json } from '../../lib/domain/digest.ts';
import type { Home } from '../../lib/domain/home.ts';
import type { Role, Scope } from '../../lib/domain/identity.ts';
import {
  adapterKey,
  adapterName,
  adapterPointerUri,
  galleryPhotoUri,
  runKey,
  subjectKey,
  subjectRunKey,
  uploadKey,
} from '../../lib/domain/keys.ts';
import { localClients } from '../../lib/local/clients.ts';
import { localDirectory } from '../../lib/local/directory.ts';
import { localTokens, openIssuer } from '../../lib/local/issuer.ts';
import { receiptSigner } from '../../lib/local/receipt-signer.ts';
import { localTransfers } from '../../lib/local/transfers.ts';
import { systemClock } from '../../lib/ports/clock.ts';
import { guardedPosts } from '../../lib/web/guarded-post.ts';
import { handlerHome, now, testHome } from '../fixtures/handlers.ts';
import type { Ids, Schema } from './instances.ts';

/** Whoever asks: a person in a role, a machine with scopes, or the bearer of a token as it is. */
export type Asker =
  | { readonly tenant: string; readonly role: Role }
  | { readonly tenant: string; readonly scopes: readonly Scope[] }
  | { readonly token: string | null };

export interface OpenApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly security?: readonly { readonly bearer?: readonly string[] }[];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
            readonly parameters?: readonly {
              readonly in: string;
              readonly name: string;
              readonly required?: boolean;
              readonly schema: Schema;
            }[];
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export type TestService = Awaited<ReturnType<typeof openTestService>>;

/**
 * The API on a home of its own, with endpoints in memory and tokens that are signed and verified as everywhere. Its clock
 * stands where it is set.
 * @param through what requests reach the ports by
 */
export async function openTestService({
  home = testHome,
  origins = ['https://app.example'],
  through = (ports: ApiPorts): ApiPorts => ports,
}: {
  readonly home?: Home;
  readonly origins?: readonly string[];
  readonly through?: (ports: ApiPorts) => ApiPorts;
} = {}) {
  const { ports: stored, close, root, history, published } = handlerHome();
  const clock = { at: Date.parse(now), now: () => new Date(clock.at).toISOString() };
  const later: Json[] = [];
  const ports = {
    ...stored,
    clock,
    transfers: localTransfers({ secret: new Uint8Array(32), baseUrl: () => 'http://127.0.0.1:1', clock }),
    delays: { later: async (message: Json) => void later.push(message) },
    deletions: { later: async (message: Json) => void later.push(message) },
    posts: guardedPosts(),
  };
  const issuer = await openIssuer(`${root}/issuer`);
  const clients = localClients(ports.records, issuer, systemClock);
  const directory = localDirectory({
    records: ports.records,
    clients,
    clock: systemClock,
    url: () => 'http://127.0.0.1:1',
  });
  const tokens = localTokens(issuer);
  const app = create({
    home,
    directory,
    signer: await receiptSigner(`${root}/receipts.json`),
    portsFor: async () => through(ports),
    identify: (context) => authenticate({ tokens, records: ports.records }, context.req.header('Authorization')),
    ready: async () => true,
    origins,
  });
  const known = new Map<string, string>();

  async function tokenOf(asker: Asker): Promise<string | null> {
    if ('token' in asker) return asker.token;
    const key = JSON.stringify(asker);
    const before = known.get(key);
    if (before !== undefined) return before;
    const token = await newToken(asker);
    known.set(key, token);
    return token;
  }

  async function newToken(asker: Exclude<Asker, { token: string | null }>): Promise<string> {
    if ('role' in asker)
      return issuer.issue({ tenant: asker.tenant, user: 'someone', role: asker.role, seconds: 3600 });
    const { clientId, secret } = await clients.register({ tenant: asker.tenant, name: 'robot', scopes: asker.scopes });
    return (await clients.clientCredentials(clientId, secret, [])).token;
  }

  return {
    app,
    home,
    ports,
    clock,
    root,
    history,
    published,
    close,
    tokenOf,
    async ask(
      asker: Asker,
      method: string,
      path: string,
      {
        json,
        headers = {},
        body,
      }: { json?: unknown; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
    ): Promise<Response> {
      const token = await tokenOf(asker);
      return app.request(path, {
        method,
        headers: {
          ...(token !== null && { Authorization: `Bearer ${token}` }),
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...(body !== undefined && { body }),
      });
    },
    async document(): Promise<OpenApiDocument> {
      return (await app.request('/openapi.json')).json() as Promise<OpenApiDocument>;
    },
    /** One of everything for a tenant: the ids, by the names that the API gives them. */
    async fill(tenant: string): Promise<Ids> {
      const subject = `mug-of-${tenant}`;
      const upload = Buffer.from(tenant.padEnd(16, '!')).toString('hex');
      const run = `01J0000000000000000000${tenant.length}${tenant.slice(0, 1) === 'a' ? 'AAA' : 'BBB'}`;
      const of = { tenant, subject, run, bucket: testHome.bucket, upload: '' };
      const digest = Buffer.from(tenant.padEnd(32, '?')).toString('hex');
      const now = '2026-01-31T12:00:00.000Z';
      const adapter = adapterName(of, digest);
      const { records, objects } = ports;
      await records.create({ ...subjectKey(of), status: 'active', category: 'mug', name: null, createdAt: now });
      await records.create({ ...uploadKey(of, upload), files: [], createdAt: now, expiresAt: 4_000_000_000 });
      await records.create({
        ...runKey(of),
        ...{ gsi1pk: `T#${tenant}#failed`, gsi1sk: `RUN#${run}`, status: 'failed', run, subject, category: 'mug' },
        ...{
          preset: 'laptop',
          upload: `s3://${of.bucket}/inbox/${tenant}/${subject}/${upload}/upload.json`,
          createdAt: now,
        },
      });
      await records.create({ ...subjectRunKey(of), run });
      const another = `${run.slice(0, -1)}C`;
      await records.create({
        ...runKey({ tenant, run: another }),
        status: 'failed',
        run: another,
        subject,
        preset: 'fast',
      });
      await records.create({
        ...adapterKey(of, digest),
        name: adapter,
        uri: 's3://x/',
        run,
        outcome: 'better',
        createdAt: now,
      });
      await objects.put(adapterPointerUri(of, digest), '{}');
      const { hook } = await createWebhook(
        { ...ports, posts: { ...ports.posts, check: async () => {} } },
        { tenant, createdBy: 'user:someone' },
        { url: 'https://hooks.example/likeness', events: ['*'], description: '' },
      );
      const { delivery } = await testWebhook(ports, { tenant, hook });
      const going = { tenant, subject: `lost-by-${tenant}` };
      await records.create({ ...subjectKey(going), status: 'active', category: 'mug', name: null, createdAt: now });
      const { deletion } = await beginDeletion(ports, testHome, going, 'user:someone');
      const photo = digest.slice(0, 32);
      await objects.put(galleryPhotoUri({ bucket: testHome.bucket, tenant }, photo), 'a photo');
      const { username: member } = await directory.invite(tenant, { email: `ann@${tenant}.example`, role: 'admin' });
      const { clientId: client } = await directory.createClient(tenant, { name: 'till', scopes: ['likeness/read'] });
      return {
        ...{ subject, upload, run, adapter, photo, deletion, model: subject, webhook: hook, delivery },
        ...{ kind: 'look-alike', picture: `picture-of-${tenant}`, runs: `${run},${another}`, member, client },
      };
    },
  };
}
