import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { stepFunctionsExecutions } from '../../lib/aws/executions.ts';
import { forgettingLogStreams, stepFunctionsEnds } from '../../lib/aws/forgetting.ts';
import { executionName } from '../../lib/domain/keys.ts';
import { sqliteEvents } from '../../lib/local/events.ts';
import { forgettingExecutions, forgettingJobs } from '../../lib/local/forgetting.ts';
import { History } from '../../lib/local/workflow/history.ts';
import { engineOf, machine } from '../workflow/machines.ts';
import { describeOnMoto, type Moto, startMoto } from './moto.ts';

const job = `${'a'.repeat(32)}-${'b'.repeat(12)}-1`;

describe('forgetting: local', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'likeness-forgetting-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('an execution goes with its history and the events of its run, and no other', async () => {
    const history = new History(join(root, 'workflow.sqlite'));
    const events = sqliteEvents(join(root, 'events.sqlite'), { now: () => '2026-01-31T12:00:00.000Z' });
    const engine = engineOf(machine({ Wait: { Type: 'Pass' } }), { history });
    const executions = forgettingExecutions(() => engine, history, events);
    const [gone, kept] = ['01J00000000000000000000000', '01J00000000000000000000001'];
    for (const run of [gone, kept]) {
      engine.start(executionName('u'.repeat(32), run), { run: { run } });
      await events.publish({ type: 't', subject: `tenants/acme/runs/${run}`, data: { run } });
    }
    const name = executionName('u'.repeat(32), gone);
    expect(await executions.isOver(name)).toBe(false);
    await expect(executions.forget(name)).rejects.toMatchObject({ code: 'Internal' });
    await engine.run(name);
    expect(await executions.isOver(name)).toBe(true);
    for (let times = 0; times < 2; times += 1) await executions.forget(name);
    expect(history.executions().map(({ input }) => input)).toEqual([{ run: { run: kept } }]);
    expect(history.events(name)).toEqual([]);
    expect(events.since(0).map(({ event }) => event.data.run)).toEqual([kept]);
    expect(await executions.isOver(name)).toBe(true);
    history.close();
    events.close();
  });

  test('a job goes with its folder; what no job is called touches nothing', async () => {
    const jobs = join(root, 'jobs');
    for (const name of [job, 'other']) {
      await mkdir(join(jobs, name, 'input'), { recursive: true });
      await writeFile(join(jobs, name, 'log.txt'), 'line\n');
    }
    const logs = forgettingJobs(jobs);
    for (const name of [job, job, 'never', '..', '../jobs', '']) await logs.forget(name);
    expect(await readdir(jobs)).toEqual(['other']);
  });
});

describeOnMoto('forgetting: CloudWatch Logs and Step Functions on moto', () => {
  let moto: Moto;
  let logs: CloudWatchLogsClient;
  let states: SFNClient;
  beforeAll(async () => {
    moto = await startMoto();
    logs = new CloudWatchLogsClient(moto.client);
    states = new SFNClient({ ...moto.client, disableHostPrefix: true });
  });
  afterAll(async () => {
    logs?.destroy();
    states?.destroy();
    await moto?.stop();
  });

  test("a job's log streams go, and no other's; none, or no group at all, is as good", async () => {
    const forgetting = forgettingLogStreams(logs);
    await forgetting.forget(job);
    const logGroupName = '/aws/sagemaker/TrainingJobs';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const streams = Array.from({ length: 60 }, (_, n) => `${job}/algo-1-${n}`);
    for (const logStreamName of [...streams, `${job}0/algo-1-1`]) {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    }
    for (let times = 0; times < 2; times += 1) await forgetting.forget(job);
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual([`${job}0/algo-1-1`]);
  });

  test('an execution is over once it was stopped, and so is one that there never was', async () => {
    const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } });
    const roleArn = 'arn:aws:iam::123456789012:role/workflow';
    const made = await states.send(new CreateStateMachineCommand({ name: 'likeness', definition, roleArn }));
    const executions = {
      ...stepFunctionsExecutions(states, made.stateMachineArn ?? ''),
      ...stepFunctionsEnds(states, made.stateMachineArn ?? ''),
    };
    await executions.start('first', {});
    expect(await executions.isOver('first')).toBe(false);
    await executions.stop('first');
    expect([await executions.isOver('first'), await executions.isOver('never')]).toEqual([true, true]);
    await executions.forget('first');
  });
});
