import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { stepFunctionsExecutions } from '../../lib/aws/executions.ts';
import { localExecutions } from '../../lib/local/executions.ts';
import type { Executions } from '../../lib/ports/executions.ts';
import { engineOf, machine } from '../workflow/machines.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

interface Tested {
  readonly executions: Pick<Executions, 'start' | 'stop'>;
  /** What is kept of an execution. */
  find(executionArn: string): Promise<{ readonly status?: string | undefined; readonly input: unknown }>;
}

/** What both homes do with a workflow that waits. */
function executionCases(tested: () => Tested): void {
  test('starts an execution with its input', async () => {
    const { executionArn, started } = await tested().executions.start('first', { run: { run: 'é' } });
    expect(started).toBe(true);
    expect(await tested().find(executionArn)).toEqual({ status: 'RUNNING', input: { run: { run: 'é' } } });
  });

  test('takes an execution of that name for success, and names the one that exists', async () => {
    const { executions, find } = tested();
    const { executionArn } = await executions.start('second', { run: 1 });
    expect(await executions.start('second', { run: 2 })).toEqual({ executionArn, started: false });
    expect(await find(executionArn)).toMatchObject({ input: { run: 1 } });
  });

  test('ends an execution as ABORTED, once and for all, and no other', async () => {
    const { executions, find } = tested();
    const [stopped, other] = [await executions.start('third', {}), await executions.start('third-too', {})];
    await executions.stop('third');
    await executions.stop('third');
    expect(await find(stopped.executionArn)).toMatchObject({ status: 'ABORTED' });
    expect(await find(other.executionArn)).toMatchObject({ status: 'RUNNING' });
    expect(await executions.start('third', { again: true })).toMatchObject({ started: false });
  });

  test('takes none of that name for one that has ended', async () => {
    await tested().executions.stop('never-started');
  });
}

describe('executions of the engine on one machine', () => {
  const engine = engineOf(machine({ Wait: { Type: 'Wait', Seconds: 3600 } }), { timeScale: 1 });
  const find = async (executionArn: string) => {
    const { status, input } = engine.describe(executionArn.split(':').at(-1) ?? '') ?? { input: undefined };
    return { status, input };
  };
  executionCases(() => ({ executions: localExecutions(() => engine), find }));

  test('leaves one that has succeeded as it is', async () => {
    const quick = engineOf(machine({ Done: { Type: 'Succeed' } }));
    const executions = localExecutions(() => quick);
    await executions.start('one', {});
    await quick.run('one');
    await executions.stop('one');
    expect(quick.describe('one')).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describeOnMoto('executions: Step Functions on moto', () => {
  let moto: Moto;
  let client: SFNClient;
  let machineArn: string;

  beforeAll(async () => {
    moto = await startMoto();
    // The SDK would ask for `sync-` hosts, which a loopback address has not.
    client = new SFNClient({ ...moto.client, disableHostPrefix: true });
    const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Pass', End: true } } });
    const roleArn = 'arn:aws:iam::123456789012:role/workflow';
    const made = await client.send(new CreateStateMachineCommand({ name: 'likeness', definition, roleArn }));
    machineArn = made.stateMachineArn ?? '';
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  const find = async (executionArn: string) => {
    const { status, input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return { status, input: JSON.parse(input ?? '') };
  };
  executionCases(() => ({ executions: stepFunctionsExecutions(client, machineArn), find }));

  test('passes other refusals on', async () => {
    const missing = stepFunctionsExecutions(client, `${machineArn}-missing`);
    await expect(missing.start('fourth', {})).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    const wrong = stepFunctionsExecutions(client, 'no ARN');
    await expect(wrong.stop('fourth')).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});
