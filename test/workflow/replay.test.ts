import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../lib/domain/digest.ts';
import { WorkflowEngine } from '../../lib/local/workflow/engine.ts';
import {
  type Ending,
  type Execution,
  History,
  type NewEvent,
  type WorkflowEvent,
} from '../../lib/local/workflow/history.ts';
import { loadWorkflow } from '../../lib/local/workflow/load.ts';
import type { Processes } from '../../lib/local/workflow/process.ts';
import { StateFailure, type TaskRunner } from '../../lib/local/workflow/task.ts';
import { type JsonObject, machine, temporaryFile } from './machines.ts';

/** A process that dies when it has written so many events: from then on it writes nothing. */
class MortalHistory extends History {
  #left: number;

  constructor(file: string, events: number, processes: Processes) {
    super(file, processes);
    this.#left = events;
  }

  override append(event: NewEvent) {
    this.#live();
    return super.append(event);
  }

  override finish(event: NewEvent, ending: Ending) {
    // It appends one event itself.
    if (this.#left === 0) this.#live();
    return super.finish(event, ending);
  }

  override unlock(name: string): void {
    if (this.#left > 0) super.unlock(name);
  }

  #live(): void {
    if (this.#left === 0) throw new Error('the process died');
    this.#left -= 1;
  }
}

/** Processes 1, 2, 3, ..., of which the last lives. */
const process = (pid: number): Processes => ({ self: { pid, started: 'once' }, isAlive: (other) => other.pid === pid });

interface Call {
  readonly token: string;
  readonly process: number;
}

/** What a task does depends on its attempt alone, so that it does the same whoever calls. */
const scripted =
  (calls: Call[], pid: number): TaskRunner =>
  async ({ token, parameters, signal }) => {
    calls.push({ token, process: pid });
    const { failures, turns, value } = parameters as { failures: number; turns: number; value: Json };
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    if (signal.aborted) throw signal.reason;
    const attempt = Number(token.slice(token.lastIndexOf('@') + 1));
    if (attempt <= failures) throw new StateFailure('Scripted', 'as written');
    return value;
  };

const retried = { Retry: [{ ErrorEquals: ['Scripted'], MaxAttempts: 2 }] };
const caught = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: 'End' }] };

const task = fc
  .record({
    failures: fc.constantFrom(0, 0, 0, 1, 2, 9),
    turns: fc.nat(6),
    value: fc.oneof(fc.integer(), fc.constant(null)),
  })
  .chain((parameters) =>
    fc.constantFrom({}, retried, caught, { ...retried, ...caught }).map((policy) => ({
      Type: 'Task',
      Resource: 'any',
      Parameters: { ...parameters, 'entered.$': '$$.State.EnteredTime' },
      ResultPath: '$.result',
      ...policy,
    })),
  );
const choice = fc.record({
  Type: fc.constant('Choice'),
  Choices: fc.constant([{ Variable: '$.result', IsPresent: true, Next: 'End' }]),
});
const pass = fc.record({
  Type: fc.constant('Pass'),
  Parameters: fc.constant({ 'id.$': 'States.UUID()', 'at.$': '$$.State.EnteredTime' }),
  ResultPath: fc.constantFrom('$.a', '$.b'),
});
const wait = fc.record({ Type: fc.constant('Wait'), Seconds: fc.nat(3) });

/** States one after the other, then `End`, where catchers and choices lead. */
const chain = (state: fc.Arbitrary<JsonObject>, most: number): fc.Arbitrary<JsonObject> =>
  fc.array(state, { minLength: 1, maxLength: most }).map((states) => {
    const names = states.map((_, index) => `S ${index}`);
    const named = states.map((each, index) => {
      const next = names[index + 1] ?? 'End';
      return [names[index], each.Type === 'Choice' ? { ...each, Default: next } : { ...each, Next: next }];
    });
    return machine({ ...Object.fromEntries(named), End: { Type: 'Pass' } });
  });

const inner = chain(fc.oneof(task, pass, choice, wait) as fc.Arbitrary<JsonObject>, 3);
const policies = fc.constantFrom({}, retried, caught, { ...retried, ...caught });
const parallel = fc
  .tuple(fc.array(inner, { minLength: 1, maxLength: 3 }), policies)
  .map(([Branches, policy]) => ({ Type: 'Parallel', Branches, ResultPath: '$.parallel', ...policy }));
const map = fc.tuple(inner, fc.nat(3), fc.nat(2), policies).map(([ItemProcessor, count, MaxConcurrency, policy]) => ({
  Type: 'Map',
  ItemsPath: '$.items',
  ItemSelector: { 'index.$': '$$.Map.Item.Index', 'count.$': 'States.ArrayLength($.items)' },
  ItemProcessor,
  MaxConcurrency,
  ResultPath: `$.map${count}`,
  ...policy,
}));
const anything = chain(fc.oneof(task, pass, choice, parallel, map) as fc.Arbitrary<JsonObject>, 4);

const input = { items: [1, 2, 3] };

interface Life {
  readonly execution: Execution;
  readonly events: readonly WorkflowEvent[];
  readonly calls: readonly Call[];
  readonly deaths: number;
}

/** Runs a machine in processes of which each but the last dies after so many events. */
async function live(definition: JsonObject, spans: readonly number[]): Promise<Life> {
  const file = temporaryFile();
  const workflow = loadWorkflow(definition, () => true);
  const calls: Call[] = [];
  try {
    for (let pid = 1; ; pid += 1) {
      const history = new MortalHistory(file, spans[pid - 1] ?? Number.POSITIVE_INFINITY, process(pid));
      const engine = new WorkflowEngine({ history, workflow, run: scripted(calls, pid), timeScale: 0 });
      try {
        engine.start('one', input);
        const execution = await engine.run('one');
        return { execution, events: engine.events('one'), calls, deaths: pid - 1 };
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'the process died') throw error;
      } finally {
        history.close();
      }
    }
  } finally {
    rmSync(dirname(file), { recursive: true });
  }
}

/** Times and UUIDs differ from run to run; which branch's own failure comes first may. */
const shape = ({ status, output, error }: Execution) => ({
  status,
  error,
  output: JSON.stringify(output)
    ?.replace(/[\da-f]{8}-[\da-f-]{27}/g, 'uuid')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time'),
});

function expectNothingDoneTwice({ events, calls, deaths }: Life): void {
  const settled = events.filter(({ type }) => ['TaskSucceeded', 'TaskFailed', 'TaskTimedOut'].includes(type));
  expect(new Set(settled.map(({ path }) => path)).size).toBe(settled.length);
  const once = events.filter(({ type }) => type !== 'ExecutionResumed').map(({ type, path }) => `${type} ${path}`);
  expect(new Set(once).size).toBe(once.length);
  const known = new Set(events.map(({ type, path }) => `${type} ${path}`));
  for (const { token } of calls) expect(known).toContain(`TaskScheduled ${token.slice('one'.length)}`);
  // Each process calls an attempt once at most, and never one that has a result from an earlier process.
  expect(new Set(calls.map(({ token, process }) => `${token} ${process}`)).size).toBe(calls.length);
  expect(events.filter(({ type }) => type === 'ExecutionResumed').length).toBeLessThanOrEqual(deaths);
}

describe('an execution whose process dies', () => {
  test('after any of its events goes on to the same end, and calls no task again that has a result', async () => {
    const property = fc.asyncProperty(anything, async (definition) => {
      const undisturbed = await live(definition, []);
      expectNothingDoneTwice(undisturbed);
      for (let k = 1; k < undisturbed.events.length; k += 1) {
        const resumed = await live(definition, [k]);
        expect(shape(resumed.execution)).toEqual(shape(undisturbed.execution));
        expectNothingDoneTwice(resumed);
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });

  test('again and again goes on to the same end', async () => {
    const spans = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
    const property = fc.asyncProperty(anything, spans, async (definition, lives) => {
      const resumed = await live(definition, lives);
      expect(shape(resumed.execution)).toEqual(shape((await live(definition, [])).execution));
      expectNothingDoneTwice(resumed);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test('is called for again under the same token when its task had no result, and never when it had', async () => {
    const work = { Type: 'Task', Resource: 'any', Parameters: { failures: 0, turns: 0, value: 1 } };
    const definition = machine({ A: work, B: work });
    // ExecutionStarted, A entered, scheduled, succeeded, exited, B entered, scheduled.
    const { calls } = await live(definition, [7]);
    expect(calls).toEqual([
      { token: 'one/A#1@1', process: 1 },
      { token: 'one/B#1@1', process: 1 },
      { token: 'one/B#1@1', process: 2 },
    ]);
  });

  test('keeps the UUIDs and times it has made', async () => {
    const definition = machine({
      Make: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'at.$': '$$.State.EnteredTime' } },
      Then: { Type: 'Pass' },
    });
    // ExecutionStarted, Make entered, UUID made; the second process is then the one that leaves Make.
    const { execution, events } = await live(definition, [3]);
    const made = events.find(({ type }) => type === 'UuidMade');
    const entered = events.find(({ type, path }) => type === 'StateEntered' && path === '/Make#1');
    expect(execution.output).toEqual({ id: made?.detail, at: entered?.time });
  });

  test('while a failed branch breaks off the others only settles what they had under way', async () => {
    const work = { Type: 'Task', Resource: 'any' };
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Branches: [
          machine({ Slow: { ...work, Parameters: 'slow' }, Later: { ...work, Parameters: 'later' } }),
          machine({ Bad: { ...work, Parameters: 'bad' } }),
        ],
        ...caught,
        Next: 'End',
      },
      End: { Type: 'Pass' },
    });
    const workflow = loadWorkflow(definition, () => true);
    const file = temporaryFile();

    const first = new WorkflowEngine({
      history: new History(file, process(1)),
      workflow,
      // Slow never settles: this process dies over it.
      run: async ({ parameters }) => (parameters === 'bad' ? Promise.reject(new Error('bad')) : new Promise(() => {})),
      onEvent: ({ type }) => type === 'ParallelStateFailed' && failed(),
    });
    let failed = () => {};
    const over = new Promise<void>((resolve) => {
      failed = resolve;
    });
    first.start('one', input);
    void first.run('one');
    await over;

    const calls: [Json, boolean][] = [];
    const run: TaskRunner = async ({ parameters, signal }) => {
      calls.push([parameters, signal.aborted]);
      return null;
    };
    const second = new WorkflowEngine({ history: new History(file, process(2)), workflow, run });
    expect(await second.run('one')).toMatchObject({ status: 'SUCCEEDED', output: { caught: { Error: 'Error' } } });
    expect(calls).toEqual([['slow', true]]);
  });
});
