import { custom, functionNamed, functionsIn, template, variablesOf } from './api-templates.ts';
import { allowedIn, grantsOf } from './statements.ts';
import { type SynthesizedTemplate, synthesize } from './synthesized.ts';

describe('the functions of the API', () => {
  const home = ['BUCKET', 'TABLE', 'EVENT_BUS', 'IMAGES', 'PROGRAM_DIGEST', 'TRAINING_ROLE_ARN', 'ENDPOINT'];

  test('know the cloud’s home, the tenants’ role, the workflow, the user pool, the queues and the receipts’ key', () => {
    for (const name of ['api', 'api-stream']) {
      const service = ['DELIVERIES_QUEUE', 'DELETIONS_QUEUE', 'RECEIPT_KEY_ARN'];
      const known = [...home, ...service, 'TENANT_ROLE_ARN', 'STATE_MACHINE_ARN', 'USER_POOL_ID', 'ORIGINS'];
      expect(Object.keys(variablesOf(name))).toEqual(expect.arrayContaining(known.map((of) => `LIKENESS_${of}`)));
      expect(functionNamed(name).resource.Properties).toMatchObject({
        Runtime: 'nodejs22.x',
        Architectures: ['x86_64'],
        TracingConfig: { Mode: 'Active' },
      });
    }
    expect(
      Object.keys(variablesOf('authorizer'))
        .filter((name) => name.startsWith('LIKENESS'))
        .sort(),
    ).toEqual(['LIKENESS_TABLE', 'LIKENESS_USER_POOL_ID']);
  });

  const session = ['sts:AssumeRole ApiFunctionsTenantRole', 'sts:TagSession ApiFunctionsTenantRole'];
  const logs = ['DescribeLogStreams', 'GetLogEvents'].flatMap((action) =>
    ['', ':*'].map((end) => `logs:${action} logs log-group:/aws/sagemaker/TrainingJobs${end}`),
  );

  test('may take a tenant’s session, call endpoints, begin and end runs, read jobs’ logs, keep the directory and queue work', () => {
    const directory = [
      ...['AdminAddUserToGroup', 'AdminCreateUser', 'AdminDeleteUser', 'AdminGetUser', 'AdminListGroupsForUser'],
      ...[
        'AdminRemoveUserFromGroup',
        'CreateGroup',
        'CreateUserPoolClient',
        'DeleteUserPoolClient',
        'ListUsersInGroup',
      ],
    ].map((action) => `cognito-idp:${action} ApiIdentityUserPool`);
    const shared = ['DeleteItem', 'GetItem', 'PutItem', 'Query'].map((action) => `dynamodb:${action} StorageTable`);
    expect(grantsOf(template, 'api')).toEqual(
      [
        ...[...session, ...logs, ...directory, ...shared],
        'events:PutEvents Events',
        'kms:GetPublicKey DeletionsReceiptKey',
        'sqs:SendMessage DeletionsQueue',
        'sqs:SendMessage WebhooksDeliveries',
        'sagemaker:InvokeEndpoint sagemaker endpoint/likeness',
        'states:DescribeStateMachine WorkflowStateMachine',
        'states:DescribeStateMachineForExecution states execution:WorkflowStateMachine:*',
        'states:GetExecutionHistory states execution:WorkflowStateMachine:*',
        'states:StartExecution WorkflowStateMachine',
        'states:StopExecution states execution:WorkflowStateMachine:*',
      ].sort(),
    );
    expect(grantsOf(template, 'api-stream')).toEqual([...session, ...logs].sort());
    expect(grantsOf(template, 'authorizer')).toEqual(['dynamodb:GetItem StorageTable']);
  });

  test('keep concurrency for themselves where they are told how much', () => {
    const concurrency = (made: SynthesizedTemplate) =>
      Object.values(functionsIn(made)).map(({ resource }) => resource.Properties.ReservedConcurrentExecutions ?? null);
    expect(concurrency(template)).toEqual([null, null, null]);
    expect(concurrency(custom.template).sort()).toEqual([20, 50, null]);
  });
});

test('the backbone that runs may ask for is the endpoint’s, where the stack makes it', () => {
  const { template: made } = synthesize({ configuration: { endpoint: { stage: 'production', backbone: 'clip' } } });
  for (const name of ['api', 'api-stream']) {
    expect(variablesOf(name)).not.toHaveProperty('LIKENESS_BACKBONE');
    expect(variablesOf(name, functionsIn(made)).LIKENESS_BACKBONE).toBe('clip');
  }
});

test('promotions deploy as the workflow does, where adapters have components of their own', () => {
  const { template: made } = synthesize({ configuration: { endpoint: { stage: 'production', mode: 'component' } } });
  expect(variablesOf('api', functionsIn(made))).toMatchObject({
    LIKENESS_ENDPOINT_MODE: 'component',
    LIKENESS_ENDPOINT_COMPONENT: expect.anything(),
  });
  const created = allowedIn(made).filter(({ actions }) => actions.includes('sagemaker:CreateInferenceComponent'));
  expect(created.map(({ role }) => role.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
    'ApiFunctionsapiRole',
    'FunctionsdeployRole',
  ]);
});
