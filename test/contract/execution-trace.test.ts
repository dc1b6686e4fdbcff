import { CreateStateMachineCommand, DescribeExecutionCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { stepFunctionsExecutions } from '../../lib/aws/executions.ts';
import type { Json } from '../../lib/domain/digest.ts';
import { localExecutions } from '../../lib/local/executions.ts';
import { History } from '../../lib/local/workflow/history.ts';
import { StateFailure, type TaskRunner } from '../../lib/local/workflow/task.ts';
import type { Executions, ExecutionTrace } from '../../lib/ports/executions.ts';
import { engineOf, machine } from '../workflow/machines.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

/** Everything but the times, of which it is said whether there are any; in the order of the names. */
const told = ({ visits }: ExecutionTrace) =>
  visits
    .map(({ state, exitedAt, status, attempts, error }) => [state, status, exitedAt !== null, attempts, error])
    .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));

const branch = (states: Record<string, { [key: string]: Json }>) => machine(states);

/** No tasks: moto runs none. */
const forked = machine({
  Before: { Type: 'Pass' },
  Fork: {
    Type: 'Parallel',
    Branches: [branch({ Left: { Type: 'Pass' }, LeftToo: { Type: 'Pass' } }), branch({ Right: { Type: 'Pass' } })],
  },
  Which: { Type: 'Choice', Choices: [{ Variable: '$[0]', IsPresent: true, Next: 'Broken' }], Default: 'Fine' },
  Fine: { Type: 'Succeed' },
  Broken: { Type: 'Fail', Error: 'Broken', Cause: 'by design' },
});
const forkedVisits = [
  ['Before', 'succeeded', true, 1, null],
  ['Broken', 'failed', false, 1, 'Broken'],
  ['Fork', 'succeeded', true, 1, null],
  ['Left', 'succeeded', true, 1, null],
  ['LeftToo', 'succeeded', true, 1, null],
  ['Right', 'succeeded', true, 1, null],
  ['Which', 'succeeded', true, 1, null],
];

/** One task is tried twice; another fails while its neighbour waits, which the fork catches. */
const failing = machine({
  Flaky: { Type: 'Task', Resource: 'flaky', Retry: [{ ErrorEquals: ['Once'] }] },
  Fork: {
    Type: 'Parallel',
    Branches: [
      branch({ Breaks: { Type: 'Task', Resource: 'breaks' } }),
      branch({ Waits: { Type: 'Wait', Seconds: 3600 } }),
    ],
    Catch: [{ ErrorEquals: ['Boom'], Next: 'After' }],
  },
  After: { Type: 'Pass' },
});
const failingVisits = [
  ['After', 'succeeded', true, 1, null],
  ['Breaks', 'failed', false, 1, 'Boom'],
  ['Flaky', 'succeeded', true, 2, null],
  ['Fork', 'failed', true, 1, 'Boom'],
  ['Waits', 'stopped', false, 1, null],
];

interface Tested {
  readonly executions: Pick<Executions, 'start' | 'trace'>;
  /** Starts an execution of `forked` and returns once it has ended. */
  run(name: string): Promise<void>;
}

function traceCases(tested: () => Tested): void {
  test('tells the states that were entered, their branches among them, and what they run', async () => {
    await tested().run('one');
    const trace = await tested().executions.trace('one');
    expect(told(trace)).toEqual(forkedVisits);
    expect(trace.definition).toEqual(forked);
    for (const { enteredAt, exitedAt } of trace.visits) {
      expect(Date.parse(enteredAt)).toBeLessThanOrEqual(Date.parse(exitedAt ?? enteredAt));
    }
  });

  test('tells of none of that name what a new one would run', async () => {
    expect(await tested().executions.trace('never-started')).toEqual({ definition: forked, visits: [] });
  });
}

describe('traces of the engine on one machine', () => {
  const engine = engineOf(forked);
  traceCases(() => ({
    executions: localExecutions(() => engine),
    async run(name) {
      engine.start(name, {});
      await engine.run(name);
    },
  }));

  test('count attempts, and tell what was caught from what was broken off', async () => {
    let flaky = 0;
    const run: TaskRunner = async ({ resource }) => {
      if (resource === 'breaks') throw new StateFailure('Boom', '');
      flaky += 1;
      if (flaky === 1) throw new StateFailure('Once', '');
      return {};
    };
    const other = engineOf(failing, { run, timeScale: 1e-3 });
    other.start('two', {});
    await other.run('two');
    expect(told(await localExecutions(() => other).trace('two'))).toEqual(failingVisits);
  });

  test('of one that waits say so, and of one that was stopped too', async () => {
    const waiting = engineOf(machine({ Wait: { Type: 'Wait', Seconds: 3600 } }), { timeScale: 1 });
    const executions = localExecutions(() => waiting);
    await executions.start('three', {});
    const result = waiting.run('three');
    const [[state, status] = []] = told(await executions.trace('three'));
    expect([state, status]).toEqual(['Wait', 'running']);
    await executions.stop('three');
    await result;
    expect(told(await executions.trace('three'))).toEqual([['Wait', 'stopped', false, 1, null]]);
  });

  test('of an execution that was started with an earlier definition are of that one', async () => {
    const history = new History(':memory:');
    engineOf(forked, { history }).start('four', {});
    const executions = localExecutions(() => engineOf(failing, { history }));
    expect(await executions.trace('four')).toEqual({ definition: forked, visits: [] });
    expect(await executions.trace('five')).toEqual({ definition: failing, visits: [] });
  });
});

describeOnMoto('traces: Step Functions on moto, which runs the machine', () => {
  let moto: Moto;
  let client: SFNClient;
  let machineArn: string;

  beforeAll(async () => {
    moto = await startMoto();
    const config = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
    await fetch(`${moto.endpoint}/moto-api/config`, { method: 'POST', body: config });
    client = new SFNClient({ ...moto.client, disableHostPrefix: true });
    const definition = JSON.stringify(forked);
    const roleArn = 'arn:aws:iam::123456789012:role/workflow';
    const made = await client.send(new CreateStateMachineCommand({ name: 'likeness', definition, roleArn }));
    machineArn = made.stateMachineArn ?? '';
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  traceCases(() => {
    const executions = stepFunctionsExecutions(client, machineArn);
    return {
      executions,
      async run(name) {
        const { executionArn } = await executions.start(name, {});
        while ((await client.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING');
      },
    };
  });
});

describe("traces from Step Functions' events", () => {
  const names = (name: string) => ({ name });
  /** The id of each is its place, from 1. */
  const events = (
    told: readonly [type: HistoryEvent['type'], previous: number, details?: Partial<HistoryEvent>][],
  ): HistoryEvent[] =>
    told.map(([type, previousEventId, details], at) => {
      const timestamp = (1_700_000_000 + at) as unknown as Date;
      return { id: at + 1, type, previousEventId, timestamp, ...details };
    });
  const entered = (name: string) => ({ stateEnteredEventDetails: names(name) });
  const exited = (name: string) => ({ stateExitedEventDetails: names(name) });
  const failed = (error: string) => ({ taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error } });

  let loopback: Loopback;
  let pages: HistoryEvent[][] = [];
  beforeAll(async () => {
    loopback = await startLoopback(({ headers, body }) => {
      if (headers['x-amz-target'] !== 'AWSStepFunctions.GetExecutionHistory') {
        return { body: { definition: JSON.stringify(failing) } };
      }
      const { nextToken = '0' } = JSON.parse(String(body)) as { nextToken?: string };
      const at = Number(nextToken);
      return { body: { events: pages[at], ...(at + 1 < pages.length && { nextToken: String(at + 1) }) } };
    });
  });
  afterAll(() => loopback.stop());

  async function traceOf(...told: HistoryEvent[][]): Promise<ExecutionTrace> {
    pages = told;
    const client = new SFNClient({ ...loopback.client, disableHostPrefix: true });
    const trace = await stepFunctionsExecutions(client, 'arn:aws:states:eu-west-1:1:stateMachine:likeness').trace(
      'one',
    );
    client.destroy();
    return trace;
  }

  const whole = events([
    ['ExecutionStarted', 0],
    ['TaskStateEntered', 0, entered('Flaky')],
    ['TaskScheduled', 2],
    ['TaskStarted', 3],
    ['TaskFailed', 4, failed('Once')],
    ['TaskScheduled', 5],
    ['TaskStarted', 6],
    ['TaskSucceeded', 7],
    ['TaskStateExited', 8, exited('Flaky')],
    ['ParallelStateEntered', 9, entered('Fork')],
    ['ParallelStateStarted', 10],
    ['TaskStateEntered', 11, entered('Breaks')],
    ['TaskScheduled', 12],
    ['WaitStateEntered', 11, entered('Waits')],
    ['TaskStarted', 13],
    ['TaskFailed', 15, failed('Boom')],
    ['WaitStateAborted', 14],
    ['ParallelStateFailed', 16],
    ['ParallelStateExited', 18, exited('Fork')],
    ['PassStateEntered', 19, entered('After')],
    ['PassStateExited', 20, exited('After')],
    ['ExecutionSucceeded', 21],
  ]);

  test('count attempts, and tell what was caught from what was broken off, over all pages', async () => {
    const trace = await traceOf(whole.slice(0, 12), whole.slice(12));
    expect(told(trace)).toEqual(failingVisits);
    expect(trace.visits[0]?.enteredAt).toBe(new Date(1_700_000_001_000).toISOString());
    const asked = loopback.requests.map(({ body }) => JSON.parse(String(body)) as object);
    expect(asked[0]).toMatchObject({ includeExecutionData: false });
  });

  test('of an execution that was stopped tell where it was', async () => {
    const trace = await traceOf([
      ...whole.slice(0, 15),
      ...events([['ExecutionAborted', 0]]).map((one) => ({ ...one, id: 16 })),
    ]);
    expect(told(trace)).toEqual([
      ['Breaks', 'stopped', false, 1, null],
      ['Flaky', 'succeeded', true, 2, null],
      ['Fork', 'stopped', false, 1, null],
      ['Waits', 'stopped', false, 1, null],
    ]);
  });

  test('of an execution under way tell what runs, a retry among it', async () => {
    expect(told(await traceOf(whole.slice(0, 7)))).toEqual([['Flaky', 'running', false, 2, 'Once']]);
    expect(told(await traceOf(whole.slice(0, 5)))).toEqual([['Flaky', 'running', false, 1, 'Once']]);
  });
});
