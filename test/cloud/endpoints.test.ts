import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ServingRole } from '../../lib/cloud/serving-role.ts';
import { namesIn, only, propertiesOf, synthesizeEndpoint, variantOf, volumeKeyOf } from './endpoint-templates.ts';
import { type Allowed, allowedIn, readable } from './statements.ts';
import { type JsonObject, ownFunctions, resourcesOf, type SynthesizedTemplate, synthesize } from './synthesized.ts';

const production = synthesizeEndpoint({ stage: 'production' }, { checks: true });
const development = synthesizeEndpoint(
  { stage: 'development', instanceType: 'ml.c7i.2xlarge', backbone: 'tiny-vit' },
  { checks: true },
);

test.each([
  ['production', production],
  ['development', development],
])('nothing is found in %s that nobody gave a reason for', (_, { outdir }) => {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: unknown[];
  };
  expect(report.pluginReports).toEqual([]);
});

test('there is no endpoint unless the operator wants one', () => {
  const { template } = synthesize();
  expect(JSON.stringify(template)).not.toMatch(/AWS::SageMaker::|ApplicationAutoScaling|LIKENESS_ENDPOINT_COMPONENT/);
});

describe('the base', () => {
  const { template } = production;
  const [bucketId] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageBucket')) ?? [''];

  test('is the embedding image with the backbone of the bucket, takes adapters from it and reports to CloudWatch', () => {
    const [modelId, { Properties }] = only(template, 'AWS::SageMaker::Model');
    const container = Properties.PrimaryContainer as { [member: string]: JsonObject };
    const { Image = '', ModelDataSource = {}, Environment = {} } = container;
    const { S3Uri = '', ...data } = ModelDataSource.S3DataSource as JsonObject;
    expect(readable(Image)).toMatch(/\/likeness-embedding:[0-9a-f]{12}$/);
    expect(readable(S3Uri)).toBe(`s3://{${bucketId}}/assets/backbones/dinov2-base/`);
    expect(data).toEqual({ S3DataType: 'S3Prefix', CompressionType: 'None' });
    const { LIKENESS_STORE = '', ...others } = Environment as JsonObject;
    expect(readable(LIKENESS_STORE)).toBe(`s3://{${bucketId}}`);
    expect(others).toEqual({ LIKENESS_CLOUDWATCH: '1', LIKENESS_BATCH: '16', LIKENESS_DECODERS: '3' });
    expect(propertiesOf(template, 'AWS::SageMaker::InferenceComponent')).toMatchObject({
      EndpointName: { 'Fn::GetAtt': [only(template, 'AWS::SageMaker::Endpoint')[0], 'EndpointName'] },
      Specification: { ModelName: { 'Fn::GetAtt': [modelId, 'ModelName'] } },
    });
  });

  test('has a GPU for each copy, and a machine image with a driver for it', () => {
    expect(propertiesOf(template, 'AWS::SageMaker::InferenceComponent').Specification).toMatchObject({
      ComputeResourceRequirements: { NumberOfAcceleratorDevicesRequired: 1 },
    });
    expect(variantOf(template)).toMatchObject({
      InstanceType: 'ml.g5.xlarge',
      InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-3-1',
    });
  });

  test('has more than half of a machine without GPUs', () => {
    expect(propertiesOf(development.template, 'AWS::SageMaker::InferenceComponent').Specification).toMatchObject({
      ComputeResourceRequirements: { NumberOfCpuCoresRequired: 5 },
    });
    expect(variantOf(development.template)).not.toHaveProperty('InferenceAmiVersion');
  });
});

describe('the endpoint', () => {
  test('captures nothing, and may reach the bucket', () => {
    const config = propertiesOf(production.template, 'AWS::SageMaker::EndpointConfig');
    expect(Object.keys(config).sort()).toEqual(['ExecutionRoleArn', 'ProductionVariants', 'Tags']);
  });

  test('encrypts volumes by a key of its own where the machine does not do it', () => {
    const [key, made] = volumeKeyOf(development.template) ?? [];
    expect(made?.Properties.EnableKeyRotation).toBe(true);
    expect(propertiesOf(development.template, 'AWS::SageMaker::EndpointConfig').KmsKeyId).toEqual({
      'Fn::GetAtt': [key, 'Arn'],
    });
    expect(volumeKeyOf(production.template)).toBeUndefined();
    const disk = synthesizeEndpoint({ stage: 'production', instanceType: 'ml.m5d.xlarge' }).template;
    expect(volumeKeyOf(disk)).toBeUndefined();
  });

  test.each([
    ['production', production.template],
    ['development', development.template],
  ])('keeps what it logs in %s for a limited time, from the first line on', (_, template) => {
    const { endpoint, base } = namesIn(template);
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([, { Properties }]) =>
      String(Properties.LogGroupName).startsWith('/aws/sagemaker/'),
    );
    expect(groups.map(([, { Properties }]) => [Properties.LogGroupName, Properties.RetentionInDays])).toEqual([
      [`/aws/sagemaker/InferenceComponents/${base}`, 90],
      [`/aws/sagemaker/Endpoints/${endpoint}`, 90],
    ]);
    const [, made] = only(template, 'AWS::SageMaker::Endpoint');
    expect(made).toMatchObject({ DependsOn: expect.arrayContaining(groups.map(([id]) => id)) });
  });

  test('has names that SageMaker takes and two stacks do not share', () => {
    const { endpoint, base } = namesIn(production.template);
    for (const name of [endpoint, base]) expect(name).toMatch(/^[a-z0-9](-*[a-z0-9]){0,62}$/);
    expect(base).toBe(`${endpoint}-base`);
  });

  test('is what the functions call, and those with its port may call its base', () => {
    const { template } = production;
    const { endpoint, base } = namesIn(template);
    const functions = ownFunctions(template).map(([, { Metadata, Properties }]) => ({
      name: String(Metadata?.['likeness:function']),
      role: readable(Properties.Role ?? '').slice(1, -1),
      variables: (Properties.Environment as { Variables: JsonObject }).Variables,
    }));
    const atHome = functions.filter(({ name }) => name !== 'authorizer');
    expect(new Set(atHome.map(({ variables }) => variables.LIKENESS_ENDPOINT))).toEqual(new Set([endpoint]));
    const told = functions.filter(({ variables }) => variables.LIKENESS_ENDPOINT_COMPONENT === base);
    expect(told.map(({ name }) => name).sort()).toEqual(['api', 'deploy', 'smoke-test']);
    const arn = 'arn:{AWS::Partition}:sagemaker:{AWS::Region}:{AWS::AccountId}';
    const callers = new Map<string, string[]>();
    for (const { role, actions, resources } of allowedIn(template)) {
      if (actions.includes('sagemaker:InvokeEndpoint')) callers.set(role, [...(callers.get(role) ?? []), ...resources]);
    }
    expect([...callers.keys()].sort()).toEqual(told.map(({ role }) => role).sort());
    for (const called of callers.values()) {
      expect(called.sort()).toEqual([`${arn}:endpoint/${endpoint}`, `${arn}:inference-component/${base}`]);
    }
  });
});

describe('the server’s role', () => {
  const allowedTo = (template: SynthesizedTemplate): Allowed[] => {
    const role = readable(propertiesOf(template, 'AWS::SageMaker::Model').ExecutionRoleArn ?? '').slice(1, -1);
    return allowedIn(template).filter((statement) => statement.role === role);
  };
  const account = '{AWS::Region}:{AWS::AccountId}';

  test('reads one backbone and adapters, pulls one image and writes its log, and nothing else', () => {
    const { template } = production;
    const { endpoint, base } = namesIn(template);
    const [bucket] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageBucket')) ?? [''];
    const keys = [
      'assets/backbones/dinov2-base/*',
      'tenants/*/subjects/*/adapters/*',
      'tenants/*/subjects/*/jobs/*/model/*',
    ];
    expect(allowedTo(template).map(({ role: _, ...statement }) => statement)).toEqual([
      { actions: ['s3:GetObject'], resources: keys.map((key) => `{${bucket}}/${key}`), conditions: undefined },
      {
        actions: ['s3:ListBucket'],
        resources: [`{${bucket}}`],
        conditions: { StringLikeIfExists: { 's3:prefix': keys } },
      },
      { actions: ['ecr:GetAuthorizationToken'], resources: ['*'], conditions: undefined },
      {
        actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        resources: [`arn:{AWS::Partition}:ecr:${account}:repository/likeness-embedding`],
        conditions: undefined,
      },
      {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [`Endpoints/${endpoint}`, `InferenceComponents/${base}`].map(
          (name) => `arn:{AWS::Partition}:logs:${account}:log-group:/aws/sagemaker/${name}*`,
        ),
        conditions: undefined,
      },
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'cloudwatch:namespace': ['/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'],
          },
        },
      },
    ]);
  });

  test('uses the key of the volumes through SageMaker alone', () => {
    const { template } = development;
    const [key] = volumeKeyOf(template) ?? [];
    const ofKeys = allowedTo(template).filter(({ actions }) => actions.some((action) => action.startsWith('kms:')));
    expect(ofKeys).toMatchObject([
      {
        actions: ['kms:CreateGrant'],
        resources: [`{${key}}`],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ]);
  });

  test('decrypts what it reads where the bucket has a key, through S3 alone', () => {
    const stack = new Stack();
    const bucket = new Bucket(stack, 'Bucket', { encryption: BucketEncryption.KMS });
    const repositoryArn = 'arn:aws:ecr:eu-west-1:111122223333:repository/mine';
    new ServingRole(stack, 'Serving', { bucket, backbone: 'tiny-vit', repositoryArn, logGroupNames: ['/mine'] });
    const template = Template.fromStack(stack).toJSON() as unknown as SynthesizedTemplate;
    expect(allowedIn(template).filter(({ actions }) => actions.includes('kms:Decrypt'))).toMatchObject([
      {
        actions: ['kms:Decrypt'],
        resources: [`{${only(template, 'AWS::KMS::Key')[0]}}`],
        conditions: { StringEquals: { 'kms:ViaService': expect.anything() } },
      },
    ]);
  });
});
