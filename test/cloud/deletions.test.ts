import { galleryIndexUri, receiptListUri, subjectInboxPrefix, subjectPrefix } from '../../lib/domain/keys.ts';
import { isAllowed } from './policy-evaluator.ts';
import { connectionsOf, functionNamed, queueNamed, template } from './service-templates.ts';
import { allowedIn, grantsOf, readable } from './statements.ts';
import { resourcesOf } from './synthesized.ts';

const both = ['deletion', 'retention'] as const;

describe('the key of the receipts', () => {
  const [[keyId, key] = [], ...others] = resourcesOf(template, 'AWS::KMS::Key');

  test('is one of RSA that signs, and stays when the stack goes', () => {
    expect(others).toEqual([]);
    expect(key?.DeletionPolicy).toBe('Retain');
    expect(key?.Properties).toMatchObject({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    // Those of two keys have none in KMS.
    expect(key?.Properties.EnableKeyRotation).not.toBe(true);
    const [[, alias] = []] = resourcesOf(template, 'AWS::KMS::Alias');
    expect(alias?.Properties).toMatchObject({
      AliasName: 'alias/Likeness/receipts',
      TargetKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] },
    });
  });

  test('signs for the functions that delete alone; those of the API may read its public half', () => {
    const actions = new Map<string, string[]>();
    for (const { role, actions: allowed, resources } of allowedIn(template)) {
      if (!resources.includes(`{${keyId}}`)) continue;
      actions.set(role.replace(/[0-9A-F]{8}$/, ''), [...allowed].sort());
    }
    expect(Object.fromEntries(actions)).toEqual({
      ApiFunctionsapiRole: ['kms:GetPublicKey'],
      DeletionsdeletionRole: ['kms:GetPublicKey', 'kms:Sign'],
      DeletionsretentionRole: ['kms:GetPublicKey', 'kms:Sign'],
    });
  });
});

test('a deletion has a call of a quarter of an hour to itself, and comes again until it is done', () => {
  const { Properties, variables } = functionNamed('deletion');
  expect(Properties).toMatchObject({ Timeout: 900, MemorySize: 1024 });
  const { id, properties } = queueNamed('DeletionsQueue');
  expect(properties).toMatchObject({
    VisibilityTimeout: 6 * 900,
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': [queueNamed('DeletionsFailedDeletions').id, 'Arn'] },
      maxReceiveCount: 5,
    },
  });
  expect(connectionsOf('deletion')).toMatchObject({
    rules: [],
    mappings: [
      {
        EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ],
  });
  expect(readable(variables.LIKENESS_DELETIONS_QUEUE ?? '')).toBe(`{${id}}`);
});

test('what is too old goes once a day', () => {
  const { rules, mappings } = connectionsOf('retention');
  expect(mappings).toEqual([]);
  expect(rules).toMatchObject([
    {
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queueNamed('DeletionsFailedRetentions').id, 'Arn'] } } }],
    },
  ]);
  expect(functionNamed('retention').Properties).toMatchObject({ Timeout: 900, MemorySize: 1024 });
});

test.each(both)('%s knows its home, the workflow and the key', (name) => {
  const { variables } = functionNamed(name);
  for (const known of ['BUCKET', 'TABLE', 'ENDPOINT', 'STATE_MACHINE_ARN', 'RECEIPT_KEY_ARN']) {
    expect(variables).toHaveProperty(`LIKENESS_${known}`);
  }
});

describe('permissions', () => {
  const places = ['inbox', 'receipts', 'tenants'];
  const shared = [
    ...['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((name) => `dynamodb:${name} StorageTable`),
    ...['kms:GetPublicKey', 'kms:Sign'].map((action) => `${action} DeletionsReceiptKey`),
    ...['DeleteLogStream', 'DescribeLogStreams'].flatMap((action) =>
      ['', ':*'].map((end) => `logs:${action} logs log-group:/aws/sagemaker/TrainingJobs${end}`),
    ),
    ...['DeleteObject', 'DeleteObjectVersion', 'GetObject', 'GetObjectVersion'].flatMap((action) =>
      places.map((place) => `s3:${action} StorageBucket/${place}/*`),
    ),
    ...['ListBucket', 'ListBucketVersions'].map((action) => `s3:${action} StorageBucket`),
    's3:PutObject StorageBucket/receipts/*',
  ];
  const queue = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'];

  test('of a deletion are to remove what is tenants’, end executions, write receipts and come again', () => {
    expect(grantsOf(template, 'deletion')).toEqual(
      [
        ...shared,
        's3:PutObject StorageBucket/tenants/*/subjects/*/photos/*/accepted.json',
        ...['DescribeExecution', 'StopExecution'].map(
          (name) => `states:${name} states execution:WorkflowStateMachine:*`,
        ),
        ...[...queue, 'SendMessage'].map((action) => `sqs:${action} DeletionsQueue`),
      ].sort(),
    );
  });

  test('of retention are the same without those, and the list of tenants', () => {
    const failed = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
      (action) => `sqs:${action} DeletionsFailedRetentions`,
    );
    expect(grantsOf(template, 'retention')).toEqual(
      [...shared, ...failed, 'dynamodb:Query StorageTable/index/GSI1'].sort(),
    );
  });

  test.each(both)('of %s leave alone what all tenants share, and list nothing but where things go', (name) => {
    const role = readable(functionNamed(name).Properties.Role ?? '').slice(1, -1);
    const own = allowedIn(template).filter((statement) => statement.role === role);
    const [bucket = ''] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageBucket')) ?? [];
    const may = (action: string, key: string) =>
      isAllowed(own, { action, resource: `{${bucket}}/${key}`, context: {} });
    const mayList = (prefix?: string) =>
      ['s3:ListBucket', 's3:ListBucketVersions'].map((action) => {
        const context = { ...(prefix !== undefined && { 's3:prefix': prefix }) };
        return isAllowed(own, { action, resource: `{${bucket}}`, context });
      });
    const of = { bucket: 'b', tenant: 'acme', subject: 'mug' };
    const gone = [
      `${subjectPrefix(of)}runs/r/plan.json`,
      `${subjectInboxPrefix(of)}u/upload.json`,
      galleryIndexUri(of, 'f'),
    ];
    for (const key of [...gone, receiptListUri(of, 'd')].map((uri) => uri.slice('s3://b/'.length))) {
      for (const action of ['GetObject', 'GetObjectVersion', 'DeleteObject', 'DeleteObjectVersion']) {
        expect(may(`s3:${action}`, key)).toBe(true);
      }
      expect(mayList(key)).toEqual([true, true]);
    }
    for (const key of ['assets/backbones/x.json', 'priors/x/mug/a.jpg', 'a', '']) {
      for (const action of ['GetObject', 'PutObject', 'DeleteObject', 'DeleteObjectVersion']) {
        expect(may(`s3:${action}`, key)).toBe(false);
      }
      expect(mayList(key)).toEqual([false, false]);
    }
    expect(mayList()).toEqual([false, false]);
    expect(may('s3:PutObject', 'receipts/acme/d/entries/a.jsonl')).toBe(true);
    expect(may('s3:PutObject', 'tenants/acme/subjects/mug/photos/u/00.jpg')).toBe(false);
  });
});
