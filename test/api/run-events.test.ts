import { running } from './running.ts';
import { served } from './served.ts';
import { openTestService, type TestService } from './service.ts';
import { member } from './uploaded.ts';

let service: TestService;
let server: Awaited<ReturnType<typeof served>>;
let run: Awaited<ReturnType<typeof running>>;
beforeEach(async () => {
  service = await openTestService();
  server = await served(service);
  run = await running(service);
});
afterEach(async () => {
  await server.stop();
  service.close();
});

interface Message {
  readonly id: string;
  readonly event: string;
  readonly run: { readonly status: string; readonly stages: readonly object[] };
}

/** Listens to the run; each message is there as soon as it came. */
async function listen(headers: Record<string, string> = {}) {
  const ended = new AbortController();
  const response = await fetch(`${server.url}/v1/runs/${run.id}/events`, {
    headers: { ...headers, Authorization: `Bearer ${await service.tokenOf(member)}`, 'Accept-Encoding': 'gzip' },
    signal: ended.signal,
  });
  async function* messages(): AsyncGenerator<Message | 'nothing new'> {
    let text = '';
    for await (const piece of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      text += piece;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
        if (lines[0]?.startsWith(':')) yield 'nothing new';
        else yield { id: field('id'), event: field('event'), run: JSON.parse(field('data')) as Message['run'] };
      }
    }
  }
  const all = messages();
  return {
    response,
    leave: () => ended.abort(),
    /** The next message with news; undefined at the end of the stream. */
    async next(): Promise<Message | undefined> {
      for (;;) {
        const { value, done } = await all.next();
        if (done) return undefined;
        if (value !== 'nothing new') return value;
      }
    },
    /** What comes next, news or not. */
    any: async () => (await all.next()).value,
  };
}

test('the stream begins with the run as it is, tells each change, and ends with the run', async () => {
  const stream = await listen();
  expect(stream.response.headers.get('Content-Type')).toBe('text/event-stream');
  expect(stream.response.headers.get('Content-Encoding')).toBeNull();
  expect(await stream.next()).toMatchObject({ event: 'run', run: { status: 'queued', stages: [] } });
  await run.to('generating');
  expect(await stream.next()).toMatchObject({ run: { status: 'generating' } });
  await run.stage('compose', { status: 'running' });
  expect(await stream.next()).toMatchObject({ run: { stages: [{ stage: 'compose', status: 'running' }] } });
  await run.to('failed');
  expect(await stream.next()).toMatchObject({ run: { status: 'failed' } });
  expect(await stream.next()).toBeUndefined();
});

test('an event is what the run was when it was told, and its id is the tag of that state', async () => {
  const stream = await listen();
  const first = await stream.next();
  const now = await service.ask(member, 'GET', `/v1/runs/${run.id}`);
  expect([`"${first?.id}"`, first?.run]).toEqual([now.headers.get('ETag'), await now.json()]);
  stream.leave();
});

test('who comes back with the last id is told nothing that they know, and then what is new', async () => {
  const stream = await listen();
  const first = await stream.next();
  stream.leave();
  const again = await listen({ 'Last-Event-ID': String(first?.id) });
  expect(await again.any()).toBe('nothing new');
  await run.to('training');
  expect(await again.next()).toMatchObject({ run: { status: 'training' } });
  again.leave();
  const late = await listen({ 'Last-Event-ID': String(first?.id) });
  expect(await late.next()).toMatchObject({ run: { status: 'training' } });
  late.leave();
});

test('of a run that is over the stream tells it and ends', async () => {
  await run.to('failed');
  const stream = await listen();
  const only = await stream.next();
  expect([only?.run.status, await stream.next()]).toEqual(['failed', undefined]);
  const again = await listen({ 'Last-Event-ID': String(only?.id) });
  expect([await again.any(), await again.next()]).toEqual(['nothing new', undefined]);
});

test('many who listen to one run are all told of its end', async () => {
  const streams = await Promise.all(Array.from({ length: 12 }, () => listen()));
  await Promise.all(streams.map((stream) => stream.next()));
  await service.ask(member, 'POST', `/v1/runs/${run.id}/cancel`);
  const ends = await Promise.all(streams.map((stream) => stream.next()));
  expect(ends.map((end) => end?.run.status)).toEqual(Array.from({ length: 12 }, () => 'cancelled'));
  expect(await Promise.all(streams.map((stream) => stream.next()))).toEqual(
    Array.from({ length: 12 }, () => undefined),
  );
});
