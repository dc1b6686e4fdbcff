import {
  type CloudWatchLogsClient,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { Executions } from '../ports/executions.ts';
import type { JobLogs } from '../ports/job-logs.ts';

/** Tells whether executions of the state machine are over. There is nothing to forget: Step Functions keeps what it keeps. */
export const stepFunctionsEnds = (
  client: SFNClient,
  stateMachineArn: string,
): Pick<Executions, 'isOver' | 'forget'> => ({
  async isOver(name) {
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return status !== 'RUNNING';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return true;
      throw error;
    }
  },

  async forget() {},
});

/** Where SageMaker writes what training jobs print, a stream or more each: `{job}/algo-1-{time}`. */
const trainingLogs = '/aws/sagemaker/TrainingJobs';

/** Deletes the log streams of training jobs. */
export const forgettingLogStreams = (client: CloudWatchLogsClient): Pick<JobLogs, 'forget'> => ({
  async forget(job) {
    for (const logStreamName of await streamsOf(client, job)) {
      const deleted = client.send(new DeleteLogStreamCommand({ logGroupName: trainingLogs, logStreamName }));
      await unlessMissing(deleted, undefined);
    }
  },
});

async function streamsOf(client: CloudWatchLogsClient, job: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { logGroupName: trainingLogs, logStreamNamePrefix: `${job}/`, nextToken };
    // There is no such group before a job of the account printed something.
    const page: Partial<DescribeLogStreamsCommandOutput> = await unlessMissing(
      client.send(new DescribeLogStreamsCommand(asked)),
      {},
    );
    names.push(...(page.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

async function unlessMissing<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return otherwise;
    throw error;
  }
}
