import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource } from '../domain/cloud-event.ts';
import { LikenessFunction } from './likeness-function.ts';
import { allow } from './permissions.ts';
import { deadLetters, eventTarget, workQueue } from './queues.ts';

export interface WebhooksProps {
  readonly eventBus: IEventBus;
  readonly table: ITableV2;
  /** The cloud's home as the other functions know it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What tells tenants' webhooks of the events on the bus. */
export class Webhooks extends Construct {
  /** Deliveries that have an attempt before them. */
  public readonly deliveries: Queue;
  /** Deliveries that could not be attempted, or whose outcome could not be noted; an attempt that failed is none of them. */
  public readonly failedDeliveries: Queue;
  /** Events of which no deliveries could be made. */
  public readonly failedEvents: Queue;
  public readonly fanOut: LikenessFunction;
  public readonly send: LikenessFunction;

  constructor(scope: Construct, id: string, props: WebhooksProps) {
    super(scope, id);
    this.failedEvents = deadLetters(this, 'FailedEvents');
    this.failedDeliveries = deadLetters(this, 'FailedDeliveries');
    this.deliveries = workQueue(this, 'Deliveries', sendTimeout, this.failedDeliveries);
    const environment = { ...props.environment, LIKENESS_DELIVERIES_QUEUE: this.deliveries.queueUrl };
    this.fanOut = new LikenessFunction(this, 'webhook-fan-out', {
      name: 'webhook-fan-out',
      description: 'Makes deliveries of an event to webhooks',
      environment,
      timeout: Duration.minutes(1),
      memorySize: 512,
    });
    // In no VPC: it reaches the open web, and nothing of ours by an address.
    this.send = new LikenessFunction(this, 'webhook-send', {
      name: 'webhook-send',
      description: 'Sends deliveries to webhooks',
      environment,
      timeout: sendTimeout,
      memorySize: 512,
    });
    this.permit(this.fanOut.role, props.table, ['GetItem', 'PutItem', 'Query']);
    this.permit(this.send.role, props.table, ['GetItem', 'UpdateItem']);
    // That a webhook was disabled.
    this.send.role.addToPolicy(allow(['events:PutEvents'], [props.eventBus.eventBusArn]));
    this.connect(props.eventBus);
  }

  private permit(role: Role, table: ITableV2, operations: readonly string[]): void {
    role.addToPolicy(
      allow(
        operations.map((operation) => `dynamodb:${operation}`),
        [table.tableArn],
      ),
    );
    role.addToPolicy(allow(['sqs:SendMessage'], [this.deliveries.queueArn]));
  }

  private connect(eventBus: IEventBus): void {
    new Rule(this, 'Events', {
      description: 'What happened, for webhooks',
      eventBus,
      eventPattern: { source: [eventSource] },
      targets: [eventTarget(this.fanOut, this.failedEvents)],
    });
    // The messages of a batch are handled at once, so that one that waits for its receiver holds up nine.
    this.send.function.addEventSource(
      new SqsEventSource(this.deliveries, { batchSize: 10, maxConcurrency: 20, reportBatchItemFailures: true }),
    );
  }
}

/** A post takes ten seconds at most. */
const sendTimeout = Duration.seconds(20);
