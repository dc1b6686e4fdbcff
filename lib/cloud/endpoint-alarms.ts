import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface EndpointAlarmsProps {
  /** Name of the inference component. */
  readonly componentName: string;
  /** Whether there is always a copy, so that none is a failure. */
  readonly alwaysServing: boolean;
  /**
   * ARN of the SNS topic that alarms are sent to.
   *
   * @default none: the alarms notify no one, and an operator attaches actions
   */
  readonly topicArn?: string;
}

/** Seconds: of a hundred answers the slowest. Those that load an adapter are among them. */
const slowestAnswer = 2;
/** Percent of requests that the server failed. */
const failed = 1;
/** Percent of requests that the server refused: bad photos are the callers', but so many bad ones are ours. */
const refused = 20;
/** Seconds that an adapter takes from the store into memory, on average. */
const adapterLoad = 2;

const period = Duration.minutes(5);

/** Alarms on what the platform sees of the server, and on what the server reports of itself. */
export class EndpointAlarms extends Construct {
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { componentName, alwaysServing, topicArn }: EndpointAlarmsProps) {
    super(scope, id);
    const metric = (name: string, statistic: string) => componentMetric(componentName, name, statistic, period);
    const share = (errors: string) =>
      new MathExpression({
        expression: '100 * errors / requests',
        usingMetrics: { errors: metric(errors, 'Sum'), requests: metric('Invocations', 'Sum') },
        label: `${errors}, percent`,
        period,
      });
    this.alarms = [
      // In microseconds.
      this.alarm('Slow', 'Answers take long', metric('ModelLatency', 'p99'), slowestAnswer * 1e6),
      this.alarm('Failing', 'The server fails requests', share('Invocation5XXErrors'), failed),
      // InvokeEndpoint's callers get 424 for these, with the server's own status in it.
      this.alarm('Refusing', 'The server refuses requests', share('Invocation4XXErrors'), refused),
      this.alarm('LoadingSlowly', 'Adapters take long to load', secondsOfALoad, adapterLoad),
      ...(alwaysServing ? this.absence(metric('NoCapacityInvocationFailures', 'Sum')) : []),
    ];
    if (topicArn === undefined) return;
    const action = new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn));
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  /** No copy in service: requests find none, or none reports. */
  private absence(withoutCopy: Metric): Alarm[] {
    return [
      this.alarm('Absent', 'Requests find no copy', withoutCopy, 0, { periods: 1 }),
      // Each copy reports every minute.
      new Alarm(this, 'Silent', {
        alarmDescription: 'No copy reports',
        metric: serverMetric('AdaptersResident', 'SampleCount'),
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    ];
  }

  private alarm(id: string, alarmDescription: string, metric: IMetric, threshold: number, { periods = 3 } = {}): Alarm {
    return new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      // Nobody asked.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** What SageMaker counts of an inference component. */
export function componentMetric(componentName: string, metricName: string, statistic: string, every: Duration): Metric {
  const dimensionsMap = { InferenceComponentName: componentName };
  return new Metric({ namespace: 'AWS/SageMaker', metricName, dimensionsMap, statistic, period: every });
}

/** What servers report of themselves in their logs: all of this account and region, since it has no dimensions. */
function serverMetric(metricName: string, statistic: string): Metric {
  return new Metric({ namespace: 'Likeness/Endpoint', metricName, statistic, period });
}

const secondsOfALoad = new MathExpression({
  expression: 'seconds / loads',
  usingMetrics: {
    seconds: serverMetric('AdapterLoadSecondsSum', 'Sum'),
    loads: serverMetric('AdapterLoadSecondsCount', 'Sum'),
  },
  label: 'Seconds of an adapter load',
  period,
});
