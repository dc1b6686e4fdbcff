import { spawnSync } from 'node:child_process';
import { ExecutionError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Json } from '../../lib/domain/digest.ts';
import { motoPython } from '../contract/moto.ts';
import { type Case, cases } from './cases.ts';
import { type JsonObject, machine, outcomeOf } from './machines.ts';

type Outcome = { readonly output: Json } | { readonly error: string };

async function ours({ definition, input }: Pick<Case, 'definition' | 'input'>): Promise<Outcome> {
  const { status, output = null, error = '' } = await outcomeOf(definition, input);
  return status === 'SUCCEEDED' ? { output } : { error };
}

const agreeing = (oracle: 'aws-local-stepfunctions' | 'moto') =>
  cases.filter(({ differs }) => differs?.[oracle] === undefined);

describe('what aws-local-stepfunctions makes of a machine, so do we', () => {
  type Handlers = Record<string, (input: Json) => Promise<Json>>;

  async function theirs(
    definition: Json,
    input: Json,
    handlers: Handlers = {},
    retried: string[] = [],
  ): Promise<Outcome> {
    const stateMachine = new StateMachine(definition as unknown as StateMachineDefinition, {
      validationOptions: { noValidate: true },
    });
    const retryIntervalOverrides = Object.fromEntries(retried.map((name) => [name, 0]));
    try {
      const overrides = { taskResourceLocalHandlers: handlers, retryIntervalOverrides };
      return { output: (await stateMachine.run(input, { overrides }).result) as Json };
    } catch (error) {
      if (!(error instanceof ExecutionError)) throw error;
      return { error: (error.cause as Error).name };
    }
  }

  test.each(agreeing('aws-local-stepfunctions').map((each) => [each.name, each] as const))('%s', async (_, each) => {
    expect(await ours(each)).toEqual(await theirs(each.definition, each.input));
  });

  const named = (name: string) => Object.assign(new Error('scripted'), { name });
  const retry = (errors: string[], attempts: number) => ({
    ErrorEquals: errors,
    MaxAttempts: attempts,
    IntervalSeconds: 1,
  });
  const scripts: [name: string, fields: JsonObject, failures: string[]][] = [
    ['success at once', {}, []],
    ['failure without a policy', {}, ['Flaky']],
    ['success at the last retry', { Retry: [retry(['Flaky'], 2)] }, ['Flaky', 'Flaky']],
    ['more failures than retries', { Retry: [retry(['Flaky'], 2)] }, ['Flaky', 'Flaky', 'Flaky']],
    ['a retrier of no attempts', { Retry: [retry(['Flaky'], 0), retry(['States.ALL'], 2)] }, ['Flaky']],
    ['each retrier with a count of its own', { Retry: [retry(['A'], 1), retry(['B'], 2)] }, ['A', 'B', 'B']],
    ['a retrier that is used up', { Retry: [retry(['A'], 1), retry(['States.ALL'], 5)] }, ['A', 'B', 'A']],
    [
      'retries, then a catch',
      { Retry: [retry(['A'], 1)], Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Caught' }] },
      ['A', 'A'],
    ],
    [
      'the wildcard States.TaskFailed',
      { Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.e', Next: 'Caught' }] },
      ['A'],
    ],
    ['a catch for another error', { Catch: [{ ErrorEquals: ['B'], Next: 'Caught' }] }, ['A']],
  ];

  test.each(scripts)('a task with %s', async (_, fields, failures) => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:work';
    const definition = machine({
      Work: { Type: 'Task', Resource: resource, ...fields, Next: 'Done' },
      Done: { Type: 'Pass', Parameters: { done: true, 'input.$': '$' }, End: true },
      // The causes differ: ours is Lambda's.
      Caught: { Type: 'Pass', Parameters: { 'input.$': '$.a' }, End: true },
    });
    const scripted = () => {
      const left = [...failures];
      return async (input: Json) => {
        const failure = left.shift();
        if (failure !== undefined) throw named(failure);
        return input;
      };
    };
    const work = scripted();
    const {
      status,
      output = null,
      error = '',
    } = await outcomeOf(definition, { a: 1 }, { run: (call) => work(call.parameters) });
    const mine = status === 'SUCCEEDED' ? { output } : { error };
    expect(mine).toEqual(await theirs(definition, { a: 1 }, { Work: scripted() }, ['Work']));
  });
});

const program = `
import json, sys, time
import boto3
from moto import mock_aws

client = boto3.client("stepfunctions", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")

def outcome_of(case):
    machine = client.create_state_machine(
        name="case", definition=json.dumps(case["definition"]), roleArn="arn:aws:iam::123456789012:role/any")
    execution = client.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(case["input"]))
    while (found := client.describe_execution(executionArn=execution["executionArn"]))["status"] == "RUNNING":
        time.sleep(0.01)
    if found["status"] != "SUCCEEDED":
        return {"error": found.get("error", "")}
    return {"output": json.loads(found["output"])}

outcomes = []
for case in json.load(sys.stdin):
    # Each in a world of its own: moto can't start a second execution in one.
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        outcomes.append(outcome_of(case))
print(json.dumps(outcomes))
`;

const withMoto = motoPython === undefined ? describe.skip : describe;
withMoto(`what moto makes of a machine, so do we${motoPython === undefined ? ' (moto is not installed)' : ''}`, () => {
  const answered: Outcome[] = [];
  const agreed = agreeing('moto');

  beforeAll(() => {
    const requests = JSON.stringify(agreed.map(({ definition, input }) => ({ definition, input })));
    const { stdout, stderr, status } = spawnSync(motoPython ?? '', ['-c', program], {
      input: requests,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr.slice(-2000));
    answered.push(...JSON.parse(stdout));
  });

  test.each(agreed.map((each, index) => [each.name, each, index] as const))('%s', async (_, each, index) => {
    expect(await ours(each)).toEqual(answered[index]);
  });
});
