import type { components } from './schema.ts';

type Problem = components['schemas']['Problem'];

/** What is known of a failure. */
export interface ErrorFacts {
  readonly code: string;
  readonly status: number | null;
  readonly fault: Problem['fault'];
  readonly detail: string;
  readonly requestId?: string | null;
  readonly retryAfter?: number | null;
  readonly errors?: Problem['errors'];
}

/**
 * What every call throws that fails, except for one that was aborted, which throws its signal's reason.
 *
 * Besides the codes of the service: `ConnectionFailed` where no answer came, `UnexpectedAnswer` where it was none of the
 * service's, S3's own codes where a form refused a photo, and `PhotoNotAnImage` and `PhotoUnreadable` for what was not
 * sent at all.
 */
export class LikenessApiError extends Error {
  override readonly name = 'LikenessApiError';
  /** Stays the same between versions. */
  readonly code: string;
  /** Of the answer; null where there was none. */
  readonly status: number | null;
  /** Who can mend it. */
  readonly fault: 'user' | 'service';
  /** What is wrong and what to do. */
  readonly detail: string;
  /** What to tell us when you ask about it. */
  readonly requestId: string | null;
  /** Seconds after which asking again makes sense; null where nothing was said of that. */
  readonly retryAfter: number | null;
  /** Each part of the request that was not taken. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];

  constructor(facts: ErrorFacts, options?: { readonly cause?: unknown }) {
    const { code, status, fault, detail, requestId = null, retryAfter = null, errors = [] } = facts;
    super(`${code}: ${detail}${requestId === null ? '' : ` (request ${requestId})`}`, options);
    this.code = code;
    this.status = status;
    this.fault = fault;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.errors = errors;
  }
}

/**
 * What an answer that refuses says.
 * @param body the problem document, or the text of what is none
 */
export function errorOf(response: Response, body: unknown): LikenessApiError {
  const { status, headers } = response;
  const retryAfter = retryAfterOf(headers);
  if (isProblem(body)) return new LikenessApiError({ ...body, status, retryAfter });
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const fault = status < 500 ? 'user' : 'service';
  const code = xmlMember(text, 'Code');
  if (code !== undefined) {
    const requestId = headers.get('x-amz-request-id');
    return new LikenessApiError({ code, status, fault, detail: xmlMember(text, 'Message') ?? code, requestId });
  }
  const detail = `The answer is ${status} and not one of the service's: is the address right? ${text.slice(0, 200)}`;
  const requestId = headers.get('X-Request-Id');
  return new LikenessApiError({ code: 'UnexpectedAnswer', status, fault, detail, requestId, retryAfter });
}

function isProblem(body: unknown): body is Problem {
  const { code, detail, requestId } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return [code, detail, requestId].every((member) => typeof member === 'string');
}

/** As S3 has it: `<Error><Code>EntityTooLarge</Code><Message>...`. */
function xmlMember(text: string, name: string): string | undefined {
  if (!text.includes('<Error>')) return undefined;
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}

/** In seconds, from a number of them or from a date. */
export function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('Retry-After');
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : Math.max(0, (time - Date.now()) / 1000);
}
