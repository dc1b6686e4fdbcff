import { create as createClose } from '../../functions/close/handler.ts';
import { create as createFail } from '../../functions/fail/handler.ts';
import { create as createRecord } from '../../functions/record/handler.ts';
import { advance } from '../../functions/run-record.ts';
import { adapterKey, modelPrefix, verdictUri } from '../../lib/domain/keys.ts';
import type { RunStatus } from '../../lib/domain/run.ts';
import type { Outcome } from '../../lib/domain/verdict.ts';
import { handlerHome, now, run, testHome } from '../fixtures/handlers.ts';

let home: ReturnType<typeof handlerHome>;
beforeEach(() => {
  home = handlerHome();
});
afterEach(() => home.close());

const subject = `tenants/acme/runs/${run.run}`;

describe('a run that came to its end', () => {
  const digest = 'd30c486995a80dc9'.padEnd(64, '0');
  const adapter = { name: 'acme.mug-1@d30c486995a80dc9', uri: modelPrefix(run, 'a'.repeat(32)), digest };
  const smokeTest = { adapter: adapter.name, dimensions: 384, milliseconds: 12 };

  const record = (promoted: boolean, outcome: Outcome = promoted ? 'better' : 'tie', uri = adapter.uri) =>
    createRecord(
      home.ports,
      testHome,
    )({
      run,
      plan: { uri: 's3://likeness-test/plan.json', preset: 'laptop' },
      verdict: { uri: verdictUri(run), outcome, promote: promoted, adapter: { ...adapter, uri } },
      deployment: { adapter: promoted ? adapter.name : null },
      endpoint: { adapter: promoted ? adapter.name : null, provisional: false, status: 'promoted' },
      smokeTest,
    });

  test('with a promoted adapter succeeded: the record has all facts, the adapter has one, and it is told', async () => {
    await home.begin('deploying', { plan: 's3://likeness-test/plan.json' });
    expect(await record(true)).toEqual({ status: 'succeeded' });
    expect(await home.record()).toMatchObject({
      status: 'succeeded',
      gsi1pk: 'T#acme#succeeded',
      plan: 's3://likeness-test/plan.json',
      outcome: 'better',
      verdict: verdictUri(run),
      adapter: adapter.name,
      endpoint: { adapter: adapter.name, provisional: false, status: 'promoted' },
      smokeTest,
      finishedAt: now,
    });
    expect(await home.ports.records.get(adapterKey(run, digest))).toMatchObject({
      name: adapter.name,
      uri: adapter.uri,
      run: run.run,
      outcome: 'better',
      createdAt: now,
    });
    expect(home.published()).toMatchObject([
      {
        type: 'dev.likeness.run.succeeded',
        subject,
        data: { run: run.run, subject: 'mug-1', outcome: 'better', adapter: adapter.name },
      },
    ]);
  });

  test('without one kept the base, and the adapter is recorded all the same', async () => {
    await home.begin('evaluating');
    expect(await record(false)).toEqual({ status: 'kept-base' });
    expect(await home.record()).toMatchObject({ status: 'kept-base', endpoint: { adapter: null } });
    expect(await home.ports.records.get(adapterKey(run, digest))).toMatchObject({ outcome: 'tie' });
    expect(home.published()).toMatchObject([{ type: 'dev.likeness.run.kept-base', subject }]);
  });

  test('judges what was not judged before: the adapter has that verdict from then on, and keeps it', async () => {
    const judgedAt = modelPrefix(run, 'b'.repeat(32));
    const known = () => home.ports.records.get(adapterKey(run, digest));
    await home.begin('deploying');
    await record(true, 'unjudged');
    expect(await known()).toMatchObject({ outcome: 'unjudged', uri: adapter.uri, createdAt: now });
    await record(false, 'tie', judgedAt);
    expect(await known()).toMatchObject({ outcome: 'tie', uri: judgedAt, createdAt: now });
    await record(true, 'better');
    await record(true, 'unjudged');
    expect(await known()).toMatchObject({ outcome: 'tie', uri: judgedAt });
  });

  test('can be recorded twice', async () => {
    await home.begin('deploying');
    await record(true);
    const before = await home.record();
    expect(await record(true)).toEqual({ status: 'succeeded' });
    expect(await home.record()).toEqual(before);
    expect(await home.ports.records.query('T#acme', 'ADAPTER#')).toHaveLength(1);
  });

  test('after it was cancelled stays cancelled, and nobody is told otherwise', async () => {
    await home.begin('cancelled');
    await record(true);
    expect(await home.record()).toMatchObject({ status: 'cancelled' });
    expect(home.published()).toEqual([]);
  });
});

describe('a run that failed', () => {
  const fail = (error: string, cause: string) =>
    createFail(home.ports, testHome)({ run, error: { Error: error, Cause: cause } });

  test.each([
    [
      'in a function, by a code of ours',
      'PhotoTruncated',
      JSON.stringify({ errorType: 'PhotoTruncated', errorMessage: '"a.jpg" ends early.', trace: ['at x'] }),
      { code: 'PhotoTruncated', fault: 'user', message: '"a.jpg" ends early.' },
    ],
    [
      'in a job',
      'States.TaskFailed',
      JSON.stringify({ FailureReason: 'AlgorithmError: DiskFull: The disk is full., exit code: 1' }),
      { code: 'DiskFull', fault: 'user', message: 'The disk is full.' },
    ],
    [
      'in a job without a code',
      'States.TaskFailed',
      JSON.stringify({ FailureReason: 'AlgorithmError: Traceback, exit code: 1' }),
      { code: 'JobFailed', fault: 'service', message: 'AlgorithmError: Traceback, exit code: 1' },
    ],
    [
      'with an exception that nobody foresaw',
      'TypeError',
      JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is null' }),
      { code: 'WorkflowFailed', fault: 'service', message: 'TypeError: x is null' },
    ],
    ['out of time', 'States.Timeout', '', { code: 'WorkflowFailed', fault: 'service', message: 'States.Timeout: ' }],
    [
      'by the name of a member of every object',
      'constructor',
      '{"errorMessage": 1}',
      { code: 'WorkflowFailed', fault: 'service', message: 'constructor: {"errorMessage": 1}' },
    ],
  ])('%s says why in the record, in its answer and to who listens', async (_, error, cause, expected) => {
    await home.begin('training');
    const { code, message } = expected;
    expect(await fail(error, cause)).toEqual({ code, message });
    expect(await home.record()).toMatchObject({ status: 'failed', error: expected, finishedAt: now });
    expect(home.published()).toMatchObject([
      { type: 'dev.likeness.run.failed', subject, data: { run: run.run, subject: 'mug-1', code, message } },
    ]);
  });

  test('after it was cancelled stays cancelled, and nobody is told otherwise', async () => {
    await home.begin('cancelled');
    const before = await home.record();
    await fail('JobFailed', 'late');
    expect(await home.record()).toEqual(before);
    expect(home.published()).toEqual([]);
  });
});

describe('an execution that ended where no catch saw it', () => {
  const close = (status: string) =>
    createClose(home.ports, testHome)({ detail: { status, input: JSON.stringify({ run }), name: 'x' } });

  test('by a stop: the run is cancelled', async () => {
    await home.begin('training');
    await close('ABORTED');
    const record = await home.record();
    expect(record).toMatchObject({ status: 'cancelled', gsi1pk: 'T#acme#cancelled', finishedAt: now });
    expect(record).not.toHaveProperty('error');
  });

  test.each([
    ['TIMED_OUT', 'The run took longer than a run may.'],
    ['FAILED', 'The run ended without a result.'],
  ])('as %s: the run failed', async (status, message) => {
    await home.begin('training');
    await close(status);
    expect(await home.record()).toMatchObject({
      status: 'failed',
      finishedAt: now,
      error: { code: 'WorkflowFailed', fault: 'service', message },
    });
  });

  test.each<[RunStatus, string]>([
    ['failed', 'FAILED'],
    ['failed', 'TIMED_OUT'],
    ['cancelled', 'ABORTED'],
    ['succeeded', 'FAILED'],
    ['kept-base', 'ABORTED'],
  ])('leaves a run that is %s already as it is at %s', async (before, status) => {
    await home.begin(before, { error: { code: 'PhotoTruncated' }, finishedAt: 'earlier' });
    const record = await home.record();
    await close(status);
    expect(await home.record()).toEqual(record);
  });

  test('of a run without a record makes none', async () => {
    await close('ABORTED');
    expect(await home.record()).toBeUndefined();
  });

  test('is refused where the event is another one', async () => {
    await expect(createClose(home.ports, testHome)({ detail: { status: 'FAILED', input: '{}' } })).rejects.toThrow();
  });
});

describe("moving a run's record", () => {
  test('sets what is known by then and finds the run by its state', async () => {
    await home.begin('queued', { category: 'mug' });
    expect(await advance(home.ports, run, 'training', { plan: 'p' })).toBe(true);
    expect(await home.record()).toMatchObject({
      status: 'training',
      gsi1pk: 'T#acme#training',
      gsi1sk: `RUN#${run.run}`,
      category: 'mug',
      plan: 'p',
      updatedAt: now,
    });
  });

  test('back changes nothing, and neither does a record that has no state', async () => {
    await home.begin('evaluating');
    expect(await advance(home.ports, run, 'training')).toBe(false);
    expect(await advance(home.ports, { ...run, run: '01J00000000000000000000009' }, 'training')).toBe(false);
    expect(await home.record()).toMatchObject({ status: 'evaluating' });
  });

  test('by many at once ends at the furthest state, and at one end', async () => {
    const steps = ['validating', 'generating', 'training', 'evaluating', 'deploying', 'cancelled', 'failed'] as const;
    await home.begin('queued');
    const moved = await Promise.all(steps.toReversed().map((status) => advance(home.ports, run, status)));
    const ends = moved.slice(0, 2).filter(Boolean);
    expect(ends).toHaveLength(1);
    expect(['failed', 'cancelled']).toContain((await home.record())?.status);
  });
});
