import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { sha256 } from '../../lib/domain/digest.ts';
import { idempotencyKey as recordKey } from '../../lib/domain/keys.ts';
import { once } from '../../lib/ports/idempotency.ts';
import type { ApiEnv } from './context.ts';

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .optional()
  .openapi({
    description:
      'Any text of your own, as a UUID. A request that is repeated with the same key within 24 hours is answered as the first was, and does nothing.',
  });

const keyShape = idempotencyKey.unwrap();

/** What is kept of an answer. */
interface Kept {
  readonly [member: string]: string | number | null;
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  /** Compressed, in base64: the forms of many photos are alike, and a record takes 400 KiB. */
  readonly body: string;
}

/**
 * Answers a repeated request with what the first was answered, and runs it once. Failed requests are forgotten, so that
 * the same key serves for the next try.
 * @throws InputError `IdempotencyKeyReused` for another request under the same key
 * @throws ServiceError `RequestInProgress` while the first runs
 */
export const idempotent: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const token = context.req.header('Idempotency-Key');
  // What is no key is for the validation to refuse.
  if (token === undefined || !keyShape.safeParse(token).success) return next();
  const { tenant, principal } = context.get('identity');
  const { method, url } = context.req;
  const { pathname, search } = new URL(url);
  const body = sha256(new Uint8Array(await context.req.arrayBuffer()));
  const key = recordKey(tenant, `${method} ${pathname}`, token);
  const fingerprint = sha256([principal, method, pathname, search, body].join('\n'));
  const { value, repeated } = await once(context.get('ports'), key, fingerprint, async (): Promise<Kept> => {
    await next();
    if (context.error !== undefined) throw context.error;
    const { status, headers } = context.res;
    const body = gzipSync(new Uint8Array(await context.res.clone().arrayBuffer())).toString('base64');
    return { status, type: headers.get('Content-Type'), location: headers.get('Location'), body };
  });
  if (!repeated) return;
  context.header('Idempotency-Replayed', 'true');
  if (value.type !== null) context.header('Content-Type', value.type);
  if (value.location !== null) context.header('Location', value.location);
  context.status(value.status as StatusCode);
  return context.body(gunzipSync(Buffer.from(value.body, 'base64')).toString());
};
