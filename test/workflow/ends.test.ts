import { create as createClose } from '../../functions/close/handler.ts';
import type { Json } from '../../lib/domain/digest.ts';
import { closeEarlier, closeEnded, localExecutions } from '../../lib/local/executions.ts';
import type { WorkflowEngine } from '../../lib/local/workflow/engine.ts';
import { History } from '../../lib/local/workflow/history.ts';
import type { TaskRunner } from '../../lib/local/workflow/task.ts';
import { handlerHome, run as reference, testHome } from '../fixtures/handlers.ts';
import { echo, engineOf, type JsonObject, machine, temporaryFile } from './machines.ts';

const work = { Work: { Type: 'Task', Resource: 'work' } };
const input: Json = { run: { ...reference } };

let home: ReturnType<typeof handlerHome>;
let history: History;
let close: ReturnType<typeof createClose>;

beforeEach(async () => {
  home = handlerHome();
  history = new History(':memory:');
  close = createClose(home.ports, testHome);
  await home.begin('training');
});
afterEach(() => {
  history.close();
  home.close();
});

/** The engine as a home makes it; without `told`, one that is killed between an execution's end and the call. */
function engineWith(run: TaskRunner, { definition = machine(work), told = true } = {}): WorkflowEngine {
  return engineOf(definition, { history, run, ...(told && { onEnd: (execution) => closeEnded(execution, close) }) });
}

/** A task that goes on, whatever it is told, until the test lets it end. */
function stubborn() {
  let [begin, release] = [() => {}, () => {}];
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run: TaskRunner = async () => {
    begin();
    await released;
    return {};
  };
  return { run, begun, release: () => release() };
}

const status = async () => (await home.record())?.status;

describe('stopping an execution that this process runs', () => {
  test('returns while its task still ends; once that has, the run is cancelled', async () => {
    const task = stubborn();
    const engine = engineWith(task.run);
    engine.start('one', input);
    const result = engine.run('one');
    await task.begun;
    await localExecutions(() => engine).stop('one');
    await localExecutions(() => engine).stop('one');
    expect(await status()).toBe('training');
    task.release();
    expect(await result).toMatchObject({ status: 'ABORTED' });
    expect(await status()).toBe('cancelled');
  });

  test('may be what its own task does', async () => {
    const engine: WorkflowEngine = engineWith(async () => {
      await localExecutions(() => engine).stop('one');
      return {};
    });
    engine.start('one', input);
    expect(await engine.run('one')).toMatchObject({ status: 'ABORTED' });
    expect(await status()).toBe('cancelled');
  });
});

test('stopping an execution that nobody runs has its run cancelled when it returns', async () => {
  const engine = engineWith(echo);
  engine.start('one', input);
  await localExecutions(() => engine).stop('one');
  expect(engine.describe('one')).toMatchObject({ status: 'ABORTED' });
  expect(await home.record()).toMatchObject({ status: 'cancelled', gsi1pk: 'T#acme#cancelled' });
});

test('an execution that another process runs can be stopped by that one alone', async () => {
  const file = temporaryFile();
  const process = (pid: number) =>
    new History(file, { self: { pid, started: 'once' }, isAlive: (other) => other.pid !== pid });
  const task = stubborn();
  const theirs = engineOf(machine(work), { history: process(1), run: task.run });
  theirs.start('one', input);
  const result = theirs.run('one');
  await task.begun;
  const ours = engineOf(machine(work), { history: process(2) });
  await expect(localExecutions(() => ours).stop('one')).rejects.toMatchObject({ code: 'RecordConflict' });
  task.release();
  expect(await result).toMatchObject({ status: 'SUCCEEDED' });
});

describe('an execution that ends without a word', () => {
  const hang: TaskRunner = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const failing: TaskRunner = () => echo({ parameters: { fail: { Error: 'E', Cause: 'c' } } } as never);

  test.each<[string, TaskRunner, JsonObject, string, string]>([
    ['out of time', hang, machine(work, { TimeoutSeconds: 1 }), 'TIMED_OUT', 'The run took longer than a run may.'],
    ['by a failure', failing, machine(work), 'FAILED', 'The run ended without a result.'],
  ])('%s has its run failed by the time it is reported', async (_, run, definition, ended, message) => {
    const engine = engineWith(run, { definition });
    engine.start('one', input);
    expect(await engine.run('one')).toMatchObject({ status: ended });
    expect(await home.record()).toMatchObject({ status: 'failed', error: { code: 'WorkflowFailed', message } });
  });

  test('but as a success closes nothing, and neither does one that is suspended', async () => {
    const engine = engineWith(echo);
    engine.start('one', input);
    await engine.run('one');
    const other = engineWith(hang);
    other.start('two', input);
    const result = other.run('two');
    await new Promise(setImmediate);
    await other.suspend();
    expect(await result).toMatchObject({ status: 'RUNNING' });
    await closeEarlier(history, close);
    expect(await status()).toBe('training');
  });

  test('just before its process is killed has its run closed by the next, once', async () => {
    const engine = engineWith(echo, { told: false });
    engine.start('one', input);
    await engine.stop('one');
    expect(await status()).toBe('training');
    await closeEarlier(history, close);
    const closed = await home.record();
    expect(closed).toMatchObject({ status: 'cancelled' });
    const later = createClose({ ...home.ports, clock: { now: () => 'later' } }, testHome);
    await closeEarlier(history, later);
    expect(await home.record()).toEqual(closed);
  });

  test('tells what EventBridge tells in the cloud', async () => {
    const told: unknown[] = [];
    const engine = engineOf(machine(work), {
      history,
      onEnd: (execution) => closeEnded(execution, async (event) => void told.push(event)),
    });
    engine.start('one', input);
    const { executionArn, startDate, stopDate } = await engine.stop('one');
    expect(told).toEqual([
      {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        time: stopDate,
        resources: [executionArn],
        detail: {
          ...{ executionArn, name: 'one', status: 'ABORTED', error: null, cause: null },
          ...{ input: JSON.stringify(input), startDate: Date.parse(startDate), stopDate: Date.parse(stopDate ?? '') },
        },
      },
    ]);
  });
});
