import { Writable } from 'node:stream';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { streamSSE } from 'hono/streaming';
import { buffered, streamed } from '../../lib/aws/api-gateway.ts';
import { gatewayEvent, lambdaContext, noTelemetry } from '../fixtures/gateway-events.ts';

const app = new Hono();
app.use(compress({ threshold: 0 }));
app.all('/echo', async (context) => {
  const body = Buffer.from(await context.req.arrayBuffer()).toString('hex');
  const { authorization } = context.req.header();
  const { event } = context.env as { event: { requestContext: { requestId: string } } };
  return context.json({ body, authorization, query: context.req.queries(), request: event.requestContext.requestId });
});
app.get('/teapot', (context) => context.json({ code: 'Teapot' }, 418));
app.get('/empty', (context) => context.body(null, 304));

describe('the application behind a proxy integration', () => {
  const handler = buffered(app, noTelemetry);

  test('gets headers, query, the event and a body of any bytes', async () => {
    const body = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80]);
    const event = gatewayEvent('POST', '/echo', {
      body,
      query: { a: 'x y' },
      headers: { Authorization: 'Bearer t', 'Content-Type': 'image/jpeg' },
    });
    const answer = await handler(event, lambdaContext());
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(JSON.parse(answer.body)).toEqual({
      body: 'ffd8ff0080',
      authorization: 'Bearer t',
      query: { a: ['x y'] },
      request: 'gateway-request',
    });
  });

  test('answers text as text, which API Gateway compresses itself', async () => {
    for (const name of ['Accept-Encoding', 'accept-encoding']) {
      const event = gatewayEvent('GET', '/teapot', { headers: { [name]: 'gzip, br' } });
      const answer = await handler(event, lambdaContext());
      expect(answer).toMatchObject({ statusCode: 418, isBase64Encoded: false, body: '{"code":"Teapot"}' });
      expect(answer.multiValueHeaders).not.toHaveProperty('content-encoding');
    }
  });
});

/** What the Node.js runtime of Lambda has globally: status and headers go before the first write. */
class Client extends Writable {
  metadata: { statusCode: number; headers: Record<string, string> } | undefined;
  headersSent = false;
  readonly chunks: string[] = [];
  /** Resolves with the next write that holds something. */
  heard: (text: string) => void = () => undefined;
  override _write(chunk: Buffer, _: string, done: () => void) {
    this.headersSent = true;
    const text = chunk.toString();
    if (text !== '') this.chunks.push(text);
    if (text !== '') this.heard(text);
    done();
  }
}

describe('the application behind an integration that streams', () => {
  beforeAll(() => {
    const runtime = {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from: (stream: Client, metadata: Client['metadata']) => Object.assign(stream, { metadata }),
      },
    };
    Object.assign(globalThis, { awslambda: runtime });
  });
  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'awslambda');
  });

  const call = async (application: Hono, path: string, client = new Client(), milliseconds = 900_000) => {
    const event = gatewayEvent('GET', path, { query: { n: '1' }, headers: { 'Accept-Encoding': 'gzip' } });
    const handler = streamed(application, noTelemetry);
    await handler(event, client as unknown as awslambda.HttpResponseStream, lambdaContext(milliseconds));
    return client;
  };

  test('answers with status and headers, and then what is made, uncompressed', async () => {
    const client = await call(app, '/teapot');
    expect(client.metadata).toMatchObject({ statusCode: 418, headers: { 'content-type': 'application/json' } });
    expect(client.metadata?.headers).not.toHaveProperty('content-encoding');
    expect(client.chunks.join('')).toBe('{"code":"Teapot"}');
    expect(client.writableFinished).toBe(true);
    expect(JSON.parse((await call(app, '/echo')).chunks.join(''))).toMatchObject({ query: { n: ['1'] } });
  });

  test('sends status and headers where there is no body', async () => {
    const client = await call(app, '/empty');
    expect(client.metadata?.statusCode).toBe(304);
    expect(client).toMatchObject({ headersSent: true, chunks: [], writableFinished: true });
  });

  /** Says one thing, and then nothing until nobody listens. */
  const endless = () => {
    let told: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      told = resolve;
    });
    const application = new Hono();
    application.get('/events', (context) =>
      streamSSE(context, async (stream) => {
        stream.onAbort(told);
        await stream.writeSSE({ event: 'run', data: 'begun' });
        await left;
      }),
    );
    return { application, left };
  };

  test('sends what there is before there is more, until the listener leaves', async () => {
    const { application, left } = endless();
    const client = new Client();
    const first = new Promise<string>((resolve) => {
      client.heard = resolve;
    });
    const ended = call(application, '/events', client);
    expect(await first).toBe('event: run\ndata: begun\n\n');
    expect(client.metadata?.headers).toMatchObject({ 'content-type': 'text/event-stream' });
    expect(Object.keys(client.metadata?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(connection|transfer-encoding)$/)]),
    );
    client.destroy();
    await ended;
    await left;
  });

  test('ends the stream whole before the function would be ended, and tells who makes it', async () => {
    const { application, left } = endless();
    const client = await call(application, '/events', new Client(), 5001);
    await left;
    expect(client.writableFinished).toBe(true);
    expect(client.chunks.join('')).toBe('event: run\ndata: begun\n\n');
  });
});
