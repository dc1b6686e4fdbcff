import fc from 'fast-check';
import {
  deliveryLimit,
  later,
  retryWaits,
  secondsAsked,
  secondsBetween,
  settleAttempt,
} from '../../lib/domain/webhook-retries.ts';
import type { Attempt } from '../../lib/domain/webhooks.ts';

const start = '2026-01-02T03:04:05.678Z';
const attempt = (status: number | null): Attempt => ({ at: start, status, milliseconds: 1, error: null });

/** When each attempt of a delivery begins, if each takes so many seconds and ends so, in seconds from the first. */
function schedule(
  delivery: string,
  seconds: readonly number[],
  status: number | null,
  retryAfter: string | null = null,
) {
  const attempts: Attempt[] = [];
  const begins: number[] = [];
  let now = start;
  for (;;) {
    begins.push(secondsBetween(start, now));
    const ended = later(now, seconds[attempts.length] ?? 0);
    const settled = settleAttempt({ delivery, createdAt: start, attempts }, attempt(status), retryAfter, ended);
    attempts.push(attempt(status));
    if (settled.nextAt === null) return { begins, status: settled.status };
    expect(settled.status).toBe('pending');
    now = settled.nextAt;
  }
}

const id = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const durations = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 11, maxLength: 11 });
const failing = fc.constantFrom(null, 301, 302, 400, 401, 404, 408, 429, 500, 502, 503);

describe('a delivery that fails every time', () => {
  test('is tried eleven times within a day, each wait as long as the one before or longer, then dead', () => {
    fc.assert(
      fc.property(id, durations, failing, (delivery, seconds, code) => {
        const { begins, status } = schedule(delivery, seconds, code);
        expect([begins.length, status]).toEqual([11, 'dead']);
        expect(begins.at(-1)).toBeLessThanOrEqual(deliveryLimit);
        const waits = begins.slice(1).map((at, index) => at - (begins[index] ?? 0) - (seconds[index] ?? 0));
        expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  test('waits about as long as the schedule says, and scattered', () => {
    const first: number[] = [];
    fc.assert(
      fc.property(id, (delivery) => {
        const { begins } = schedule(delivery, [], 500);
        const ratios = begins.slice(1, -1).map((at, index) => (at - (begins[index] ?? 0)) / (retryWaits[index] ?? 0));
        expect(ratios.every((ratio) => ratio > 0.799 && ratio < 1.201)).toBe(true);
        first.push(ratios[0] ?? 0);
      }),
    );
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(0.3);
  });

  test('waits for as long as it was asked to by 429 and 503, within the day', () => {
    fc.assert(
      fc.property(id, fc.constantFrom(429, 503), fc.integer({ min: 0, max: 1e6 }), (delivery, code, seconds) => {
        const { begins, status } = schedule(delivery, [], code, String(seconds));
        expect(status).toBe('dead');
        const waits = begins.slice(1).map((at, index) => at - (begins[index] ?? 0));
        const left = (index: number) => deliveryLimit - (begins[index] ?? 0);
        expect(waits.every((wait, index) => wait >= Math.min(seconds, left(index)) - 0.001)).toBe(true);
        expect(begins.at(-1)).toBeLessThanOrEqual(deliveryLimit);
      }),
    );
  });

  test('does not wait as other answers ask', () => {
    expect(schedule('a', [], 500, '86400')).toEqual(schedule('a', [], 500));
  });

  test('that lay still for days is tried once, then dead', () => {
    const now = later(start, 3 * deliveryLimit);
    const settled = settleAttempt({ delivery: 'a', createdAt: start, attempts: [] }, attempt(500), null, now);
    expect(settled).toEqual({ status: 'dead', nextAt: null });
  });
});

test.each([200, 201, 202, 204, 299])('%i delivers', (status) => {
  const settled = settleAttempt({ delivery: 'a', createdAt: start, attempts: [] }, attempt(status), null, start);
  expect(settled).toEqual({ status: 'delivered', nextAt: null });
});

test('410 ends it', () => {
  const settled = settleAttempt({ delivery: 'a', createdAt: start, attempts: [] }, attempt(410), '5', start);
  expect(settled).toEqual({ status: 'failed', nextAt: null });
});

test.each<[string | null, number]>([
  [null, 0],
  ['', 0],
  ['0', 0],
  [' 120 ', 120],
  ['Fri, 02 Jan 2026 03:05:05 GMT', 59.322],
  ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
  ['-5', 0],
  ['1.5', 0],
  ['soon', 0],
  ['1e9', 0],
  ['2027', 2027],
  ['9999999999', 0],
])('Retry-After %j asks for %d seconds', (text, seconds) => {
  expect(secondsAsked(text, start)).toBeCloseTo(seconds, 3);
});
