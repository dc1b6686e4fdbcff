import { sha256 } from './digest.ts';
import type { Attempt, Delivery, DeliveryStatus } from './webhooks.ts';

const minutes = 60;
const hours = 60 * minutes;

/** Seconds between attempts; the first is made at once. */
export const retryWaits: readonly number[] = [
  5,
  30,
  2 * minutes,
  10 * minutes,
  30 * minutes,
  1 * hours,
  2 * hours,
  4 * hours,
  6 * hours,
  9 * hours,
];
/** Waits are up to so much shorter or longer, so that what failed together does not come again together. */
const jitter = 0.2;
/** No attempt is due later than this after the delivery was made, in seconds. */
export const deliveryLimit = 24 * hours;

/** How long a delivery is kept, in seconds. */
export const deliveryRetention = 30 * 24 * hours;

/** A webhook that nothing has reached for so long, in seconds, is disabled. */
const failingLimit = 5 * 24 * hours;

/** What an attempt makes of its delivery. */
export interface Settled {
  readonly status: DeliveryStatus;
  readonly nextAt: string | null;
}

/**
 * What the delivery is after one more attempt, which ended at `now`.
 * @param retryAfter the answer's `Retry-After`, null where it had none
 */
export function settleAttempt(
  delivery: Pick<Delivery, 'delivery' | 'createdAt' | 'attempts'>,
  { status }: Pick<Attempt, 'status'>,
  retryAfter: string | null,
  now: string,
): Settled {
  if (status !== null && status >= 200 && status < 300) return { status: 'delivered', nextAt: null };
  if (isGone(status)) return { status: 'failed', nextAt: null };
  const asked = status === 429 || status === 503 ? secondsAsked(retryAfter, now) : 0;
  const nextAt = nextAttempt(delivery, delivery.attempts.length + 1, asked, now);
  return nextAt === null ? { status: 'dead', nextAt } : { status: 'pending', nextAt };
}

/** The receiver says that nothing sent to it will ever be wanted. */
export const isGone = (status: number | null): boolean => status === 410;

/** Whether a webhook of which an attempt has failed every time since then has failed for too long. */
export const hasFailedTooLong = (failingSince: string, now: string): boolean =>
  secondsBetween(failingSince, now) >= failingLimit;

/** When to try again after `failed` attempts; null: not any more. Never later than the limit, whatever was asked for. */
function nextAttempt(
  { delivery, createdAt }: Pick<Delivery, 'delivery' | 'createdAt'>,
  failed: number,
  asked: number,
  now: string,
): string | null {
  const wait = retryWaits[failed - 1];
  const left = deliveryLimit - secondsBetween(createdAt, now);
  if (wait === undefined || left <= 0) return null;
  const scattered = wait * (1 + jitter * (2 * fractionOf(`${delivery} ${failed}`) - 1));
  return later(now, Math.min(left, Math.max(scattered, asked)));
}

/** A number from 0 to below 1 that any text decides anew, and the same text never. */
const fractionOf = (text: string): number => Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32;

/** The seconds that a `Retry-After` asks to wait, whole or as a date; 0 for what can't be understood. */
export function secondsAsked(retryAfter: string | null, now: string): number {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // The date of HTTP begins with the day's name; Date.parse alone would take numbers for years.
  const at = /^[A-Z][a-z]{2},/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, (at - Date.parse(now)) / 1000);
}

/** Seconds from one time to another, both ISO 8601; negative where the other is before. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** The time so many seconds after another, in ISO 8601. */
export const later = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + Math.round(seconds * 1000)).toISOString();
