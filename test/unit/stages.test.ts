import fc from 'fast-check';
import {
  begun,
  closed,
  ended,
  failed,
  newStage,
  reused,
  runningCost,
  type Spending,
  type StageRecord,
  spentOf,
  stageSchema,
  stageSummary,
  succeeded,
  toTryAgain,
} from '../../lib/domain/stages.ts';

const start = Date.parse('2026-01-31T12:00:00.000Z');
const at = (seconds: number): string => new Date(start + 1000 * seconds).toISOString();
const attemptOf = (number: number) => ({
  digest: 'd'.repeat(32),
  job: `job-${number}`,
  instance: 'ml.g5.xlarge',
  spot: false,
});
const meter = (since = 0) => ({
  since: at(since),
  usdMicrosPerHour: 3_600_000,
  maximumSeconds: 600,
  maximumUsdMicros: 600_000,
});
const billed = (seconds: number): Spending => ({ seconds, usdMicros: 1000 * seconds, estimated: false });
const fresh = newStage('01J00000000000000000000000', 'generate');

const error = { code: 'JobFailed', message: 'why' };

interface Event {
  readonly what: string;
  readonly attempt: number;
}

/** Anything that a call of a handler may do to a stage, of one of three attempts. */
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ what: fc.constantFrom('begun', 'ended', 'toTryAgain'), attempt: fc.constantFrom(1, 2, 3) }),
  fc.record({ what: fc.constantFrom('reused', 'succeeded', 'failed', 'closed'), attempt: fc.constant(0) }),
);

function apply(stage: StageRecord, { what, attempt }: Event, now: string, bills: readonly number[]): StageRecord {
  switch (what) {
    case 'begun':
      return begun(stage, attemptOf(attempt), { ...meter(), since: now });
    case 'ended':
      return ended(stage, attemptOf(attempt), billed(bills[attempt - 1] ?? 0), now);
    case 'toTryAgain':
      return toTryAgain(stage, `job-${attempt}`);
    case 'reused':
      return reused(stage, 'd'.repeat(32), now);
    case 'succeeded':
      return succeeded(stage, now);
    case 'failed':
      return failed(stage, error, now);
    default:
      return closed(stage, error, now);
  }
}

const histories = fc.record({
  bills: fc.array(fc.nat({ max: 5000 }), { minLength: 3, maxLength: 3 }),
  events: fc.array(event, { maxLength: 20 }),
});

describe('whatever happens, in whatever order and however often', () => {
  test('what attempts were billed is neither lost nor counted twice', () => {
    fc.assert(
      fc.property(histories, fc.shuffledSubarray([1, 2, 3], { minLength: 3 }), ({ bills, events }, order) => {
        const settled = order.map((attempt) => ({ what: 'ended', attempt }));
        // Every attempt is settled somewhere in the history, and again at its end.
        const all = [...events, ...settled, ...events, ...settled];
        const last = all.reduce((stage, one, index) => apply(stage, one, at(index), bills), fresh);
        const sum = bills.reduce((total, one) => total + one, 0);
        expect(spentOf([last])).toEqual({ seconds: sum, usdMicros: 1000 * sum });
      }),
    );
  });

  test('the record is one, a result stays, and no meter runs beside it', () => {
    fc.assert(
      fc.property(histories, ({ bills, events }) => {
        let stage = fresh;
        for (const [index, one] of events.entries()) {
          const before = stage;
          stage = apply(stage, one, at(index), bills);
          expect(stageSchema.parse(JSON.parse(JSON.stringify(stage)))).toEqual(stage);
          if (['succeeded', 'reused'].includes(before.status)) expect(stage.status).toBe(before.status);
          if (stage.status !== 'running') expect(stage.meter).toBeNull();
        }
      }),
    );
  });

  test('happening again at once changes nothing', () => {
    fc.assert(
      fc.property(histories, event, ({ bills, events }, one) => {
        const stage = events.reduce((before, next, index) => apply(before, next, at(index), bills), fresh);
        const once = apply(stage, one, at(100), bills);
        expect(apply(once, one, at(100), bills)).toEqual(once);
      }),
    );
  });

  test('the running cost is never less than what was spent, and never more than what jobs were allowed beside it', () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 100_000 }), ({ bills, events }, later) => {
        const stage = events.reduce((before, next, index) => apply(before, next, at(index), bills), fresh);
        const spent = Number(spentOf([stage]).usdMicros);
        const now = Number(runningCost([stage], at(later)).usdMicros);
        expect(now).toBeGreaterThanOrEqual(spent);
        expect(now).toBeLessThanOrEqual(spent + 600_000);
      }),
    );
  });
});

describe('a stage', () => {
  const running = begun(fresh, attemptOf(1), meter());

  test('runs from its first attempt on, and its meter shows the time since the attempt was reserved', () => {
    expect(running).toMatchObject({ status: 'running', job: 'job-1', startedAt: at(0), finishedAt: null });
    expect(runningCost([running], at(30))).toEqual({ seconds: 30, usdMicros: 30_000 });
    expect(runningCost([running], at(-30))).toEqual({ seconds: 0, usdMicros: 0 });
  });

  test('waits between attempts, and the second counts from its own start', () => {
    const waiting = toTryAgain(ended(running, attemptOf(1), billed(7), at(10)), 'job-1');
    expect(waiting).toMatchObject({ status: 'waiting', meter: null });
    const second = begun(waiting, attemptOf(2), meter(100));
    expect(second.startedAt).toBe(at(0));
    expect(runningCost([second], at(101))).toEqual({ seconds: 8, usdMicros: 8_000 });
    expect(stageSummary(second)).toMatchObject({ attempts: 2, seconds: 7, usdMicros: 7_000, job: 'job-2' });
  });

  test('whose attempt was given up for another counts the other alone', () => {
    const second = begun(running, attemptOf(2), meter(5));
    expect(stageSummary(second)).toMatchObject({ attempts: 1, seconds: 0 });
    expect(runningCost([second], at(6))).toEqual({ seconds: 1, usdMicros: 1_000 });
  });

  test('that was closed counts what its meter showed, until somebody says what was billed', () => {
    const stopped = closed(running, null, at(40));
    expect(stopped).toMatchObject({ status: 'failed', error: null, finishedAt: at(40) });
    expect(stopped.spent['job-1']).toEqual({ seconds: 40, usdMicros: 40_000, estimated: true });
    expect(runningCost([stopped], at(1000))).toEqual({ seconds: 40, usdMicros: 40_000 });
    expect(spentOf([ended(stopped, attemptOf(1), billed(31), at(50))])).toEqual({ seconds: 31, usdMicros: 31_000 });
  });

  test('that timed out counts at most what its job was allowed', () => {
    const late = ended(running, attemptOf(1), undefined, at(50_000));
    expect(late.spent['job-1']).toEqual({ seconds: 600, usdMicros: 600_000, estimated: true });
  });

  test('that was reused costs nothing, but what attempts of its own had cost', () => {
    expect(spentOf([reused(fresh, 'd', at(0))])).toEqual({ seconds: 0, usdMicros: 0 });
    const tried = ended(running, attemptOf(1), billed(7), at(10));
    expect(stageSummary(reused(tried, 'd', at(20)))).toMatchObject({ status: 'reused', attempts: 1, seconds: 7 });
  });

  test('without a price has no cost, and neither has a run with such a stage', () => {
    const unpriced = begun(fresh, attemptOf(1), { ...meter(), usdMicrosPerHour: null, maximumUsdMicros: null });
    expect(runningCost([unpriced, running], at(10))).toEqual({ seconds: 20, usdMicros: null });
    expect(closed(unpriced, null, at(9)).spent['job-1']).toEqual({ seconds: 9, usdMicros: null, estimated: true });
  });
});
