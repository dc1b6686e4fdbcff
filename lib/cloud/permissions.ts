import { Aws, type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

/** The name that cdk-nag gives to a permission on a bucket's objects, for example `Resource::<Bucket.Arn>/inbox/*`. */
export function objectWildcard(bucket: IConstruct, keys: string): string {
  const resource = bucket.node.defaultChild as CfnElement;
  return `Resource::<${Stack.of(bucket).getLogicalId(resource)}.Arn>/${keys}`;
}

/** Says why each permission with a wildcard is as narrow as it can be; a permission that isn't listed stays an error. */
export function acknowledgeWildcards(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const findings = Object.entries(reasons).map(([finding, reason]) => ({
    id: `AwsSolutions-IAM5[${finding}]`,
    reason,
  }));
  Validations.of(construct).acknowledge(...findings);
}

/** A policy of these statements alone. */
export function policy(...statements: PolicyStatement[]): PolicyDocument {
  return new PolicyDocument({ statements });
}

/** Allows whole actions, named one by one. */
export function allow(
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): PolicyStatement {
  const wild = actions.filter((action) => action.includes('*'));
  if (wild.length > 0) throw new Error(`Name each action: ${wild.join(', ')}`);
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions: { ...conditions } }),
  });
}

/** A service of AWS, for `example.amazonaws.com`, and only where it acts for this account. */
export function forThisAccount(service: string): ServicePrincipal {
  return new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } });
}

/** Lets SageMaker pull images of these ECR repositories. */
export function pullImages(repositoryArns: readonly string[]): PolicyStatement[] {
  const actions = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return [allow(['ecr:GetAuthorizationToken'], ['*']), allow(actions, [...new Set(repositoryArns)])];
}

/** Lets SageMaker use the key for volumes, in the name of whoever makes the instances. */
export function lendKey(key: IKey): PolicyStatement {
  return allow(['kms:CreateGrant'], [key.keyArn], { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
}

/** What a state machine needs to write its log. */
export function deliverLogs(): PolicyStatement {
  const actions = [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ];
  return allow(actions, ['*']);
}

/** What it needs to be traced. */
export function trace(): PolicyStatement {
  const actions = [
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ];
  return allow(actions, ['*']);
}
