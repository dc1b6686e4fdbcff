import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { stepFunctionsExecutions } from '../../lib/aws/executions.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

describeOnMoto('executions: Step Functions on moto', () => {
  let moto: Moto;
  let client: SFNClient;
  let machine: string;

  beforeAll(async () => {
    moto = await startMoto();
    // The SDK would ask for `sync-` hosts, which a loopback address has not.
    client = new SFNClient({ ...moto.client, disableHostPrefix: true });
    const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Pass', End: true } } });
    const roleArn = 'arn:aws:iam::123456789012:role/workflow';
    const made = await client.send(new CreateStateMachineCommand({ name: 'likeness', definition, roleArn }));
    machine = made.stateMachineArn ?? '';
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  test('starts an execution with its input', async () => {
    const { executionArn, started } = await stepFunctionsExecutions(client, machine).start('first', {
      run: { run: 'é' },
    });
    expect(started).toBe(true);
    const found = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(JSON.parse(found.input ?? '')).toEqual({ run: { run: 'é' } });
  });

  test('takes an execution of that name for success, and names the one that exists', async () => {
    const executions = stepFunctionsExecutions(client, machine);
    const first = await executions.start('second', { run: 1 });
    expect(await executions.start('second', { run: 2 })).toEqual({ executionArn: first.executionArn, started: false });
    const found = await client.send(new DescribeExecutionCommand({ executionArn: first.executionArn }));
    expect(JSON.parse(found.input ?? '')).toEqual({ run: 1 });
  });

  test('passes other refusals on', async () => {
    const missing = stepFunctionsExecutions(client, `${machine}-missing`);
    await expect(missing.start('third', {})).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});
