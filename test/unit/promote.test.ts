import { create } from '../../functions/promote/handler.ts';
import { endpointKey, modelPrefix } from '../../lib/domain/keys.ts';
import type { Outcome } from '../../lib/domain/verdict.ts';
import type { Records } from '../../lib/ports/records.ts';
import { handlerHome, now, run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const verdict = (outcome: Outcome) => ({
  uri: 's3://likeness-test/verdict.json',
  outcome,
  promote: outcome === 'better' || outcome === 'unjudged',
  adapter: { name: 'acme.mug-1@a', uri: modelPrefix(run, 'a'.repeat(32)), digest: 'a'.repeat(64) },
});
const promote = (adapter: string | null, outcome: Outcome, records: Records = home.ports.records) =>
  create({ ...home.ports, records }, testHome)({ run, verdict: verdict(outcome), deployment: { adapter } });
const pointer = () => home.ports.records.get(endpointKey(run));

describe("a subject's first run", () => {
  test('with a better adapter points the endpoint at it', async () => {
    const state = { adapter: 'acme.mug-1@a', provisional: false, status: 'promoted' };
    expect(await promote('acme.mug-1@a', 'better')).toEqual(state);
    expect(await pointer()).toEqual({
      ...endpointKey(run),
      adapter: 'acme.mug-1@a',
      by: null,
      provisional: false,
      run: run.run,
      since: now,
      version: 1,
      previous: null,
      previousProvisional: false,
    });
  });

  test('with an unjudged adapter serves it provisionally', async () => {
    expect(await promote('acme.mug-1@a', 'unjudged')).toMatchObject({ provisional: true, status: 'promoted' });
    expect(await pointer()).toMatchObject({ provisional: true });
  });

  test.each(['tie', 'worse'] as const)('that ends in a %s gets an endpoint on the bare backbone', async (outcome) => {
    expect(await promote(null, outcome)).toEqual({ adapter: null, provisional: false, status: 'promoted' });
    expect(await pointer()).toMatchObject({ adapter: null, provisional: false, version: 1 });
  });
});

describe('an endpoint that is there', () => {
  test('serves on what was never judged where a better adapter is not to serve', async () => {
    await promote('acme.mug-1@a', 'unjudged');
    expect(await promote(null, 'better')).toEqual({ adapter: 'acme.mug-1@a', provisional: true, status: 'unchanged' });
  });

  test('goes on to a better adapter and keeps the one before', async () => {
    await promote('acme.mug-1@a', 'better');
    expect(await promote('acme.mug-1@b', 'better')).toMatchObject({ adapter: 'acme.mug-1@b', status: 'promoted' });
    expect(await pointer()).toMatchObject({ adapter: 'acme.mug-1@b', version: 2, previous: 'acme.mug-1@a' });
    await promote('acme.mug-1@c', 'better');
    expect(await pointer()).toMatchObject({ adapter: 'acme.mug-1@c', version: 3, previous: 'acme.mug-1@b' });
  });

  test('on the bare backbone goes on to an adapter, with the backbone before it', async () => {
    await promote(null, 'tie');
    await promote('acme.mug-1@a', 'better');
    expect(await pointer()).toMatchObject({ adapter: 'acme.mug-1@a', version: 2, previous: null });
  });

  test('stays on an adapter that was judged better where a later one was not', async () => {
    await promote('acme.mug-1@a', 'better');
    const before = await pointer();
    expect(await promote(null, 'worse')).toEqual({ adapter: 'acme.mug-1@a', provisional: false, status: 'unchanged' });
    expect(await pointer()).toEqual(before);
  });

  test.each(['tie', 'worse'] as const)(
    'goes back to the base when what served unjudged is judged a %s',
    async (outcome) => {
      await promote('acme.mug-1@a', 'unjudged');
      expect(await promote(null, outcome)).toEqual({ adapter: null, provisional: false, status: 'withdrawn' });
      expect(await pointer()).toMatchObject({ adapter: null, version: 2, previous: 'acme.mug-1@a' });
      expect(await promote(null, outcome)).toEqual({ adapter: null, provisional: false, status: 'unchanged' });
    },
  );

  test('is unchanged by the same adapter again', async () => {
    await promote('acme.mug-1@a', 'better');
    const before = await pointer();
    expect(await promote('acme.mug-1@a', 'better')).toEqual({
      adapter: 'acme.mug-1@a',
      provisional: false,
      status: 'unchanged',
    });
    expect(await pointer()).toEqual(before);
  });

  test('serves for good what it served provisionally, once that was judged, and keeps the one before', async () => {
    await promote('acme.mug-1@z', 'better');
    await promote('acme.mug-1@a', 'unjudged');
    expect(await promote('acme.mug-1@a', 'better')).toEqual({
      adapter: 'acme.mug-1@a',
      provisional: false,
      status: 'promoted',
    });
    expect(await pointer()).toMatchObject({ provisional: false, version: 3, previous: 'acme.mug-1@z' });
  });

  test('is not made provisional again by a run of the same adapter that could not judge', async () => {
    await promote('acme.mug-1@a', 'better');
    expect(await promote('acme.mug-1@a', 'unjudged')).toMatchObject({ provisional: false, status: 'unchanged' });
  });
});

test('of two that change the endpoint at the same moment one is told', async () => {
  await promote('acme.mug-1@a', 'better');
  const { records } = home.ports;
  const overtaken: Records = {
    ...records,
    async get(key) {
      const item = await records.get(key);
      await promote('acme.mug-1@b', 'better');
      return item;
    },
  };
  await expect(promote('acme.mug-1@c', 'better', overtaken)).rejects.toMatchObject({
    name: 'RecordConflict',
    code: 'RecordConflict',
    fault: 'service',
  });
  expect(await pointer()).toMatchObject({ adapter: 'acme.mug-1@b', version: 2, previous: 'acme.mug-1@a' });
});

test('of many at once each finds what it read or is told', async () => {
  await promote(null, 'tie');
  const names = Array.from({ length: 8 }, (_, index) => `acme.mug-1@${index}`);
  const results = await Promise.allSettled(names.map((name) => promote(name, 'better')));
  const done = results.filter(({ status }) => status === 'fulfilled').length;
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  expect(new Set(refused)).toEqual(new Set(refused.length === 0 ? [] : ['RecordConflict']));
  expect(await pointer()).toMatchObject({ version: 1 + done });
});
