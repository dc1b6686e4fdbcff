import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { createLikeness, type LikenessOptions } from '../../clients/typescript/src/index.ts';
import { objectGateway } from '../../lib/local/object-gateway.ts';
import { localTransfers } from '../../lib/local/transfers.ts';
import { openTestService, type TestService } from '../api/service.ts';
import { moment } from './promises.ts';

type Env = { Bindings: HttpBindings };

/** A request as the server had it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** What happens to a request instead of what the service would do, or around it. */
export type Fault = (context: Context<Env>, next: () => Promise<void>) => Promise<Response | undefined>;

/** An answer, as given. */
export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Fault =>
  async () =>
    new Response(body, { status, headers });

/** The service does its work, and the line breaks before the answer is there. */
export const loseAnswer: Fault = async ({ env }, next) => {
  await next();
  env.incoming.socket.destroy();
  return undefined;
};

/** The line breaks before the service has looked at the request. */
export const breakOff: Fault = async ({ env }) => {
  env.incoming.socket.destroy();
  return new Response();
};

/** No answer ever; says when somebody asked, and when nobody waits for it any more. */
export function silence() {
  const asked = moment();
  const left = moment();
  const fault: Fault = ({ env }) => {
    env.incoming.socket.once('close', left.happen);
    asked.happen();
    return new Promise(() => undefined);
  };
  return { fault, asked: asked.happened, left: left.happened };
}

export interface TestServer {
  readonly url: string;
  readonly service: TestService;
  readonly requests: Seen[];
  /** For the next requests to paths that begin so, in turn. */
  fail(path: string, ...faults: Fault[]): void;
  /** An admin's client of the tenant `acme`. */
  client(options?: Partial<LikenessOptions>): Promise<ReturnType<typeof createLikeness>>;
  close(): Promise<void>;
}

/** The whole API and the object gateway on a port, whose requests can be made to fail. */
export async function startServer(): Promise<TestServer> {
  const service = await openTestService();
  const { ports } = service;
  const { objects, clock } = ports;
  const requests: Seen[] = [];
  const faults: { readonly path: string; readonly fault: Fault }[] = [];
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    const { method, path, raw } = context.req;
    requests.push({ method, path, headers: raw.headers });
    const at = faults.findIndex((one) => path.startsWith(one.path));
    const [found] = at < 0 ? [] : faults.splice(at, 1);
    if (found === undefined) return next();
    return (await found.fault(context, next)) as Response;
  });
  const secret = new Uint8Array(32);
  app.route('/', objectGateway({ objects, secret, clock, origins: [], onPut: () => undefined }));
  app.mount('/', service.app.fetch);
  let url = '';
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started));
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ports.transfers = localTransfers({ secret, baseUrl: () => url, clock });

  return {
    url,
    service,
    requests,
    fail: (path, ...added) => void faults.push(...added.map((fault) => ({ path, fault }))),
    async client(options = {}) {
      const token = await service.tokenOf({ tenant: 'acme', role: 'admin' });
      return createLikeness({ baseUrl: url, token: token ?? '', ...options });
    },
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      service.close();
    },
  };
}
