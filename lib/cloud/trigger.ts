import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LikenessFunction } from './likeness-function.ts';
import { allow } from './permissions.ts';
import { deadLetters, eventTarget, workQueue } from './queues.ts';

export interface TriggerProps {
  /** The bucket whose inbox starts runs; it must send its events to EventBridge. */
  readonly bucket: IBucket;
  /** The workflow. */
  readonly stateMachine: IStateMachine;
  /** Starts an execution for an upload. */
  readonly starter: LikenessFunction;
  /** Closes the record of an execution that ended. */
  readonly close: LikenessFunction;
  /**
   * Uploads admitted at once.
   *
   * @default 5
   */
  readonly concurrency?: number;
}

/** What begins a run (an upload's last object) and what ends it (its execution's end, where no catch could). */
export class Trigger extends Construct {
  public readonly uploads: Queue;
  /** Uploads that the starter could not start. */
  public readonly failedUploads: Queue;
  /** Ends of executions that close could not record. */
  public readonly failedCloses: Queue;
  public readonly uploadRule: Rule;
  public readonly endRule: Rule;

  constructor(scope: Construct, id: string, props: TriggerProps) {
    super(scope, id);
    const concurrency = props.concurrency ?? 5;
    if (concurrency < 2) throw new Error(`An SQS event source needs a concurrency of at least 2, got ${concurrency}`);

    this.failedUploads = deadLetters(this, 'FailedUploads');
    this.uploads = workQueue(this, 'Uploads', props.starter.timeout, this.failedUploads);
    this.uploadRule = this.createUploadRule(props.bucket);
    this.startRuns(props.starter, props.stateMachine, concurrency);

    this.failedCloses = deadLetters(this, 'FailedCloses');
    this.endRule = this.createEndRule(props.stateMachine, props.close);
  }

  private createUploadRule(bucket: IBucket): Rule {
    return new Rule(this, 'UploadLanded', {
      description: 'The last object of an upload is in the inbox',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: Match.wildcard('inbox/*/upload.json') } },
      },
      targets: [new SqsQueue(this.uploads)],
    });
  }

  private startRuns(starter: LikenessFunction, stateMachine: IStateMachine, maxConcurrency: number): void {
    starter.function.addEnvironment('LIKENESS_STATE_MACHINE_ARN', stateMachine.stateMachineArn);
    starter.role.addToPolicy(allow(['states:StartExecution'], [stateMachine.stateMachineArn]));
    // One message a call, so that a starter that throws gives back that one.
    starter.function.addEventSource(new SqsEventSource(this.uploads, { batchSize: 1, maxConcurrency }));
  }

  private createEndRule(stateMachine: IStateMachine, close: LikenessFunction): Rule {
    return new Rule(this, 'ExecutionEnded', {
      description: 'An execution ended where its own catches may not have seen it',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: ['TIMED_OUT', 'ABORTED', 'FAILED'] },
      },
      targets: [eventTarget(close, this.failedCloses)],
    });
  }
}
