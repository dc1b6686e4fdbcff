import {
  type EndpointAnswers,
  type EndpointTask,
  endpointAnswers,
  endpointProblem,
} from '../domain/endpoint-answers.ts';
import { errorFromCode, faultOf, isErrorCode, type LikenessError, ServiceError } from '../domain/errors.ts';
import { isNamed } from '../domain/keys.ts';
import type { Endpoints } from './endpoints.ts';

/** The body of a request to `/invocations`. */
export interface Content {
  readonly mediaType: string;
  readonly body: Uint8Array | string;
}

/** What the embedding server answered, whoever passed it on. */
export interface Reply {
  /** Which server, as a sentence about it begins. */
  readonly from: string;
  /** The server's own HTTP status. */
  readonly status: number;
  readonly text: string;
  /** What else is known where it refused, for whoever reads the error. */
  readonly details?: string;
  readonly cause?: unknown;
}

/**
 * Brings a request to the server that has the adapter, and its answer back, whatever its status.
 * @throws ServiceError `EndpointBusy`, `EndpointFailed` where the server never answered
 */
export type Send = (content: Content, adapterName: string | null) => Promise<Reply>;

/** The requests of a home that can send them: it is one program that answers in both. */
export function requestsBy(send: Send): Pick<Endpoints, 'embed' | 'ask'> {
  return {
    async embed(image, adapterName) {
      const reply = await send({ mediaType: mediaType(image), body: image }, adapterName);
      if (!isOk(reply)) throw failure(reply);
      const { backbone, adapter, feature, data } = answerOf(reply, 'embed', 1, adapterName);
      const vector = data[0]?.embedding ?? [];
      if (typeof vector === 'string' || vector.length === 0) throw notAnAnswer(reply, 'embed');
      return { vector, backbone, adapter, feature };
    },

    async ask({ task, input, encoding_format, dimensions, feature }, adapterName) {
      // Member by member: one called `model` would name an adapter too.
      const body = JSON.stringify({ task, input, encoding_format, dimensions, feature });
      const reply = await send({ mediaType: 'application/json', body }, adapterName);
      if (!isOk(reply)) throw usersFault(reply) ?? failure(reply);
      return answerOf(reply, task, input.length, adapterName);
    },
  };
}

export const isOk = ({ status }: Reply): boolean => status >= 200 && status < 300;

const busy = [429, 503, 507];
const refused = [400, 413, 415, 422];

/** The error for a refusal, as ours. */
export function failure(reply: Reply): ServiceError {
  const { from, status, text, details = '', cause } = reply;
  const problem = problemOf(reply);
  const reason = problem === undefined ? text.slice(0, 500) : `${problem.code}: ${problem.message}`;
  return busy.includes(status)
    ? new ServiceError('EndpointBusy', `${from} can't answer yet, ask again: ${reason}`, { cause })
    : new ServiceError('EndpointFailed', `${from} answered ${status}: ${reason}${details}`, { cause });
}

/** The error for a refusal of what the user sent; undefined where that is not what was wrong. */
function usersFault(reply: Reply): LikenessError | undefined {
  const problem = problemOf(reply);
  if (problem === undefined || !refused.includes(reply.status)) return undefined;
  const { code, message } = problem;
  if (!isErrorCode(code) || faultOf(code) !== 'user') return undefined;
  return errorFromCode(code, message, { cause: reply.cause });
}

function problemOf({ text }: Reply): { readonly code: string; readonly message: string } | undefined {
  try {
    return endpointProblem.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @throws ServiceError `EndpointFailed` for another shape, another number of images or another model than was meant */
function answerOf<Task extends EndpointTask>(
  reply: Reply,
  task: Task,
  images: number,
  adapterName: string | null,
): EndpointAnswers[Task] {
  const answer = parsed(reply, task);
  if (answer.data.length !== images) throw notAnAnswer(reply, task);
  const { adapter } = answer;
  if (isNamed(adapter, adapterName)) return answer;
  const wanted = adapterName === null ? 'the bare backbone' : `the adapter ${adapterName}`;
  const served = adapter === null ? 'the bare backbone' : `the adapter with the digest ${adapter}`;
  throw new ServiceError('EndpointFailed', `${reply.from} was asked for ${wanted} and answered with ${served}.`);
}

function parsed<Task extends EndpointTask>(reply: Reply, task: Task): EndpointAnswers[Task] {
  try {
    return endpointAnswers[task].parse(JSON.parse(reply.text)) as EndpointAnswers[Task];
  } catch (error) {
    throw notAnAnswer(reply, task, error);
  }
}

const nouns = { embed: 'embedding', match: 'match', locate: 'location' } as const;

const notAnAnswer = ({ from, text }: Reply, task: EndpointTask, cause?: unknown): ServiceError =>
  new ServiceError('EndpointFailed', `${from} answered with no ${nouns[task]}: ${text.slice(0, 200)}`, { cause });

/** JPEG, PNG or WebP by the first bytes. */
function mediaType(image: Uint8Array): string {
  const start = Buffer.from(image.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp';
  throw new ServiceError('EndpointFailed', 'Only JPEG, PNG and WebP images can be embedded.');
}
