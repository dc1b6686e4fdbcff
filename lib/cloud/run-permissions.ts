import { ArnFormat, type CfnElement, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { acknowledgeWildcards, allow } from './permissions.ts';

/** Lets the role do this to executions of the workflow. */
export function allowOnExecutions(role: Role, stateMachine: StateMachine, actions: readonly string[]): void {
  const executions = Stack.of(role).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(allow(actions, [executions]));
  const id = Stack.of(stateMachine).getLogicalId(stateMachine.node.defaultChild as CfnElement);
  acknowledgeWildcards(role, {
    [`Resource::${arnOf('states', 'execution')}:<${id}.Name>:*`]:
      'Executions of the one workflow; they have no names before they are.',
  });
}

/** SageMaker's, for all training jobs of the account and region. */
const jobLogGroup = 'log-group:/aws/sagemaker/TrainingJobs';

/** Lets the role do this to what training jobs wrote. */
export function allowOnJobLogs(role: Role, actions: readonly string[]): void {
  const logGroup = Stack.of(role).formatArn({ service: 'logs', resource: jobLogGroup });
  role.addToPolicy(allow(actions, [logGroup, `${logGroup}:*`]));
  acknowledgeWildcards(role, {
    [`Resource::${arnOf('logs', jobLogGroup)}:*`]: 'Jobs are named by digests; the records of a tenant name its own.',
  });
}

/** As cdk-nag writes it. */
const arnOf = (service: string, resource: string): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
