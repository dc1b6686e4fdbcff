/** The errors of S3 that a client can meet here, with S3's statuses. */
const statuses = {
  AccessDenied: 403,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InvalidArgument: 400,
  InvalidRange: 416,
  MalformedPOSTRequest: 400,
  MaxPostPreDataLengthExceeded: 400,
  MissingContentLength: 411,
  NoSuchKey: 404,
  RequestTimeout: 400,
  SlowDown: 503,
} as const;

/** A request that is answered by an error of the client's making, in S3's form. */
export class Refusal extends Error {
  readonly code: keyof typeof statuses;

  constructor(code: keyof typeof statuses, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/** The answer: S3's status and XML. */
export function refusalResponse({ code, message }: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  return new Response(xml, {
    status: statuses[code],
    headers: {
      'Content-Type': 'application/xml',
      'X-Content-Type-Options': 'nosniff',
      // What is still to come of the request will never be asked for.
      ...(code === 'RequestTimeout' && { Connection: 'close' }),
      ...headers,
    },
  });
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML holds no control characters, not even escaped. */
const escaped = (text: string): string =>
  text.replace(/\p{Control}|\p{Surrogate}/gu, '?').replace(/[&<>]/g, (character) => entities[character] ?? '');
