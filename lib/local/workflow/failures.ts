import { StateFailure } from './task.ts';

/** The largest state data Step Functions carries: 256 KiB of JSON. */
export const dataLimit = 262_144;

/** An error nobody can catch or retry: the definition and the data do not fit. */
export const runtimeFailure = (cause: string) => new StateFailure('States.Runtime', cause);

export const intrinsicFailure = (cause: string) => new StateFailure('States.IntrinsicFailure', cause);

/** Whatever a runner threw, in the shape Lambda gives it. */
export function failureOf(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = JSON.stringify({ errorType: error.name, errorMessage: error.message });
  return new StateFailure(error.name, cause, { origin: thrown });
}

/** @throws StateFailure `States.DataLimitExceeded` */
export function withinLimit(text: string, what: string): string {
  if (text.length > dataLimit / 4 && Buffer.byteLength(text) > dataLimit) {
    throw new StateFailure('States.DataLimitExceeded', `${what} is larger than ${dataLimit} bytes.`);
  }
  return text;
}

/** Why work was broken off. `suspended` work goes on at the next start, the other kinds are over. */
export type InterruptionKind = 'stopped' | 'timed out' | 'sibling failed' | 'suspended';

/** The reason of an aborted signal. No Retry or Catch sees it. */
export class Interruption extends Error {
  readonly kind: InterruptionKind;

  constructor(kind: InterruptionKind) {
    super(`The execution's work was broken off: ${kind}.`);
    this.name = 'AbortError';
    this.kind = kind;
  }
}
