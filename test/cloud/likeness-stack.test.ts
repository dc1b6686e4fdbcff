import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type Configuration, createApp, readConfiguration } from '../../lib/cloud/app.ts';
import { allowedIn, readable } from './statements.ts';
import {
  type JsonObject,
  listOf,
  ownFunctions,
  programDigest,
  type Resource,
  resourcesOf,
  type SynthesizedTemplate,
  synthesize,
  temporaryFolder,
} from './synthesized.ts';

const { outdir, template } = synthesize({ checks: true });
const assertions = Template.fromJSON(template);
const allowed = allowedIn(template);

const only = (type: string, pick: (resource: Resource) => boolean = () => true): [string, Resource] => {
  const found = resourcesOf(template, type).filter(([, resource]) => pick(resource));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of ${type}`);
  return found[0];
};
const [bucketId, bucket] = only('AWS::S3::Bucket', ({ Properties }) => 'NotificationConfiguration' in Properties);
const [tableId, table] = only('AWS::DynamoDB::GlobalTable');
const [busId] = only('AWS::Events::EventBus');
const [machineId, machine] = only('AWS::StepFunctions::StateMachine');
/** Those of runs; those of the service and of the console have tests of their own. */
const functionsByName = new Map(
  ownFunctions(template)
    .filter(([id]) => !/^(Api|Deletions|Webhooks)/.test(id))
    .map(([id, resource]) => [String(resource.Metadata?.['likeness:function']), { id, resource }]),
);
const functionNamed = (name: string): { readonly id: string; readonly resource: Resource } => {
  const found = functionsByName.get(name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
};
const roleOf = (name: string): string => readable(functionNamed(name).resource.Properties.Role ?? '').slice(1, -1);
const trainingRoleId = readable(
  (functionNamed('prepare').resource.Properties.Environment as { Variables: JsonObject }).Variables
    .LIKENESS_TRAINING_ROLE_ARN ?? '',
).slice(1, -1);

test('neither cdk-nag nor the schemas of CloudFormation find anything that nobody gave a reason for', () => {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: unknown[];
  };
  expect(report.pluginReports).toEqual([]);
});

test('a finding that nobody gave a reason for fails the synthesis', () => {
  const { app, stack } = createApp({ programDigest, outdir: temporaryFolder(), configuration: {}, bundling: false });
  new Bucket(stack, 'Open');
  expect(() => app.synth()).toThrow(/AwsSolutions-S1\b/);
});

describe('the bucket', () => {
  test('tells EventBridge what lands in it', () => {
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test('is closed, encrypted, logged, and outlives the stack', () => {
    expect(bucket.DeletionPolicy).toBe('Retain');
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LoggingConfiguration: { LogFilePrefix: 'bucket/' },
    });
    assertions.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: bucketId },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test('empties its inbox and forgets unfinished uploads', () => {
    const rules = (bucket.Properties.LifecycleConfiguration as { Rules: JsonObject[] }).Rules;
    expect(rules).toEqual([
      { Id: 'expire-inbox', Prefix: 'inbox/', ExpirationInDays: 7, Status: 'Enabled' },
      { Id: 'abort-uploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ]);
  });

  test('keeps what later runs of a category find again', () => {
    const rules = (bucket.Properties.LifecycleConfiguration as { Rules: JsonObject[] }).Rules;
    const expiring = rules.filter((rule) => 'ExpirationInDays' in rule).map((rule) => String(rule.Prefix ?? ''));
    for (const kept of ['priors/', 'tenants/', 'assets/']) {
      expect(expiring.some((prefix) => kept.startsWith(prefix) || prefix.startsWith(kept))).toBe(false);
    }
  });
});

test('the table has its keys and its index, forgets what expires, can be restored, and outlives the stack', () => {
  expect(table.DeletionPolicy).toBe('Retain');
  expect(table.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GSI1',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    Replicas: [
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true },
    ],
  });
});

describe('the trigger', () => {
  test('queues the last object of an upload in the inbox, and nothing else', () => {
    assertions.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: bucketId }] }, object: { key: [{ wildcard: 'inbox/*/upload.json' }] } },
      },
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggerUploads'), 'Arn'] } })],
    });
  });

  test('hands one upload at a time to the starter, and keeps what it refused five times', () => {
    assertions.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: functionNamed('starter').id },
      BatchSize: 1,
    });
    assertions.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: {
        maxReceiveCount: 5,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggerFailedUploads'), 'Arn'] },
      },
    });
  });

  test('closes the record of an execution that no catch saw the end of', () => {
    assertions.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [{ Ref: machineId }], status: ['TIMED_OUT', 'ABORTED', 'FAILED'] },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [functionNamed('close').id, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggerFailedCloses'), 'Arn'] } },
        }),
      ],
    });
    assertions.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: functionNamed('close').id },
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggerFailedCloses'), 'Arn'] } },
      },
    });
  });
});

test('the state machine is standard, traced, and logs every event without the tenants’ data', () => {
  expect(machine.Properties).toMatchObject({
    StateMachineType: 'STANDARD',
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

describe('the functions', () => {
  const shared = [
    'LIKENESS_BUCKET',
    'LIKENESS_CPU_INSTANCE',
    'LIKENESS_ENDPOINT',
    'LIKENESS_EVENT_BUS',
    'LIKENESS_GPU_INSTANCE',
    'LIKENESS_IMAGES',
    'LIKENESS_PROGRAM_DIGEST',
    'LIKENESS_SPOT',
    'LIKENESS_TABLE',
    'LIKENESS_TRAINING_ROLE_ARN',
    'NODE_OPTIONS',
    'POWERTOOLS_SERVICE_NAME',
  ];

  test.each([...functionsByName.keys()])(
    '%s runs on Node.js 22, is traced, logs for a limited time and knows its home',
    (name) => {
      const { resource } = functionNamed(name);
      const { Environment, LoggingConfig, ...properties } = resource.Properties;
      expect(properties).toMatchObject({
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(properties.Architectures).toEqual([name === 'accept' ? 'x86_64' : 'arm64']);
      const logGroup = template.Resources[readable((LoggingConfig as JsonObject).LogGroup ?? '').slice(1, -1)];
      expect(logGroup?.Properties.RetentionInDays).toBe(90);
      const own = name === 'starter' ? ['LIKENESS_STATE_MACHINE_ARN'] : [];
      const { Variables } = Environment as { Variables: JsonObject };
      expect(Object.keys(Variables).sort()).toEqual([...shared, ...own].sort());
      expect(Variables).toMatchObject({
        LIKENESS_PROGRAM_DIGEST: programDigest,
        LIKENESS_SPOT: 'true',
        LIKENESS_ENDPOINT: 'likeness',
      });
    },
  );

  test('get the addresses of all images as JSON', () => {
    const { Variables } = functionNamed('plan').resource.Properties.Environment as { Variables: JsonObject };
    const images = JSON.parse(readable(Variables.LIKENESS_IMAGES ?? '')) as Record<string, string>;
    expect(Object.keys(images).sort()).toEqual(['contrastive', 'dreambooth', 'embedding', 'evaluation']);
    expect(images.contrastive).toBe(
      `{AWS::AccountId}.dkr.ecr.{AWS::Region}.{AWS::URLSuffix}/likeness-contrastive:${programDigest.slice(0, 12)}`,
    );
  });
});

describe('permissions', () => {
  /** Actions that take no resource, or none that can be known before. */
  const withoutResource = new Set([
    'cloudwatch:PutMetricData',
    'ecr:GetAuthorizationToken',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);

  test('name every action', () => {
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('are for every resource only where the action takes none', () => {
    const wide = allowed
      // The account's one role for the logs of all its APIs.
      .filter(({ role }) => !role.startsWith('ApiGatewayLogRole'))
      .filter(({ resources }) => resources.includes('*'))
      .flatMap(({ actions }) => actions);
    expect(wide.filter((action) => !withoutResource.has(action))).toEqual([]);
  });

  test('come from no managed policy', () => {
    for (const [, role] of resourcesOf(template, 'AWS::IAM::Role'))
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  const records = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
    (operation) => `dynamodb:${operation} table`,
  );
  const inPhotos = ['s3:GetObject tenants/*', 's3:ListBucket bucket', 's3:PutObject tenants/*'];
  const inPriors = ['s3:GetObject priors/*'];
  const publish = 'events:PutEvents bus';
  const embed = 'sagemaker:InvokeEndpoint endpoint';
  const queue = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'];
  const deadLetters = ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'];
  const needs: Record<string, string[]> = {
    starter: [
      ...records,
      's3:GetObject inbox/*',
      's3:ListBucket bucket',
      'states:StartExecution machine',
      ...queue.map((action) => `sqs:${action} queue`),
    ],
    accept: [
      ...records,
      ...inPhotos,
      's3:DeleteObject inbox/*',
      's3:DeleteObject tenants/*',
      's3:GetObject assets/distractors/*',
      's3:GetObject inbox/*',
    ],
    plan: [...records, ...inPhotos, ...inPriors, 's3:PutObject priors/*', 's3:GetObject assets/*'],
    prepare: [...records, ...inPhotos, ...inPriors],
    settle: [
      ...records,
      ...inPhotos,
      ...inPriors,
      's3:PutObject priors/*',
      's3:DeleteObject tenants/*/subjects/*/jobs/*',
    ],
    verdict: [...records, ...inPhotos],
    deploy: [...records, embed, 's3:PutObject tenants/*/subjects/*/adapters/*'],
    'smoke-test': [embed, 's3:GetObject tenants/*', 's3:ListBucket bucket'],
    promote: [...records],
    record: [...records, publish],
    fail: [...records, publish],
    close: [...records, ...deadLetters.map((action) => `sqs:${action} queue`)],
  };

  test('are listed for every function', () => {
    expect([...functionsByName.keys()].sort()).toEqual(Object.keys(needs).sort());
  });

  test.each(Object.entries(needs))('of %s are what its handler needs', (name, expected) => {
    const own = allowed.filter(({ role }) => role === roleOf(name));
    const granted = own.flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${short(resource)}`)),
    );
    const telemetry = /^(logs:(CreateLogStream|PutLogEvents) logs|xray:Put\w+ \*)$/;
    expect(granted.filter((grant) => !telemetry.test(grant)).sort()).toEqual([...expected].sort());
    const listing = own.find(({ actions }) => actions.includes('s3:ListBucket'));
    if (listing !== undefined) expect(listing.conditions).toHaveProperty('StringLikeIfExists');
  });

  test.each(Object.entries(needs))('of %s are for the ports that its handler takes', (name, granted) => {
    const source = readFileSync(join(import.meta.dirname, '..', '..', 'functions', name, 'handler.ts'), 'utf8');
    const taken = /\bPick<Ports, (?<ports>[^>]+)>/.exec(source)?.groups?.ports?.match(/\w+/g) ?? [];
    const services = {
      objects: 's3',
      records: 'dynamodb',
      events: 'events',
      endpoints: 'sagemaker',
      executions: 'states',
    };
    // Models lie in the store of objects; captions come from no service.
    const inObjects = ['models', 'captions'];
    const ports = Object.entries(services).filter(([, service]) =>
      granted.some((grant) => grant.startsWith(`${service}:`)),
    );
    expect(ports.map(([port]) => port).sort()).toEqual(
      taken.filter((port) => port !== 'clock' && !inObjects.includes(port)).sort(),
    );
  });

  test('of training jobs are reading channels, writing results, pulling images and logging', () => {
    const granted = allowed.filter(({ role }) => role === trainingRoleId);
    const objects = granted.filter(({ actions }) => actions.some((action) => action.startsWith('s3:')));
    expect(objects.map(({ actions, resources }) => [actions, resources.map(short)])).toEqual([
      [['s3:ListBucket'], ['bucket']],
      [['s3:GetObject'], ['assets/*', 'priors/*', 'tenants/*']],
      [
        ['s3:AbortMultipartUpload', 's3:PutObject'],
        ['priors/*', 'tenants/*/priors/*', 'tenants/*/subjects/*/jobs/*'],
      ],
    ]);
    expect(objects[0]?.conditions).toEqual({ StringLike: { 's3:prefix': ['assets/*', 'priors/*', 'tenants/*'] } });
    const services = new Set(granted.flatMap(({ actions }) => actions.map((action) => action.split(':')[0])));
    expect([...services].sort()).toEqual(['cloudwatch', 'ecr', 'logs', 's3']);
  });

  test('of the workflow make isolated jobs on the instances of the home, with the training role alone', () => {
    const role = readable(machine.Properties.RoleArn ?? '').slice(1, -1);
    const granted = allowed.filter((statement) => statement.role === role);
    const withAction = (action: string) => granted.filter(({ actions }) => actions.includes(action));
    expect(withAction('sagemaker:CreateTrainingJob').map(({ conditions }) => conditions)).toEqual([
      {
        Bool: { 'sagemaker:NetworkIsolation': 'true' },
        'ForAllValues:StringEquals': { 'sagemaker:InstanceTypes': ['ml.g5.xlarge', 'ml.c7i.xlarge'] },
      },
    ]);
    expect(withAction('iam:PassRole')).toEqual([
      {
        role,
        actions: ['iam:PassRole'],
        resources: [`{${trainingRoleId}}`],
        conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      },
    ]);
    for (const action of ['events:DescribeRule', 'events:PutRule', 'events:PutTargets']) {
      expect(withAction(action).flatMap(({ resources }) => resources)).toEqual([
        'arn:{AWS::Partition}:events:{AWS::Region}:{AWS::AccountId}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule',
      ]);
    }
    const jobs = ['sagemaker:AddTags', 'sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob'];
    for (const action of jobs) {
      expect(withAction(action).flatMap(({ resources }) => resources)).toEqual([
        'arn:{AWS::Partition}:sagemaker:{AWS::Region}:{AWS::AccountId}:training-job/*',
      ]);
    }
  });
});

test('there is nothing that the template does not need: no helper functions, no custom resources but for the console’s files', () => {
  expect(functionsByName.has('undefined')).toBe(false);
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const custom = types.filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource');
  expect(new Set(custom)).toEqual(new Set(['Custom::CDKBucketDeployment']));
});

test('no queue holds a message that nobody is told of', () => {
  const watched = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    (listOf(Properties.Dimensions) as JsonObject[]).map((dimension) => readable(dimension.Value ?? '')),
  );
  const deadLetterQueues = resourcesOf(template, 'AWS::SQS::Queue').filter(
    ([, { Properties }]) => !('RedrivePolicy' in Properties),
  );
  expect(deadLetterQueues).toHaveLength(6);
  for (const [id] of deadLetterQueues) expect(watched).toContain(`{${id}}`);
});

describe('a language model that writes captions', () => {
  const grantsOf = (captionModel: string) => {
    const { app, stack } = createApp({
      programDigest,
      configuration: { captionModel },
      outdir: temporaryFolder(),
      bundling: false,
    });
    app.synth();
    const made = Template.fromStack(stack).toJSON() as unknown as SynthesizedTemplate;
    const functions = resourcesOf(made, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Environment).includes('LIKENESS_CAPTION_MODEL'),
    );
    const grants = allowedIn(made).filter(({ actions }) => actions.some((action) => action.startsWith('bedrock:')));
    return { named: functions.map(([, { Metadata }]) => Metadata?.['likeness:function']), grants };
  };

  test('is nobody’s to call unless the operator names one', () => {
    expect(JSON.stringify(template)).not.toMatch(/bedrock|LIKENESS_CAPTION_MODEL/);
  });

  test('is the plan’s alone to call', () => {
    const { named, grants } = grantsOf('amazon.nova-lite-v1:0');
    expect(named).toEqual(['plan']);
    expect(grants.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['bedrock:InvokeModel'], ['arn:{AWS::Partition}:bedrock:{AWS::Region}::foundation-model/amazon.nova-lite-v1:0']],
    ]);
  });

  test('may be an inference profile, with the one model behind it in any region', () => {
    const { grants } = grantsOf('eu.anthropic.claude-sonnet-4-20250514-v1:0');
    const model = 'anthropic.claude-sonnet-4-20250514-v1:0';
    expect(grants.flatMap(({ resources }) => resources)).toEqual([
      `arn:{AWS::Partition}:bedrock:{AWS::Region}:{AWS::AccountId}:inference-profile/eu.${model}`,
      `arn:{AWS::Partition}:bedrock:*::foundation-model/${model}`,
    ]);
  });
});

describe('the stack refuses', () => {
  const make = (configuration: Configuration, digest = programDigest) =>
    createApp({ programDigest: digest, configuration, outdir: temporaryFolder(), bundling: false, checks: false })
      .stack;

  test('a digest that is none', () => {
    expect(() => make({}, 'latest')).toThrow(/programDigest/);
  });

  test.each([
    [
      'an instance that is no SageMaker type',
      { instances: { gpu: 'g5.xlarge', cpu: 'ml.c7i.xlarge' } },
      /instances\.gpu/,
    ],
    ['a caption model that is none', { captionModel: 'GPT 4' }, /captionModel/],
    ['a tag with a space', { imageTag: 'a b' }, /imageTag/],
    ['an endpoint that ends in a hyphen', { endpointName: 'likeness-' }, /endpointName/],
    [
      'an endpoint elsewhere beside its own',
      { endpointName: 'mine', endpoint: { stage: 'development' as const } },
      /endpointName/,
    ],
    [
      'an image without a tag',
      { images: { embedding: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/mine' } },
      /Image "embedding"/,
    ],
    ['an image of another registry', { images: { embedding: 'docker.io/mine:1' } }, /Image "embedding"/],
  ])('%s', (_, props, message) => {
    expect(() => make(props)).toThrow(message);
  });

  test('nothing in an image elsewhere, and lets jobs pull it', () => {
    const stack = make({ images: { contrastive: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/mine:1.2' } });
    const pull = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(pull).toContain(':ecr:eu-west-1:123456789012:repository/team/mine');
  });
});

describe('the configuration in the context', () => {
  test('may be missing, empty or partial', () => {
    expect(readConfiguration(undefined)).toEqual({});
    expect(readConfiguration({})).toEqual({});
    expect(readConfiguration({ spot: false, images: { embedding: 'x' } })).toEqual({
      spot: false,
      images: { embedding: 'x' },
    });
  });

  test.each([
    ['a member that nobody reads', { spott: true }, /spott/],
    ['an image that does not exist', { images: { training: 'x' } }, /training/],
    ['a text for a switch', { spot: 'false' }, /spot/],
    ['one instance type without the other', { instances: { gpu: 'ml.g5.xlarge' } }, /instances\.cpu/],
    ['something else altogether', 'spot', /Context "likeness"/],
  ])('is refused with %s', (_, context, message) => {
    expect(() => readConfiguration(context)).toThrow(message);
  });
});

/** A resource in the words of the table above. */
function short(resource: string): string {
  const names: Record<string, string> = {
    [`{${bucketId}}`]: 'bucket',
    [`{${tableId}}`]: 'table',
    [`{${busId}}`]: 'bus',
    [`{${machineId}}`]: 'machine',
    'arn:{AWS::Partition}:sagemaker:{AWS::Region}:{AWS::AccountId}:endpoint/likeness': 'endpoint',
  };
  if (resource.startsWith('{Trigger')) return 'queue';
  if (/^\{Functions\w*Logs\w+\}$/.test(resource)) return 'logs';
  return names[resource] ?? resource.replace(`{${bucketId}}/`, '');
}
