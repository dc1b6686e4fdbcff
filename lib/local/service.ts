import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Answered } from '../../functions/api/context.ts';
import { create as createApi } from '../../functions/api/handler.ts';
import { authenticate } from '../../functions/authorizer/authenticate.ts';
import { create as createDeletion } from '../../functions/deletion/handler.ts';
import { create as createRetention } from '../../functions/retention/handler.ts';
import { InputError } from '../domain/errors.ts';
import { subjectKey } from '../domain/keys.ts';
import type { Records, ServicePorts } from '../ports/index.ts';
import { guardedPosts } from '../web/guarded-post.ts';
import { localClients } from './clients.ts';
import { consolePages } from './console.ts';
import { sqliteDelays } from './delays.ts';
import { localDirectory } from './directory.ts';
import { errorCode } from './disk.ts';
import { requestBody } from './gateway/request-body.ts';
import { type LocalHome, openLocalHome } from './home.ts';
import { Inbox } from './inbox.ts';
import type { Installation } from './installation.ts';
import { installationSecret } from './installation-secret.ts';
import { type Invitations, localInvitations } from './invitations.ts';
import { type Issuer, localTokens, openIssuer } from './issuer.ts';
import { objectGateway } from './object-gateway.ts';
import { localPeople } from './people.ts';
import { receiptSigner } from './receipt-signer.ts';
import { RunQueue } from './run-queue.ts';
import { signIn } from './sign-in.ts';
import { localTransfers } from './transfers.ts';
import { startWebhooks } from './webhooks.ts';

export interface ServiceOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The address to listen at: this machine alone unless told otherwise. */
  readonly host?: string;
  /** What the service is reached as, where that is not host and port; without a `/` at its end. */
  readonly publicUrl?: string;
  /** Origins of pages elsewhere that may ask, and that people may sign in to. */
  readonly origins?: readonly string[];
  /** Runs at once; the others wait in turn. */
  readonly runsAtOnce?: number;
  readonly onAnswer?: (answer: Answered) => void;
  /** Hears of what failed outside any request: an upload that could not be started, a delivery that could not be tried. */
  readonly report?: (error: unknown) => void;
}

/** The service of one machine: API, console, sign-in, object gateway, workflow and endpoints on one port. */
export interface LocalService {
  readonly url: string;
  readonly home: LocalHome;
  readonly issuer: Issuer;
  readonly invitations: Invitations;
  /** Answers what it has begun, leaves runs for another time, and ends. */
  close(): Promise<void>;
}

/**
 * Opens the service on the state of `installation.data`, and goes on with the runs that were under way.
 * @throws InputError `OptionInvalid` where the port is taken, and what `openLocalHome` throws
 */
export async function openService(installation: Installation, options: ServiceOptions): Promise<LocalService> {
  const { port, host = '127.0.0.1', origins = [], runsAtOnce = 1, onAnswer, report = () => {} } = options;
  let url = options.publicUrl ?? '';
  // What is put or started while the home opens is found below, by looking.
  let opened: { readonly inbox: Inbox; readonly runs: RunQueue } | undefined;
  const home = await openLocalHome(installation, {
    onPut: (uri) => opened?.inbox.landed(uri),
    onStart: (name) => opened?.runs.add(name),
  });
  const { engine, starter } = home;
  const { objects, clock, records } = home.ports;
  const posts = guardedPosts({ allowInsecure: true, allowLoopback: true });
  const webhooks = startWebhooks(
    { ...home.ports, posts },
    home.home,
    join(installation.data, 'webhooks.sqlite'),
    report,
  );
  const secret = await installationSecret(join(installation.data, 'secret'));
  const transfers = localTransfers({ secret, baseUrl: () => url, clock });
  const deletions = sqliteDelays(join(installation.data, 'deletions.sqlite'), clock);
  const ports: ServicePorts = { ...home.ports, transfers, posts, delays: webhooks.delays, deletions };
  const signer = await receiptSigner(join(installation.data, 'receipts.json'));
  deletions.start(createDeletion({ ...ports, signer }, home.home), report);
  const retention = createRetention({ ...ports, signer }, home.home);
  const runs = new RunQueue(engine, runsAtOnce);
  const inbox = new Inbox({ bucket: home.home.bucket, objects, starter, onFailed: (_uri, error) => report(error) });
  opened = { inbox, runs };
  const issuer = await openIssuer(join(installation.data, 'issuer'));
  const tokens = localTokens(issuer);
  const clients = localClients(records, issuer, clock);
  const api = createApi({
    home: home.home,
    directory: localDirectory({ records, clients, clock, url: () => url }),
    signer,
    portsFor: async () => ports,
    identify: (context) => authenticate({ tokens, records }, context.req.header('Authorization')),
    ready: async () => true,
    origins,
    ...(onAnswer && { onAnswer }),
  });
  const invitations = localInvitations(records, clock);
  const signingIn = signIn({
    ...{ people: localPeople(records), invitations, clients, issuer, records },
    ...{ secret, clock, baseUrl: () => url, origins },
  });
  const gateway = objectGateway({
    objects,
    secret,
    clock,
    origins,
    onPut: (uri) => inbox.landed(uri),
    admits: (uri) => isOfLivingSubject(records, uri),
  });
  const app = new Hono();
  app.route('/', gateway);
  app.route('/', signingIn);
  app.route('/', consolePages({ folder: join(installation.root, '.cache', 'console'), baseUrl: () => url }));
  // Not mounted, which would make the request anew: there is none of some methods, such as TRACE.
  app.notFound(({ req: { raw } }) => answerWhole(raw, api.fetch));
  const server = await listen(app, host, port).catch(async (error: unknown) => {
    await home.close();
    throw error;
  });
  url = options.publicUrl ?? `http://${host}:${(server.address() as AddressInfo).port}`;
  const tidyUp = (): void => {
    home.ports.records.removeExpired(Math.floor(Date.parse(clock.now()) / 1000));
    retention().catch(report);
  };
  tidyUp();
  const tidying = setInterval(tidyUp, 3_600_000).unref();
  for (const name of engine.unfinished()) runs.add(name);
  await inbox.scan();
  return {
    url,
    home,
    issuer,
    invitations,
    async close() {
      clearInterval(tidying);
      await stop(server);
      await inbox.settled();
      await webhooks.close();
      await deletions.close();
      await runs.close();
      await home.close();
    },
  };
}

/** Whether the object is in the inbox of a subject that is not being deleted. */
async function isOfLivingSubject(records: Records, uri: string): Promise<boolean> {
  const [, tenant = '', subject = ''] = /^s3:\/\/[^/]+\/inbox\/([^/]+)\/([^/]+)\//.exec(uri) ?? [];
  const item = await records.get(subjectKey({ tenant, subject }));
  return item !== undefined && item.status !== 'deleting';
}

/** For how many seconds a client may send nothing of a body that was refused. */
const stallSeconds = 30;

/**
 * Answers once the body was read, also where it is refused unread: a client that still sends it would not hear the answer,
 * and the connection, which is the next request's too, would be cut.
 */
async function answerWhole(request: Request, fetch: (request: Request) => Response | Promise<Response>) {
  const response = await fetch(request);
  if (!request.bodyUsed && request.body?.locked === false) await requestBody(request.body, stallSeconds).discard();
  return response;
}

function listen(app: Hono, host: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(server));
    server.once('error', (error) => {
      const taken = errorCode(error) === 'EADDRINUSE';
      const message = `The port ${port} is taken by something else. Name another with --port.`;
      reject(taken ? new InputError('OptionInvalid', message, { cause: error }) : error);
    });
  });
}

/** Streams of events would keep the server up for as long as their listeners like. */
function stop(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) {
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 2_000).unref();
    }
  });
}
