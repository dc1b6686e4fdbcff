import {
  type CloudWatchLogsClient,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { Executions } from '../ports/executions.ts';
import type { JobLogs } from '../ports/job-logs.ts';
import { executionArnOf } from './executions.ts';
import { logGroupName, unlessMissing } from './job-logs.ts';

/** Tells whether executions of the state machine are over. There is nothing to forget: Step Functions keeps what it keeps. */
export const stepFunctionsEnds = (
  client: SFNClient,
  stateMachineArn: string,
): Pick<Executions, 'isOver' | 'forget'> => ({
  async isOver(name) {
    try {
      const executionArn = executionArnOf(stateMachineArn, name);
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return status !== 'RUNNING';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return true;
      throw error;
    }
  },

  async forget() {},
});

/** Deletes the log streams of training jobs. */
export const forgettingLogStreams = (client: CloudWatchLogsClient): Pick<JobLogs, 'forget'> => ({
  async forget(job) {
    for (const logStreamName of await streamsOf(client, job)) {
      const deleted = client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName }));
      await unlessMissing(deleted);
    }
  },
});

async function streamsOf(client: CloudWatchLogsClient, job: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { logGroupName, logStreamNamePrefix: `${job}/`, nextToken };
    // There is no such group before a job of the account printed something.
    const page: Partial<DescribeLogStreamsCommandOutput> =
      (await unlessMissing(client.send(new DescribeLogStreamsCommand(asked)))) ?? {};
    names.push(...(page.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}
