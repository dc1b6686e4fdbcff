import { Aws, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  acknowledgeWildcards,
  allow,
  forThisAccount,
  lendKey,
  objectWildcard,
  policy,
  pullImages,
} from './permissions.ts';

export interface ServingRoleProps {
  /** The one bucket. */
  readonly bucket: IBucket;
  /** Name of the backbone: its weights are under `assets/backbones/{name}/`. */
  readonly backbone: string;
  /** ARN of the ECR repository that holds the image. */
  readonly repositoryArn: string;
  /** What the names of the log groups begin with that SageMaker writes to. */
  readonly logGroupNames: readonly string[];
  /**
   * Key of the instances' volumes.
   *
   * @default none
   */
  readonly volumeKey?: IKey;
}

/**
 * The static role of the embedding server. SageMaker brings the backbone in with it, and the server reads adapters:
 * any subject's, because it serves them all. It writes nothing but its log.
 */
export class ServingRole extends Construct {
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: ServingRoleProps) {
    super(scope, id);
    const { bucket, volumeKey } = props;
    const read = [`assets/backbones/${props.backbone}/*`, adapterPointers, adapters];
    const logGroups = props.logGroupNames.map((name) => `log-group:${name}*`);
    this.role = new Role(this, 'Role', {
      description: 'The embedding server: read the backbone and adapters, pull its image, log',
      assumedBy: forThisAccount('sagemaker.amazonaws.com'),
      inlinePolicies: {
        objects: policy(
          allow(
            ['s3:GetObject'],
            read.map((keys) => bucket.arnForObjects(keys)),
          ),
          // An adapter that isn't there answers 404 only to those who may list; that request has no prefix, hence IfExists.
          allow(['s3:ListBucket'], [bucket.bucketArn], { StringLikeIfExists: { 's3:prefix': read } }),
        ),
        images: policy(...pullImages([props.repositoryArn])),
        logs: policy(
          allow(
            ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            logGroups.map((resource) => Stack.of(this).formatArn({ service: 'logs', resource })),
          ),
          allow(['cloudwatch:PutMetricData'], ['*'], {
            StringEquals: {
              'cloudwatch:namespace': ['/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'],
            },
          }),
        ),
      },
    });
    if (bucket.encryptionKey !== undefined) {
      this.role.addToPolicy(
        allow(['kms:Decrypt'], [bucket.encryptionKey.keyArn], {
          StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` },
        }),
      );
    }
    if (volumeKey !== undefined) this.role.addToPolicy(lendKey(volumeKey));
    const ofAll = 'One server answers for every subject; a request names the adapter.';
    acknowledgeWildcards(this.role, {
      [objectWildcard(bucket, `assets/backbones/${props.backbone}/*`)]: 'The files of the one backbone.',
      [objectWildcard(bucket, adapterPointers)]: ofAll,
      [objectWildcard(bucket, adapters)]: ofAll,
      ...Object.fromEntries(
        logGroups.map((name) => [
          `Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:${name}`,
          'The log groups of our endpoints alone, and a stream for each copy.',
        ]),
      ),
      'Resource::*':
        'ecr:GetAuthorizationToken and cloudwatch:PutMetricData take no resource; a condition bounds the metrics.',
    });
  }
}

/** Where a subject's adapter lies, and its files. */
const adapterPointers = 'tenants/*/subjects/*/adapters/*';
const adapters = 'tenants/*/subjects/*/jobs/*/model/*';
