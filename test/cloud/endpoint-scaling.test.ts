import { readConfiguration } from '../../lib/cloud/app.ts';
import type { EndpointSettings } from '../../lib/cloud/endpoint-settings.ts';
import { namesIn, only, propertiesOf, synthesizeEndpoint, variantOf } from './endpoint-templates.ts';
import { type JsonObject, listOf, resourcesOf, type SynthesizedTemplate } from './synthesized.ts';

const alarmTopicArn = 'arn:aws:sns:eu-west-1:111122223333:alarms';
const { template: production } = synthesizeEndpoint({ stage: 'production', alarmTopicArn });
const { template: development } = synthesizeEndpoint({ stage: 'development' });
const { template: withoutGpu } = synthesizeEndpoint({ stage: 'production', instanceType: 'ml.c7i.xlarge' });

const targetOf = (template: SynthesizedTemplate) =>
  propertiesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget');
const policiesOf = (template: SynthesizedTemplate, type: string): [string, JsonObject][] =>
  resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalingPolicy')
    .filter(([, { Properties }]) => Properties.PolicyType === type)
    .map(([id, { Properties }]) => [id, Properties]);
const alarmsOf = (template: SynthesizedTemplate): [string, JsonObject][] =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .filter(([id]) => id.startsWith('Endpoint'))
    .map(([, { Properties }]) => [String(Properties.AlarmDescription), Properties]);
const alarmOf = (template: SynthesizedTemplate, description: string): JsonObject =>
  Object.fromEntries(alarmsOf(template))[description] ?? {};
const ofBase = (template: SynthesizedTemplate) => [{ Name: 'InferenceComponentName', Value: namesIn(template).base }];

describe('production', () => {
  test.each([
    ['by default', production, 1, 4],
    ['without GPUs', withoutGpu, 1, 4],
    ['with other numbers', synthesizeEndpoint({ stage: 'production', copies: { min: 2, max: 6 } }).template, 2, 6],
  ])('never scales to zero %s', (_, template, min, max) => {
    expect(targetOf(template)).toMatchObject({
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      ResourceId: `inference-component/${namesIn(template).base}`,
      MinCapacity: min,
      MaxCapacity: max,
    });
    expect(variantOf(template)).toMatchObject({
      InitialInstanceCount: min,
      ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: min, MaxInstanceCount: max + 1 },
    });
    expect(propertiesOf(template, 'AWS::SageMaker::InferenceComponent').RuntimeConfig).toEqual({ CopyCount: min });
    expect(policiesOf(template, 'StepScaling')).toEqual([]);
  });

  test('has an alarm for a time without a copy, seen by who asks and by who reports', () => {
    expect(alarmOf(production, 'Requests find no copy')).toMatchObject({
      Namespace: 'AWS/SageMaker',
      MetricName: 'NoCapacityInvocationFailures',
      Dimensions: ofBase(production),
      Threshold: 0,
      EvaluationPeriods: 1,
    });
    expect(alarmOf(production, 'No copy reports')).toMatchObject({
      Namespace: 'Likeness/Endpoint',
      MetricName: 'AdaptersResident',
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });
});

describe('development', () => {
  test('may have no copy and no instance, and is deployed with one that answered', () => {
    expect(targetOf(development)).toMatchObject({ MinCapacity: 0, MaxCapacity: 1 });
    expect(variantOf(development)).toMatchObject({
      InitialInstanceCount: 1,
      ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 2 },
    });
    expect(propertiesOf(development, 'AWS::SageMaker::InferenceComponent').RuntimeConfig).toEqual({ CopyCount: 1 });
  });

  test('is woken by the first request that fails, and one copy comes however many fail meanwhile', () => {
    const [[id, policy] = ['', {}]] = policiesOf(development, 'StepScaling');
    expect(policy.StepScalingPolicyConfiguration).toEqual({
      AdjustmentType: 'ChangeInCapacity',
      Cooldown: 600,
      MetricAggregationType: 'Maximum',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    });
    expect(alarmOf(development, 'Requests come and no copy is there: one is started')).toMatchObject({
      AlarmActions: [{ Ref: id }],
      MetricName: 'NoCapacityInvocationFailures',
      Dimensions: ofBase(development),
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test('has no alarm for being asleep', () => {
    expect(alarmsOf(development).map(([description]) => description)).not.toContain('No copy reports');
  });

  test('that always has a copy has the alarms for it', () => {
    const { template } = synthesizeEndpoint({ stage: 'development', copies: { min: 1, max: 1 } });
    expect(alarmOf(template, 'No copy reports')).toMatchObject({ Threshold: 1 });
    expect(policiesOf(template, 'StepScaling')).toEqual([]);
  });
});

test.each([
  [
    'requests at once',
    'with GPUs',
    production,
    'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
    16,
  ],
  ['requests a minute', 'without', withoutGpu, 'SageMakerInferenceComponentInvocationsPerCopy', 240],
])('copies follow %s %s', (_, __, template, PredefinedMetricType, TargetValue) => {
  const [[, policy] = ['', {}], ...others] = policiesOf(template, 'TargetTrackingScaling');
  expect(others).toEqual([]);
  expect(policy.TargetTrackingScalingPolicyConfiguration).toMatchObject({
    PredefinedMetricSpecification: { PredefinedMetricType },
    TargetValue,
  });
});

test('AWS scales on its own role, and after the base is there', () => {
  const [, target] = only(production, 'AWS::ApplicationAutoScaling::ScalableTarget');
  const [base] = only(production, 'AWS::SageMaker::InferenceComponent');
  expect(JSON.stringify(target.Properties.RoleARN)).toContain(
    'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
  );
  expect(target).toMatchObject({ DependsOn: expect.arrayContaining([base]) });
});

describe('alarms', () => {
  test('say when the slowest answers take more than two seconds', () => {
    expect(alarmOf(production, 'Answers take long')).toMatchObject({
      Namespace: 'AWS/SageMaker',
      MetricName: 'ModelLatency',
      Dimensions: ofBase(production),
      ExtendedStatistic: 'p99',
      Threshold: 2_000_000,
    });
  });

  test.each([
    ['The server fails requests', '100 * errors / requests', ['Invocation5XXErrors', 'Invocations'], 1],
    ['The server refuses requests', '100 * errors / requests', ['Invocation4XXErrors', 'Invocations'], 20],
    ['Adapters take long to load', 'seconds / loads', ['AdapterLoadSecondsSum', 'AdapterLoadSecondsCount'], 2],
  ])('say when "%s"', (description, expression, names, threshold) => {
    const { Metrics, ...alarm } = alarmOf(production, description);
    const parts = listOf(Metrics) as { Expression?: string; MetricStat?: { Metric: JsonObject; Stat: string } }[];
    const stats = parts.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat] : []));
    expect(parts.flatMap(({ Expression }) => Expression ?? [])).toEqual([expression]);
    expect(stats.map(({ Metric }) => Metric.MetricName)).toEqual(names);
    expect(stats.map(({ Stat }) => Stat)).toEqual(['Sum', 'Sum']);
    expect(alarm).toMatchObject({ Threshold: threshold, TreatMissingData: 'notBreaching' });
  });

  test('go to the operator’s topic, or to no one', () => {
    const actionsOf = (template: SynthesizedTemplate) =>
      alarmsOf(template).map(([, { AlarmActions }]) => listOf(AlarmActions));
    expect(actionsOf(production)).toEqual(Array(6).fill([alarmTopicArn]));
    expect(actionsOf(withoutGpu)).toEqual(Array(6).fill([]));
  });
});

describe('the stack refuses', () => {
  test.each<[string, EndpointSettings, RegExp]>([
    ['production without a copy', { stage: 'production', copies: { min: 0, max: 2 } }, /production always has a copy/],
    ['more copies at least than at most', { stage: 'production', copies: { min: 3, max: 2 } }, /from 3 to 2/],
    ['copies that are none', { stage: 'development', copies: { min: 0, max: 0 } }, /from 0 to 0/],
    ['an instance that is no SageMaker type', { stage: 'production', instanceType: 'g5.xlarge' }, /"g5.xlarge"/],
    ['an instance that is too small', { stage: 'production', instanceType: 'ml.m5.large' }, /at least 4 cores/],
    ['a burstable instance', { stage: 'production', instanceType: 'ml.t2.xlarge' }, /"ml.t2.xlarge"/],
    ['an accelerator that is no GPU', { stage: 'production', instanceType: 'ml.inf2.xlarge' }, /"ml.inf2.xlarge"/],
    ['a backbone that leads elsewhere', { stage: 'production', backbone: '../generators' }, /endpoint.backbone/],
  ])('%s', (_, endpoint, message) => {
    expect(() => synthesizeEndpoint(endpoint)).toThrow(message);
  });

  test.each([
    ['no stage', { endpoint: {} }, /endpoint\.stage/],
    ['a stage that is none', { endpoint: { stage: 'test' } }, /endpoint\.stage/],
    ['a member that nobody reads', { endpoint: { stage: 'production', instances: 2 } }, /instances/],
  ])('%s in the context', (_, context, message) => {
    expect(() => readConfiguration(context)).toThrow(message);
  });
});
