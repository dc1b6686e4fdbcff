import createClient, { type Client } from 'openapi-fetch';
import { errorOf, LikenessApiError } from './error.ts';
import { patiently } from './patience.ts';
import type { paths } from './schema.ts';

export interface LikenessOptions {
  /** Where the service is: `http://127.0.0.1:8080`, or the stack's `ApiUrl`. */
  readonly baseUrl: string;
  /** An access token, or what gives one: it is called before each request, and so does well to keep what it gave. */
  readonly token: string | (() => string | Promise<string>);
  /** Another `fetch` than the platform's. */
  readonly fetch?: Fetch;
  /** Tries after the first, where the service is busy or the connection fails; 4 unless given. */
  readonly retries?: number;
  /** Ends everything that the client does. */
  readonly signal?: AbortSignal;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** For any call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** For a call that changes something. */
export interface ChangeOptions extends CallOptions {
  /**
   * A text of your own: repeated with it within 24 hours, even by another process, the call does nothing and gives what it
   * gave. One is made for each call unless given.
   */
  readonly idempotencyKey?: string;
}

/** What all the verbs are made of. */
export interface Connection {
  /** Every operation as the OpenAPI document has it, with the client's token and retries. */
  readonly http: Client<paths>;
  readonly fetch: Fetch;
  readonly retries: number;
  /** What ends a call: its own signal, and the client's. */
  signal(call?: CallOptions): AbortSignal | undefined;
}

export function connect(options: LikenessOptions): Connection {
  const { baseUrl, token, retries = 4 } = options;
  const fetch = connected(options.fetch ?? ((url, init) => globalThis.fetch(url, init)));
  const signal = (call: CallOptions = {}): AbortSignal | undefined => either(options.signal, call.signal);

  async function ask(request: Request): Promise<Response> {
    const { url, method } = request;
    // Sent as often as it takes, which a stream of it could not be.
    const sent = await request.arrayBuffer();
    const body = sent.byteLength === 0 ? null : sent;
    const headers = new Headers(request.headers);
    if (method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newKey());
    const ended = either(options.signal, request.signal);
    const send = async (): Promise<Response> => {
      headers.set('Authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      return fetch(url, { method, headers, body, ...(ended && { signal: ended }) });
    };
    return patiently(send, { retries, signal: ended, again: isPassing });
  }

  return { http: createClient<paths>({ baseUrl, fetch: ask }), fetch, retries, signal };
}

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export function either(one?: AbortSignal, other?: AbortSignal): AbortSignal | undefined {
  return one !== undefined && other !== undefined ? AbortSignal.any([one, other]) : (one ?? other);
}

/** A quota of the minute, a service that is busy or wakes, or the same request still at work after its answer was lost. */
async function isPassing(response: Response): Promise<boolean> {
  if ([503, 504].includes(response.status)) return true;
  // A quota that stays used up says no time to come back at.
  if (response.status === 429) return response.headers.has('Retry-After');
  if (response.status !== 409) return false;
  return (await response.clone().text()).includes('"RequestInProgress"');
}

/**
 * Waits for the whole answer, unless it is a stream of events, so that one that breaks off counts as none.
 * @throws LikenessApiError `ConnectionFailed`; the reason of a signal that aborted
 */
function connected(fetch: Fetch): Fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      if (isEventStream(response)) return response;
      const { status, statusText, headers } = response;
      const bytes = await response.arrayBuffer();
      // An answer of 204 or 304 may have no body at all, not even an empty one.
      return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
    } catch (cause) {
      init.signal?.throwIfAborted();
      const detail = `There is no answer from ${new URL(url).origin}: ${reasonOf(cause)}. Is it up, and the address right?`;
      throw new LikenessApiError({ code: 'ConnectionFailed', status: null, fault: 'service', detail }, { cause });
    }
  };
}

export const isEventStream = ({ headers }: Response): boolean =>
  headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;

/** `fetch failed` alone helps nobody: what is behind it does. */
function reasonOf(thrown: unknown): string {
  const { message = String(thrown), cause } = thrown as Partial<Error>;
  return (cause as Partial<Error> | undefined)?.message || message;
}

interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** As openapi-fetch has an answer's type: how long a tuple is, it forgets. */
type Untupled<T> = T extends readonly (infer Item)[]
  ? Untupled<Item>[]
  : T extends object
    ? { [Member in keyof T]: Untupled<T[Member]> }
    : T;

/**
 * What an operation answered.
 * @throws LikenessApiError where it refused
 */
export async function answered<T>(asked: Promise<Answer<NoInfer<Untupled<T>>>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if ((cause as Error).name !== 'SyntaxError') throw cause;
    const detail = 'The answer is not JSON: is the address that of the service?';
    throw new LikenessApiError({ code: 'UnexpectedAnswer', status: null, fault: 'user', detail }, { cause });
  });
  if (data === undefined) throw errorOf(response, error);
  return data as T;
}

/** What goes with a call of an operation. */
export const callInit = ({ signal, idempotencyKey }: ChangeOptions = {}) => ({
  signal: signal ?? null,
  headers: { 'Idempotency-Key': idempotencyKey },
});
