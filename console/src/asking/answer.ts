import { LikenessApiError } from '@likeness/client';

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What an operation of `likeness.http` answered, which is typed by the API's document.
 * @throws LikenessApiError where it refused
 */
export async function answerTo<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  const { status } = response;
  // 204 is an answer without a body: done, and nothing to say.
  if (data !== undefined || status === 204) return data as T;
  const problem = (typeof error === 'object' ? error : null) as Partial<LikenessApiError> | null;
  throw new LikenessApiError({
    status,
    code: problem?.code ?? 'UnexpectedAnswer',
    fault: problem?.fault ?? (status < 500 ? 'user' : 'service'),
    detail: problem?.detail ?? `The service answered ${status}.`,
    requestId: problem?.requestId ?? response.headers.get('X-Request-Id'),
    errors: problem?.errors ? [...problem.errors] : [],
  });
}

/** Whether what was asked for is not there, or by its id can't be. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof LikenessApiError && (error.status === 404 || error.status === 422);
