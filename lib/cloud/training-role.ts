import { Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcards, allow, forThisAccount, objectWildcard, policy, pullImages } from './permissions.ts';

export interface TrainingRoleProps {
  /** The one bucket. */
  readonly bucket: IBucket;
  /** ARNs of the ECR repositories that hold the training images. */
  readonly repositoryArns: readonly string[];
}

/**
 * The static role of every training job. Jobs run under network isolation, so that SageMaker alone uses it:
 * it brings the channels in and takes the results out. What a job may read is decided by the channels that
 * prepare names.
 */
export class TrainingRole extends Construct {
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: TrainingRoleProps) {
    super(scope, id);
    if (props.repositoryArns.length === 0) throw new Error('A training role needs at least one image repository');
    const { bucket } = props;
    const logGroups = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group:/aws/sagemaker/TrainingJobs*' });
    this.role = new Role(this, 'Role', {
      description: 'Training jobs: read channels, write results, pull images, log',
      assumedBy: forThisAccount('sagemaker.amazonaws.com'),
      inlinePolicies: {
        objects: policy(
          allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': channels } }),
          allow(['s3:GetObject'], objectsOf(bucket, channels)),
          allow(['s3:AbortMultipartUpload', 's3:PutObject'], objectsOf(bucket, results)),
        ),
        images: policy(...pullImages(props.repositoryArns)),
        logs: policy(
          allow(
            ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            [logGroups],
          ),
          allow(['cloudwatch:PutMetricData'], ['*'], {
            StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' },
          }),
        ),
      },
    });
    this.acknowledge(bucket);
  }

  private acknowledge(bucket: IBucket): void {
    acknowledgeWildcards(this.role, {
      [objectWildcard(bucket, 'assets/*')]: 'The weights that every tenant uses.',
      [objectWildcard(bucket, 'tenants/*')]:
        'One static role; the channels of a job, built for one tenant, are the boundary.',
      [objectWildcard(bucket, 'priors/*')]:
        'What generators make of listed categories, whatever the tenant; nothing of a tenant goes into it.',
      [objectWildcard(bucket, subjectJobs)]: 'Results and checkpoints of any subject, and nothing else.',
      [objectWildcard(bucket, tenantPriors)]: "What generators make of tenants' own categories, and nothing else.",
      'Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/sagemaker/TrainingJobs*':
        'SageMaker makes this log group and a stream for each job.',
      'Resource::*':
        'ecr:GetAuthorizationToken and cloudwatch:PutMetricData take no resource; a condition bounds the metrics.',
    });
  }
}

const subjectJobs = 'tenants/*/subjects/*/jobs/*';
const tenantPriors = 'tenants/*/priors/*';

/** What jobs read, and what they write. */
const channels = ['assets/*', 'priors/*', 'tenants/*'];
const results = ['priors/*', subjectJobs, tenantPriors];

const objectsOf = (bucket: IBucket, keys: readonly string[]): string[] => keys.map((key) => bucket.arnForObjects(key));
