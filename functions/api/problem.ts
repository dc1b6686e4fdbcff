import { z } from '@hono/zod-openapi';
import { type ErrorCode, InputError, LikenessError, ServiceError } from '../../lib/domain/errors.ts';

/** A part of the request that can't be taken. */
export interface FieldFault {
  /** Where: `body.files.0.role`, `query.limit`. */
  readonly field: string;
  readonly message: string;
}

/** The request is not what the operation takes. */
export class RequestInvalid extends InputError {
  readonly faults: readonly FieldFault[];

  constructor(faults: readonly FieldFault[]) {
    const [first] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    super('RequestInvalid', `${first?.field ?? 'The request'}: ${first?.message ?? 'is not valid'}${more}.`);
    this.faults = faults;
  }
}

/** RFC 9457, with a code that stays and what the user needs to ask us about it. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:likeness:problem:SubjectUnknown' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().openapi({ description: 'What is wrong and what to do, in words for the user.' }),
    code: z.string().openapi({ description: 'Stays the same between versions.', example: 'SubjectUnknown' }),
    fault: z.enum(['user', 'service']).openapi({ description: 'Who can mend it.' }),
    requestId: z.string(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'Each part of the request that was not taken.' }),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof problemSchema>;

const titles: Readonly<Record<number, string>> = {
  400: 'The request can not be read',
  401: 'Who asks is not known',
  403: 'Not permitted',
  404: 'There is no such thing',
  405: 'Not that way',
  409: 'Something is in the way',
  413: 'Too large',
  415: 'Of another type than is taken',
  422: 'Not as it must be',
  429: 'Too much at once',
  500: 'Our fault',
  502: 'Our fault',
  503: 'Not now',
};

/** Codes whose status is another than their fault says: 422 for the user's, 500 for ours. */
const statuses: Partial<Record<ErrorCode, number>> = {
  RequestUnreadable: 400,
  CursorInvalid: 400,
  TokenMissing: 401,
  TokenInvalid: 401,
  NotPermitted: 403,
  RouteUnknown: 404,
  SubjectUnknown: 404,
  UploadUnknown: 404,
  RunUnknown: 404,
  AdapterUnknown: 404,
  PhotoUnknown: 404,
  WebhookUnknown: 404,
  DeletionUnknown: 404,
  MemberUnknown: 404,
  ClientUnknown: 404,
  ObjectNotFound: 404,
  MethodUnsupported: 405,
  NameTaken: 409,
  LastAdmin: 409,
  RunOver: 409,
  RunNotOver: 409,
  UploadIncomplete: 409,
  UploadUsed: 409,
  RequestInProgress: 409,
  RecordConflict: 409,
  RequestTooLarge: 413,
  PhotoTooLarge: 413,
  MediaTypeUnsupported: 415,
  QuotaExceeded: 429,
  RateExceeded: 429,
  EndpointFailed: 502,
  SmokeTestFailed: 502,
  EndpointBusy: 503,
  EndpointTimeout: 503,
  EndpointFull: 503,
  SetupIncomplete: 409,
};

const statusOf = (error: LikenessError): number => statuses[error.code] ?? (error.fault === 'user' ? 422 : 500);

/** What an error of ours tells its asker, which is never what we know of it. */
const ourFault = 'Something went wrong on our side. Ask again; if it stays so, tell us the requestId.';

/** The answer to a request that failed. Errors that are no LikenessError, and internal ones, keep their words to us. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const error =
    thrown instanceof LikenessError ? thrown : new ServiceError('Internal', String(thrown), { cause: thrown });
  const status = statusOf(error);
  const discreet = status === 500 || status === 502;
  return {
    type: `urn:likeness:problem:${error.code}`,
    title: titles[status] ?? 'Not as it must be',
    status,
    detail: discreet ? ourFault : error.message,
    code: error.code,
    fault: error.fault,
    requestId,
    ...(error instanceof RequestInvalid && { errors: error.faults.map((fault) => ({ ...fault })) }),
  };
}

/** Seconds after which asking again makes sense; undefined where it makes none. */
export function retryAfter({ status, code }: Problem): number | undefined {
  if (status === 503) return 5;
  return code === 'RateExceeded' ? 30 : undefined;
}
