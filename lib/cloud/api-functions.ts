import { ArnFormat, type CfnElement, Duration, Stack } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { sharedPartition } from '../domain/keys.ts';
import { endpointArn, sharp } from './functions.ts';
import { LikenessFunction } from './likeness-function.ts';
import { acknowledgeWildcards, allow } from './permissions.ts';
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
        LIKENESS_ORIGINS: props.origins.join(','),
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
    this.permit(props);
  }

  /** What the handlers do on their functions' own roles: nothing that is a tenant's, but to begin and end its runs. */
  private permit({ table, eventBus, stateMachine, endpointName, userPool }: ApiFunctionsProps): void {
    const { roleArn } = this.tenantRole.role;
    const logGroup = Stack.of(this).formatArn({ service: 'logs', resource: jobLogGroup });
    for (const { function: made, role } of [this.api, this.stream]) {
      made.addEnvironment('LIKENESS_TENANT_ROLE_ARN', roleArn);
      role.addToPolicy(allow(['sts:AssumeRole', 'sts:TagSession'], [roleArn]));
      role.addToPolicy(allow(['logs:DescribeLogStreams', 'logs:GetLogEvents'], [logGroup, `${logGroup}:*`]));
      acknowledgeWildcards(role, {
        [`Resource::${arnOf('logs', jobLogGroup)}:*`]:
          'Jobs are named by digests; the records of a tenant name its own.',
      });
    }
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const stateMachineId = Stack.of(this).getLogicalId(stateMachine.node.defaultChild as CfnElement);
    const { role } = this.api;
    role.addToPolicy(allow(['states:StartExecution'], [stateMachine.stateMachineArn]));
    role.addToPolicy(allow(['states:StopExecution'], [executions]));
    role.addToPolicy(allow(['events:PutEvents'], [eventBus.eventBusArn]));
    role.addToPolicy(allow(['sagemaker:InvokeEndpoint'], [endpointArn(this, endpointName)]));
    // The directory of members and machine clients.
    role.addToPolicy(allow(directoryActions, [userPool.userPoolArn]));
    role.addToPolicy(onShared(table, ['DeleteItem', 'GetItem', 'PutItem', 'Query']));
    acknowledgeWildcards(role, {
      [`Resource::${arnOf('states', 'execution')}:<${stateMachineId}.Name>:*`]:
        'Executions of the one workflow; they have no names before they are.',
    });
  }
}

/** As long as API Gateway streams, which the integration has to say too. */
export const streamTimeout = Duration.minutes(15);

/** SageMaker's, for all training jobs of the account and region. */
const jobLogGroup = 'log-group:/aws/sagemaker/TrainingJobs';

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

/** As cdk-nag writes it. */
const arnOf = (service: string, resource: string): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
