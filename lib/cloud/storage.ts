import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface StorageProps {
  /**
   * How long an upload stays in the inbox. Accept copies what it keeps, so the inbox is a quarantine.
   *
   * @default Duration.days(7)
   */
  readonly inboxExpiry?: Duration;

  /**
   * How long the bucket's access logs are kept.
   *
   * @default Duration.days(90)
   */
  readonly accessLogExpiry?: Duration;
}

/** What outlives every deployment: the one bucket, its access logs and the one table. */
export class Storage extends Construct {
  /** Photos, jobs and artifacts. */
  public readonly bucket: Bucket;
  /** Who read what in the bucket. */
  public readonly accessLogs: Bucket;
  /** Every record, by `pk` and `sk`; by `gsi1pk` and `gsi1sk` in the index `GSI1`; gone some time after `expiresAt`. */
  public readonly table: TableV2;

  constructor(scope: Construct, id: string, props: StorageProps = {}) {
    super(scope, id);
    this.accessLogs = this.createAccessLogs(props.accessLogExpiry ?? Duration.days(90));
    this.bucket = this.createBucket(props.inboxExpiry ?? Duration.days(7));
    this.table = this.createTable();
  }

  private createAccessLogs(expiration: Duration): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', { ...closedBucket, lifecycleRules: [{ id: 'expire', expiration }] });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It receives the access logs; logging itself would feed on itself.',
    });
    return bucket;
  }

  /** Not versioned: objects are written once under content digests, and a deletion must delete. */
  private createBucket(inboxExpiry: Duration): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      ...closedBucket,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'bucket/',
      // Pages post to forms and read by addresses that are signed, and need no more than those: no origin is trusted for its name.
      cors: [{ allowedOrigins: ['*'], allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.POST] }],
      lifecycleRules: [
        { id: 'expire-inbox', prefix: 'inbox/', expiration: inboxExpiry },
        { id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    // CloudFormation has this property itself; the construct's own switch would add a helper function.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return bucket;
  }

  private createTable(): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: 'GSI1',
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** As every bucket here is. */
export const closedBucket = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
};
