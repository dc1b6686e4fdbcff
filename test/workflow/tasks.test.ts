import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Json } from '../../lib/domain/digest.ts';
import { WorkflowEngine } from '../../lib/local/workflow/engine.ts';
import { History, type WorkflowEvent } from '../../lib/local/workflow/history.ts';
import { loadWorkflow } from '../../lib/local/workflow/load.ts';
import type { TaskRunner } from '../../lib/local/workflow/task.ts';
import { echo, engineOf, type JsonObject, machine, outcomeOf, temporaryFile } from './machines.ts';

const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: 'any', ...fields });
const typesOf = (events: readonly WorkflowEvent[]) => events.map(({ type }) => type);

/** A task that does nothing until it is told to stop. */
function hanging() {
  const tokens: string[] = [];
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const run: TaskRunner = ({ token, signal }) =>
    new Promise((_, reject) => {
      tokens.push(token);
      begun();
      const stop = () => reject(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  return { run, tokens, started };
}

describe('a task that takes too long', () => {
  test('has its whole process group dead before it is reported, and before the next attempt starts', async () => {
    const pids: number[] = [];
    const aliveAtStart: boolean[] = [];
    const isAlive = (pid: number) => {
      try {
        return process.kill(-pid, 0);
      } catch {
        return false;
      }
    };
    const run: TaskRunner = async ({ signal }) => {
      aliveAtStart.push(pids.some(isAlive));
      const child = spawn('sh', ['-c', 'sleep 100 & sleep 100'], { detached: true, stdio: 'ignore' });
      const pid = child.pid as number;
      pids.push(pid);
      signal.addEventListener('abort', () => process.kill(-pid, 'SIGKILL'));
      await once(child, 'exit');
      while (isAlive(pid)) await new Promise(setImmediate);
      throw new Error('killed');
    };
    const aliveAtTimeout: boolean[] = [];
    const onEvent = ({ type }: WorkflowEvent) => {
      if (type === 'TaskTimedOut') aliveAtTimeout.push(pids.some(isAlive));
    };
    const definition = machine({
      Slow: task({ TimeoutSeconds: 1, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] }),
    });
    expect(await outcomeOf(definition, {}, { run, onEvent })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
    expect(pids).toHaveLength(2);
    expect(aliveAtStart).toEqual([false, false]);
    expect(aliveAtTimeout).toEqual([false, false]);
  });

  test('fails with States.Timeout by a path, and is not caught as States.TaskFailed', async () => {
    const definition = machine({
      Slow: task({
        TimeoutSecondsPath: '$.limit',
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Right' },
        ],
        Next: 'Wrong',
      }),
      Wrong: { Type: 'Fail' },
      Right: { Type: 'Pass', OutputPath: '$.error.Error', End: true },
    });
    expect(await outcomeOf(definition, { limit: 1 }, hanging())).toMatchObject({ output: 'States.Timeout' });
  });

  test('ends the execution when its time is up, which nothing catches', async () => {
    const states = {
      Slow: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wrong' }], Next: 'Wrong' }),
      Wrong: { Type: 'Pass' },
    };
    const { status, error } = await outcomeOf(machine(states, { TimeoutSeconds: 1 }), {}, hanging());
    expect({ status, error }).toEqual({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

describe('a task that fails', () => {
  test("is reported with Lambda's shape of an error", async () => {
    const run = () => Promise.reject(Object.assign(new Error('too dark'), { name: 'PhotoUnreadable' }));
    const { error, cause } = await outcomeOf(machine({ Work: task() }), {}, { run });
    expect(error).toBe('PhotoUnreadable');
    expect(JSON.parse(String(cause))).toEqual({ errorType: 'PhotoUnreadable', errorMessage: 'too dark' });
  });

  test('knows how often it was retried', async () => {
    const seen: Json[] = [];
    const run: TaskRunner = async ({ parameters }) => {
      seen.push(parameters);
      throw new Error('no');
    };
    const definition = machine({
      Work: task({
        Parameters: { 'n.$': '$$.State.RetryCount' },
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
      }),
    });
    await outcomeOf(definition, {}, { run });
    expect(seen).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  test('waits longer before each retry, up to the longest delay', async () => {
    const definition = machine({
      Work: task({ Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10 }] }),
    });
    const times = { now: 0 };
    const clock = { now: () => new Date(times.now).toISOString() };
    const delays: number[] = [];
    const onEvent = ({ type, time, detail }: WorkflowEvent) => {
      if (type !== 'RetryScheduled') return;
      const until = Date.parse((detail as { until: string }).until);
      delays.push(until - Date.parse(time));
      times.now = until;
    };
    await outcomeOf(definition, { fail: { Error: 'Broken', Cause: '' } }, { run: echo, clock, onEvent, timeScale: 1 });
    expect(delays).toEqual([2000, 6000, 10_000]);
  });

  test.each(['States.Runtime', 'States.DataLimitExceeded'])(
    'with %s ends the execution, whatever it catches',
    async (error) => {
      const all = { ErrorEquals: ['States.ALL'] };
      const definition = machine({
        Work: task({ Retry: [all], Catch: [{ ...all, Next: 'Wrong' }] }),
        Wrong: { Type: 'Pass' },
      });
      expect(await outcomeOf(definition, { fail: { Error: error, Cause: '' } })).toMatchObject({
        status: 'FAILED',
        error,
      });
    },
  );

  test('in one branch breaks off the others, which have settled before the catch goes on', async () => {
    const order: string[] = [];
    const slow = hanging();
    const run: TaskRunner = async (call) => {
      if (call.resource === 'slow') {
        return slow.run(call).catch(async (error) => {
          await new Promise(setImmediate);
          order.push('settled');
          throw error;
        });
      }
      if (call.resource === 'after') order.push('after');
      else throw new Error('broken');
      return null;
    };
    const branch = (Resource: string) => machine({ Only: task({ Resource }) });
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Branches: [branch('slow'), branch('broken')],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      },
      After: task({ Resource: 'after' }),
    });
    expect(await outcomeOf(definition, {}, { run })).toMatchObject({ status: 'SUCCEEDED' });
    expect(order).toEqual(['settled', 'after']);
  });
});

describe('a result that Step Functions would not carry', () => {
  test('fails with States.DataLimitExceeded', async () => {
    const run = async () => 'x'.repeat(262_144);
    expect(await outcomeOf(machine({ Work: task() }), {}, { run })).toMatchObject({
      error: 'States.DataLimitExceeded',
    });
  });
});

describe('an execution', () => {
  test('is started once under a name, whatever its second input', async () => {
    const engine = engineOf(machine({ Work: task() }));
    expect(engine.start('one', 1)).toEqual({
      executionArn: 'arn:aws:states:local:000000000000:execution:likeness:one',
      started: true,
    });
    expect(engine.start('one', 2).started).toBe(false);
    expect(await engine.run('one')).toMatchObject({ status: 'SUCCEEDED', output: 1 });
    expect(engine.start('one', 3).started).toBe(false);
    expect(await engine.run('one')).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });

  test('that is stopped ends as ABORTED once its task has settled', async () => {
    const { run, started } = hanging();
    const engine = engineOf(
      machine({ Work: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wrong' }] }), Wrong: { Type: 'Pass' } }),
      { run },
    );
    engine.start('one', {});
    const result = engine.run('one');
    await started;
    expect(await engine.stop('one')).toMatchObject({ status: 'ABORTED' });
    expect(await result).toMatchObject({ status: 'ABORTED' });
    expect(typesOf(engine.events('one')).slice(-2)).toEqual(['TaskAborted', 'ExecutionAborted']);
  });

  test('that loops for ever can be stopped', async () => {
    const engine = engineOf(machine({ Loop: { Type: 'Pass', Next: 'Loop' } }));
    engine.start('one', {});
    const result = engine.run('one');
    await new Promise(setImmediate);
    await engine.stop('one');
    expect(await result).toMatchObject({ status: 'ABORTED' });
  });

  test('that loops for ever ends by itself, as it would in the cloud', async () => {
    const outcome = await outcomeOf(machine({ Loop: { Type: 'Pass', Next: 'Loop' } }));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('that nobody runs is stopped by calling what was under way with a signal that is aborted', async () => {
    const file = temporaryFile();
    const first = hanging();
    const processes = (pid: number) => ({
      self: { pid, started: 'once' },
      isAlive: (other: { pid: number }) => other.pid === pid,
    });
    const definition = machine({ Work: task() });
    const dead = engineOf(definition, { history: new History(file, processes(1)), run: first.run });
    dead.start('one', {});
    void dead.run('one');
    await first.started;

    const second = hanging();
    const engine = engineOf(definition, { history: new History(file, processes(2)), run: second.run });
    expect(await engine.stop('one')).toMatchObject({ status: 'ABORTED' });
    expect(second.tokens).toEqual(first.tokens);
  });

  test('that is suspended is run on later, under the definition it was started with', async () => {
    const history = new History(':memory:');
    const first = hanging();
    const engine = engineOf(machine({ Work: task(), Then: { Type: 'Pass', Result: 'old' } }), {
      history,
      run: first.run,
    });
    engine.start('one', {});
    const result = engine.run('one');
    await first.started;
    await engine.suspend();
    expect(await result).toMatchObject({ status: 'RUNNING' });

    const later = engineOf(machine({ Other: { Type: 'Pass', Result: 'new' } }), { history });
    expect(await later.resumeAll()).toMatchObject([{ name: 'one', status: 'SUCCEEDED', output: 'old' }]);
    expect(await later.resumeAll()).toEqual([]);
  });

  test('waits to its first deadline, however often it is resumed', async () => {
    const history = new History(':memory:');
    const definition = machine({ Pause: { Type: 'Wait', Seconds: 3600 } });
    const clock = { now: () => '2030-01-01T00:00:00.000Z' };
    const engine = engineOf(definition, { history, clock, timeScale: 1 });
    engine.start('one', {});
    void engine.run('one');
    await engine.suspend();
    const later = { now: () => '2030-01-01T01:00:00.000Z' };
    expect(await engineOf(definition, { history, clock: later, timeScale: 1 }).run('one')).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('is run by one process at a time', async () => {
    const file = temporaryFile();
    const { run, started } = hanging();
    const workflow = loadWorkflow(machine({ Work: task() }), () => true);
    const holder = new WorkflowEngine({ history: new History(file), workflow, run });
    holder.start('one', {});
    const result = holder.run('one');
    await started;
    const other = new WorkflowEngine({ history: new History(file), workflow, run: echo });
    await expect(other.run('one')).rejects.toMatchObject({ code: 'RecordConflict' });
    expect(await other.resumeAll()).toEqual([]);
    await holder.suspend();
    await result;
    expect(await other.run('one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('that there is none of is not found', async () => {
    await expect(engineOf(machine({ Work: task() })).run('none')).rejects.toMatchObject({ code: 'ObjectNotFound' });
  });
});
