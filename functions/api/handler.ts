import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { InputError } from '../../lib/domain/errors.ts';
import { compressed } from './compressed.ts';
import type { Api, ApiEnv, ApiHome } from './context.ts';
import { describeApi } from './document.ts';
import { type FieldFault, problemOf, RequestInvalid, retryAfter } from './problem.ts';
import { routeAudit } from './routes/audit.ts';
import { routeCompare } from './routes/compare.ts';
import { routeDeletions } from './routes/deletions.ts';
import { routeEmbeddings } from './routes/embeddings.ts';
import { routeEndpoints } from './routes/endpoints.ts';
import { routeGallery } from './routes/gallery.ts';
import { routeHealth } from './routes/health.ts';
import { routeMembers } from './routes/members.ts';
import { routePhotos } from './routes/photos.ts';
import { routePresets } from './routes/presets.ts';
import { routeRetention } from './routes/retention.ts';
import { routeRunControl } from './routes/run-control.ts';
import { routeRunDetails } from './routes/run-details.ts';
import { routeRunViews } from './routes/run-views.ts';
import { routeRuns } from './routes/runs.ts';
import { routeSubjects } from './routes/subjects.ts';
import { routeUsage } from './routes/usage.ts';
import { routeWebhooks } from './routes/webhooks.ts';
import { tell } from './telling.ts';

/** What any request may carry: API Gateway takes 10 MB and hands 6 MB to a function. */
const largestBody = 6 * 1024 * 1024;

const routes = [
  routeHealth,
  routePresets,
  routeSubjects,
  routePhotos,
  routeRuns,
  routeRunDetails,
  routeRunViews,
  routeRunControl,
  routeCompare,
  routeEndpoints,
  routeEmbeddings,
  routeGallery,
  routeRetention,
  routeUsage,
  routeAudit,
  routeWebhooks,
  routeDeletions,
  routeMembers,
];

/** The service's HTTP application, the same in both homes. */
export function create(home: ApiHome): Api {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook });
  app.use(tell(home));
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  app.use(crossOrigin(home.origins));
  app.use(compressed);
  app.use(bodyLimit({ maxSize: largestBody, onError: refuseBody }));
  app.use('/v1/*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    const identity = await home.identify(context);
    context.set('identity', identity);
    context.set('ports', await home.portsFor(identity.tenant));
    await next();
  });
  app.onError((thrown, context) => {
    const problem = problemOf(meant(thrown, context.req.raw.signal), context.get('requestId'));
    const after = retryAfter(problem);
    if (after !== undefined) context.header('Retry-After', String(after));
    if (problem.status === 401) context.header('WWW-Authenticate', 'Bearer realm="likeness"');
    return context.body(JSON.stringify(problem), problem.status as 400, {
      'Content-Type': 'application/problem+json',
    });
  });
  for (const route of routes) route(app, home);
  describeApi(app);
  return app;
}

/** Whose fault it is that a request could not be read: the framework and Node say it in their own ways. */
function meant(thrown: Error, { aborted }: AbortSignal): Error {
  const cause = { cause: thrown };
  if (aborted && 'code' in thrown && thrown.code === 'ECONNRESET')
    return new InputError('RequestUnreadable', 'The connection ended before the request did. Send it again.', cause);
  if (!(thrown instanceof HTTPException)) return thrown;
  const { status, message } = thrown;
  if (status === 400) return new InputError('RequestUnreadable', `${message}. Send JSON as RFC 8259 has it.`, cause);
  if (status === 415)
    return new InputError('MediaTypeUnsupported', `${message}. Send a Content-Type without parameters.`, cause);
  return thrown;
}

function refuseBody(): never {
  throw new InputError('RequestTooLarge', `A request may have ${largestBody / 1024 / 1024} MiB. Send less at once.`);
}

const crossOrigin = (origins: readonly string[]) =>
  cors({
    origin: (asked) => (origins.includes('*') || origins.includes(asked) ? asked : null),
    allowMethods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID'],
    exposeHeaders: ['ETag', 'Location', 'Retry-After', 'Idempotency-Replayed', 'X-Request-Id'],
    maxAge: 600,
  });

interface Checked {
  readonly target: string;
  readonly success: boolean;
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };
}

function defaultHook({ target, success, error }: Checked): void {
  if (success || error === undefined) return;
  const place = target === 'json' ? 'body' : target === 'param' ? 'path' : target;
  const faults = error.issues.map(
    ({ path, message }): FieldFault => ({ field: [place, ...path.map(String)].join('.'), message }),
  );
  throw new RequestInvalid(faults);
}
