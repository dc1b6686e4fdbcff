import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LikenessFunction } from './likeness-function.ts';
import { acknowledgeWildcards, allow, objectWildcard } from './permissions.ts';
import { deadLetters, eventTarget, workQueue } from './queues.ts';
import { allowOnExecutions, allowOnJobLogs } from './run-permissions.ts';

export interface DeletionsProps {
  readonly bucket: IBucket;
  readonly table: ITableV2;
  readonly stateMachine: StateMachine;
  /** The cloud's home as the other functions know it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What deletes subjects when somebody asks, and what is too old once a day; and the key that signs the receipts. */
export class Deletions extends Construct {
  /** Deletions that are not done yet. */
  public readonly queue: Queue;
  /** Deletions that could not be gone on with. */
  public readonly failedDeletions: Queue;
  /** Days on which what is too old was not all deleted. */
  public readonly failedRetentions: Queue;
  /** RSA, for RS256. It is kept when the stack goes: without it no receipt can be verified any more. */
  public readonly receiptKey: Key;
  public readonly deletion: LikenessFunction;
  public readonly retention: LikenessFunction;

  constructor(scope: Construct, id: string, props: DeletionsProps) {
    super(scope, id);
    this.failedDeletions = deadLetters(this, 'FailedDeletions');
    this.failedRetentions = deadLetters(this, 'FailedRetentions');
    this.queue = workQueue(this, 'Queue', timeout, this.failedDeletions);
    this.receiptKey = new Key(this, 'ReceiptKey', {
      description: 'Signs the receipts of deletions',
      alias: `alias/${Stack.of(this).stackName}/receipts`,
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const environment = {
      ...props.environment,
      LIKENESS_STATE_MACHINE_ARN: props.stateMachine.stateMachineArn,
      LIKENESS_RECEIPT_KEY_ARN: this.receiptKey.keyArn,
    };
    this.deletion = new LikenessFunction(this, 'deletion', {
      name: 'deletion',
      description: 'Deletes subjects and what was made of them',
      environment: { ...environment, LIKENESS_DELETIONS_QUEUE: this.queue.queueUrl },
      timeout,
      memorySize: 1024,
    });
    this.retention = new LikenessFunction(this, 'retention', {
      name: 'retention',
      description: 'Deletes what tenants keep no longer',
      environment,
      timeout,
      memorySize: 1024,
    });
    for (const made of [this.deletion, this.retention]) this.permit(made, props);
    this.permitMore(props);
    this.connect();
  }

  /** What both do. */
  private permit({ role }: LikenessFunction, { bucket, table }: DeletionsProps): void {
    const objects = removed.map((keys) => bucket.arnForObjects(keys));
    role.addToPolicy(
      allow(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:GetObjectVersion'], objects),
    );
    role.addToPolicy(allow(['s3:PutObject'], [bucket.arnForObjects(receipts)]));
    role.addToPolicy(
      allow(['s3:ListBucket', 's3:ListBucketVersions'], [bucket.bucketArn], { StringLike: { 's3:prefix': removed } }),
    );
    acknowledgeWildcards(role, Object.fromEntries(removed.map((keys) => [objectWildcard(bucket, keys), ofAll])));
    const operations = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
    role.addToPolicy(
      allow(
        operations.map((operation) => `dynamodb:${operation}`),
        [table.tableArn],
      ),
    );
    allowOnJobLogs(role, ['logs:DeleteLogStream', 'logs:DescribeLogStreams']);
    role.addToPolicy(allow(['kms:GetPublicKey', 'kms:Sign'], [this.receiptKey.keyArn]));
  }

  /** Deletions end executions and what others borrowed, and come back to; the index lists the tenants that keep something no longer. */
  private permitMore({ bucket, table, stateMachine }: DeletionsProps): void {
    const { role } = this.deletion;
    role.addToPolicy(allow(['s3:PutObject'], [bucket.arnForObjects(accepted)]));
    acknowledgeWildcards(role, { [objectWildcard(bucket, accepted)]: ofAll });
    allowOnExecutions(role, stateMachine, ['states:DescribeExecution', 'states:StopExecution']);
    role.addToPolicy(allow(['sqs:SendMessage'], [this.queue.queueArn]));
    this.retention.role.addToPolicy(allow(['dynamodb:Query'], [`${table.tableArn}/index/GSI1`]));
  }

  private connect(): void {
    // One message a call, each of which may take all its time.
    this.deletion.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: 5, reportBatchItemFailures: true }),
    );
    new Rule(this, 'EveryDay', {
      description: 'Delete what tenants keep no longer',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [eventTarget(this.retention, this.failedRetentions)],
    });
  }
}

/** As long as Lambda gives. */
const timeout = Duration.minutes(15);

const receipts = 'receipts/*';
/** Where what goes is, and where deletions write down what they do. */
const removed = ['inbox/*', receipts, 'tenants/*'];
/** Said of photos that others borrowed. */
const accepted = 'tenants/*/subjects/*/photos/*/accepted.json';

const ofAll = 'One function deletes for every tenant; the keys come from the deletion that it is given.';
