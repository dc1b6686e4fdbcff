import { dedicatedEndpoints } from '../../lib/aws/endpoints/dedicated.ts';
import type { Endpoints } from '../../lib/ports/endpoints.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import type { Wired } from './loopback.ts';
import { embedding, type Members, refusal, type SageMaker, startSageMaker } from './sagemaker.ts';

const digest = 'a'.repeat(64);
const mug = { name: `acme.mug@${digest.slice(0, 16)}`, uri: 's3://bucket/tenants/acme/subjects/mug/jobs/1/model/' };
const newer = { ...mug, name: 'acme.mug@bbbb' };
const server = {
  bucket: 'bucket',
  image: 'embedding:1',
  roleArn: 'arn:aws:iam::123456789012:role/serving',
  instanceType: 'ml.g5.xlarge',
  backbone: 'dinov2-base',
};
const shared = { endpoint: 'likeness', component: 'likeness-base' };
const kinds = ['Model', 'EndpointConfig', 'Endpoint'];

let sagemaker: SageMaker;
let endpoints: Endpoints;
/** Where requests went. */
let invoked: Wired[];

beforeEach(async () => {
  invoked = [];
  sagemaker = await startSageMaker((request) => {
    invoked.push(request);
    const [, named] = /^adapter=.*@(.*)$/.exec(String(request.headers['x-amzn-sagemaker-custom-attributes'])) ?? [];
    return embedding(named === undefined ? null : named.padEnd(64, '0'));
  });
  endpoints = dedicatedEndpoints(sagemaker.clients, shared, server);
});
afterEach(() => sagemaker.stop());

/** Deploys once, which makes the endpoint. */
async function make(): Promise<string> {
  expect(await endpoints.deploy(mug)).toBe(false);
  const [name = ''] = sagemaker.names('Endpoint');
  return name;
}
const createdAs = (kind: string): Members | undefined =>
  sagemaker.asked.find(({ name }) => name === `Create${kind}`)?.input;

test('makes a model, a configuration and an endpoint of the subject, once, and waits', async () => {
  const name = await make();
  expect(name).toMatch(/^lk-[0-9a-f]{40}$/);
  const Tags = [{ Key: 'likeness:subject', Value: 'acme.mug' }];
  expect(createdAs('Model')).toEqual({
    ModelName: name,
    ExecutionRoleArn: server.roleArn,
    PrimaryContainer: {
      Image: 'embedding:1',
      ModelDataSource: {
        S3DataSource: {
          S3Uri: 's3://bucket/assets/backbones/dinov2-base/',
          S3DataType: 'S3Prefix',
          CompressionType: 'None',
        },
      },
      Environment: { LIKENESS_STORE: 's3://bucket' },
    },
    Tags,
  });
  const variant = { ModelName: name, InstanceType: 'ml.g5.xlarge', InitialInstanceCount: 1 };
  const { ProductionVariants, ...config } = createdAs('EndpointConfig') ?? {};
  expect(config).toEqual({ EndpointConfigName: name, Tags });
  expect(ProductionVariants).toEqual([expect.objectContaining(variant)]);
  expect(createdAs('Endpoint')).toEqual({ EndpointName: name, EndpointConfigName: name, Tags });
  for (const status of ['Creating', 'Updating', 'SystemUpdating', 'Deleting']) {
    sagemaker.set('Endpoint', name, { EndpointStatus: status });
    expect(await endpoints.deploy(mug)).toBe(false);
  }
  expect(sagemaker.asked.filter((operation) => operation.name.startsWith('Create'))).toHaveLength(3);
  expect(invoked).toEqual([]);
});

test('names the key and the machine image where there are any', async () => {
  const machineImage = 'al2-ami-sagemaker-inference-gpu-3-1';
  const volumeKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/k';
  await dedicatedEndpoints(sagemaker.clients, shared, { ...server, machineImage, volumeKeyArn }).deploy(mug);
  expect(createdAs('EndpointConfig')).toMatchObject({
    KmsKeyId: volumeKeyArn,
    ProductionVariants: [{ InferenceAmiVersion: machineImage }],
  });
});

test('goes on where an earlier call broke off', async () => {
  sagemaker.refuse('CreateEndpoint', refusal('ThrottlingException', 'Rate exceeded'));
  expect(await endpoints.deploy(mug)).toBe(false);
  expect(kinds.map((kind) => sagemaker.names(kind).length)).toEqual([1, 1, 0]);
  sagemaker.refuse('CreateEndpoint', undefined);
  await make();
  expect(kinds.map((kind) => sagemaker.names(kind).length)).toEqual([1, 1, 1]);
});

test('says that an adapter answers once it has answered for an image, the subject’s newer one by the same endpoint', async () => {
  const name = await make();
  sagemaker.set('Endpoint', name, { EndpointStatus: 'InService' });
  sagemaker.refuse('InvokeEndpoint', refusal('ModelNotReadyException', 'not ready'));
  expect(await endpoints.deploy(mug)).toBe(false);
  sagemaker.refuse('InvokeEndpoint', undefined);
  expect(await endpoints.deploy(mug)).toBe(true);
  expect(await endpoints.deploy(newer)).toBe(true);
  expect(invoked.map(({ path, headers }) => [path, headers['x-amzn-sagemaker-custom-attributes']])).toEqual([
    [`/endpoints/${name}/invocations`, `adapter=${mug.name}`],
    [`/endpoints/${name}/invocations`, `adapter=${newer.name}`],
  ]);
  expect(invoked[0]?.body).toEqual(warmUpImage);
});

test('lets the shared endpoint answer for the bare backbone', async () => {
  expect(await endpoints.embed(warmUpImage, null)).toMatchObject({ adapter: null });
  expect(invoked.at(-1)?.path).toBe('/endpoints/likeness/invocations');
  expect(invoked.at(-1)?.headers).toMatchObject({ 'x-amzn-sagemaker-inference-component': 'likeness-base' });
});

test('gives up an endpoint that failed, says why, and makes another when it is asked again', async () => {
  const name = await make();
  sagemaker.set('Endpoint', name, { EndpointStatus: 'Failed', FailureReason: 'the image could not be pulled' });
  await expect(endpoints.deploy(mug)).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: expect.stringMatching(/acme\.mug .*the image could not be pulled/),
  });
  expect(kinds.flatMap((kind) => sagemaker.names(kind))).toEqual([]);
  expect(await make()).toBe(name);
});

test('removes all that was made for the subject, and where nothing was, nothing', async () => {
  await make();
  await endpoints.deploy({ ...mug, name: `acme.cup@${digest}` });
  await endpoints.remove(mug.name);
  expect(kinds.map((kind) => sagemaker.names(kind).length)).toEqual([1, 1, 1]);
  await endpoints.remove(mug.name);
  expect(sagemaker.names('Endpoint')).toHaveLength(1);
});

test('can’t remove an endpoint that is still being made, and says to ask again', async () => {
  await make();
  sagemaker.refuse('DeleteEndpoint', refusal('ValidationException', 'Cannot update in-progress endpoint "x".'));
  await expect(endpoints.remove(mug.name)).rejects.toMatchObject({ code: 'EndpointBusy' });
  expect(kinds.map((kind) => sagemaker.names(kind).length)).toEqual([1, 1, 1]);
});

test.each(['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'])('fails where %s is refused', async (operation) => {
  sagemaker.refuse(operation, refusal('ResourceLimitExceeded', 'The account-level service limit was reached.'));
  await expect(endpoints.deploy(mug)).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: expect.stringContaining('limit'),
  });
});
