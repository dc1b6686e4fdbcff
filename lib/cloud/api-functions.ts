import { Duration } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { sharedPartition } from '../domain/keys.ts';
import { endpointArn, sharp } from './functions.ts';
import { LikenessFunction } from './likeness-function.ts';
import { allow } from './permissions.ts';
import { allowOnExecutions, allowOnJobLogs } from './run-permissions.ts';
import { TenantRole } from './tenant-role.ts';

export interface ApiFunctionsProps {
  readonly bucket: IBucket;
  readonly table: ITableV2;
  readonly eventBus: IEventBus;
  readonly stateMachine: StateMachine;
  /** The cloud's home as the other functions know it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the SageMaker endpoint that serves every subject's adapter. */
  readonly endpointName: string;
  /**
   * The backbone that every adapter here is for.
   *
   * @default not known: the endpoint was made elsewhere, and a run may ask for any
   */
  readonly backbone?: string;
  /** Where deliveries to webhooks wait. */
  readonly deliveries: IQueue;
  /** Where deletions wait. */
  readonly deletions: IQueue;
  /** What receipts of deletions are signed with. */
  readonly receiptKey: IKey;
  readonly userPool: IUserPool;
  /** Origins whose pages may ask. */
  readonly origins: readonly string[];
  /**
   * Calls that are under way at once, kept for each function and at most so many; a stream is one for minutes.
   *
   * @default what the account leaves
   */
  readonly reservedConcurrency?: { readonly api?: number; readonly streams?: number };
}

/** What answers requests, what streams, and what knows who asks. Data of tenants they reach by the tenant's role alone. */
export class ApiFunctions extends Construct {
  public readonly api: LikenessFunction;
  public readonly stream: LikenessFunction;
  public readonly authorizer: LikenessFunction;
  public readonly tenantRole: TenantRole;

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    const { bucket, table, stateMachine, environment, userPool, reservedConcurrency: reserved = {} } = props;
    const application = {
      environment: {
        ...environment,
        LIKENESS_STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        LIKENESS_USER_POOL_ID: userPool.userPoolId,
        LIKENESS_DELIVERIES_QUEUE: props.deliveries.queueUrl,
        LIKENESS_DELETIONS_QUEUE: props.deletions.queueUrl,
        LIKENESS_RECEIPT_KEY_ARN: props.receiptKey.keyArn,
        ...(props.backbone !== undefined && { LIKENESS_BACKBONE: props.backbone }),
      },
      nativePackages: sharp,
    };
    this.api = new LikenessFunction(this, 'api', {
      ...application,
      name: 'api',
      description: 'Answers requests',
      // API Gateway waits no longer.
      timeout: Duration.seconds(29),
      // One whole processor: it decodes photos.
      memorySize: 1769,
      ...(reserved.api !== undefined && { reservedConcurrency: reserved.api }),
    });
    this.stream = new LikenessFunction(this, 'api-stream', {
      ...application,
      name: 'api-stream',
      description: 'Tells of runs as they go on',
      // As long as API Gateway streams.
      timeout: streamTimeout,
      memorySize: 512,
      ...(reserved.streams !== undefined && { reservedConcurrency: reserved.streams }),
    });
    this.authorizer = new LikenessFunction(this, 'authorizer', {
      name: 'authorizer',
      description: 'Knows who asks',
      environment: { LIKENESS_TABLE: table.tableName, LIKENESS_USER_POOL_ID: userPool.userPoolId },
      timeout: Duration.seconds(10),
      memorySize: 512,
    });
    this.authorizer.role.addToPolicy(onShared(table, ['GetItem']));

    const lentTo = [this.api.role, this.stream.role];
    this.tenantRole = new TenantRole(this, 'Tenant', { bucket, table, lentTo });
    this.admit(props.origins);
    this.permit(props);
  }

  /** Lets the pages of these origins ask, and no others. */
  public admit(origins: readonly string[]): void {
    for (const { function: made } of [this.api, this.stream])
      made.addEnvironment('LIKENESS_ORIGINS', origins.join(','));
  }

  /** What the handlers do on their functions' own roles: nothing that is a tenant's, but to begin and end its runs. */
  private permit(props: ApiFunctionsProps): void {
    const { table, eventBus, stateMachine, endpointName, userPool, deliveries, deletions, receiptKey } = props;
    const { roleArn } = this.tenantRole.role;
    for (const { function: made, role } of [this.api, this.stream]) {
      made.addEnvironment('LIKENESS_TENANT_ROLE_ARN', roleArn);
      role.addToPolicy(allow(['sts:AssumeRole', 'sts:TagSession'], [roleArn]));
      allowOnJobLogs(role, ['logs:DescribeLogStreams', 'logs:GetLogEvents']);
    }
    const { role } = this.api;
    role.addToPolicy(allow(['states:StartExecution'], [stateMachine.stateMachineArn]));
    role.addToPolicy(allow(['states:DescribeStateMachine'], [stateMachine.stateMachineArn]));
    const ofExecutions = ['DescribeStateMachineForExecution', 'GetExecutionHistory', 'StopExecution'];
    allowOnExecutions(
      role,
      stateMachine,
      ofExecutions.map((action) => `states:${action}`),
    );
    role.addToPolicy(allow(['events:PutEvents'], [eventBus.eventBusArn]));
    role.addToPolicy(allow(['sqs:SendMessage'], [deliveries.queueArn, deletions.queueArn]));
    role.addToPolicy(allow(['kms:GetPublicKey'], [receiptKey.keyArn]));
    role.addToPolicy(allow(['sagemaker:InvokeEndpoint'], [endpointArn(this, endpointName)]));
    // The directory of members and machine clients.
    role.addToPolicy(allow(directoryActions, [userPool.userPoolArn]));
    role.addToPolicy(onShared(table, ['DeleteItem', 'GetItem', 'PutItem', 'Query']));
  }
}

/** As long as API Gateway streams, which the integration has to say too. */
export const streamTimeout = Duration.minutes(15);

const directoryActions = [
  'AdminAddUserToGroup',
  'AdminCreateUser',
  'AdminDeleteUser',
  'AdminGetUser',
  'AdminListGroupsForUser',
  'AdminRemoveUserFromGroup',
  'CreateGroup',
  'CreateUserPoolClient',
  'DeleteUserPoolClient',
  'ListUsersInGroup',
].map((action) => `cognito-idp:${action}`);

/** Operations on the partition that is no tenant's, and on no other. */
const onShared = (table: ITableV2, operations: readonly string[]): PolicyStatement =>
  allow(
    operations.map((operation) => `dynamodb:${operation}`),
    [table.tableArn],
    {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [sharedPartition] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  );
