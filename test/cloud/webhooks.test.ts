import { connectionsOf, functionNamed, queueNamed, template } from './service-templates.ts';
import { grantsOf, readable } from './statements.ts';
import { type JsonObject, listOf, resourcesOf } from './synthesized.ts';

const takingFromQueue = [
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ReceiveMessage',
];
const toDeadLetters = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'];

describe('an event of ours', () => {
  test('goes from the bus to the function that makes deliveries, and where that fails to a queue', () => {
    const { rules, mappings } = connectionsOf('webhook-fan-out');
    expect(mappings).toEqual([]);
    expect(rules).toMatchObject([{ EventPattern: { source: ['dev.likeness'] } }]);
    expect(readable(rules[0]?.EventBusName ?? '')).toMatch(/^\{Events/);
    const failed = { 'Fn::GetAtt': [queueNamed('WebhooksFailedEvents').id, 'Arn'] };
    expect(rules[0]?.Targets).toMatchObject([
      { DeadLetterConfig: { Arn: failed }, RetryPolicy: { MaximumRetryAttempts: 8 } },
    ]);
    const invoked = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);
    expect(invoked).toContainEqual(
      expect.objectContaining({
        FunctionName: { Ref: functionNamed('webhook-fan-out').id },
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: failed } },
      }),
    );
  });

  test('is delivered ten at a time by a function that says which failed', () => {
    const { rules, mappings } = connectionsOf('webhook-send');
    const { id, properties } = queueNamed('WebhooksDeliveries');
    expect(rules).toEqual([]);
    expect(mappings).toMatchObject([
      {
        EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ]);
    const { Timeout } = functionNamed('webhook-send').Properties;
    expect(Timeout).toBe(20);
    expect(properties.VisibilityTimeout).toBe(6 * Number(Timeout));
    expect(properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [queueNamed('WebhooksFailedDeliveries').id, 'Arn'] },
      maxReceiveCount: 5,
    });
  });

  test('is sent from where there is the open web and nothing else: in no network of ours', () => {
    expect(functionNamed('webhook-send').Properties).not.toHaveProperty('VpcConfig');
    expect(Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::EC2::'))).toEqual([]);
  });
});

test('the functions know their home and the queue of deliveries', () => {
  for (const name of ['webhook-fan-out', 'webhook-send']) {
    const { variables } = functionNamed(name);
    expect(readable(variables.LIKENESS_DELIVERIES_QUEUE ?? '')).toBe(`{${queueNamed('WebhooksDeliveries').id}}`);
    expect(variables).toHaveProperty('LIKENESS_TABLE');
    expect(variables).not.toHaveProperty('LIKENESS_TENANT_ROLE_ARN');
  }
});

test('they may make deliveries and note attempts in the table, queue them, and say that a webhook was disabled', () => {
  const records = (...operations: string[]) => operations.map((operation) => `dynamodb:${operation} StorageTable`);
  const queue = 'sqs:SendMessage WebhooksDeliveries';
  expect(grantsOf(template, 'webhook-fan-out')).toEqual([
    ...records('GetItem', 'PutItem', 'Query'),
    ...[...toDeadLetters.map((action) => `sqs:${action} WebhooksFailedEvents`), queue].sort(),
  ]);
  expect(grantsOf(template, 'webhook-send')).toEqual([
    ...records('GetItem', 'UpdateItem'),
    'events:PutEvents Events',
    ...[...takingFromQueue.map((action) => `sqs:${action} WebhooksDeliveries`), queue].sort(),
  ]);
});

test('every queue is encrypted, and refuses what comes without TLS', () => {
  const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
  for (const [id, { Properties }] of resourcesOf(template, 'AWS::SQS::Queue')) {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    const own = policies.filter(({ Queues }) => listOf(Queues).map(readable).includes(`{${id}}`));
    expect(own.flatMap(({ PolicyDocument }) => listOf((PolicyDocument as JsonObject).Statement))).toContainEqual(
      expect.objectContaining({
        ...{ Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' } },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});
