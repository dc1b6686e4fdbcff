import { Aws, Duration } from 'aws-cdk-lib';
import {
  AdjustmentType,
  MetricAggregationType,
  PredefinedMetric,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationScalingAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { componentMetric } from './endpoint-alarms.ts';
import type { Copies } from './endpoint-settings.ts';

export interface EndpointScalingProps {
  /** Name of the inference component; the caller makes this construct wait for it. */
  readonly componentName: string;
  readonly copies: Copies;
  /** Whether the instances have GPUs. */
  readonly accelerated: boolean;
}

/**
 * Requests that a copy has at once, on a GPU: as many as go through the model together. It is measured every ten seconds,
 * but for instances with accelerators alone.
 */
const requestsAtOnce = 16;

/** Requests a minute for a copy without a GPU. */
const requestsAMinute = 240;

/** From no instance to a copy that answers: a machine, the image, the backbone. */
const waking = Duration.minutes(10);

/** Copies follow the requests, and instances follow the copies (`ManagedInstanceScaling`). */
export class EndpointScaling extends Construct {
  constructor(scope: Construct, id: string, { componentName, copies, accelerated }: EndpointScalingProps) {
    super(scope, id);
    const target = new ScalableTarget(this, 'Copies', {
      serviceNamespace: ServiceNamespace.SAGEMAKER,
      scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      resourceId: `inference-component/${componentName}`,
      minCapacity: copies.min,
      maxCapacity: copies.max,
      // AWS scales endpoints on its own role whatever is given; naming it keeps the construct from making another.
      role: Role.fromRoleArn(this, 'ServiceLinkedRole', serviceLinkedRole),
    });
    target.scaleToTrackMetric('Load', {
      predefinedMetric: accelerated
        ? PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION
        : PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_INVOCATIONS_PER_COPY,
      targetValue: accelerated ? requestsAtOnce : requestsAMinute,
      scaleInCooldown: Duration.minutes(10),
      scaleOutCooldown: Duration.minutes(1),
    });
    if (copies.min === 0) this.wake(target, componentName);
  }

  /** Load per copy says nothing while there is no copy: the first request fails, and its failure brings one. */
  private wake(target: ScalableTarget, componentName: string): void {
    const action = new StepScalingAction(this, 'Wake', {
      scalingTarget: target,
      adjustmentType: AdjustmentType.CHANGE_IN_CAPACITY,
      metricAggregationType: MetricAggregationType.MAXIMUM,
      // Requests go on failing while the copy comes, and shall not bring more.
      cooldown: waking,
    });
    action.addAdjustment({ lowerBound: 0, adjustment: 1 });
    const alarm = new Alarm(this, 'AskedAsleep', {
      alarmDescription: 'Requests come and no copy is there: one is started',
      metric: componentMetric(componentName, 'NoCapacityInvocationFailures', 'Sum', Duration.minutes(1)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new ApplicationScalingAction(action));
  }
}

const serviceLinkedRole = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;
