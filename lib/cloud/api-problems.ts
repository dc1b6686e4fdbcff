import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ErrorCode, faultOf } from '../domain/errors.ts';

interface GatewayProblem {
  readonly type: ResponseType;
  readonly status: number;
  readonly code: ErrorCode;
  readonly title: string;
  /** May name variables of API Gateway's. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ours = 'Something went wrong on our side. Ask again; if it stays so, tell us the requestId.';
const notFound = 'There is nothing at this address. See /openapi.json.';

/** What API Gateway answers itself, before a request is the API's. */
const problems: readonly GatewayProblem[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    code: 'TokenInvalid',
    title: 'Who asks is not known',
    detail: 'Send an access token that holds, in the header: Authorization: Bearer TOKEN.',
    headers: { 'WWW-Authenticate': `'Bearer realm="likeness"'` },
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'NotPermitted',
    title: 'Not permitted',
    // The authorizer says why; the names in its words have no quotation marks.
    detail: '$context.authorizer.message',
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    code: 'NotPermitted',
    title: 'Not permitted',
    detail: 'The request looks like an attack, or there were too many from this address.',
  },
  // Of a path or a method that there is not, API Gateway says that the signature of AWS is missing.
  ...[ResponseType.MISSING_AUTHENTICATION_TOKEN, ResponseType.RESOURCE_NOT_FOUND].map(
    (type): GatewayProblem => ({
      type,
      status: 404,
      code: 'RouteUnknown',
      title: 'There is no such thing',
      detail: notFound,
    }),
  ),
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'RequestTooLarge',
    title: 'Too large',
    detail: 'The request is larger than is taken. Send less at once.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'RateExceeded',
    title: 'Too much at once',
    detail: 'There are too many requests. Ask again in a moment.',
    headers: { 'Retry-After': "'5'" },
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 503,
    code: 'EndpointTimeout',
    title: 'Not now',
    detail: 'The answer took too long. Ask again, for less at once.',
    headers: { 'Retry-After': "'5'" },
  },
  {
    type: ResponseType.DEFAULT_4XX,
    status: 400,
    code: 'RequestUnreadable',
    title: 'The request can not be read',
    detail: 'The request can not be read.',
  },
  { type: ResponseType.DEFAULT_5XX, status: 500, code: 'Internal', title: 'Our fault', detail: ours },
];

/** Has API Gateway answer as the API does: with problem documents that have a code and the request's id. */
export function answerByProblems(api: RestApi): void {
  for (const { type, status, code, title, detail, headers } of problems) {
    const document = {
      type: `urn:likeness:problem:${code}`,
      title,
      status,
      detail,
      code,
      fault: faultOf(code),
      requestId: '$context.requestId',
    };
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        'X-Request-Id': 'context.requestId',
        // Pages of any origin may know that they were refused; there is nothing else in it.
        'Access-Control-Allow-Origin': "'*'",
        'Access-Control-Expose-Headers': "'Retry-After,X-Request-Id'",
        ...headers,
      },
      templates: { 'application/json': JSON.stringify(document) },
    });
  }
}
