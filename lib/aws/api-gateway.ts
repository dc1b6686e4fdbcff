import { pipeline } from 'node:stream/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Env, Hono, Schema } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { ApiTelemetry } from './api-telemetry.ts';

// The application finds the event in its environment.

/** The application as a proxy integration of a REST API calls it, which answers once the whole answer is there. */
export function buffered<E extends Env, S extends Schema, P extends string>(
  app: Hono<E, S, P>,
  telemetry: ApiTelemetry,
) {
  const respond = handle(app);
  return async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    telemetry.begin(event, context);
    // The library's names for the same things.
    return (await respond(uncompressed(event) as unknown as LambdaEvent)) as APIGatewayProxyResult;
  };
}

/** Milliseconds that a stream ends before the function would be ended, so that it ends whole. */
const margin = 5000;

/** The same where the integration's response transfer mode is STREAM: the answer is there as it is made. It takes no body. */
export function streamed<E extends Env, S extends Schema, P extends string>(
  app: Hono<E, S, P>,
  telemetry: ApiTelemetry,
) {
  return awslambda.streamifyResponse(async (event: APIGatewayProxyEvent, stream, context) => {
    telemetry.begin(event, context);
    const response = await app.fetch(requestOf(uncompressed(event)), { event });
    const { status: statusCode, headers } = response;
    // Of the connection to the client, which is API Gateway's.
    for (const name of ['connection', 'transfer-encoding']) headers.delete(name);
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode, headers: Object.fromEntries(headers) });
    // Status and headers go with the first write.
    answer.write('');
    const gone = new AbortController();
    answer.once('close', () => gone.abort());
    const late = AbortSignal.timeout(context.getRemainingTimeInMillis() - margin);
    await pipeline(chunksOf(response, AbortSignal.any([gone.signal, late])), answer).catch(unlessLeft);
  });
}

/** A listener that leaves is no failure. */
function unlessLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

/** What the answer's body has until the signal; then whoever makes it is told that nobody listens any more. */
async function* chunksOf({ body }: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  signal.addEventListener('abort', () => reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/**
 * API Gateway compresses answers itself. What the function compressed would be binary, which API Gateway hands on as
 * base64 text to clients that do not ask for a binary type.
 */
function uncompressed(event: APIGatewayProxyEvent): APIGatewayProxyEvent {
  const kept = <T>(headers: Readonly<Record<string, T>> | null): Record<string, T> =>
    Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'accept-encoding'));
  return { ...event, headers: kept(event.headers), multiValueHeaders: kept(event.multiValueHeaders) };
}

function requestOf(event: APIGatewayProxyEvent): Request {
  const url = new URL(`https://${event.requestContext.domainName}${event.path}`);
  for (const [name, values = []] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    for (const value of values) url.searchParams.append(name, value);
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(event.multiValueHeaders)) {
    for (const value of values) headers.append(name, value);
  }
  return new Request(url, { method: event.httpMethod, headers });
}
