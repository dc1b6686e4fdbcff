import { createRoute, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { InputError } from '../../lib/domain/errors.ts';
import type { Scope } from '../../lib/domain/identity.ts';
import { audited } from './audit.ts';
import type { ApiEnv } from './context.ts';
import { idempotencyKey, idempotent } from './idempotent.ts';
import { mediaTypeOf } from './media-type.ts';
import { problemSchema } from './problem.ts';

type Config<P extends string> = Omit<RouteConfig, 'path' | 'security'> & { readonly path: P };

/** Which of a request's faults an operation can have, besides those that every one has. */
export interface OperationOptions {
  /** What the asker's token must allow; `null`: anybody may ask. */
  readonly scope: Scope | null;
  /** Statuses of its own problems, as 404 and 409. */
  readonly problems?: readonly number[];
  /** A POST that changes nothing, and so needs no memory of its answer and leaves no entry in the audit log. */
  readonly readOnly?: boolean;
  /** A POST whose answer has a secret, which is kept nowhere: repeated, it is done again. */
  readonly answersSecret?: boolean;
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** What a server says before it has read the request. */
const unread = { 431: { description: 'Address and headers are longer than 16 KiB. There is no body.' } } as const;

const header = (type: 'string' | 'integer', description: string) => ({ description, required: true, schema: { type } });
const requestId = { 'X-Request-Id': header('string', 'What to tell us about the request.') };
const retryAfter = { 'Retry-After': header('integer', 'Seconds after which asking again makes sense.') };

/** The headers that an answer of the status has, whatever the operation. */
const headers: Readonly<Record<number, object>> = {
  401: { ...requestId, 'WWW-Authenticate': header('string', 'Which tokens are taken.') },
  429: { ...requestId, 'Retry-After': { ...retryAfter['Retry-After'], required: false } },
  503: { ...requestId, ...retryAfter },
};

const everywhere: Readonly<Record<number, string>> = {
  400: 'The request can not be read, or its cursor is not of this list.',
  401: 'There is no token, or it is not valid.',
  403: 'The token does not allow this.',
  422: 'Something in the request is not as it must be; `errors` says what.',
  429: 'A quota is used up; where that passes by itself, `Retry-After` says when to ask again.',
  500: 'Our fault.',
};

const elsewhere: Readonly<Record<number, string>> = {
  404: 'There is no such thing, or it is not yours.',
  409: 'Something is in the way: `code` says what.',
  413: 'The body is too large.',
  415: 'The body is of a type that is not taken.',
  502: 'What we asked for you failed.',
  503: 'What we asked for you is not awake yet; `Retry-After` says when to ask again.',
};

/**
 * One operation of the API: its route, who may use it, and the problems that it may answer with. A route that isn't made
 * by this has no way into the application, so that none is without a check and all are in the document.
 */
export function operation<const P extends string, const R extends Config<P>>(options: OperationOptions, config: R) {
  const { scope, problems = [], readOnly = false, answersSecret = false } = options;
  const changes = config.method !== 'get' && !readOnly;
  const remembered = config.method === 'post' && changes && !answersSecret && scope !== null;
  const statuses = [
    ...(scope === null ? [400, 422, 429, 500] : Object.keys(everywhere).map(Number)),
    ...problems,
    ...(config.method === 'post' || config.method === 'patch' || config.method === 'put' ? [413, 415] : []),
    ...(remembered ? [409] : []),
  ];
  const told = Object.fromEntries(
    statuses.map((status) => [status, problem(everywhere[status] ?? elsewhere[status] ?? '')]),
  );
  const middleware: MiddlewareHandler<ApiEnv>[] = [
    ...(scope === null ? [] : [permitted(scope)]),
    ...(config.request?.body === undefined ? [] : [takes(Object.keys(config.request.body.content))]),
    ...(remembered ? [idempotent] : []),
    // Inside: a request that is answered from memory changes nothing.
    ...(changes && scope !== null ? [audited(`${config.method.toUpperCase()} ${config.path}`)] : []),
  ];
  const { request = {} } = config;
  return createRoute({
    ...config,
    ...(scope !== null && { security: [{ bearer: [scope] }] }),
    middleware,
    request: {
      ...request,
      query: request.query ?? z.strictObject({}),
      ...(config.method === 'post' && scope !== null && { headers: z.object({ 'idempotency-key': idempotencyKey }) }),
    },
    responses: { ...unread, ...withHeaders({ ...told, ...config.responses }) },
  } as unknown as R & { readonly middleware: MiddlewareHandler<ApiEnv>[] });
}

const withHeaders = (responses: RouteConfig['responses']) =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: headers[Number(status)] ?? requestId },
    ]),
  );

const permitted =
  (scope: Scope): MiddlewareHandler<ApiEnv> =>
  async (context, next) => {
    const { scopes } = context.get('identity');
    if (!scopes.includes(scope)) {
      throw new InputError('NotPermitted', `This takes ${scope}, which the token does not have.`);
    }
    await next();
  };

/** Refuses a body of another type; what is validated is so what was sent. */
function takes(types: readonly string[]): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const type = mediaTypeOf(context);
    if (!types.includes(type)) {
      const message = `The body is of the type ${type === '' ? 'none' : `'${type.slice(0, 100)}'`}; it takes ${types.join(', ')}.`;
      throw new InputError('MediaTypeUnsupported', message);
    }
    await next();
  };
}
