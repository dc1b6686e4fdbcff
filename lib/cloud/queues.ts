import { Duration, Validations } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { LikenessFunction } from './likeness-function.ts';

/** Where what failed stays for two weeks, for somebody to look at. */
export function deadLetters(scope: Construct, id: string): Queue {
  const queue = closedQueue(scope, id, { retentionPeriod: Duration.days(14) });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is itself where what failed ends.' });
  return queue;
}

/** The queue of a function with this timeout. A message that it failed for five times goes on to `failed`. */
export function workQueue(scope: Construct, id: string, timeout: Duration, failed: Queue): Queue {
  return closedQueue(scope, id, {
    retentionPeriod: Duration.days(4),
    // AWS's advice for a function behind a queue: six times its timeout.
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
  });
}

/** The function as a rule's target, which is tried again; an event that it failed for goes on to `failed`. */
export function eventTarget({ function: called }: LikenessFunction, failed: Queue): LambdaFunction {
  called.configureAsyncInvoke({ onFailure: new SqsDestination(failed), retryAttempts: 2 });
  return new LambdaFunction(called, { deadLetterQueue: failed, retryAttempts: 8 });
}

const closedQueue = (scope: Construct, id: string, props: QueueProps): Queue =>
  new Queue(scope, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
