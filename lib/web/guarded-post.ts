import http, { type ClientRequest, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { InputError } from '../domain/errors.ts';
import type { PostError, PostOutcome, Posts } from '../ports/posts.ts';
import { type Address, addressesOf, hostOf, parseTarget, type TargetRules } from './targets.ts';

export interface GuardedPostOptions extends TargetRules {
  /** For all of one post, from the name to the answer's last byte that is read; 10 s unless given. */
  readonly timeLimitMilliseconds?: number;
}

const userAgent = 'Likeness-Webhooks/1';
/** Of an answer's body so much is read, that its sender can finish; what it says does not matter. */
const longestAnswer = 4096;
/** How long one of several addresses may take to be connected to before the next is tried, in milliseconds. */
const addressPatience = 2_000;

type Message = Parameters<Posts['post']>[1];

/**
 * Posts that can't be turned against the network we are in. A name is resolved once, every address of it is checked,
 * and the connection goes to those addresses: a name that means something else a moment later gains nothing by it.
 */
export function guardedPosts(options: GuardedPostOptions = {}): Posts {
  return {
    async check(url) {
      const host = hostOf(parseTarget(url, options));
      const addresses = await addressesOf(host, options);
      if (typeof addresses !== 'string') return;
      const reason = addresses === 'TargetForbidden' ? 'is not on the public internet' : 'has a name with no address';
      throw new InputError('WebhookInvalid', `The host of the webhook's URL, ${host}, ${reason}.`);
    },

    async post(url, message) {
      const limit = AbortSignal.timeout(options.timeLimitMilliseconds ?? 10_000);
      const target = targetOf(url, options);
      if (target === undefined) return { error: 'TargetForbidden' };
      const addresses = await Promise.race([addressesOf(hostOf(target), options), atEnd(limit)]);
      return typeof addresses === 'string' ? { error: addresses } : exchange(target, addresses, message, limit);
    },
  };
}

/** Undefined where the rules have become stricter since the URL was taken. */
function targetOf(url: string, options: TargetRules): URL | undefined {
  try {
    return parseTarget(url, options);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

const atEnd = (limit: AbortSignal): Promise<PostError> =>
  new Promise((resolve) => limit.addEventListener('abort', () => resolve('TargetTimeout'), { once: true }));

/** One request on a connection of its own, and its answer's status: that is said once the body has ended or enough of it came. */
function exchange(target: URL, addresses: readonly Address[], message: Message, limit: AbortSignal) {
  return new Promise<PostOutcome>((resolve) => {
    const request = open(target, addresses, message, limit);
    const failure = failureOf(request, target, limit);
    let outcome: PostOutcome | undefined;
    request.on('response', (response) => {
      outcome = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null };
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read >= longestAnswer) request.destroy();
      });
      // Whatever becomes of the body, the status has been said.
      response.on('error', () => undefined);
    });
    let error: NodeJS.ErrnoException | undefined;
    request.on('error', (raised) => {
      error ??= raised;
    });
    request.on('close', () => resolve(outcome ?? { error: failure(error) }));
    request.end(message.body);
  });
}

/** The request, begun. Its agent is its own: no connection is kept, and no proxy of the environment is asked. */
function open(target: URL, addresses: readonly Address[], { headers, body }: Message, signal: AbortSignal) {
  const options: RequestOptions = {
    method: 'POST',
    host: hostOf(target),
    port: target.port || undefined,
    path: `${target.pathname}${target.search}`,
    headers: { ...headers, 'user-agent': userAgent, 'content-length': Buffer.byteLength(body) },
    lookup: pinned(addresses),
    signal,
  };
  const connection = { keepAlive: false, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: addressPatience };
  return target.protocol === 'http:'
    ? http.request({ ...options, agent: new http.Agent(connection) })
    : https.request({ ...options, agent: new https.Agent({ ...connection, maxCachedSessions: 0 }) });
}

/** Answers any question for a name with these addresses. */
function pinned(addresses: readonly Address[]): LookupFunction {
  const [{ address, family } = { address: '', family: 0 }] = addresses;
  return (_name, { all }, done) => (all ? done(null, [...addresses]) : done(null, address, family));
}

/** What went wrong, by how far the request had come. */
function failureOf(request: ClientRequest, target: URL, limit: AbortSignal) {
  let connected = false;
  let secured = target.protocol === 'http:';
  request.on('socket', (socket) => {
    socket.once('connect', () => {
      connected = true;
    });
    socket.once('secureConnect', () => {
      secured = true;
    });
  });
  return (error: NodeJS.ErrnoException | undefined): PostError => {
    if (limit.aborted) return 'TargetTimeout';
    if (connected && !secured) return 'TlsFailed';
    return error?.code?.startsWith('HPE_') ? 'AnswerInvalid' : 'TargetUnreachable';
  };
}
