import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { Context, MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';

/** In bytes: what is shorter takes longer to compress than to send. */
const least = 1024;
/** What is longer keeps others waiting while it is compressed, and so is by a thread of its own, which takes a moment to ask. */
const long = 64 * 1024;
/** Higher ones take three times as long for a tenth less. */
const level = 1;

const compressible = /^(?:application\/(?:json|problem\+json)|text\/csv)(?:;|$)/;

/** Compresses what is answered as a whole, for who takes that. Streams, as of events, stay as they are. */
export const compressed: MiddlewareHandler = async (context, next) => {
  await next();
  const { body, headers: told } = context.res;
  if (body === null || !compressible.test(told.get('Content-Type') ?? '')) return;
  context.header('Vary', 'Accept-Encoding', { append: true });
  if (context.req.method === 'HEAD' || !takesGzip(context)) return;
  const { res } = context;
  const plain = new Uint8Array(await res.arrayBuffer());
  const isShort = plain.length < least;
  const bytes = isShort ? plain : await (plain.length < long ? gzipSync : promisify(gzip))(plain, { level });
  context.res = new Response(new Uint8Array(bytes), res);
  if (isShort) return;
  const { headers } = context.res;
  headers.set('Content-Encoding', 'gzip');
  const tag = headers.get('ETag');
  // Other bytes under one tag make it a weak one.
  if (tag !== null) headers.set('ETag', `W/${tag}`);
};

const takesGzip = (context: Context): boolean =>
  accepts(context, { header: 'Accept-Encoding', supports: ['gzip', 'identity'], default: 'identity' }) === 'gzip';
