import fc from 'fast-check';
import type { Json } from '../../lib/domain/digest.ts';
import { once } from '../../lib/ports/idempotency.ts';
import type { RecordKey, Records } from '../../lib/ports/records.ts';
import { IdempotencyModel } from './models.ts';
import { freshPartition } from './record-values.ts';

/** A clock that stands still until it is told. */
class Watch {
  seconds = Date.parse('2026-01-31T12:00:00.000Z') / 1000;
  now(): string {
    return new Date(this.seconds * 1000).toISOString();
  }
}

/** Work that ends when it is told, once it has begun. */
class Held {
  begun = false;
  end: (value: Json) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  private begin: () => void = () => undefined;
  readonly beginning = new Promise<void>((resolve) => {
    this.begin = resolve;
  });
  readonly work = (): Promise<Json> => {
    this.begun = true;
    this.begin();
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  };
}

const freshKey = (): RecordKey => ({ pk: freshPartition(), sk: 'IDEM#POST /v1/subjects#key' });
const never = (): Promise<Json> => Promise.reject(new Error('The work was done again'));
const inProgress = { code: 'RequestInProgress', fault: 'service' };

/** What doing something once must be like on both homes. `runs` is the number of random histories. */
export function idempotencyContract(records: () => Records, runs: number): void {
  const at = (clock: Watch) => ({ records: records(), clock });

  test.each<[string, Json]>([
    ['an object', { id: 'mug', list: [1.5, null, { 'a.b': '' }], tiny: 1e-200, large: 2 ** 60 }],
    ['a text', 'é'],
    ['nothing', null],
  ])('does the work once and repeats %s', async (_, value) => {
    const [key, clock] = [freshKey(), new Watch()];
    expect(await once(at(clock), key, 'print', async () => value)).toEqual({ value, repeated: false });
    clock.seconds += 24 * 3600 - 1;
    expect(await once(at(clock), key, 'print', never)).toEqual({ value, repeated: true });
  });

  test('does the work once when many ask at the same time', async () => {
    const [key, clock] = [freshKey(), new Watch()];
    let done = 0;
    const work = async (): Promise<Json> => {
      done += 1;
      return { number: done };
    };
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => once(at(clock), key, 'print', work)));
    expect(done).toBe(1);
    const given = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value);
    expect(given.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(given.every(({ value }) => JSON.stringify(value) === '{"number":1}')).toBe(true);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(inProgress);
  });

  test('refuses a key that came with another request, which it leaves alone', async () => {
    const [key, clock, held] = [freshKey(), new Watch(), new Held()];
    const first = once(at(clock), key, 'print', held.work);
    await held.beginning;
    const reused = { code: 'IdempotencyKeyReused', fault: 'user' };
    await expect(once(at(clock), key, 'other', never)).rejects.toMatchObject(reused);
    clock.seconds += 60;
    await expect(once(at(clock), key, 'other', never)).rejects.toMatchObject(reused);
    held.end(1);
    await first;
    await expect(once(at(clock), key, 'other', never)).rejects.toMatchObject(reused);
  });

  test('takes a claim over when its lease has ended, and only one does', async () => {
    const [key, clock, crashed] = [freshKey(), new Watch(), new Held()];
    void once(at(clock), key, 'print', crashed.work);
    await crashed.beginning;
    clock.seconds += 59;
    await expect(once(at(clock), key, 'print', never)).rejects.toMatchObject(inProgress);
    clock.seconds += 1;
    const second = Array.from({ length: 20 }, () => new Held());
    const answers = second.map((held) => once(at(clock), key, 'print', held.work));
    const settled = Promise.allSettled(answers);
    await Promise.race(second.map((held) => held.beginning));
    for (const held of second) if (held.begun) held.end('taken over');
    const outcomes = await settled;
    expect(second.filter((held) => held.begun)).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await once(at(clock), key, 'print', never)).toEqual({ value: 'taken over', repeated: true });
  });

  test.each(['ends', 'fails'])('keeps what the new holder has when the old one %s', async (how) => {
    const [key, clock, slow, next] = [freshKey(), new Watch(), new Held(), new Held()];
    const first = once(at(clock), key, 'print', slow.work);
    await slow.beginning;
    clock.seconds += 61;
    const second = once(at(clock), key, 'print', next.work);
    await next.beginning;
    if (how === 'ends') slow.end('old');
    else slow.fail(new Error('too slow'));
    await expect(first).rejects.toMatchObject(how === 'ends' ? inProgress : { message: 'too slow' });
    await expect(once(at(clock), key, 'print', never)).rejects.toMatchObject(inProgress);
    next.end('new');
    expect(await second).toEqual({ value: 'new', repeated: false });
    expect(await once(at(clock), key, 'print', never)).toEqual({ value: 'new', repeated: true });
  });

  test('takes nothing over that is done by then', async () => {
    const [key, clock, slow] = [freshKey(), new Watch(), new Held()];
    const first = once(at(clock), key, 'print', slow.work);
    await slow.beginning;
    clock.seconds += 61;
    const late: Records = {
      ...records(),
      get: async (asked) => {
        const item = await records().get(asked);
        slow.end('in time');
        await first;
        return item;
      },
    };
    const second = await once({ records: late, clock }, key, 'print', never);
    expect(second).toEqual({ value: 'in time', repeated: true });
  });

  test('gives the claim back when the work fails, for any request', async () => {
    const [key, clock] = [freshKey(), new Watch()];
    const failing = () => Promise.reject(new TypeError('no such subject'));
    await expect(once(at(clock), key, 'print', failing)).rejects.toThrow(new TypeError('no such subject'));
    await expect(once(at(clock), key, 'other', failing)).rejects.toThrow(new TypeError('no such subject'));
    expect(await once(at(clock), key, 'third', async () => 1)).toEqual({ value: 1, repeated: false });
  });

  test('gives a value that is too large to keep to the first, and does the work no second time', async () => {
    const [key, clock] = [freshKey(), new Watch()];
    const large = 'x'.repeat(300 * 1024 - 1);
    expect(await once(at(clock), key, 'print', async () => large)).toEqual({ value: large, repeated: false });
    await expect(once(at(clock), key, 'print', never)).rejects.toMatchObject({ code: 'Internal' });
    const kept = large.slice(1);
    const other = freshKey();
    await once(at(clock), other, 'print', async () => kept);
    expect(await once(at(clock), other, 'print', never)).toEqual({ value: kept, repeated: true });
  });

  test('forgets after a day, also where the table has not yet', async () => {
    const [key, clock] = [freshKey(), new Watch()];
    await once(at(clock), key, 'print', async () => 'first');
    expect(await records().get(key)).toMatchObject({ expiresAt: clock.seconds + 24 * 3600 });
    clock.seconds += 24 * 3600;
    expect(await once(at(clock), key, 'other', async () => 'second')).toEqual({ value: 'second', repeated: false });
    expect(await once(at(clock), key, 'other', never)).toEqual({ value: 'second', repeated: true });
  });

  test('knows its own writes when their answers were lost', async () => {
    const [key, clock] = [freshKey(), new Watch()];
    const deaf: Records = {
      ...records(),
      create: async (item) => (await records().create(item)) && false,
      update: async (...args) => (await records().update(...args)) && false,
    };
    const ports = { records: deaf, clock };
    expect(await once(ports, key, 'print', async () => 'once')).toEqual({ value: 'once', repeated: false });
    expect(await once(ports, key, 'print', never)).toEqual({ value: 'once', repeated: true });
  });

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('ask' as const), fingerprint: fc.constantFrom('a', 'a', 'b') }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('end' as const, 'fail' as const), which: fc.nat(3) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 59, 60, 86_340, 86_400) }),
    },
  );

  test('does as the model does over any history of holders that end, fail or never do', async () => {
    const law = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      const [key, clock, model] = [freshKey(), new Watch(), new IdempotencyModel()];
      const open: { readonly number: number; readonly held: Held; readonly answer: Promise<string> }[] = [];
      for (const [number, one] of steps.entries()) {
        if (one.kind === 'wait') {
          clock.seconds += one.seconds;
        } else if (one.kind === 'ask') {
          const held = new Held();
          const answer = once(at(clock), key, one.fingerprint, held.work).then(
            ({ value, repeated }) => `${repeated ? 'repeated' : 'done'} ${value}`,
            (error) => error.code ?? error.message,
          );
          const outcome = await Promise.race([answer, held.beginning.then(() => 'begun')]);
          expect(outcome).toBe(model.ask(number, one.fingerprint, clock.seconds));
          if (outcome === 'begun') open.push({ number, held, answer });
        } else {
          const [holder] = open.splice(one.which % Math.max(1, open.length), 1);
          if (holder === undefined) continue;
          if (one.kind === 'end') holder.held.end(holder.number);
          else holder.held.fail(new Error('failed'));
          expect(await holder.answer).toBe(model[one.kind](holder.number, clock.seconds));
        }
      }
    });
    await fc.assert(law, { numRuns: runs });
  });
}
