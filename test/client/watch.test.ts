import { setImmediate } from 'node:timers/promises';
import { createLikeness, LikenessApiError, type RunDetail } from '../../clients/typescript/src/index.ts';
import { runKey } from '../../lib/domain/keys.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import { type Receiver, type Respond, startReceiver } from '../fixtures/receiver.ts';
import { moment } from './promises.ts';
import { answer, startServer, type TestServer } from './server.ts';

describe('the runs of the service', () => {
  let server: TestServer;
  let run: string;
  beforeEach(async () => {
    server = await startServer();
    ({ run = '' } = await server.service.fill('acme'));
  });
  afterEach(() => server.close());

  const become = (status: RunStatus) =>
    server.service.ports.records.update(runKey({ tenant: 'acme', run } as Parameters<typeof runKey>[0]), { status });
  const asked = (path: string) => server.requests.filter((one) => one.path === path);
  /** The statuses that were seen; the run goes on as soon as one was. */
  async function seen(watched: AsyncGenerator<RunDetail, void>): Promise<string[]> {
    const statuses: string[] = [];
    for await (const { status } of watched) {
      statuses.push(status);
      if (status === 'training') await become('deploying');
      if (status === 'deploying') await become('succeeded');
    }
    return statuses;
  }

  test('are watched to their end, each change once', async () => {
    await become('training');
    expect(await seen((await server.client()).runs.watch(run))).toEqual(['training', 'deploying', 'succeeded']);
    expect(asked(`/v1/runs/${run}/events`)).toHaveLength(1);
  });

  test.each([
    ['is not taken', answer(405)],
    ['is something else', answer(200, { 'Content-Type': 'text/html' }, '<html>')],
    ['ends before it began', answer(200, { 'Content-Type': 'text/event-stream' })],
  ])('are asked for where the stream %s, and are not sent again unchanged', async (_, refused) => {
    await become('training');
    server.fail(`/v1/runs/${run}/events`, refused, refused, refused);
    const likeness = await server.client({ retries: 2 });
    const watched = likeness.runs.watch(run, { pollEvery: 1 });
    await expect(watched.next()).resolves.toMatchObject({ value: { status: 'training' } });
    const [first, second] = [watched.next(), watched.next()];
    let told = false;
    void first.finally(() => {
      told = true;
    });
    while (!told && asked(`/v1/runs/${run}`).length < 4) await setImmediate();
    expect(told).toBe(false);
    await become('deploying');
    await expect(first).resolves.toMatchObject({ value: { status: 'deploying' } });
    await become('succeeded');
    await expect(second).resolves.toMatchObject({ value: { status: 'succeeded' } });
    await expect(watched.next()).resolves.toEqual({ done: true, value: undefined });
    const [one, ...others] = asked(`/v1/runs/${run}`).map(({ headers }) => headers.get('If-None-Match'));
    expect(one).toBeNull();
    expect(new Set(others).size).toBe(2);
    expect(others).not.toContain(null);
  });

  test('are waited for, however they end', async () => {
    await become('training');
    const heard: string[] = [];
    const likeness = await server.client();
    const onChange = async ({ status }: RunDetail) => {
      heard.push(status);
      if (status === 'training') await become('failed');
    };
    expect(await likeness.runs.wait(run, { onChange })).toMatchObject({ id: run, status: 'failed' });
    expect(heard).toEqual(['training', 'failed']);
  });

  test('that there are not are an error as elsewhere', async () => {
    const waited = (await server.client()).runs.wait('01ARZ3NDEKTSV4RRFFQ69G5FAV');
    await expect(waited).rejects.toBeInstanceOf(LikenessApiError);
    await expect(waited).rejects.toMatchObject({ code: 'RunUnknown', status: 404 });
  });
});

describe('a stream of events', () => {
  let receiver: Receiver;
  afterEach(() => receiver.close());

  const run = '01J00000000000000000000000';
  const event = (id: string, status: string) =>
    `id: ${id}\nevent: run\ndata: ${JSON.stringify({ id: run, status })}\n\n`;
  /** Answers each request by the next of these. */
  async function streams(...answers: Respond[]) {
    const left = [...answers];
    receiver = await startReceiver((response, request) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      left.shift()?.(response, request);
    });
    return createLikeness({ baseUrl: `http://127.0.0.1:${receiver.port}`, token: 'x', retries: 2 });
  }
  const broken =
    (text: string): Respond =>
    (response) =>
      response.write(text, () => response.destroy());

  test('that breaks is taken up where it was, as often as it brings something', async () => {
    const likeness = await streams(
      broken(event('1', 'training') + event('2', 'training').slice(0, 30)),
      broken(`: nothing new\n\n${event('2', 'training')}`),
      (response) => response.end(event('3', 'evaluating')),
      broken(''),
      broken(event('4', 'deploying')),
      (response) => response.write(event('5', 'succeeded')),
    );
    const statuses: string[] = [];
    for await (const { status } of likeness.runs.watch(run)) statuses.push(status);
    expect(statuses).toEqual(['training', 'training', 'evaluating', 'deploying', 'succeeded']);
    const from = receiver.received.map(({ headers }) => headers['last-event-id']);
    expect(from).toEqual([undefined, '1', '2', '3', '3', '4']);
  });

  test('is closed when its reader goes away', async () => {
    const closed = moment();
    const likeness = await streams((response) => {
      response.once('close', closed.happen);
      response.write(event('1', 'training'));
    });
    for await (const { status } of likeness.runs.watch(run)) if (status === 'training') break;
    await closed.happened;
    expect(receiver.received).toHaveLength(1);
  });

  test('ends at once where it is aborted', async () => {
    const closed = moment();
    const likeness = await streams((response) => {
      response.once('close', closed.happen);
      response.write(event('1', 'training'));
    });
    const controller = new AbortController();
    const watched = likeness.runs.watch(run, { signal: controller.signal });
    await watched.next();
    const next = watched.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    await closed.happened;
    expect(receiver.received).toHaveLength(1);
  });
});
