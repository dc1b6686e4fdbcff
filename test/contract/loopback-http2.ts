import { createServer, type ServerHttp2Session } from 'node:http2';
import type { Answer, Loopback, Wired } from './loopback.ts';

/** As `startLoopback`, for clients that speak HTTP/2 alone, as the one of Bedrock does; `null` is no answer at all. */
export async function startHttp2Loopback(answer: (request: Wired) => Answer | null): Promise<Loopback> {
  const requests: Wired[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {}); // the client gave up
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const request = { path: headers[':path'] ?? '', headers, body: Buffer.concat(chunks) };
    requests.push(request);
    const given = answer(request);
    if (given === null) return;
    stream.respond({ ':status': given.status ?? 200, 'content-type': 'application/json', ...given.headers });
    stream.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}
