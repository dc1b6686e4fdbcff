import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Home } from '../../lib/domain/home.ts';
import type { Identity } from '../../lib/domain/identity.ts';
import type { Directory } from '../../lib/ports/directory.ts';
import type { ServicePorts } from '../../lib/ports/index.ts';
import type { Signer } from '../../lib/ports/signer.ts';

/** What the service asks of a home. */
export type ApiPorts = Pick<
  ServicePorts,
  | 'objects'
  | 'records'
  | 'endpoints'
  | 'events'
  | 'executions'
  | 'jobLogs'
  | 'models'
  | 'transfers'
  | 'deletions'
  | 'delays'
  | 'posts'
  | 'clock'
>;

/** What differs between the homes of the application. */
export interface ApiHome {
  readonly home: Home;
  /** The ports on which the data of this tenant alone is reached. */
  portsFor(tenant: string): Promise<ApiPorts>;
  /**
   * Who asks.
   * @throws InputError `TokenMissing`, `TokenInvalid`
   */
  identify(context: Context): Promise<Identity>;
  /** Who belongs to which tenant; its calls name the tenant, and are no tenant's. */
  readonly directory: Directory;
  /** The keys that receipts are signed with. */
  readonly signer: Pick<Signer, 'keys'>;
  /** Whether everything answers that a request needs. */
  ready(): Promise<boolean>;
  /** Origins whose pages may ask, as browsers write them; `*` is any. */
  readonly origins: readonly string[];
  /** Hears of each request, once it is answered. */
  onAnswer?(answer: Answered): void;
}

/** One request, for whoever keeps a log. */
export interface Answered {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly tenant: string | null;
  readonly principal: string | null;
  /** What went wrong on our side; the answer does not say it. */
  readonly error: Error | null;
}

export interface ApiEnv {
  Variables: {
    requestId: string;
    identity: Identity;
    ports: ApiPorts;
    /** Set by a request that only tried: it leaves no entry in the audit log. */
    tried?: true;
  };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;
