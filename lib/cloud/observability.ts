import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface ObservabilityProps {
  readonly stateMachine: IStateMachine;
  /**
   * The API.
   *
   * @default none
   */
  readonly api?: RestApi;
  /** Queues that are empty while all is well, by what a message in them means. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;
}

/** Alarms for what nobody would see otherwise. They notify no one: an operator attaches actions. */
export class Observability extends Construct {
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    const { stateMachine, api, deadLetters } = props;
    this.alarms = [
      this.alarm('RunsFailed', 'Runs fail', stateMachine.metricFailed({ period })),
      this.alarm('RunsTimedOut', 'Runs outlast the workflow', stateMachine.metricTimedOut({ period })),
      ...(api
        ? [this.alarm('ApiFails', 'The API fails requests', api.metricServerError({ period, statistic: 'Sum' }))]
        : []),
      ...Object.entries(deadLetters).map(([meaning, queue]) =>
        this.alarm(meaning, `Messages in ${queue.node.id}`, queue.metricApproximateNumberOfMessagesVisible({ period })),
      ),
    ];
  }

  private alarm(id: string, alarmDescription: string, metric: IMetric): Alarm {
    return new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
