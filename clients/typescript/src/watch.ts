import { type CallOptions, type Connection, isEventStream } from './connection.ts';
import { errorOf } from './error.ts';
import { backoff, pause } from './patience.ts';
import type { components } from './schema.ts';
import { serverEvents } from './server-events.ts';

export type RunDetail = components['schemas']['RunDetail'];

export interface WatchOptions extends CallOptions {
  /** Where streams don't come through: how often to ask instead, in milliseconds; 2000 unless given. */
  readonly pollEvery?: number;
}

const over: readonly RunDetail['status'][] = ['succeeded', 'kept-base', 'failed', 'cancelled'];

/** Whether nothing will change any more. */
export const isOver = ({ status }: Pick<RunDetail, 'status'>): boolean => over.includes(status);

/**
 * The run as it is now and each time it changes, to its end. A stream that breaks is taken up where it was; one that is
 * refused, or that brings nothing however often it is taken up, is replaced by asking.
 */
export async function* watchRun(
  connection: Connection,
  run: string,
  options: WatchOptions = {},
): AsyncGenerator<RunDetail, void> {
  const signal = connection.signal(options);
  let last: string | undefined;
  let vain = 0;
  while (vain <= connection.retries) {
    const stream = await openStream(connection, run, last, options);
    if (stream === undefined) break;
    vain += 1;
    for await (const { event, id, data } of untilBroken(serverEvents(stream), signal)) {
      if (event !== 'run') continue;
      last = id;
      vain = 0;
      const detail = JSON.parse(data) as RunDetail;
      yield detail;
      if (isOver(detail)) return;
    }
    await pause(backoff(vain), signal);
  }
  yield* pollRun(connection, run, last, options);
}

/** Undefined where it is refused: what is wrong with the run itself, asking for that will say. */
async function openStream(connection: Connection, run: string, last: string | undefined, options: CallOptions) {
  const { data, response } = await connection.http.GET('/v1/runs/{run}/events', {
    params: { path: { run } },
    headers: { Accept: 'text/event-stream', 'Last-Event-ID': last },
    parseAs: 'stream',
    signal: options.signal ?? null,
  });
  if (data && isEventStream(response)) return data;
  await data?.cancel();
  return undefined;
}

async function* untilBroken<T>(events: AsyncGenerator<T, void>, signal?: AbortSignal): AsyncGenerator<T, void> {
  try {
    yield* events;
  } catch {
    signal?.throwIfAborted();
  }
}

async function* pollRun(
  connection: Connection,
  run: string,
  last: string | undefined,
  options: WatchOptions,
): AsyncGenerator<RunDetail, void> {
  const { pollEvery = 2000 } = options;
  // An event's id is the document's tag.
  let tag = last === undefined ? undefined : `"${last}"`;
  for (;;) {
    const { data, error, response } = await connection.http.GET('/v1/runs/{run}', {
      params: { path: { run } },
      headers: { 'If-None-Match': tag },
      signal: options.signal ?? null,
    });
    if (response.status !== 304) {
      if (data === undefined) throw errorOf(response, error);
      tag = response.headers.get('ETag') ?? undefined;
      const detail = data as RunDetail;
      yield detail;
      if (isOver(detail)) return;
    }
    await pause(pollEvery, connection.signal(options));
  }
}
