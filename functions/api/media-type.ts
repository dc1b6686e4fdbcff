import type { Context } from 'hono';

/** The type of the body without its parameters, in lower case; empty where it has none. */
export const mediaTypeOf = (context: Context): string =>
  (context.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
