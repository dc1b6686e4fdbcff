import { custom, functionNamed, functionsIn, template, variablesOf } from './api-templates.ts';
import { allowedIn, readable } from './statements.ts';
import { type SynthesizedTemplate, synthesize } from './synthesized.ts';

describe('the functions of the API', () => {
  const home = ['BUCKET', 'TABLE', 'EVENT_BUS', 'IMAGES', 'PROGRAM_DIGEST', 'TRAINING_ROLE_ARN', 'ENDPOINT'];

  test('know the cloud’s home, the tenants’ role, the workflow and the user pool', () => {
    for (const name of ['api', 'api-stream']) {
      const known = [...home, 'TENANT_ROLE_ARN', 'STATE_MACHINE_ARN', 'USER_POOL_ID', 'ORIGINS'];
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

  const grantsOf = (name: string): string[] => {
    const role = readable(functionNamed(name).resource.Properties.Role ?? '').slice(1, -1);
    const own = allowedIn(template).filter((statement) => statement.role === role);
    const granted = own.flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${short(resource)}`)),
    );
    return granted.filter((grant) => !/^(xray:|logs:(CreateLogStream|PutLogEvents) )/.test(grant)).sort();
  };
  const short = (resource: string) =>
    resource
      .replace(/\{([A-Za-z]+?)[0-9A-F]{8,}\}/g, '$1')
      .replace(/^arn:\{AWS::Partition\}:(\w+):\{AWS::Region\}:\{AWS::AccountId\}:/, '$1 ');
  const session = ['sts:AssumeRole ApiFunctionsTenantRole', 'sts:TagSession ApiFunctionsTenantRole'];
  const logs = ['DescribeLogStreams', 'GetLogEvents'].flatMap((action) =>
    ['', ':*'].map((end) => `logs:${action} logs log-group:/aws/sagemaker/TrainingJobs${end}`),
  );

  test('may take a tenant’s session, call endpoints, begin and end runs, read jobs’ logs and keep the directory', () => {
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
    expect(grantsOf('api')).toEqual(
      [
        ...[...session, ...logs, ...directory, ...shared],
        'events:PutEvents Events',
        'sagemaker:InvokeEndpoint sagemaker endpoint/likeness',
        'states:StartExecution WorkflowStateMachine',
        'states:StopExecution states execution:WorkflowStateMachine:*',
      ].sort(),
    );
    expect(grantsOf('api-stream')).toEqual([...session, ...logs].sort());
    expect(grantsOf('authorizer')).toEqual(['dynamodb:GetItem StorageTable']);
  });

  test('keep concurrency for themselves where they are told how much', () => {
    const concurrency = (made: SynthesizedTemplate) =>
      Object.values(functionsIn(made)).map(({ resource }) => resource.Properties.ReservedConcurrentExecutions ?? null);
    expect(concurrency(template)).toEqual([null, null, null]);
    expect(concurrency(custom.template).sort()).toEqual([20, 50, null]);
  });
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
