import { Aws, type CfnElement, CfnOutput, Duration, Names, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  DefinitionBody,
  DistributedMap,
  type IChainable,
  IntegrationPattern,
  type IStateMachine,
  JitterType,
  JsonPath,
  LogLevel,
  Pass,
  ResultWriterV2,
  type RetryProps,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoPutItem, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledgeWildcards, allow, deliverLogs, forThisAccount, policy, trace } from './permissions.ts';

/** The first three are outputs of the product's stack. */
export interface ExperimentProps {
  /** Holds the uploads, `experiments/{name}/items.json` and the results. */
  readonly bucketName: string;
  /** Where each run gets its record before it starts, as the starter gives it. */
  readonly tableName: string;
  /** The workflow that each item is one execution of. */
  readonly workflowArn: string;
  /**
   * Runs under way at once: each may hold a GPU.
   *
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * The share of runs, in percent, that may fail before the others are given up.
   *
   * @default 25
   */
  readonly toleratedFailures?: number;
  /**
   * When an experiment is given up.
   *
   * @default Duration.days(30)
   */
  readonly timeout?: Duration;
}

/**
 * Many runs of the one workflow: a distributed map over the items that `likeness experiment --plan-only` wrote. Its input
 * is `{"items": "experiments/{name}/items.json"}`. The uploads are called `planned.json`, so that nothing but the map
 * starts them; an item whose execution there is already is not run again, so that an experiment can be started again.
 */
export class Experiment extends Construct {
  public readonly stateMachine: StateMachine;
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: ExperimentProps) {
    super(scope, id);
    this.node.setContext('@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2', true);
    const name = Names.uniqueResourceName(this, { maxLength: 60, separator: '-' });
    this.role = this.createRole(name, props);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      comment: 'Runs the workflow for each item of an experiment',
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.define(props)),
      timeout: props.timeout ?? Duration.days(30),
      role: this.role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: this.createLogs(), level: LogLevel.ALL, includeExecutionData: false },
    });
    this.acknowledgeUnusedPolicy();
  }

  private define({ concurrency = 4, toleratedFailures = 25, ...props }: ExperimentProps): IChainable {
    if (concurrency < 1 || toleratedFailures < 0 || toleratedFailures > 100) {
      throw new Error(`concurrency ${concurrency} must be 1 or more, toleratedFailures ${toleratedFailures} 0 to 100`);
    }
    const bucket = Bucket.fromBucketName(this, 'Bucket', props.bucketName);
    const table = TableV2.fromTableName(this, 'Table', props.tableName);
    const workflow = StateMachine.fromStateMachineArn(this, 'Workflow', props.workflowArn);
    const map = new DistributedMap(this, 'Runs', {
      label: 'Runs',
      mapExecutionType: StateMachineType.STANDARD,
      itemReader: new S3JsonItemReader({ bucket, key: JsonPath.stringAt('$.items') }),
      resultWriterV2: new ResultWriterV2({ bucket, prefix: 'experiments/results' }),
      maxConcurrency: concurrency,
      toleratedFailurePercentage: toleratedFailures,
    });
    map.itemProcessor(this.createItem(table, workflow));
    return map.next(new Succeed(this, 'Done'));
  }

  /** One run: its record, then its execution to the end. */
  private createItem(table: ITable, workflow: IStateMachine): IChainable {
    const text = (member: string) => DynamoAttributeValue.fromString(JsonPath.stringAt(`$.record.${member}`));
    const members = ['pk', 'sk', 'gsi1pk', 'run', 'subject', 'category', 'preset', 'upload'];
    const record = new DynamoPutItem(this, 'Record', {
      table,
      item: {
        ...Object.fromEntries(members.map((member) => [member, text(member)])),
        gsi1sk: text('sk'),
        status: DynamoAttributeValue.fromString('queued'),
        createdAt: DynamoAttributeValue.fromString(JsonPath.stringAt('$$.State.EnteredTime')),
      },
      conditionExpression: 'attribute_not_exists(pk)',
      resultPath: JsonPath.DISCARD,
      taskTimeout: Timeout.duration(Duration.minutes(1)),
    });
    const run = new StepFunctionsStartExecution(this, 'Run', {
      stateMachine: workflow,
      name: JsonPath.stringAt('$.name'),
      input: TaskInput.fromJsonPathAt('$.input'),
      integrationPattern: IntegrationPattern.RUN_JOB,
      // The workflow's own limit comes first.
      taskTimeout: Timeout.duration(Duration.days(8)),
      // Of an execution's whole description the map's results need these.
      resultSelector: { 'execution.$': '$.ExecutionArn', 'status.$': '$.Status' },
    });
    const found = new Pass(this, 'FoundEarlier');
    record.addRetry(transient(['DynamoDB.ProvisionedThroughputExceededException', 'DynamoDB.ThrottlingException']));
    record.addCatch(run, { errors: ['DynamoDB.ConditionalCheckFailedException'], resultPath: '$.recorded' });
    run.addRetry(transient(['StepFunctions.ExecutionLimitExceededException', 'StepFunctions.SdkClientException']));
    run.addCatch(found, { errors: ['StepFunctions.ExecutionAlreadyExistsException'], resultPath: '$.existing' });
    return record.next(run);
  }

  private createLogs(): LogGroup {
    return new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 64 })}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private createRole(name: string, { bucketName, tableName, workflowArn }: ExperimentProps): Role {
    const arn = (service: string, resource: string): string =>
      `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
    const workflow = workflowArn.slice(workflowArn.lastIndexOf(':') + 1);
    const items = `arn:${Aws.PARTITION}:s3:::${bucketName}/experiments/*`;
    const ofMap = arn('states', `execution:${name}/Runs:*`);
    const role = new Role(this, 'Role', {
      description: 'An experiment: read its items, run the workflow for each, write the results',
      assumedBy: forThisAccount('states.amazonaws.com'),
      inlinePolicies: {
        items: policy(
          allow(['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'], [items]),
        ),
        records: policy(allow(['dynamodb:PutItem'], [arn('dynamodb', `table/${tableName}`)], ofTenant)),
        runs: policy(
          // Itself by its name: by reference the machine and its role would wait for each other.
          allow(['states:StartExecution'], [workflowArn, arn('states', `stateMachine:${name}`)]),
          allow(
            ['states:DescribeExecution', 'states:StopExecution'],
            [arn('states', `execution:${workflow}:*`), arn('states', `execution:${name}:*`), ofMap],
          ),
          allow(['states:RedriveExecution'], [ofMap]),
          allow(
            ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
            [arn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule')],
          ),
        ),
        telemetry: policy(deliverLogs(), trace()),
      },
    });
    acknowledgeWildcards(role, {
      [`Resource::arn:<AWS::Partition>:s3:::${bucketName}/experiments/*`]: 'Items and results of any experiment.',
      [`Resource::${executions}:${workflow}:*`]: 'Executions have no names before they are.',
      [`Resource::${executions}:${name}:*`]: 'Likewise.',
      [`Resource::${executions}:${name}/Runs:*`]: 'Likewise.',
      'Resource::*': 'Log delivery and X-Ray take no resource.',
    });
    return role;
  }

  /** The construct's own policy for its map, which the role does not take: it is checked, and not in the template. */
  private acknowledgeUnusedPolicy(): void {
    const id = Stack.of(this).getLogicalId(this.stateMachine.node.defaultChild as CfnElement);
    const own = `${executions}:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${id}"}]}]}`;
    acknowledgeWildcards(this.stateMachine, {
      [`Resource::${own}:*`]: 'It is not in the template.',
      [`Resource::${own}/Runs:*`]: 'It is not in the template.',
    });
  }
}

/** As cdk-nag writes them. */
const executions = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';

/** Experiments are one tenant's, and no record of another can be made by them. */
const ofTenant = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['T#experiments'] } };

const transient = (errors: string[]): RetryProps => ({
  errors,
  interval: Duration.seconds(5),
  maxAttempts: 6,
  backoffRate: 2,
  maxDelay: Duration.minutes(2),
  jitterStrategy: JitterType.FULL,
});

/** Apart from the product's stack, which has the one workflow that one machine runs too. */
export class ExperimentStack extends Stack {
  public readonly experiment: Experiment;

  constructor(scope: Construct, id: string, props: StackProps & ExperimentProps) {
    super(scope, id, props);
    this.experiment = new Experiment(this, 'Experiment', props);
    new CfnOutput(this, 'StateMachineArn', { value: this.experiment.stateMachine.stateMachineArn });
  }
}
