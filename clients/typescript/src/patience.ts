import { LikenessApiError, retryAfterOf } from './error.ts';

/** Of the first wait before another try, in milliseconds; each may last twice as long as the one before. */
const firstWait = 250;
const longestWait = 8_000;
/** Who is to come back later than this, in seconds, had better be told. */
const longestRetryAfter = 60;

export interface Patience {
  /** Tries after the first. */
  readonly retries: number;
  readonly signal: AbortSignal | undefined;
  /** Whether the answer may be another one when asked again. */
  again(response: Response): boolean | Promise<boolean>;
}

/**
 * The answer of `send`, which is tried again where none came and where the answer says so. `Retry-After` is kept to.
 * @param send throws `ConnectionFailed` where no answer came; whatever else it throws ends it
 */
export async function patiently(send: () => Promise<Response>, patience: Patience): Promise<Response> {
  const { retries, signal, again } = patience;
  for (let tries = 0; ; tries += 1) {
    signal?.throwIfAborted();
    const answer = await send().catch((error: unknown) => {
      if (tries < retries && error instanceof LikenessApiError && error.code === 'ConnectionFailed') return undefined;
      throw error;
    });
    const after = answer === undefined ? null : retryAfterOf(answer.headers);
    if (answer !== undefined) {
      const isLast = tries >= retries || (after ?? 0) > longestRetryAfter;
      if (isLast || !(await again(answer))) return answer;
    }
    // Those who were sent away together don't come back together.
    await pause(after === null ? backoff(tries) : after * 1000 * (1 + Math.random() / 10), signal);
  }
}

/** Milliseconds to wait after so many vain tries: random, and of twice the length each time. */
export const backoff = (tries: number): number => Math.random() * Math.min(longestWait, firstWait * 2 ** tries);

/** Resolves after so many milliseconds; rejects with the signal's reason. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
