import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { LikenessError } from '../../lib/domain/errors.ts';
import type { ApiEnv, ApiHome } from './context.ts';

/** Gives each request an id, which its answer carries, and tells the home of it once it is answered. */
export function tell({ onAnswer }: ApiHome): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const requestId = randomUUID();
    const began = performance.now();
    context.set('requestId', requestId);
    context.header('X-Request-Id', requestId);
    await next();
    const identity = context.get('identity') ?? null;
    const { error } = context;
    // What the framework refuses by itself, as a body that is no JSON, is no error of ours.
    const ours = error instanceof LikenessError ? error.fault !== 'user' : context.res.status >= 500;
    onAnswer?.({
      requestId,
      method: context.req.method,
      route: routePath(context, -1),
      status: context.res.status,
      milliseconds: Math.round(performance.now() - began),
      tenant: identity?.tenant ?? null,
      principal: identity?.principal ?? null,
      error: error !== undefined && ours ? error : null,
    });
  };
}
