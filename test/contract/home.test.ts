import { cloudPorts, type Environment, homeFromEnvironment } from '../../lib/aws/home.ts';
import { cloudForgetting } from '../../lib/domain/horizons.ts';
import { defaultQuotas } from '../../lib/domain/quotas.ts';
import type { Endpoints } from '../../lib/ports/index.ts';
import { warmUpImage } from '../../lib/ports/warm-up.ts';
import { type Answer, startLoopback, type Wired } from './loopback.ts';
import { refusal } from './sagemaker.ts';

const images = { dreambooth: 'd:1', contrastive: 'c:1', evaluation: 'e:1', embedding: 'm:1' };
const environment = {
  LIKENESS_BUCKET: 'bucket',
  LIKENESS_TABLE: 'table',
  LIKENESS_EVENT_BUS: 'bus',
  LIKENESS_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  LIKENESS_TRAINING_ROLE_ARN: 'arn:aws:iam::123456789012:role/training',
  LIKENESS_IMAGES: JSON.stringify(images),
  LIKENESS_PROGRAM_DIGEST: 'digest',
  LIKENESS_GPU_INSTANCE: 'ml.g5.xlarge',
  LIKENESS_CPU_INSTANCE: 'ml.c7i.xlarge',
  LIKENESS_SPOT: 'true',
  LIKENESS_ENDPOINT: 'likeness',
  AWS_REGION: 'eu-west-1',
};
const component = { LIKENESS_ENDPOINT_MODE: 'component', LIKENESS_ENDPOINT_COMPONENT: 'base' };
const dedicated = {
  LIKENESS_ENDPOINT_MODE: 'dedicated',
  LIKENESS_SERVING_ROLE_ARN: 'role',
  LIKENESS_SERVING_INSTANCE: 'ml.g5.xlarge',
  LIKENESS_SERVING_BACKBONE: 'dinov2-base',
};

/** What the ports of a process with these variables ask of SageMaker; unless `answer` says better, it breaks. */
async function requestsOf(
  variables: Environment,
  use: (endpoints: Endpoints) => Promise<unknown>,
  answer: (request: Wired) => Answer = () => ({ status: 500, body: {} }),
): Promise<readonly Wired[]> {
  const loopback = await startLoopback(answer);
  const before = { ...process.env };
  const { credentials, region, endpoint } = loopback.client;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
  });
  try {
    const { ports } = cloudPorts({ ...environment, ...variables });
    await use(ports.endpoints).catch((error: unknown) => expect(error).toMatchObject({ code: 'EndpointFailed' }));
    return loopback.requests;
  } finally {
    process.env = before;
    await loopback.stop();
  }
}

describe('the home in the cloud', () => {
  test('is what the environment says', () => {
    expect(homeFromEnvironment(environment)).toEqual({
      region: 'eu-west-1',
      bucket: 'bucket',
      images,
      programDigest: 'digest',
      trainingRoleArn: 'arn:aws:iam::123456789012:role/training',
      instances: { gpu: 'ml.g5.xlarge', cpu: 'ml.c7i.xlarge' },
      spot: true,
      backbone: null,
      preset: 'combined',
      quotas: defaultQuotas,
      forgetting: cloudForgetting,
    });
  });

  test('names every missing variable in one error', () => {
    const { LIKENESS_BUCKET: _, LIKENESS_TABLE: __, ...rest } = environment;
    const build = () => cloudPorts({ ...rest, LIKENESS_ENDPOINT: '' });
    expect(build).toThrow('The environment lacks LIKENESS_BUCKET, LIKENESS_TABLE, LIKENESS_ENDPOINT.');
    expect(build).toThrow(expect.objectContaining({ code: 'SetupIncomplete' }));
  });

  test.each([
    ['LIKENESS_IMAGES', 'not JSON'],
    ['LIKENESS_IMAGES', '{"embedding":"m:1"}'],
    ['LIKENESS_SPOT', 'yes'],
  ])('refuses %s with the value %s', (name, value) => {
    expect(() => homeFromEnvironment({ ...environment, [name]: value })).toThrow(new RegExp(name));
  });

  test.each([
    ['none', undefined, undefined],
    ['none where it is empty', '', undefined],
    ['the one that is named', 'base', 'base'],
  ])("asks of the endpoint's components %s", async (_, component, asked) => {
    const [request] = await requestsOf({ LIKENESS_ENDPOINT_COMPONENT: component }, ({ embed }) =>
      embed(warmUpImage, null),
    );
    expect(request?.path).toBe('/endpoints/likeness/invocations');
    expect(request?.headers['x-amzn-sagemaker-inference-component']).toBe(asked);
  });

  test.each([
    ['the shared endpoint where no mode is named', {}, undefined],
    ['the shared endpoint where the mode is empty', { LIKENESS_ENDPOINT_MODE: '' }, undefined],
    ['the shared endpoint', { LIKENESS_ENDPOINT_MODE: 'shared' }, undefined],
    ['components of their own', component, 'SageMaker.DescribeInferenceComponent'],
    ['endpoints of their own', dedicated, 'SageMaker.DescribeEndpoint'],
  ])('deploys adapters to %s', async (_, variables, operation) => {
    const adapter = { name: 'acme.mug@aaaa', uri: 's3://bucket/adapter/' };
    const [request] = await requestsOf(variables, ({ deploy }) => deploy(adapter));
    expect(request?.headers['x-amz-target']).toBe(operation);
  });

  test('makes endpoints of the home’s image and bucket, the key and the machine image only where they are named', async () => {
    const adapter = { name: 'acme.mug@aaaa', uri: 's3://bucket/adapter/' };
    const named = { LIKENESS_SERVING_KEY_ARN: 'key', LIKENESS_SERVING_MACHINE_IMAGE: 'ami' };
    for (const [more, key, machineImage] of [
      [{}, undefined, undefined],
      [named, 'key', 'ami'],
    ] as const) {
      const absent = refusal('ValidationException', 'Could not find endpoint "x".');
      const requests = await requestsOf(
        { ...dedicated, ...more },
        ({ deploy }) => deploy(adapter),
        ({ headers }) => (headers['x-amz-target'] === 'SageMaker.DescribeEndpoint' ? absent : { body: {} }),
      );
      const [, model, config] = requests.map(({ body }) => JSON.parse(body.toString()));
      expect(model).toMatchObject({
        ExecutionRoleArn: 'role',
        PrimaryContainer: { Image: 'm:1', Environment: { LIKENESS_STORE: 's3://bucket' } },
      });
      expect(config.KmsKeyId).toBe(key);
      expect(config.ProductionVariants[0].InferenceAmiVersion).toBe(machineImage);
      expect(config.ProductionVariants[0].InstanceType).toBe('ml.g5.xlarge');
    }
  });

  test.each([
    ['component', 'LIKENESS_ENDPOINT_COMPONENT'],
    ['dedicated', 'LIKENESS_SERVING_ROLE_ARN, LIKENESS_SERVING_INSTANCE, LIKENESS_SERVING_BACKBONE'],
  ])('names with all others the variables that the mode %s lacks', (mode, names) => {
    const build = () => cloudPorts({ ...environment, LIKENESS_TABLE: '', LIKENESS_ENDPOINT_MODE: mode });
    expect(build).toThrow(`The environment lacks LIKENESS_TABLE, ${names}.`);
    expect(build).toThrow(expect.objectContaining({ code: 'SetupIncomplete' }));
  });

  test('refuses a mode that there is not, and says which there are', () => {
    const build = () => cloudPorts({ ...environment, LIKENESS_ENDPOINT_MODE: 'own' });
    expect(build).toThrow("LIKENESS_ENDPOINT_MODE is 'own'; it takes one of shared, component, dedicated.");
    expect(build).toThrow(expect.objectContaining({ code: 'SetupIncomplete' }));
  });

  test('needs the state machine only to start and stop executions', async () => {
    const { LIKENESS_STATE_MACHINE_ARN: _, ...rest } = environment;
    const { ports } = cloudPorts({ ...rest });
    await expect(ports.executions.start('name', {})).rejects.toMatchObject({
      code: 'SetupIncomplete',
      message: expect.stringContaining('LIKENESS_STATE_MACHINE_ARN'),
    });
    await expect(ports.executions.stop('name')).rejects.toMatchObject({ code: 'SetupIncomplete' });
  });
});
